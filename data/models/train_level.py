#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains beats-level.txt: which tempo people would tap, among the multiples of one.

Usage: train_level.py ITEMS OUT [--fold K]
  All as train_rhythm.py has it.  Needs Debian's python3-numpy and python3-torch, and a minute or two.

What is heard in a window (5 to 16 s) is described relative to a tempo, by the autocorrelation of the
rises in five groups of bands and all (beatlevel.c says the same in C); a small network scores each
multiple of the true tempo, and the true one must score highest.  A window is also told to be faster
or slower than it is, by up to a quarter, with the same answer.  Clicks below 52 and above 210 BPM
are taken for their double and half.

The beats-level.txt that is shipped is older than rhythm_items.py.  Made anew, with other windows drawn,
with three times as many, or as the mean of eight networks, it tells one clip of 50 otherwise and its
likelihood on unseen clips is the same, so that it was left as it is.
"""
import pickle
import sys

import numpy as np
import torch
import torch.nn as nn

import rhythm_items as rhythm

GROUPS = ((0, 8), (8, 16), (16, 24), (24, 32), (32, 36))
PAIRS = ((0, 2), (0, 3), (1, 3))
OWN_PERIODS = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1, 4 / 3, 3 / 2, 2, 3, 4)
PAIR_PERIODS = (0, .5, 1, 1.5, 2)
FACTORS = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1, 4 / 3, 3 / 2, 2, 3, 4)
LAGS, WINDOW, SHORTEST = 481, 1400, 430
LOW_BPM, HIGH_BPM = 45, 240
HIDDEN, NETS, EPOCHS, BATCH, DECAY, DROP = 24, 3, 12, 64, .1, .3
# Of each kind: weight, windows a piece, share of short ones, how much faster it is told to be.
WIDE = (.8, .86, .93, 1, 1.07, 1.16, 1.25)
KINDS = {"clips": (1, 3, .6, WIDE), "songs": (.5, 5, .35, (.9, 1, 1.1)), "midi": (.2, 3, .35, (.85, 1, 1.15)),
         "mapped": (.3, 6, .35, (.93, 1, 1.07)), "styles": (.12, 2, .35, (.85, 1, 1.18)),
         "made": (.3, 3, .67, (.5, .62, .72, .82, .92, 1, 1.1, 1.2, 1.35))}


def prepare(rises):
    groups = [rises[:, a:b].sum(1) for a, b in GROUPS] + [rises.sum(1)]
    groups = np.array(groups, np.float64)
    count = groups.shape[1]
    mean = groups.mean(1, keepdims=True)
    off = groups - mean
    spread = off.std(1) + 1e-3
    spectra = np.fft.rfft(off, 2048)
    heard = np.maximum(count - np.arange(LAGS), count / 4)

    def correlate(i, j):
        both = np.fft.irfft((spectra[i] * spectra[j].conj()).real, 2048)[:LAGS]
        return both / heard / (spread[i] * spread[j])
    own = np.array([correlate(i, i) for i in range(6)])
    pair = np.array([correlate(i, j) for i, j in PAIRS])
    peaks = [((x[1:-1] > x[:-2]) & (x[1:-1] >= x[2:]) & (x[1:-1] > s)).sum() for x, s in zip(off, spread)]
    stat = [np.array(peaks) * rhythm.RATE / count / 5, np.log2(mean[:, 0] + .02) / 4,
            np.minimum((off ** 3).mean(1) / spread ** 3, 8) / 4]
    return own, pair, np.concatenate(stat)


def greatest_at(curves, lag):
    low, high = int(np.floor(lag * .98)), min(int(np.ceil(lag * 1.02)), LAGS - 1)
    return curves[:, low:high + 1].max(1) if low <= high else np.zeros(len(curves))


def describe(prepared, bpm, told_bpm):
    own, pair, stat = prepared
    period = 60 * rhythm.RATE / bpm
    octaves = np.log2(told_bpm / 110)
    return np.concatenate([greatest_at(own, m * period) for m in OWN_PERIODS] +
                          [greatest_at(pair, m * period) for m in PAIR_PERIODS] +
                          [stat, [octaves, octaves ** 2, max(0, octaves - .5), max(0, -octaves - .5)]])


def examples(items, kind, rng):
    """(what is heard at each multiple, which one is right, weight)"""
    weight, windows, short, stretches = KINDS[kind]
    for _, loudness, beats, *_ in items:
        if len(beats) < 8:
            continue
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


class Net(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.wide, self.out = nn.Linear(inputs, HIDDEN), nn.Linear(HIDDEN, 1)
        self.drop, self.drop_in = nn.Dropout(DROP), nn.Dropout(.1)

    def forward(self, x):
        return self.out(self.drop(torch.relu(self.wide(self.drop_in(x))))).squeeze(-1)


def train(data, middle, scale, seed):
    torch.manual_seed(seed)
    inputs = torch.zeros(len(data), len(FACTORS), len(middle))
    mask = torch.full((len(data), len(FACTORS)), -1e9)
    for i, (rows, _, _) in enumerate(data):
        inputs[i, :len(rows)] = torch.tensor((rows - middle) * scale, dtype=torch.float32)
        mask[i, :len(rows)] = 0
    right = torch.tensor([r for _, r, _ in data])
    weight = torch.tensor([w for _, _, w in data], dtype=torch.float32)
    net = Net(len(middle))
    optimizer = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=DECAY)
    steps = EPOCHS * -(-len(data) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 6e-3, total_steps=steps)
    for _ in range(EPOCHS):
        order = torch.randperm(len(data))
        for i in range(0, len(data), BATCH):
            some = order[i:i + BATCH]
            loss = nn.functional.cross_entropy(net(inputs[some]) + mask[some], right[some], reduction="none")
            optimizer.zero_grad()
            ((loss * weight[some]).sum() / weight[some].sum()).backward()
            optimizer.step()
            schedule.step()
    return net.eval()


def write_model(nets, middle, scale, path):
    """Their mean is one network, as wide as all together."""
    part = lambda name: np.concatenate([n.state_dict()[name].numpy().reshape(HIDDEN, -1) for n in nets])
    with open(path, "w") as out:
        out.write("# Which tempo people would tap; made by train_level.py, which says how.\n"
                  "# Numbers in thousandths.\nsideman beat level model\nversion 1\n"
                  f"inputs {len(middle)}\nhidden {HIDDEN * len(nets)}\n")
        for name, values in (("middle", middle), ("scale", np.minimum(scale, 990)), ("in", part("wide.weight")),
                             ("bias", part("wide.bias").T), ("out", part("out.weight").T / len(nets))):
            out.write(f"# {name}\n")
            for row in np.atleast_2d(np.round(1000 * values).astype(int)):
                out.write(" ".join(map(str, row)) + "\n")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    with open(sys.argv[1], "rb") as file:
        items = pickle.load(file)
    if "--fold" in sys.argv:
        fold = int(sys.argv[sys.argv.index("--fold") + 1])
        for kind in ("clips", "songs"):
            items[kind] = [item for i, item in enumerate(items[kind]) if i % 5 != fold]
    rng = np.random.default_rng(1)
    data = [example for kind in KINDS for example in examples(items[kind], kind, rng)]
    rows = np.concatenate([rows for rows, _, _ in data])
    middle, scale = rows.mean(0), 1 / (rows.std(0) + 1e-6)
    write_model([train(data, middle, scale, seed) for seed in range(NETS)], middle, scale, sys.argv[2])


if __name__ == "__main__":
    main()
