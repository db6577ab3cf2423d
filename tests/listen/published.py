#!/usr/bin/env python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our features against librosa's, as published for the clips in SIDEMAN_DATASETS.

The published rows are of 30 s, the clips of 15 to 20 s: they can only be near.  Each feature is compared
in units of its spread over the clips; half of the clips have to be within a fifth of it or so, and on
the average there may be next to no difference.
"""
import csv
import math
import os
import subprocess
import sys
from pathlib import Path
from statistics import mean, median, pstdev

MEDIAN_APART, MEAN_APART = 0.3, 0.2

folder = Path(os.environ.get("SIDEMAN_DATASETS", "/nonexistent"))
table = folder / "music-features.csv"
program = Path("data/models/features")
if not table.exists() or not program.exists():
    print("skipped: SIDEMAN_DATASETS does not name a folder with music-features.csv")
    sys.exit(77)
published = {row["filename"].rsplit(".", 1)[0]: row for row in csv.DictReader(table.open())}
clips = [path for path in sorted((folder / "music").glob("*.flac")) if path.stem in published]
told = subprocess.run([program, *clips], stdout=subprocess.PIPE, check=True, text=True).stdout
ours = list(csv.DictReader(told.splitlines()))
assert len(ours) == len(clips) > 0, "not a row for every clip"


def scaled(name, row):
    value = float(row[name])
    wide = name.endswith("_var") or not name.startswith(("mfcc", "chroma"))
    return math.log(max(value, 1e-12)) if wide else value


def percussion(row):
    return math.log(float(row["perceptr_var"]) / float(row["harmony_var"]))


def correlation(x, y):
    mx, my = mean(x), mean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / (len(x) * pstdev(x) * pstdev(y))


alike = correlation([percussion(row) for row in ours],
                    [percussion(published[Path(row["filename"]).stem]) for row in ours])
print(f"percussive share: correlation {alike:.3f}")
failures = int(alike < 0.95)
for name in ours[0]:
    if name in ("filename", "start_s", "harmony_var", "perceptr_var") or name.startswith(("groove", "contrast")):
        continue
    theirs = [scaled(name, published[Path(row["filename"]).stem]) for row in ours]
    apart = [(scaled(name, row) - their) / pstdev(theirs) for row, their in zip(ours, theirs)]
    bad = median(map(abs, apart)) > MEDIAN_APART or abs(mean(apart)) > MEAN_APART
    failures += bad
    print(f"{'FAIL' if bad else 'ok  '} {name:24} median {median(map(abs, apart)):.3f} "
          f"mean {mean(apart):+.3f} spreads")
sys.exit(failures > 0)
