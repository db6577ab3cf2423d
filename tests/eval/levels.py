#!/usr/bin/env python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the places of data/knowledge/levels.conf to clean multitracks, and says how well they fit songs that
were left out.

Usage: levels.py SIDEMAN SRCDIR     (recordings: as advice_tracks.py)
Within each song, loudness and presence of a track are a place and a taste; the song's own level is left free.
Places are found by least squares that far-off tracks hardly move.  A few made-up songs with a voice as loud as
all the rest (Gerdes and Siedenburg 2023) stand in for recordings with vocals, of which there are too few.
"""
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from advice_tracks import analyze_all, load, sources

PLACES = ("vocals", "drums", "bass", "guitar", "keys", "synth", "other", "kick", "snare", "hats")
CARRY = ("guitar", "keys", "synth", "other")  # the tune, where nobody sings
SUNG = dict(vocals=-3.0, drums=-6.0, bass=-8.5, guitar=-9.5, keys=-10.5, synth=-10.5, other=-10.5)
BANDS = (("vocals", "drums", "bass", "guitar", "keys"), ("vocals", "drums", "bass", "guitar", "guitar"),
         ("vocals", "drums", "bass", "synth", "keys"), ("vocals", "drums", "bass", "synth", "synth", "other"))
BAND_COUNTS, PRESENCE_PER_DB, HUBER_DB, RIDGE, TOLERANCE, FOLDS = 9.0, 0.88, 5.0, 3.0, 3.5, 8


def place_of(track, kit):
    if track["role"] != "drums" or kit < 2:
        return track["role"]
    power = {name: 10 ** (db / 10) for name, db in track["spectrum"]["bands_db"].items() if db is not None}
    share = {name: value / sum(power.values()) for name, value in power.items()}
    if share.get("sub", 0) + share.get("bass", 0) > 0.5:
        return "kick"
    return "hats" if sum(share.get(name, 0) for name in ("high_mid", "presence", "air")) > 0.5 else "snare"


def song_of(report):
    """(places, [loudness, presence] of each)"""
    kit = sum(track["role"] == "drums" for track in report["tracks"])
    presence = {row["track"]: row["presence_db"] for row in report["relations"]["balance"]}
    rows = [(place_of(track, kit), track["loudness"]["integrated_lufs"], presence.get(track["name"]))
            for track in report["tracks"]]
    rows = [row for row in rows if None not in row and row[0] in PLACES]
    return [row[0] for row in rows], np.array([row[1:] for row in rows], float)


def made_up():
    for band in BANDS:
        lufs = np.array([SUNG[role] - 10 * np.log10(band.count(role)) for role in band])
        yield list(band), np.stack([lufs, PRESENCE_PER_DB * lufs], 1), BAND_COUNTS


def design(places):
    unsung = "vocals" not in places
    return np.array([[place == one for one in PLACES] + [unsung and place in CARRY, unsung and place == "drums"]
                     for place in places], float)


def fit(songs, view):
    weights = [np.full(len(places), count) for places, _, count in songs]
    for _ in range(6):
        left, right = 0, 0
        for (places, seen, _), weight in zip(songs, weights):
            x, y = design(places), seen[:, view]
            x = x - weight @ x / weight.sum()
            y = y - weight @ y / weight.sum()
            left, right = left + (x * weight[:, None]).T @ x, right + (x * weight[:, None]).T @ y
        found = np.linalg.solve(left + RIDGE * np.eye(len(left)), right)
        for i, (places, seen, count) in enumerate(songs):
            off = off_db(places, seen[:, view], found)
            weights[i] = count * np.minimum(1, HUBER_DB / np.maximum(np.abs(off), 1e-9))
    return found


def off_db(places, seen, found):
    off = seen - design(places) @ found
    return off - np.median(off)


def write(songs):
    found = [fit(songs, view) for view in (0, 1)]
    usual = 3.6
    for i, place in enumerate(PLACES):
        offs = [abs(off) for places, seen, _ in songs for one, off in
                zip(places, off_db(places, seen[:, 0], found[0])) if one == place]
        taste = TOLERANCE * np.sqrt((sum(offs) + 4 * usual) / (len(offs) + 4) / usual)
        more = [one[len(PLACES) + (place == "drums")] for one in found]
        print(f"{place:8} relative_lu {found[0][i]:+5.1f}  presence_db {found[1][i]:+5.1f}  taste {taste:.1f} dB" +
              (f"  unsung {found[0][i] + more[0]:+5.1f} {found[1][i] + more[1]:+5.1f}"
               if place in CARRY + ("drums",) else ""))


def main():
    found = sources(Path(sys.argv[2]))
    songs = []
    with ThreadPoolExecutor(2) as pool:
        reports = pool.map(lambda files: analyze_all(sys.argv[1], load(files)), found.values())
        songs = [(*song_of(report), 1.0) for report in reports]
    songs = [song for song in songs if len(song[0]) >= 3]
    left_out = []
    for fold in range(FOLDS):
        rest = [song for i, song in enumerate(songs) if i % FOLDS != fold] + list(made_up())
        places = fit(rest, 0)
        left_out += [off for i, song in enumerate(songs) if i % FOLDS == fold
                     for off in off_db(song[0], song[1][:, 0], places)]
    print(f"{len(songs)} songs; a track of a song left out is {np.mean(np.abs(left_out)):.1f} dB off its place")
    print("only differences count:")
    write(songs + list(made_up()))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
