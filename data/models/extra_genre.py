#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write genre-extra.csv: extra_genre.py FEATURES LIST PACKAGES SONGS > genre-extra.csv

FEATURES is the program data/models/features, LIST extra.tsv.  PACKAGES holds a folder for each package
of LIST, unpacked (dpkg -x); SONGS the rendered songs of lmms, SONG.wav or SONG/mix.wav.  See README.genre."""
import csv
import subprocess
import sys
from pathlib import Path

ROWS_A_SONG = 3
LEAST_RMS = 1e-3


def find(packages, songs, package, name):
    if package.startswith("lmms "):
        return next(p for p in (songs / f"{name}.wav", songs / name / "mix.wav") if p.exists())
    return packages / package / "usr/share" / name


def main():
    features, listing, packages, songs = sys.argv[1], *map(Path, sys.argv[2:5])
    out = None
    for song in csv.DictReader(listing.open(), delimiter="\t"):
        path = find(packages, songs, song["package"], song["file"])
        told = subprocess.run([features, path], stdout=subprocess.PIPE, check=True, text=True).stdout
        loud = [r for r in csv.DictReader(told.splitlines()) if float(r["rms_mean"]) >= LEAST_RMS]
        for row in loud[:ROWS_A_SONG]:
            row = {"label": song["genre"], "source": song["package"], "file": Path(song["file"]).name,
                   **{k: f"{float(v):.6g}" for k, v in row.items() if k != "filename"}}
            if not out:
                out = csv.DictWriter(sys.stdout, row, lineterminator="\n")
                out.writeheader()
            out.writerow(row)


main()
