#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains beats-level.txt: which tempo people would tap, among the multiples of one.

Usage: train_level.py ITEMS OUT [--fold K]
  All as train_rhythm.py has it.  Needs Debian's python3-numpy, and a quarter of a minute.

What is heard in a window (5 to 16 s) is described relative to a tempo, by how the rises in five
groups of bands repeat, and follow each other, at multiples of its beat (beatlevel.c says the same in
C).  Each multiple of the true tempo is scored by a weighted sum, and the true one must score highest:
a conditional logistic regression with a penalty on the weights, which has one solution, so that no
luck is in it.  A window is also told to be faster or slower than it is, by up to a quarter, with the
same answer.  Clicks below 52 and above 210 BPM are taken for their double and half.
"""
import pickle
import sys

import numpy as np

import rhythm_items as rhythm

GROUPS = ((0, 8), (8, 16), (16, 24), (24, 32), (32, 36))
PAIRS = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))
OWN_PERIODS = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1, 4 / 3, 3 / 2, 2, 3, 4)
PAIR_PERIODS = (.5, 1, 1.5, 2)
FACTORS = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1, 4 / 3, 3 / 2, 2, 3, 4)
LAGS, WINDOW, SHORTEST = 481, 1400, 430
LOW_BPM, HIGH_BPM = 45, 240
PENALTY, ROUNDS, SURER = 3e-3, 12, 2.2
# Of each kind: weight, windows a piece, share of short ones, how much faster it is told to be.
WIDE = (.8, .86, .93, 1, 1.07, 1.16, 1.25)
KINDS = {"clips": (.6, 16, .8, WIDE), "songs": (.5, 5, .35, (.9, 1, 1.1)), "midi": (.2, 3, .35, (.85, 1, 1.15)),
         "mapped": (.3, 6, .35, (.93, 1, 1.07)), "styles": (.12, 2, .35, (.85, 1, 1.18)),
         "made": (.3, 3, .67, (.5, .62, .72, .82, .92, 1, 1.1, 1.2, 1.35))}


def prepare(rises):
    groups = np.array([rises[:, a:b].sum(1) for a, b in GROUPS], np.float64)
    count = groups.shape[1]
    off = groups - groups.mean(1, keepdims=True)
    spread = off.std(1) + 1e-3
    spectra = np.fft.rfft(off, 2048)
    heard = np.maximum(count - np.arange(LAGS), count / 4)

    def correlate(i, j):
        both = np.fft.irfft((spectra[i] * spectra[j].conj()).real, 2048)[:LAGS]
        return both / heard / (spread[i] * spread[j])
    own = np.array([correlate(i, i) for i in range(len(GROUPS))])
    return own, np.array([correlate(i, j) for i, j in PAIRS])


def greatest_at(curves, lag):
    low, high = int(np.floor(lag * .98)), min(int(np.ceil(lag * 1.02)), LAGS - 1)
    return curves[:, low:high + 1].max(1) if low <= high else np.zeros(len(curves))


def describe(prepared, bpm, told_bpm):
    own, pair = prepared
    period = 60 * rhythm.RATE / bpm
    octaves = np.log2(told_bpm / 110)
    return np.concatenate([greatest_at(own, m * period) for m in OWN_PERIODS] +
                          [greatest_at(pair, m * period) for m in PAIR_PERIODS] +
                          [[octaves, octaves ** 2]])


def examples(items, kind, fold=None):
    """(what is heard at each multiple, which one is right, weight); windows are drawn for each piece
    alike, whatever else is learned from."""
    weight, windows, short, stretches = KINDS[kind]
    for number, (_, loudness, beats, *_) in enumerate(items):
        if len(beats) < 8 or kind in ("clips", "songs") and number % 5 == fold:
            continue
        rng = np.random.default_rng(number)
        rises = rhythm.rises(np.asarray(loudness, np.float32))
        for window in range(windows):
            length = int(rng.uniform(SHORTEST, WINDOW)) if window and rng.random() < short else WINDOW
            start = int(rng.integers(0, max(1, len(rises) - length)))
            here = rises[start:start + length]
            within = beats[(beats >= start / rhythm.RATE) & (beats < (start + length) / rhythm.RATE)]
            if len(within) < 4 or here.sum() < 30:
                continue
            bpm, prepared = 60 / np.median(np.diff(within)), prepare(here)
            for stretch in stretches:
                told = bpm * stretch
                right = 2 if kind == "made" and told < 52 else .5 if kind == "made" and told > 210 else 1
                factors = [f for f in FACTORS if LOW_BPM <= told * f <= HIGH_BPM]
                if right in factors:
                    rows = [describe(prepared, bpm * f, told * f) for f in factors]
                    yield np.array(rows), factors.index(right), weight


def train(data):
    """By Newton's method; surer than that, as the penalty makes it hesitate."""
    inputs = np.concatenate([rows for rows, _, _ in data])
    spread = inputs.std(0) + 1e-6
    inputs = (inputs - inputs.mean(0)) / spread
    of = np.repeat(np.arange(len(data)), [len(rows) for rows, _, _ in data])
    first = np.searchsorted(of, np.arange(len(data)))
    right = first + [r for _, r, _ in data]
    weight = np.array([w for _, _, w in data])
    weight /= weight.sum()
    theta = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        score = inputs @ theta
        likely = np.exp(score - np.maximum.reduceat(score, first)[of])
        likely /= np.add.reduceat(likely, first)[of]
        share = weight[of] * likely
        middle = np.add.reduceat(inputs * likely[:, None], first)
        slope = inputs.T @ share - inputs[right].T @ weight + 2 * PENALTY * theta
        bend = (inputs * share[:, None]).T @ inputs - (middle * weight[:, None]).T @ middle
        theta -= np.linalg.solve(bend + 2 * PENALTY * np.eye(len(theta)), slope)
    return SURER * theta / spread


def write_model(weights, path):
    groups, pairs = len(GROUPS), len(PAIRS)
    rows = [(f"groups, {m:.3g} beats", groups) for m in OWN_PERIODS]
    rows += [(f"pairs, {m:.3g} beats", pairs) for m in PAIR_PERIODS] + [("octaves above 110 BPM", 2)]
    numbers = iter(np.round(1000 * weights).astype(int))
    with open(path, "w") as out:
        out.write("# Which tempo people would tap; made by train_level.py, which says how.\n"
                  "# Weights in thousandths.\nsideman beat level model\nversion 2\n"
                  f"inputs {len(weights)}\n")
        for name, count in rows:
            out.write(f"# {name}\n" + " ".join(str(next(numbers)) for _ in range(count)) + "\n")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as file:
        items = pickle.load(file)
    fold = int(sys.argv[sys.argv.index("--fold") + 1]) if "--fold" in sys.argv else None
    data = [example for kind in KINDS for example in examples(items[kind], kind, fold)]
    write_model(train(data), sys.argv[2])


if __name__ == "__main__":
    main()
