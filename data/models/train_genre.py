#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Train the genre model: train_genre.py FEATURES DATASETS EXTRA FOREIGN ARTISTS MODEL EVALUATION
                      train_genre.py FEATURES DATASETS EXTRA FOREIGN ARTISTS --held-out FOLDER

FEATURES is the program data/models/features.  DATASETS holds genre-features.csv, librosa's features of
GTZAN tracks with the artist-filtered split (columns `split`, `filename`, `label`, means and variances
over 30 s), music.tsv, labelled clips, and drums.tsv and stems.tsv, parts of mixes to be judged.  EXTRA is
genre-extra.csv, music that GTZAN has none of, FOREIGN genre-foreign.csv, parts of mixes to learn from,
ARTISTS genre-artists.txt, who plays in GTZAN.
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
C, SHRINKAGE, SHARE, EMPHASIS, EXTRA_PRIOR = 0.1, 0.1, 0.7, 2, 0.5
SOUND_SHARE, SOUND_DOUBT, SOUND_MOST, SOUND_SHRINKAGE = 0.1, 1.0, 3.0, 0.5
FOREIGN_C, FOREIGN_MOST = 0.01, 4.0
FOLDS, BLOCKINGS, PARTS = 8, 5, 5
HELD_OUT_TEMPERATURE = 0.85
DOUBT_LEAST = 0.8
SHOWN, SURE, RIGHT = 0.5, 0.8, 0.85


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
        for name in ("x", "sound", "y", "kind", "origin"):
            setattr(both, name, np.concatenate([getattr(self, name), getattr(more, name)]))
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
        self.white = np.linalg.inv(np.linalg.cholesky(within)) * self.scale / scale
        self.centres = means * scale / self.scale @ self.white.T
        # The discriminant is three times too sure of itself.
        self.weight = (SHARE * weight / 3 + (1 - SHARE) * lr.coef_) * self.scale / scale
        self.bias = SHARE * -0.5 * (weight * means).sum(1) / 3 + (1 - SHARE) * lr.intercept_
        self.bias[EXTRA] += np.log(EXTRA_PRIOR)

    def logits(self, rows):
        return (rows.x - self.mean) / self.scale @ self.weight.T + self.bias

    def far(self, rows):
        """From the nearest genre, as they spread: mean square."""
        white = np.clip((rows.x - self.mean) / self.scale, -10, 10) @ self.white.T
        return ((white[:, None] - self.centres) ** 2).mean(2).min(1)


class Foreign:
    """Whether this is music at all, or what it is made of: logistic regression of the features of timbre
    and their squares."""

    def __init__(self, timbre, music, parts):
        self.timbre = timbre
        y = np.r_[np.zeros(len(music.y)), np.ones(len(parts.y))]
        weight = len(y) / 2 / np.bincount(y.astype(int))[y.astype(int)]
        x = np.vstack([self.columns(music), self.columns(parts)])
        lr = LogisticRegression(C=FOREIGN_C, max_iter=5000).fit(x, y, sample_weight=weight)
        self.weight, self.square = np.split(lr.coef_[0], 2)
        self.bias = lr.intercept_[0]

    def columns(self, rows):
        z = np.clip((rows.x - self.timbre.mean) / self.timbre.scale, -FOREIGN_MOST, FOREIGN_MOST)
        return np.hstack([z, z ** 2])

    def share(self, rows):
        return 1 / (1 + np.exp(-self.columns(rows) @ np.r_[self.weight, self.square] - self.bias))


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
        weight = np.linalg.solve(shrink(apart.T @ apart / len(apart), SOUND_SHRINKAGE), means.T).T
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
    def __init__(self, rows, parts):
        self.timbre, self.sounds = Timbre(rows), []
        self.foreign = Foreign(self.timbre, rows, parts)
        if (rows.kind == CLIP).any():
            heard = rows.those(rows.kind != TABLE)
            groove, all_names = len(groove_names()), len(sound_names())
            self.sounds = [Sound(heard, slice(groove), groove_turn()),
                           Sound(heard, slice(groove, all_names), np.eye(all_names - groove))]

    def tell(self, rows):
        """Logits, and the share that may be anything.  The farther from what it learned, the less is it
        sure of itself."""
        told = self.timbre.logits(rows) + sum(sound.logits(rows) for sound in self.sounds)
        return Told(told / np.maximum(DOUBT_LEAST, self.timbre.far(rows))[:, None],
                    self.foreign.share(rows), rows.y)


class Told:
    """What is told of rows, and the truth."""

    def __init__(self, logits, foreign, y):
        self.logits, self.foreign, self.y = logits, foreign, y

    def p(self, temperature):
        soft = soften(self.logits, temperature)
        return soft + self.foreign[:, None] * (1 / len(GENRES) - soft)

    def those(self, use):
        return Told(self.logits[use], self.foreign[use], self.y[use])


def together(tolds):
    return Told(*(np.concatenate([getattr(t, what) for t in tolds]) for what in ("logits", "foreign", "y")))


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


def read_artists(path):
    """(genre, number): artist"""
    artists = {}
    for line in open(path):
        if line.startswith("#"):
            continue
        numbers, artist = line.strip().split(": ", 1)
        genre, *spans = numbers.split()
        for first, _, last in (span.partition("-") for span in spans):
            artists.update({(genre, i): artist for i in range(int(first), int(last or first) + 1)})
    return artists


def read_table(path, artists):
    """Of those that are unknown, ten neighbouring numbers count as one artist."""
    rows = read(path)
    origins = []
    for row in rows:
        genre, number = row["label"], int(row["filename"].split(".")[1])
        unknown = f"{row['split']} {genre} {number // 10}"
        origins.append(artists.get((genre, number), unknown))
    table = Rows(rows, TABLE, [r["label"] for r in rows], origins)
    table.side = np.array([r["split"] for r in rows])
    return table


def describe(features, files):
    told = subprocess.run([features, *files], check=True, text=True, stdout=subprocess.PIPE).stdout
    return list(csv.DictReader(told.splitlines()))


def read_clips(features, folder):
    listed = read(folder / "music.tsv", "\t")
    return Rows(describe(features, [folder / r["file"] for r in listed]), CLIP,
                [r["genre"] for r in listed], [r["file"] for r in listed])


def read_parts(path):
    rows = read(path)
    return Rows(rows, OTHER, [GENRES[0]] * len(rows), [r["label"] for r in rows])


def describe_parts(features, folder):
    """Of real mixes, the first half minutes: none is learned from."""
    for listing, of_mix in (("drums.tsv", None), ("stems.tsv", False), ("stems.tsv", True)):
        files = [folder / r["file"] for r in read(folder / listing, "\t")
                 if of_mix is None or (r["role"] == "mix") == of_mix]
        rows = [r for r in describe(features, files) if float(r["start_s"]) == 0]
        yield {None: "drums", False: "stems", True: "the mixes of those stems"}[of_mix], Rows(
            rows, OTHER, [GENRES[0]] * len(rows), [r["filename"] for r in rows])


def read_extra(path):
    rows = read(path)
    return Rows(rows, OTHER, [r["label"] for r in rows], [r["source"] for r in rows])


def fold_of(rows, blocking):
    """No origin is in two folds, and those of a genre are spread over all, at random."""
    chance = np.random.default_rng(blocking)
    fold, side = np.zeros(len(rows.y), int), {}
    for g in chance.permutation(len(GENRES)):
        origins, counts = np.unique(rows.origin[rows.y == g], return_counts=True)
        size = counts * (1 + chance.random(len(counts)))
        load = np.zeros(FOLDS)
        for i in sorted(range(len(origins)), key=lambda i: (origins[i] not in side, -size[i])):
            least = np.flatnonzero(load == load.min())
            side.setdefault(origins[i], int(chance.choice(least)))
            load[side[origins[i]]] += counts[i]
            fold[(rows.origin == origins[i]) & (rows.y == g)] = side[origins[i]]
    return fold


CHOOSING = ("table, other artists", "clips, none learned", "clips, the rest learned")


def without_origins(rows, learned, parts, blocking):
    """Each row by a model that learned nothing of its origin."""
    fold = fold_of(rows, blocking)
    tolds = [Model(rows.those(fold != f) + learned, parts).tell(rows.those(fold == f)) for f in range(FOLDS)]
    order = np.argsort(np.concatenate([np.flatnonzero(fold == f) for f in range(FOLDS)]))
    return together(tolds).those(order)


def tests_of(table, clips, extra, parts):
    """What is told of rows that the model did not learn from: (title, told) of each test."""
    rest = table + extra
    blocked = [without_origins(rest, clips, parts, b) for b in range(BLOCKINGS)]
    yield "table, other artists", together([t.those(rest.kind == TABLE) for t in blocked])
    for side in ("train", "valid"):
        model = Model(table.those(table.side == side) + clips + extra, parts)
        yield f"table, {side} side only", model.tell(table.those(table.side != side))
    yield "extra, other sources", together([t.those(rest.kind == OTHER) for t in blocked])
    yield "clips, none learned", Model(rest, parts).tell(clips)
    number = np.arange(len(clips.y))
    yield "clips, the rest learned", together(
        [Model(rest + clips.those(number != i), parts).tell(clips.those([i])) for i in number])


def tests_of_parts(features, folder, music, parts):
    """What is said of what is no genre: (title, told) of each test."""
    number = np.arange(len(parts.y)) // 3 % PARTS
    told = [Model(music, parts.those(number != i)).tell(parts.those(number == i)) for i in range(PARTS)]
    kinds = np.concatenate([parts.origin[number == i] for i in range(PARTS)])
    for kind in np.unique(kinds):
        yield f"played by a sampler: {kind}", together(told).those(kinds == kind)
    model = Model(music, parts)
    for title, rows in describe_parts(features, folder):
        yield f"real: {title}", model.tell(rows)


def honest_temperature(tests):
    """The one that fits the table best; more, if not RIGHT of what is said with SURE is right in each."""
    loss = lambda t: -np.log(tests[0].p(t)[np.arange(len(tests[0].y)), tests[0].y] + 1e-12).mean()
    best = min(np.arange(0.5, 3.0, 0.05), key=loss)
    for temperature in np.arange(best, 3.0, 0.05):
        if all(not sure_and_right(told.p(temperature), told.y)[1] < RIGHT for told in tests):
            return temperature
    raise SystemExit("no temperature makes it honest")


def evaluate(tests, of_parts, temperature, out):
    say = lambda *words: print(*words, file=out)
    say("What genre.txt is worth, on rows that it did not learn from.  See README.genre for the tests."
        "\n  test                      rows  top-1  top-3  log loss  calibration  said >= 0.8, right")
    for title, told in tests:
        p, y = told.p(temperature), told.y
        order = np.argsort(-p, 1)
        sure, right = sure_and_right(p, y)
        say(f"  {title:24s}{len(y):6d}{np.mean(order[:, 0] == y):7.3f}"
            f"{np.mean((order[:, :3] == y[:, None]).any(1)):7.3f}"
            f"{-np.mean(np.log(p[np.arange(len(y)), y] + 1e-12)):10.3f}{calibration_error(p, y):13.3f}"
            f"{sure:14d}{right:7.3f}")
    told = together([t for title, t in tests if "side" not in title])
    p, y = told.p(temperature), told.y
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
    say(f"\nWhat is no genre, and was not learned from (said from {SHOWN}: the program calls it sure):"
        f"\n  what                                rows  said >= {SHOWN}  said >= {SURE}")
    for title, told in of_parts:
        most = told.p(temperature).max(1)
        say(f"  {title:34s}{len(most):6d}{(most >= SHOWN).sum():13d}{(most >= SURE).sum():13d}")
    say(f"\nTemperature {temperature:.2f}: the best for the table, and in each of these tests {RIGHT} of what is"
        f"\nsaid with {SURE} and more is right: {'; '.join(CHOOSING)}.")


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
        out.write("sideman-genre-model 3\n# written by train_genre.py: name, mean and scale of each feature; bias,"
                  "\n# weights and weights of the squares of what is no genre; what makes the features of timbre"
                  "\n# white, a lower triangle; name, bias, weights and white centre of each genre\n")
        out.write(f"strange {strange:.3f}\ndoubt {DOUBT_LEAST}\n")
        for name, m, s in zip(timbre_names() + sound_names(), mean, scale):
            out.write(f"feature {name} {m:.6g} {s:.6g}\n")
        out.write(f"foreign {model.foreign.bias:.5g} {numbers(model.foreign.weight)}\n")
        out.write(f"squares {numbers(model.foreign.square)}\n")
        for i, row in enumerate(model.timbre.white):
            out.write(f"white {numbers(row[:i + 1])}\n")
        for name, b, w, centre in zip(GENRES, bias, weight, model.timbre.centres):
            out.write(f"genre {name} {b:.5g} {numbers(w)}\ncentre {numbers(centre)}\n")
        out.write("end\n")


def farthest(model, table):
    """Speech lies beyond, and noise far."""
    return 1.1 * model.timbre.far(table).max()


def write_held_out(folder, table, extra, clips, parts):
    every = np.arange(len(clips.y)) % PARTS
    for name in [*map(str, range(PARTS)), "none"]:
        learned = clips.those(every != int(name)) if name != "none" else clips.those(every < 0)
        path = folder / name / "models"
        path.mkdir(parents=True, exist_ok=True)
        model = Model(table + extra + learned, parts)
        write_model(path / "genre.txt", model, HELD_OUT_TEMPERATURE, farthest(model, table))


def main():
    features, folder = sys.argv[1], Path(sys.argv[2])
    extra, parts, artists = read_extra(sys.argv[3]), read_parts(sys.argv[4]), read_artists(sys.argv[5])
    table, clips = read_table(folder / "genre-features.csv", artists), read_clips(features, folder)
    if sys.argv[6] == "--held-out":
        write_held_out(Path(sys.argv[7]), table, extra, clips, parts)
        return
    tests = list(tests_of(table, clips, extra, parts))
    temperature = honest_temperature([told for title, told in tests if title in CHOOSING])
    music = table + clips + extra
    with open(sys.argv[7], "w") as out:
        evaluate(tests, tests_of_parts(features, folder, music, parts), temperature, out)
    model = Model(music, parts)
    write_model(sys.argv[6], model, temperature, farthest(model, table))


main()
