#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Train the genre model: train_genre.py TABLE EXTRA MODEL EVALUATION

TABLE is librosa's features of the GTZAN tracks with the artist-filtered split (columns `split` and
`label`, means and variances over 30 s); EXTRA is genre-extra.csv, what data/models/features prints for
music that the table has none of.  Writes MODEL (genre.txt) and EVALUATION (genre-evaluation.txt).
Needs python3-sklearn; see README here for how to repeat it from the start."""
import csv
import sys

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression

GENRES = "blues classical country disco electronic hiphop jazz metal pop reggae rock ambient".split()
CEPSTRA, BANDS = 20, 128
EXTRA = ("electronic", "ambient")
SHRINKAGE, C, SHARE, EMPHASIS = 0.5, 0.1, 0.5, 2
EXTRA_WEIGHT, EXTRA_PRIOR = 0.5, 0.3   # chosen on the split of TABLE, both ways round
SURE, RIGHT = 0.8, 0.85


def features(row):
    """The row of src/listen/features.c, from means and variances."""
    value = lambda name: float(row[name])
    log = lambda name: np.log(max(value(name), 1e-9))
    power = value("rms_mean") ** 2 + value("rms_var")
    mfcc = [f"mfcc{i}" for i in range(1, CEPSTRA + 1)]
    x = [value(m + "_mean") for m in mfcc]
    x[0] -= np.sqrt(BANDS) * 10 * np.log10(power)
    x += [log(m + "_var") for m in mfcc]
    x += [value("chroma_stft_mean"), log("chroma_stft_var")]
    for name in ("spectral_centroid", "spectral_bandwidth", "rolloff"):
        x += [log(name + "_mean"), log(name + "_var")]
    x += [np.log(max(value("rms_var") / value("rms_mean") ** 2, 1e-9))]
    return x + [np.log(value("perceptr_var") / value("harmony_var"))]


def names():
    mfcc = [f"mfcc{i}" for i in range(1, CEPSTRA + 1)]
    shape = [n + s for n in ("chroma", "centroid", "bandwidth", "rolloff") for s in ("_mean", "_var")]
    return [m + "_mean" for m in mfcc] + [m + "_var" for m in mfcc] + shape + ["rms_var", "percussion"]


class Linear:
    """Shrunken discriminant analysis and logistic regression, averaged: one linear classifier.

    The two genres that the table has none of come from other, fewer sources, which differ by how they
    were recorded too.  They are kept from blurring the ten: they have no say in the covariance, count
    EXTRA_WEIGHT in the regression and start as EXTRA_PRIOR of the probability of another genre."""

    def __init__(self, rows):
        x, y = columns(rows)
        index = np.array([GENRES.index(g) for g in y])
        table = np.array([g not in EXTRA for g in y])
        self.mean, self.scale = x[table].mean(0), x[table].std(0)
        self.scale[-1] /= EMPHASIS   # the regularisation must not drown the one of its kind
        z = (x - self.mean) / self.scale
        prior = np.array([EXTRA_PRIOR if g in EXTRA else 1 for g in GENRES])
        lda_weight, lda_bias = discriminant(z, index, table)
        weights = balance(y) * np.where(table, 1, EXTRA_WEIGHT)
        lr = LogisticRegression(C=C, max_iter=5000).fit(z, index, sample_weight=weights)
        # The first is three times too sure of itself.
        self.weight = SHARE * lda_weight / 3 + (1 - SHARE) * lr.coef_
        self.bias = SHARE * lda_bias / 3 + (1 - SHARE) * lr.intercept_ + np.log(prior)

    def logits(self, x):
        return (x - self.mean) / self.scale @ self.weight.T + self.bias


def discriminant(z, index, table):
    means = np.array([z[index == g].mean(0) for g in range(len(GENRES))])
    genres = sorted(set(index[table]))
    within = np.mean([np.cov(z[index == g].T, bias=True) for g in genres], 0)
    within = (1 - SHRINKAGE) * within + SHRINKAGE * np.diag(np.diag(within).mean() * np.ones(len(within)))
    weight = np.linalg.solve(within, means.T).T
    return weight, -0.5 * (weight * means).sum(1)


def balance(y):
    count = {g: y.count(g) for g in set(y)}
    return np.array([len(y) / len(count) / count[g] for g in y])


def soften(logits, temperature):
    p = np.exp((logits - logits.max(1, keepdims=True)) / temperature)
    return p / p.sum(1, keepdims=True)


def log_loss(p, index):
    return -np.mean(np.log(p[np.arange(len(index)), index] + 1e-12))


def honest_temperature(logits, index):
    """The least at which, of the answers given with SURE and more, RIGHT are right."""
    for temperature in np.arange(1.0, 5.0, 0.05):
        p = soften(logits, temperature)
        sure = p.max(1) >= SURE
        if np.mean((p.argmax(1) == index)[sure]) >= RIGHT:
            return temperature
    raise SystemExit("no temperature makes it honest")


def calibration_error(p, index, bins=10):
    top, right = p.max(1), p.argmax(1) == index
    cell = np.minimum((top * bins).astype(int), bins - 1)
    return sum(abs(top[cell == b].sum() - right[cell == b].sum()) for b in range(bins)) / len(index)


def read(path):
    with open(path) as file:
        return list(csv.DictReader(file))


def folds(table, extra):
    """Both ways round the artist-filtered split; of the extra music every other source."""
    side = {}
    for genre in ("ambient", "electronic"):
        rows = [0, 0]   # of this genre on each side so far
        count = {s: sum(r["source"] == s for r in extra if r["label"] == genre)
                 for s in {r["source"] for r in extra if r["label"] == genre}}
        for source in sorted(count, key=lambda s: (s not in side, -count[s], s)):
            side.setdefault(source, int(rows[0] > rows[1]))
            rows[side[source]] += count[source]
    for first in (0, 1):
        train = [r for r in table if (r["split"] == "train") == (first == 0)]
        test = [r for r in table if (r["split"] == "train") != (first == 0)]
        for row in extra:
            (train if side[row["source"]] == first else test).append(row)
        yield train, test


def columns(rows):
    return np.array([features(r) for r in rows]), [r["label"] for r in rows]


def evaluate(table, extra, out):
    say = lambda *words: print(*words, file=out)
    tests = []
    for train, test in folds(table, extra):
        model = Linear(train)
        xt, yt = columns(test)
        tests.append((model.logits(xt), np.array([GENRES.index(g) for g in yt])))
    of_table = [np.isin(t[1], [GENRES.index(g) for g in EXTRA], invert=True) for t in tests]
    temperature = honest_temperature(np.vstack([t[0] for t in tests]),
                                     np.concatenate([t[1] for t in tests]))
    say("Artist-filtered evaluation of genre.txt: no artist is on both sides.  Rows of 30 s.")
    say("  direction         rows  top-1  top-3  log loss  calibration error")
    halves = []
    for i, name in enumerate(("train > valid", "valid > train")):
        p, index = soften(tests[i][0], temperature), tests[i][1]
        halves.append((p, index))
        table_only = of_table[i]
        for what, use in ((name, table_only), ("  with 2 extra", np.ones(len(index), bool))):
            q, true = p[use], index[use]
            order = np.argsort(-q, 1)
            say(f"  {what:16s}{len(true):6d}{np.mean(order[:, 0] == true):7.3f}"
                f"{np.mean((order[:, :3] == true[:, None]).any(1)):7.3f}{log_loss(q, true):9.3f}"
                f"{calibration_error(q, true):12.3f}")
    p, index = np.vstack([h[0] for h in halves]), np.concatenate([h[1] for h in halves])
    say("\nAnswers by the probability given to the first, both directions:")
    say("  said         rows  right")
    for low, high in ((0, .2), (.2, .3), (.3, .4), (.4, .5), (.5, .6), (.6, .7), (.7, .8), (.8, 1.01)):
        use = (p.max(1) >= low) & (p.max(1) < high)
        if use.any():
            say(f"  {low:.1f}-{min(high, 1):.1f}  {use.sum():8d}  {np.mean((p.argmax(1) == index)[use]):.3f}")
    say("\nConfusion, both directions (rows: what it is; columns: what was said, %):")
    say(" " * 12 + "".join(f"{g[:5]:>6s}" for g in GENRES))
    for g, name in enumerate(GENRES):
        said = p.argmax(1)[index == g]
        say(f"  {name:10s}" + "".join(f"{100 * np.mean(said == k):6.0f}" for k in range(len(GENRES))))
    say(f"\nTemperature {temperature:.2f}: the one number that was chosen on these very rows, so that of"
        f"\nwhat is said with {SURE} and more {RIGHT} is right.")
    return temperature


def write_model(path, model, temperature, strange):
    numbers = lambda values: " ".join(f"{v:.5g}" for v in values)
    with open(path, "w") as out:
        out.write("sideman-genre-model 1\n# written by train_genre.py: name, mean and scale of each feature;"
                  "\n# name, bias and weights of each genre\n")
        out.write(f"strange {strange:.3f}\n")
        for name, mean, scale in zip(names(), model.mean, model.scale):
            out.write(f"feature {name} {mean:.6g} {scale:.6g}\n")
        for name, bias, weight in zip(GENRES, model.bias / temperature, model.weight / temperature):
            out.write(f"genre {name} {bias:.5g} {numbers(weight)}\n")
        out.write("end\n")


def main():
    table, extra = read(sys.argv[1]), read(sys.argv[2])
    with open(sys.argv[4], "w") as out:
        temperature = evaluate(table, extra, out)
    model = Linear(table + extra)
    x = columns(table)[0]
    far = (np.clip((x - model.mean) / model.scale, -10, 10) ** 2).mean(1)
    write_model(sys.argv[3], model, temperature, 1.1 * far.max())   # speech lies beyond, and noise far
    print(f"temperature {temperature:.2f}, farthest row {far.max():.2f}, median {np.median(far):.2f}")


main()
