#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the beat models beats-whole.txt and beats-live.txt.

Usage: train_rhythm.py ITEMS OUT [--live] [--fold K]
  ITEMS     the file that rhythm_items.py collected, which says from what
  OUT       the model file to write; --live: the model that knows nothing of what comes
  --fold K  leaves out one in five clips and songs, to try the model on
Needs Debian's python3-numpy and python3-torch, and a minute and a half on one core.

What is learned: at each step, whether a beat is there and whether a bar begins (where that is known).
Pieces are stretched by up to 20 %, made louder, softer, darker and brighter, equalized and moved up or
down by a quarter octave.  Noise, rain, speech, a held tone and silence teach where there is no beat.
The mean of the weights along the way is kept.  rhythm-evaluation.txt has what came of it.
"""
import copy
import pickle
import sys

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from rhythm_items import RATE, rises

CROP = 1290         # frames in an example
EPOCHS, BATCH, KEPT_WEIGHT = 220, 24, .99
AN_EPOCH = {"midi": 20, "made": 14, "styles": 48, "mapped": 4}  # clips and songs: all
CHANNELS, LEAK = 16, 0.1


class Net(nn.Module):
    def __init__(self, bands, layers, live):
        super().__init__()
        self.live, taps = live, 3 if live else 5
        self.front = nn.Conv1d(bands, CHANNELS, 4, stride=2, padding=1)
        self.wide = nn.ModuleList(nn.Conv1d(CHANNELS, CHANNELS, taps, dilation=2 ** i)
                                  for i in range(layers))
        self.mix = nn.ModuleList(nn.Conv1d(CHANNELS, CHANNELS, 1) for _ in range(layers))
        self.out, self.drop = nn.Conv1d(CHANNELS, 2, 1), nn.Dropout1d(0.1)

    def forward(self, x):
        x = F.leaky_relu(self.front(x), LEAK)
        for i, (wide, mix) in enumerate(zip(self.wide, self.mix)):
            reach = 2 * 2 ** i
            y = F.leaky_relu(wide(F.pad(x, (reach, 0 if self.live else reach))), LEAK)
            x = x + mix(self.drop(y))
        return self.out(F.leaky_relu(x, LEAK))


def target(steps, times):
    """A small hill at each time; step j stands between frames 2 j and 2 j + 1."""
    wanted = np.zeros(steps, np.float32)
    at = (times * RATE - 0.5) / 2
    for offset in (-1, 0, 1, 2):
        step = np.floor(at).astype(int) + offset
        here = (step >= 0) & (step < steps)
        height = np.maximum(0, 1 - np.abs(step - at) / 1.5).astype(np.float32)
        np.maximum.at(wanted, step[here], height[here])
    return wanted


def cut(item, rng):
    """A part of a long piece; a clip whole, with the frames its labels speak of."""
    _, loudness, beats, bars = item
    if len(loudness) <= 1500:
        gap = np.median(np.diff(beats))
        return loudness, beats, bars, beats[0] - 1.2 * gap, beats[-1] + .6 * gap
    length = int(rng.integers(1300, 1601))
    start = int(rng.integers(0, max(1, len(loudness) - length)))
    low, high = start / RATE, (start + length) / RATE
    within = lambda times: times[(times >= low) & (times < high)] - low
    return (loudness[start:start + length], within(beats),
            within(bars) if bars is not None and len(bars) else None, 0.0, np.inf)


def colour(loudness, rng):
    """Moves the bands by one at most, and changes what is between bass and treble."""
    bands = loudness.shape[1]
    from_band = np.clip(np.arange(bands) - int(rng.integers(-1, 2)), 0, bands - 1)
    place = np.pi * np.linspace(0, 1, bands)
    waves = sum(rng.normal() * np.cos(k * place + rng.uniform(0, 2 * np.pi)) for k in range(1, 7))
    return loudness[:, from_band] + .3 * waves


def example(item, rng):
    loudness, beats, bars, first_s, last_s = cut(item, rng)
    if 0 < len(beats) < 4:
        return None
    ratio = np.exp(rng.uniform(-.2, .2))
    at = np.arange(int(len(loudness) * ratio)) / ratio
    before = np.minimum(at.astype(int), len(loudness) - 2)
    part = (at - before)[:, None]
    loud = loudness[before] * (1 - part) + loudness[before + 1] * part
    tilt = rng.uniform(-1.5, 1) + rng.uniform(-1, 1) * np.linspace(-1, 1, loud.shape[1])
    rise = rises(np.maximum(colour(loud + tilt, rng), 0).astype(np.float32)) * np.exp(rng.uniform(-.2, .2))
    frames = len(rise)
    rise = np.pad(rise, ((0, max(0, CROP - frames)), (0, 0)))
    start = 2 * int(rng.integers(0, (len(rise) - CROP) // 2 + 1))
    steps, start_s, step_s = CROP // 2, start / RATE, 2 / RATE
    time_s = start_s + np.arange(steps) * step_s
    known = (time_s >= first_s * ratio) & (time_s < min(last_s * ratio, frames / RATE))
    wanted = [target(steps, beats * ratio - start_s), np.zeros(steps, np.float32)]
    weights = [known.astype(np.float32), np.zeros(steps, np.float32)]
    if bars is not None:
        wanted[1], weights[1] = target(steps, bars * ratio - start_s), weights[0]
    return rise[start:start + CROP].astype(np.float32), np.stack(wanted), np.stack(weights)


def loss_of(net, items, lookahead, rng):
    examples = [e for e in (example(item, rng) for item in items) if e]
    rise, wanted, weights = (torch.tensor(np.stack(part)) for part in zip(*examples))
    if lookahead:
        wanted, weights = (F.pad(x, (lookahead, 0))[..., :-lookahead] for x in (wanted, weights))
    answer = net(rise.transpose(1, 2))
    loss = F.binary_cross_entropy_with_logits(answer, wanted, reduction="none",
                                              pos_weight=torch.tensor(3.0)) * weights
    part = [loss[:, i].sum() / weights[:, i].sum().clamp(min=1) for i in (0, 1)]
    return part[0] + 0.3 * part[1]


def train(items, layers, live, lookahead, seed):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Net(items["clips"][0][1].shape[1], layers, live)
    optimizer = torch.optim.Adam(net.parameters(), 2e-3, weight_decay=1e-5)
    some = lambda kind: [kind[i] for i in rng.permutation(len(kind))]
    pool = lambda: some([item for kind in items for item in some(items[kind])[:AN_EPOCH.get(kind)]])
    steps = EPOCHS * -(-len(pool()) // BATCH)
    mean = copy.deepcopy(net)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1.2e-2, total_steps=steps)
    for epoch in range(EPOCHS):
        now, total = pool(), 0.0
        for k in range(0, len(now), BATCH):
            loss = loss_of(net, now[k:k + BATCH], lookahead, rng)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
            with torch.no_grad():
                for kept, new in zip(mean.parameters(), net.parameters()):
                    kept.mul_(KEPT_WEIGHT).add_(new, alpha=1 - KEPT_WEIGHT)
        if epoch % 20 == 19:
            print(f"epoch {epoch + 1}: loss {total * BATCH / len(now):.4f}", flush=True)
    return mean.eval()


def write_model(net, path, lookahead):
    weight = {name: value.numpy() for name, value in net.state_dict().items()}
    with open(path, "w") as out:
        def put(name, values):
            values = np.round(1000 * values).astype(int)
            out.write(f"# {name}\n")
            for row in values.reshape(-1, values.shape[-1]):
                out.write(" ".join(map(str, row)) + "\n")
        out.write("# Where beats and downbeats are; made by train_rhythm.py, which says how.\n"
                  "# Weights in thousandths.\nsideman beat model\nversion 1\n"
                  f"layers {len(net.wide)}\ntaps {3 if net.live else 5}\n"
                  f"causal {int(net.live)}\nlookahead {lookahead}\n")
        put("front", weight["front.weight"].transpose(2, 1, 0))
        put("bias", weight["front.bias"])
        for i in range(len(net.wide)):
            put(f"layer {i}: wide", weight[f"wide.{i}.weight"].transpose(2, 1, 0))
            put("bias", weight[f"wide.{i}.bias"])
            put("mix", weight[f"mix.{i}.weight"][:, :, 0].T)
            put("bias", weight[f"mix.{i}.bias"])
        put("out", weight["out.weight"][:, :, 0].T)
        put("bias", weight["out.bias"])


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with open(sys.argv[1], "rb") as file:
        items = pickle.load(file)
    live = "--live" in sys.argv
    torch.set_num_threads(1)
    seed = 0
    if "--fold" in sys.argv:
        fold = int(sys.argv[sys.argv.index("--fold") + 1])
        print("left out:", *(item[0] for kind in ("clips", "songs") for item in items[kind][fold::5]))
        for kind in ("clips", "songs"):
            items[kind] = [item for i, item in enumerate(items[kind]) if i % 5 != fold]
    layers, lookahead = (9, 2) if live else (8, 0)
    write_model(train(items, layers, live, lookahead, seed), sys.argv[2], lookahead)


if __name__ == "__main__":
    main()
