#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trains the beat models beats-whole.txt and beats-live.txt.

Usage: train_rhythm.py LOUDNESS DATASETS MIDI SONGS STYLES MAPPED OUT [--live] [--fold K]
  LOUDNESS  the program of loudness.c: `make data/models/loudness`
  DATASETS  a folder with music.tsv (file, beats: a file of times in seconds; tab separated)
  MIDI      a folder with MIDI files; those of Debian's freedoom (its WADs' music), openttd-openmsx and
            planetblupi-music-midi were used, 102 pieces, rendered by fluidsynth
  SONGS     a folder with songs.tsv (file, bpm) whose beats begin at 0 s: 18 demo songs of Debian's
            lmms, rendered, were used
  STYLES    a folder that make_styles.py filled: 456 accompaniments of Debian's mma in as many styles
  MAPPED    a folder with recordings and their tempo map: song.ogg, guitar.ogg and notes.mid, each in a
            folder; the 8 of Debian's fretsonfire-songs-sectoid and -muldjord were used
  OUT       the model file to write; --fold K leaves out one in five clips and songs
Needs Debian's python3-numpy, python3-torch, fluidsynth, sox, espeak-ng, and the sound fonts of
timgm6mb-soundfont, denemo-data, fluid-soundfont-gm and opl3-soundfont.

What is learned: at each step, whether a beat is there and whether a bar begins (MIDI and styles only).
Pieces are stretched by up to 20 %, made louder, softer, darker and brighter.  Noise, rain, speech, a
held tone and silence teach where there is no beat.  rhythm-evaluation.txt has what came of it.
"""
import csv
import glob
import os
import random
import struct
import subprocess
import sys
import tempfile
import wave

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

RATE = 44100 / 512  # frames a second
LAG_HOPS = 2.05
CROP = 1290         # frames in an example
EPOCHS, BATCH = 110, 24
MIDI_AN_EPOCH, MADE_AN_EPOCH, STYLES_AN_EPOCH, MAPPED_AN_EPOCH = 20, 14, 48, 4
CHANNELS, LEAK = 16, 0.1
AUDIO_HZ = 22050
SPEECH = ("The quick brown fox jumps over the lazy dog, while nobody was looking at the weather. "
          "Today we talk about something different: how to cook rice, and why the river is cold. ")


def read_loudness(program, path):
    """At frame i: how loud each band was at i / RATE."""
    with tempfile.NamedTemporaryFile() as out:
        subprocess.check_call([program, path, out.name])
        values = np.fromfile(out.name, "<f4")
    hop_s, bands = values[0], int(values[1])
    loudness = values[2:].reshape(-1, bands)
    ends_s = (np.arange(len(loudness)) + 1) * hop_s
    at_s = np.arange(int(ends_s[-1] * RATE)) / RATE + LAG_HOPS * hop_s
    columns = [np.interp(at_s, ends_s, loudness[:, b]) for b in range(bands)]
    return np.stack(columns, 1).astype(np.float32)


def rises(loudness):
    around = np.pad(loudness, ((0, 0), (1, 1)))
    before = np.maximum(loudness, np.maximum(around[:, :-2], around[:, 2:]))
    rise = np.zeros_like(loudness)
    rise[2:] = np.maximum(loudness[2:] - before[:-2], 0)
    return 0.5 * rise


# MIDI: (ticks a quarter, tempo changes, time signatures, number of notes, last tick)

def variable(data, at):
    value = 0
    while True:
        byte = data[at]
        at += 1
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at


def read_track(data, at, end, tempi, signatures, ticks):
    now = status = 0
    while at < end:
        delta, at = variable(data, at)
        now += delta
        byte = data[at]
        if byte == 0xFF:
            kind = data[at + 1]
            length, start = variable(data, at + 2)
            body, at = data[start:start + length], start + length
            if kind == 0x51:
                tempi.append((now, int.from_bytes(body, "big")))
            elif kind == 0x58:
                signatures.append((now, body[0], 1 << body[1]))
            elif kind == 0x2F:
                return
        elif byte in (0xF0, 0xF7):
            length, start = variable(data, at + 1)
            at = start + length
        else:
            if byte & 0x80:
                status, at = byte, at + 1
            if status >> 4 == 9 and data[at + 1] > 0:
                ticks.append(now)
            at += 1 if status >> 4 in (0xC, 0xD) else 2


def read_midi(path):
    data = open(path, "rb").read()
    division = struct.unpack(">H", data[12:14])[0]
    tempi, signatures, ticks, at = [], [], [], 14
    while at + 8 <= len(data):
        length = struct.unpack(">I", data[at + 4:at + 8])[0]
        if data[at:at + 4] == b"MTrk":
            try:
                read_track(data, at + 8, min(at + 8 + length, len(data)), tempi, signatures, ticks)
            except IndexError:
                pass
        at += 8 + length
    if not tempi or min(tempi)[0] > 0:
        tempi.append((0, 500000))
    if not signatures or min(signatures)[0] > 0:
        signatures.append((0, 4, 4))
    return division, sorted(tempi), sorted(signatures), sorted(ticks)


def seconds(tick, division, tempi):
    total = 0.0
    for (start, micros), (end, _) in zip(tempi, tempi[1:] + [(1 << 60, 0)]):
        total += max(0, min(tick, end) - start) * micros / 1e6 / division
    return total


def midi_item(program, path):
    division, tempi, signatures, ticks = read_midi(path)
    if len(ticks) < 100 or division & 0x8000:
        return None
    beats = [seconds(t, division, tempi) for t in range(0, ticks[-1], division)]
    bars = []
    for (start, over, under), (end, *_) in zip(signatures, signatures[1:] + [(ticks[-1],)]):
        bar = max(1, over * division * 4 // under)
        bars += [seconds(t, division, tempi) for t in range(start, end, bar)]
    if not 62 <= 60 / np.median(np.diff(beats)) <= 175:
        return None
    with tempfile.TemporaryDirectory() as folder:
        audio = folder + "/a.wav"
        subprocess.call(["timeout", "20", "fluidsynth", "-ni", "-q", "-r", str(AUDIO_HZ), "-g", "0.5",
                         "-F", audio, "/usr/share/sounds/sf2/TimGM6mb.sf2", path],
                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        loudness = read_loudness(program, audio)
    return (path, loudness, np.array(beats), np.array(bars)) if len(loudness) > 1700 else None


FONTS = ("TimGM6mb", "A320U", "FluidR3_GM", "OPL-3_FM_128M")
FONT_SHARES = (45, 37, 14, 4)
EFFECTS = (["-R", "0", "-C", "0"], ["-C", "0"], [])


def style_items(program, folder):
    """Beats as make_styles.py says: tempo, beats in a bar, quarter notes of the MIDI file in a beat."""
    for path in sorted(glob.glob(os.path.join(folder, "*.mid"))):
        chance = random.Random(os.path.basename(path))
        _, per_bar, quarters = open(path[:-4] + ".txt").read().split()
        division, tempi, _, ticks = read_midi(path)
        beats = [seconds(t, division, tempi) for t in range(0, ticks[-1], division * int(quarters))]
        font = chance.choices(FONTS, FONT_SHARES)[0]
        with tempfile.TemporaryDirectory() as out:
            subprocess.call(["timeout", "60", "fluidsynth", "-ni", *chance.choice(EFFECTS), "-q",
                             "-r", str(chance.choice((22050, 22050, 44100))),
                             "-g", str(chance.choice((.3, .5, .8))), "-F", out + "/a.wav",
                             f"/usr/share/sounds/sf2/{font}.sf2", path],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            loudness = read_loudness(program, out + "/a.wav")
        loudness = loudness[:int((beats[-1] + 1) * RATE)]
        if len(ticks) >= 60 and len(loudness) > 1500:
            yield path, loudness, np.array(beats), np.array(beats[::int(per_bar)])


def mapped_items(program, folder):
    for notes in sorted(glob.glob(os.path.join(folder, "**", "notes.mid"), recursive=True)):
        division, tempi, _, ticks = read_midi(notes)
        beats = np.array([seconds(t, division, tempi) for t in range(0, ticks[-1], division)])
        parts = [os.path.join(os.path.dirname(notes), name) for name in ("song.ogg", "guitar.ogg")]
        with tempfile.TemporaryDirectory() as out:
            subprocess.check_call(["sox", "-m", *parts, "-b", "16", out + "/a.wav", "gain", "-3"])
            loudness = read_loudness(program, out + "/a.wav")
        yield notes, loudness[:int(beats[-1] * RATE)], beats, None


# What is made here: clicks, and what has no beat.

def strike(sound, at_s, kind, loud, rng):
    age = np.arange(AUDIO_HZ // 5) / AUDIO_HZ
    start = int(max(0.0, at_s) * AUDIO_HZ)
    if start + len(age) > len(sound):
        return
    noise = rng.standard_normal(len(age))
    hit = (noise * np.exp(-age / .01), np.sin(6283 * age) * np.exp(-age / .02),
           np.sin(377 * age + 8 * np.exp(-age / .02)) * np.exp(-age / .06),
           .6 * noise * np.exp(-age / .05))[kind]
    sound[start:start + len(age)] += loud * hit


def speech(voice, speed):
    with tempfile.NamedTemporaryFile(suffix=".wav") as out:
        subprocess.check_call(["espeak-ng", "-v", voice, "-s", str(speed), "-w", out.name, SPEECH * 4])
        with wave.open(out.name) as audio:
            rate = audio.getframerate()
            samples = np.frombuffer(audio.readframes(audio.getnframes()), "<i2") / 32768
    at = np.arange(int(len(samples) * AUDIO_HZ / rate)) * rate / AUDIO_HZ
    return .6 * np.interp(at, np.arange(len(samples)), samples)[:30 * AUDIO_HZ]


def make_sounds(rng):
    length = 30 * AUDIO_HZ
    for k, bpm in enumerate(np.geomspace(62, 178, 16)):
        sound = rng.standard_normal(length) * 10 ** rng.uniform(-5, -2.5)
        beats = np.arange(rng.uniform(0, .6), 30, 60 / bpm)
        jitter = rng.choice([0, .004, .01])
        for at in beats:
            strike(sound, at + jitter * rng.standard_normal(), k % 4, .4 * rng.uniform(.7, 1), rng)
        yield sound, beats
    none = np.array([])
    yield .1 * rng.standard_normal(length), none
    yield .002 * np.cumsum(rng.standard_normal(length)), none
    for k in range(4):
        sound, at = 1e-4 * rng.standard_normal(length), 0.0
        while at < 30:
            at += rng.exponential(.25 if k < 2 else .5) + .02
            strike(sound, at, k, rng.uniform(.05, .4), rng)
        yield sound, none
    age = np.arange(length) / AUDIO_HZ
    yield .2 * np.sin(1382 * age) + .1 * np.sin(2080 * age + 3 * np.sin(31 * age)), none
    yield np.zeros(length), none
    for k in range(9):
        sound, at = 1e-5 * rng.standard_normal(length), 0.0
        while at < 30:
            strike(sound, at, k % 4, .4 * rng.uniform(.5, 1), rng)
            at += .06 + rng.uniform(.4, .8) * rng.uniform() if k < 6 else np.exp(
                rng.uniform(np.log(.15), np.log(1.2)))
        yield sound, none
    for _ in range(5):
        yield rng.uniform(.1, .3) * rng.uniform(-1, 1, length), none
    for voice, speed in (("en", 150), ("en+f3", 175), ("de", 160), ("fr", 140), ("en+m3", 130),
                         ("en-us", 165), ("it", 150), ("sv", 155), ("en+f2", 145)):
        yield speech(voice, speed), none


def made_items(program):
    for sound, beats in make_sounds(np.random.default_rng(5)):
        with tempfile.NamedTemporaryFile(suffix=".wav") as out:
            with wave.open(out.name, "wb") as audio:
                audio.setparams((1, 2, AUDIO_HZ, 0, "NONE", ""))
                audio.writeframes((np.clip(sound, -1, 1) * 32000).astype("<i2").tobytes())
            yield "made", read_loudness(program, out.name), beats, None


def song_items(program, folder):
    with open(folder + "/songs.tsv", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            loudness = read_loudness(program, folder + "/" + row["file"])
            beats = np.arange(0, len(loudness) / RATE - .3, 60 / float(row["bpm"]))
            short = max(0, 1520 - len(loudness))
            yield row["file"], np.pad(loudness, ((0, short), (0, 0))), beats, beats[::4]


def clip_items(program, folder):
    with open(folder + "/music.tsv", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            beats = [float(x.split()[0]) for x in open(folder + "/" + row["beats"]) if x.strip()]
            yield row["file"], read_loudness(program, folder + "/" + row["file"]), np.array(beats), None


# Learning

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
    rise = rises(np.maximum(loud + tilt, 0).astype(np.float32)) * np.exp(rng.uniform(-.2, .2))
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


def train(clips, midi, styles, mapped, made, layers, live, lookahead, seed):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Net(clips[0][1].shape[1], layers, live)
    optimizer = torch.optim.Adam(net.parameters(), 2e-3, weight_decay=1e-5)
    some = lambda items, most: [items[i] for i in rng.permutation(len(items))[:most]]
    pool = lambda: some(clips + some(mapped, MAPPED_AN_EPOCH) + some(midi, MIDI_AN_EPOCH) +
                        some(styles, STYLES_AN_EPOCH) + some(made, MADE_AN_EPOCH), 1 << 30)
    steps = EPOCHS * -(-len(pool()) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1.2e-2, total_steps=steps)
    for epoch in range(EPOCHS):
        items, total = pool(), 0.0
        for k in range(0, len(items), BATCH):
            loss = loss_of(net, items[k:k + BATCH], lookahead, rng)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        if epoch % 20 == 19:
            print(f"epoch {epoch + 1}: loss {total * BATCH / len(items):.4f}", flush=True)
    return net.eval()


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
    if len(sys.argv) < 8:
        sys.exit(__doc__)
    program, datasets, midi_folder, songs_folder, styles_folder, mapped_folder, out = sys.argv[1:8]
    live = "--live" in sys.argv
    torch.set_num_threads(1)
    clips, songs = list(clip_items(program, datasets)), list(song_items(program, songs_folder))
    paths = sorted(glob.glob(os.path.join(midi_folder, "*.mid")))
    midi = [item for item in (midi_item(program, path) for path in paths) if item]
    styles = list(style_items(program, styles_folder))
    mapped = list(mapped_items(program, mapped_folder))
    made = list(made_items(program))
    seed, layers, lookahead = 99, 9 if live else 8, 2 if live else 0
    if "--fold" in sys.argv:
        seed = int(sys.argv[sys.argv.index("--fold") + 1])
        print("left out:", *(item[0] for item in clips[seed::5] + songs[seed::5]))
        clips = [item for i, item in enumerate(clips) if i % 5 != seed]
        songs = [item for i, item in enumerate(songs) if i % 5 != seed]
    write_model(train(clips + songs, midi, styles, mapped, made, layers, live, lookahead, seed), out, lookahead)


if __name__ == "__main__":
    main()
