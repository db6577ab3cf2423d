#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Train the genre model: train_genre.py FEATURES DATASETS EXTRA MODEL EVALUATION
                      train_genre.py FEATURES DATASETS EXTRA --held-out FOLDER

FEATURES is the program data/models/features.  DATASETS holds genre-features.csv, librosa's features of
GTZAN tracks with the artist-filtered split (columns `split`, `filename`, `label`, means and variances
over 30 s), and music.tsv, labelled clips.  EXTRA is genre-extra.csv, music that GTZAN has none of.
Writes MODEL (genre.txt) and EVALUATION (genre-evaluation.txt); or models for an evaluation by the whole
program, FOLDER/0 .. 4/models/genre.txt without every fifth clip, FOLDER/none/... without any clip.
Needs python3-sklearn; README.genre says how to repeat it from the start."""
import csv
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from sklearn.linear_model import LogisticRegression

GENRES = "blues classical country disco electronic hiphop jazz metal pop reggae rock ambient".split()
EXTRA = [GENRES.index(g) for g in ("electronic", "ambient")]
CEPSTRA, BANDS = 20, 128
GROOVE_BANDS, GROOVE_RATES, CONTRAST_BANDS = 9, 8, 7
TABLE, CLIP, OTHER = range(3)
WEIGHTS = np.array([1.0, 2.0, 0.5])   # of a row of each kind
C, SHRINKAGE, SHARE, EMPHASIS, EXTRA_PRIOR = 0.1, 0.5, 0.5, 2, 0.5
SOUND_SHARE, SOUND_DOUBT, SOUND_MOST = 0.1, 1.0, 3.0
FOLDS, PARTS = 8, 5
HELD_OUT_TEMPERATURE = 0.9
DOUBT_LEAST = 0.7
SURE, RIGHT = 0.8, 0.85


def timbre(row):
    """The first features of src/listen/features.c, from means and variances."""
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


def timbre_names():
    mfcc = [f"mfcc{i}" for i in range(1, CEPSTRA + 1)]
    shape = [n + s for n in ("chroma", "centroid", "bandwidth", "rolloff") for s in ("_mean", "_var")]
    return [m + "_mean" for m in mfcc] + [m + "_var" for m in mfcc] + shape + ["rms_var", "percussion"]


def groove_names():
    return [f"groove{b + 1}_{r + 1}" for b in range(GROOVE_BANDS) for r in range(GROOVE_RATES)]


def sound_names():
    """Groove and contrast: what tables lack."""
    contrast = [f"contrast{b + 1}_{what}" for what in ("mean", "spread") for b in range(CONTRAST_BANDS)]
    return groove_names() + contrast


class Rows:
    """Features, label, kind, and the artist or source as well as it is known, of each row."""

    def __init__(self, rows, kind, labels, origins):
        self.x = np.array([timbre(r) for r in rows])
        self.sound = np.array([[float(r.get(n, "nan")) for n in sound_names()] for r in rows])
        self.y = np.array([GENRES.index(g) for g in labels])
        self.kind = np.full(len(rows), kind)
        self.origin = np.array(origins)

    def those(self, use):
        some = object.__new__(Rows)
        for name, column in vars(self).items():
            setattr(some, name, column[use])
        return some

    def __add__(self, more):
        both = object.__new__(Rows)
        for name, column in vars(self).items():
            setattr(both, name, np.concatenate([column, getattr(more, name)]))
        return both


class Timbre:
    """Shrunken discriminant analysis and logistic regression, averaged: one linear classifier.

    The two genres that the table has none of come from other, fewer sources, which differ by how they
    were recorded too.  They are kept from blurring the ten: they have no say in the covariance, count
    less in the regression and start as EXTRA_PRIOR of the probability of another genre."""

    def __init__(self, rows):
        core = rows.kind != OTHER
        self.mean, self.scale = rows.x[core].mean(0), rows.x[core].std(0)
        scale = self.scale.copy()
        scale[-1] /= EMPHASIS   # the regularisation must not drown the one of its kind
        z = (rows.x - self.mean) / scale
        count = np.bincount(rows.y, minlength=len(GENRES))
        kind = WEIGHTS[rows.kind]
        lr = LogisticRegression(C=C, max_iter=5000)
        lr.fit(z, rows.y, sample_weight=len(z) / len(GENRES) / count[rows.y] * kind)
        means = np.array([np.average(z[rows.y == g], 0, kind[rows.y == g]) for g in range(len(GENRES))])
        ten = [(rows.y == g) & core for g in range(len(GENRES)) if g not in EXTRA]
        within = np.mean([np.cov(z[g].T, bias=True, aweights=kind[g]) for g in ten], 0)
        within = shrink(within, SHRINKAGE)
        weight = np.linalg.solve(within, means.T).T
        # The discriminant is three times too sure of itself.
        self.weight = (SHARE * weight / 3 + (1 - SHARE) * lr.coef_) * self.scale / scale
        self.bias = SHARE * -0.5 * (weight * means).sum(1) / 3 + (1 - SHARE) * lr.intercept_
        self.bias[EXTRA] += np.log(EXTRA_PRIOR)

    def logits(self, rows):
        return (rows.x - self.mean) / self.scale @ self.weight.T + self.bias

    def far(self, rows):
        return (np.clip((rows.x - self.mean) / self.scale, -10, 10) ** 2).mean(1)


class Sound:
    """Discriminant analysis of what only rows that there is audio of have: `columns` of them, turned.
    Few rows: means are drawn to the middle, and it has a small say."""

    def __init__(self, rows, columns, turn):
        self.columns = columns
        sound, clips = rows.sound[:, columns], rows.kind == CLIP
        self.mean, self.scale = sound[clips].mean(0), sound[clips].std(0)
        turn = turn / (sound[clips] @ turn.T).std(0)[:, None]
        z = (sound - self.mean) @ turn.T
        means = np.array([z[rows.y == g].sum(0) / ((rows.y == g).sum() + SOUND_DOUBT)
                          for g in range(len(GENRES))])
        apart = (z - means[rows.y])[clips]
        weight = np.linalg.solve(shrink(apart.T @ apart / len(apart), SHRINKAGE), means.T).T
        self.weight = SOUND_SHARE * weight @ turn * self.scale
        self.bias = SOUND_SHARE * -0.5 * (weight * means).sum(1)

    def logits(self, rows):
        z = (rows.sound[:, self.columns] - self.mean) / self.scale
        z = np.clip(z, -SOUND_MOST, SOUND_MOST)
        return np.where(np.isnan(z[:, :1]), 0, np.nan_to_num(z) @ self.weight.T + self.bias)


def groove_turn():
    """Each band's mean over the rates, and each rate against it."""
    turn = np.eye(GROOVE_BANDS * GROOVE_RATES).reshape(GROOVE_BANDS, GROOVE_RATES, -1)
    mean = turn.mean(1, keepdims=True)
    return np.concatenate([(turn - mean).reshape(-1, turn.shape[2]), mean[:, 0]])


class Model:
    def __init__(self, rows):
        self.timbre, self.sounds = Timbre(rows), []
        if (rows.kind == CLIP).any():
            heard = rows.those(rows.kind != TABLE)
            groove, all_names = len(groove_names()), len(sound_names())
            self.sounds = [Sound(heard, slice(groove), groove_turn()),
                           Sound(heard, slice(groove, all_names), np.eye(all_names - groove))]

    def logits(self, rows):
        """The farther from what it learned, the less is it sure of itself."""
        told = self.timbre.logits(rows) + sum(sound.logits(rows) for sound in self.sounds)
        return told / np.maximum(DOUBT_LEAST, self.timbre.far(rows))[:, None]


def shrink(covariance, share):
    return (1 - share) * covariance + share * np.eye(len(covariance)) * np.diag(covariance).mean()


def soften(logits, temperature):
    p = np.exp((logits - logits.max(1, keepdims=True)) / temperature)
    return p / p.sum(1, keepdims=True)


def calibration_error(p, y, bins=10):
    top, right = p.max(1), p.argmax(1) == y
    cell = np.minimum((top * bins).astype(int), bins - 1)
    return sum(abs(top[cell == b].sum() - right[cell == b].sum()) for b in range(bins)) / len(y)


def sure_and_right(p, y):
    sure = p.max(1) >= SURE
    return sure.sum(), (p.argmax(1) == y)[sure].mean() if sure.any() else np.nan


def read(path, delimiter=","):
    with open(path) as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def read_table(path):
    """Neighbouring numbers are mostly by one artist, who is on one side of the split."""
    rows = read(path)
    labels = [r["label"] for r in rows]
    return Rows(rows, TABLE, labels, [f"{r['split']} {r['label']} {r['filename'].split('.')[1][:4]}"
                                      for r in rows])


def read_clips(features, folder):
    listed = read(folder / "music.tsv", "\t")
    told = subprocess.run([features, *(folder / r["file"] for r in listed)], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return Rows(list(csv.DictReader(told.splitlines())), CLIP, [r["genre"] for r in listed],
                [r["file"] for r in listed])


def read_extra(path):
    rows = read(path)
    return Rows(rows, OTHER, [r["label"] for r in rows], [r["source"] for r in rows])


def fold_of(rows):
    """No origin is in two folds, and those of a genre are spread over all."""
    fold, side = np.zeros(len(rows.y), int), {}
    for g in range(len(GENRES)):
        origins, counts = np.unique(rows.origin[rows.y == g], return_counts=True)
        load = np.zeros(FOLDS)
        for count, origin in sorted(zip(-counts, origins), key=lambda p: (p[1] not in side, p)):
            side.setdefault(origin, int(load.argmin()))
            load[side[origin]] -= count
            fold[(rows.origin == origin) & (rows.y == g)] = side[origin]
    return fold


CHOOSING = ("table, other artists", "clips, none learned", "clips, the rest learned")


def tests_of(table, clips, extra):
    """What is told of rows that the model did not learn from: (title, logits, truth) of each test."""
    rest = table + extra
    fold = fold_of(rest)
    told = np.zeros((len(rest.y), len(GENRES)))
    for f in range(FOLDS):
        told[fold == f] = Model(rest.those(fold != f) + clips).logits(rest.those(fold == f))
    of_table = rest.kind == TABLE
    yield "table, other artists", told[of_table], rest.y[of_table]
    for side in ("train", "valid"):
        learn = np.char.startswith(table.origin, side)
        model = Model(table.those(learn) + clips + extra)
        yield f"table, {side} side only", model.logits(table.those(~learn)), table.y[~learn]
    yield "extra, other sources", told[~of_table], rest.y[~of_table]
    yield "clips, none learned", Model(rest).logits(clips), clips.y
    alone = [Model(rest + clips.those(np.arange(len(clips.y)) != i)).logits(clips.those([i]))[0]
             for i in range(len(clips.y))]
    yield "clips, the rest learned", np.array(alone), clips.y


def honest_temperature(tests):
    """The least from 0.9 at which, of what is said with SURE and more, RIGHT is right in each test."""
    for temperature in np.arange(0.9, 3.0, 0.05):
        if all(not sure_and_right(soften(logits, temperature), y)[1] < RIGHT for logits, y in tests):
            return temperature
    raise SystemExit("no temperature makes it honest")


def evaluate(tests, temperature, out):
    say = lambda *words: print(*words, file=out)
    say("What genre.txt is worth, on rows that it did not learn from.  See README.genre for the tests."
        "\n  test                      rows  top-1  top-3  log loss  calibration  said >= 0.8, right")
    for title, logits, y in tests:
        p = soften(logits, temperature)
        order = np.argsort(-p, 1)
        sure, right = sure_and_right(p, y)
        say(f"  {title:24s}{len(y):6d}{np.mean(order[:, 0] == y):7.3f}"
            f"{np.mean((order[:, :3] == y[:, None]).any(1)):7.3f}"
            f"{-np.mean(np.log(p[np.arange(len(y)), y] + 1e-12)):10.3f}{calibration_error(p, y):13.3f}"
            f"{sure:14d}{right:7.3f}")
    kept = [t for t in tests if "side" not in t[0]]
    p, y = np.vstack([soften(t[1], temperature) for t in kept]), np.concatenate([t[2] for t in kept])
    say("\nAnswers by the probability given to the first, all but the one-sided tests:"
        "\n  said         rows  right")
    for low, high in ((0, .2), (.2, .3), (.3, .4), (.4, .5), (.5, .6), (.6, .7), (.7, .8), (.8, 1.01)):
        use = (p.max(1) >= low) & (p.max(1) < high)
        if use.any():
            say(f"  {low:.1f}-{min(high, 1):.1f}  {use.sum():8d}  {np.mean((p.argmax(1) == y)[use]):.3f}")
    say("\nConfusion, the same (rows: what it is; columns: what was said, %):")
    say(" " * 12 + "".join(f"{g[:5]:>6s}" for g in GENRES))
    for g, name in enumerate(GENRES):
        said = p.argmax(1)[y == g]
        say(f"  {name:10s}" + "".join(f"{100 * np.mean(said == k):6.0f}" for k in range(len(GENRES))))
    say(f"\nTemperature {temperature:.2f}, chosen on the rows of: {'; '.join(CHOOSING)}; "
        f"\nso that in each {RIGHT} of what is said with {SURE} and more is right.")


def write_model(path, model, temperature, strange):
    numbers = lambda values: " ".join(f"{v:.5g}" for v in values)
    count = len(sound_names())
    none = SimpleNamespace(mean=np.zeros(count), scale=np.ones(count), bias=0,
                           weight=np.zeros((len(GENRES), count)))
    parts = [model.timbre, *(model.sounds or [none])]
    mean, scale = (np.concatenate([getattr(p, what) for p in parts]) for what in ("mean", "scale"))
    weight = np.hstack([p.weight for p in parts]) / temperature
    bias = sum(p.bias for p in parts) / temperature
    with open(path, "w") as out:
        out.write("sideman-genre-model 2\n# written by train_genre.py: name, mean and scale of each feature;"
                  "\n# name, bias and weights of each genre\n")
        out.write(f"strange {strange:.3f}\ndoubt {DOUBT_LEAST}\n")
        for name, m, s in zip(timbre_names() + sound_names(), mean, scale):
            out.write(f"feature {name} {m:.6g} {s:.6g}\n")
        for name, b, w in zip(GENRES, bias, weight):
            out.write(f"genre {name} {b:.5g} {numbers(w)}\n")
        out.write("end\n")


def write_held_out(folder, rest, clips, temperature):
    every = np.arange(len(clips.y)) % PARTS
    for name in [*map(str, range(PARTS)), "none"]:
        learned = clips.those(every != int(name)) if name != "none" else clips.those(every < 0)
        path = folder / name / "models"
        path.mkdir(parents=True, exist_ok=True)
        model = Model(rest + learned)
        write_model(path / "genre.txt", model, temperature, 1.1 * model.timbre.far(rest).max())


def main():
    folder = Path(sys.argv[2])
    table, extra = read_table(folder / "genre-features.csv"), read_extra(sys.argv[3])
    clips = read_clips(sys.argv[1], folder)
    if sys.argv[4] == "--held-out":
        write_held_out(Path(sys.argv[5]), table + extra, clips, HELD_OUT_TEMPERATURE)
        return
    tests = list(tests_of(table, clips, extra))
    temperature = honest_temperature([t[1:] for t in tests if t[0] in CHOOSING])
    with open(sys.argv[5], "w") as out:
        evaluate(tests, temperature, out)
    model = Model(table + clips + extra)
    write_model(sys.argv[4], model, temperature, 1.1 * model.timbre.far(table).max())   # speech lies beyond, and noise far


main()
