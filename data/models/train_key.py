#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Learns data/models/key.conf from labelled music.  Needs numpy and scipy (Debian: python3-scipy).

Usage: train_key.py SIDEMAN DATASETS > key.conf

SIDEMAN hears every file of DATASETS/music.tsv (tab separated with a head line: file genre tonic mode
beats; "-" where the key is unknown) and tells the shares of the pitch classes; those are all that is
learned from.  The model is one profile for major and one for minor and the bias between them, the
same for all twelve tonics, which is as if every piece were there in all twelve transpositions: a
logistic regression over the 24 keys.  With few pieces it must not stray far from what is known, so
it starts from a mean of published profiles, and pays for every step away from them.  Each piece is
judged once by a model that was trained without it; those figures are written into the file.
"""
import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

NOTES = "C C# D D# E F F# G G# A A# B".split()
STEP_COST = 0.5    # of leaving the published profiles
SHARPNESS = 8.0    # of the published profiles: how sure they are
PUBLISHED = {      # major, minor
    "Krumhansl and Kessler 1982": (
        (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
        (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)),
    "Temperley 1999": (
        (5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0),
        (5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0)),
    "Albrecht and Shanahan 2013": (
        (.238, .006, .111, .006, .137, .094, .016, .214, .009, .080, .008, .081),
        (.220, .006, .104, .123, .019, .103, .012, .214, .062, .022, .061, .052)),
    "Faraldo et al. 2016, edma": (
        (.1652, .0475, .0829, .0669, .0999, .0927, .0529, .1316, .0522, .0744, .0694, .0642),
        (.1724, .0534, .0761, .1004, .0562, .0853, .0498, .1345, .0746, .0500, .0919, .0555)),
}


def shape(values):
    values = np.array(values, float) - np.mean(values)
    return values / np.linalg.norm(values)


def published_mean():
    return SHARPNESS * np.array([np.mean([shape(p[mode]) for p in PUBLISHED.values()], axis=0)
                                 for mode in (0, 1)])


def rotations(shapes):
    """[piece, tonic, degree]"""
    return np.stack([np.roll(shapes, -tonic, axis=1) for tonic in range(12)], axis=1)


def log_probabilities(profiles, bias, shapes):
    scores = np.einsum("ntd,md->nmt", rotations(shapes), profiles)
    scores = (scores + np.array([0.0, bias])[None, :, None]).reshape(len(shapes), 24)
    scores -= scores.max(axis=1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))


def train(shapes, keys):
    start, turned = published_mean(), rotations(shapes)
    pieces = np.arange(len(keys))

    def cost(parameters):
        profiles, bias = parameters[:-1].reshape(2, 12), parameters[-1]
        logs = log_probabilities(profiles, bias, shapes)
        slope = np.exp(logs)
        slope[pieces, keys] -= 1.0
        slope = slope.reshape(-1, 2, 12)
        away = profiles - start
        value = -logs[pieces, keys].sum() + STEP_COST / 2 * (away ** 2).sum() + bias ** 2 / 2
        by_profile = np.einsum("nmt,ntd->md", slope, turned) + STEP_COST * away
        return value, np.append(by_profile.ravel(), slope[:, 1].sum() + bias)

    best = minimize(cost, np.append(start.ravel(), 0.0), jac=True, method="L-BFGS-B").x
    return best[:-1].reshape(2, 12), best[-1]


def relation(key, answer):
    step, minor = (answer - key) % 12, key >= 12
    if minor == (answer >= 12):
        return {0: "exact", 5: "fifth", 7: "fifth"}.get(step, "other")
    if step == 0:
        return "parallel"
    return "relative" if step == (3 if minor else 9) else "other"


def hear(sideman, path):
    run = subprocess.run([sideman, "analyze", "--json", str(path)], stdout=subprocess.PIPE,
                         check=True)
    key = json.loads(run.stdout)["key"]
    return key and key["pitch_classes"]


def load(sideman, folder):
    shapes, keys, silent = [], [], 0
    with open(folder / "music.tsv", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["tonic"] == "-":
                continue
            classes = hear(sideman, folder / row["file"])
            if not classes:
                silent += 1
                continue
            shapes.append(shape(classes))
            keys.append(NOTES.index(row["tonic"]) + 12 * (row["mode"] == "minor"))
    return np.array(shapes), np.array(keys), silent


def cross_validate(shapes, keys):
    everyone, logs = np.arange(len(keys)), []
    for left_out in everyone:
        rest = everyone != left_out
        logs.append(log_probabilities(*train(shapes[rest], keys[rest]), shapes[left_out:left_out + 1])[0])
    return np.array(logs)


def report(name, logs, keys, silent):
    answers = logs.argmax(axis=1)
    found = Counter(relation(k, a) for k, a in zip(keys, answers))
    pieces = len(keys) + silent
    weights = {"exact": 1.0, "fifth": 0.5, "relative": 0.3, "parallel": 0.2}
    weighted = sum(weights.get(r, 0.0) * n for r, n in found.items()) / pieces
    print(f"# {name}: weighted {weighted:.3f}, exact {found['exact'] / pieces:.3f} of {pieces};",
          ", ".join(f"{r} {n}" for r, n in found.most_common()), f"none {silent}")
    sure = np.exp(logs.max(axis=1))
    for low, high in ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        these = (sure >= low) & (sure < high)
        if these.any():
            print(f"#   confidence {low:.1f}..{min(high, 1.0):.1f}: {these.sum()} answers,",
                  f"{(answers[these] == keys[these]).mean():.2f} right")


def row(values):
    return "[" + ", ".join(f"{v:.3f}" for v in values) + "]"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    shapes, keys, silent = load(sys.argv[1], Path(sys.argv[2]))
    profiles, bias = train(shapes, keys)
    print("# Key profiles, from the tonic upwards; made by train_key.py, which says how.")
    print(f"# Learned from {len(keys)} labelled clips of popular music ({(keys >= 12).sum()} in minor),",
          "starting from the mean of the profiles of")
    print("# " + "; ".join(PUBLISHED) + ".")
    report("left out of the training, each clip once", cross_validate(shapes, keys), keys, silent)
    report("the published profiles alone", log_probabilities(published_mean(), 0.0, shapes), keys,
           silent)
    print("version = 1;")
    print("major =", row(profiles[0]) + ";")
    print("minor =", row(profiles[1]) + ";")
    print(f"minor_bias = {bias:.3f};")


main()
