#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collects what train_rhythm.py and train_level.py learn from, in one file.

Usage: rhythm_items.py LOUDNESS DATASETS SONGS STYLES OUT
  LOUDNESS  the program of loudness.c: `make data/models/loudness`
  DATASETS  a folder with music.tsv (file, beats: a file of times in seconds; tab separated)
  SONGS     a folder with SONG/mix.wav for each song of rhythm-songs.tsv, whose beats begin at 0 s:
            demo songs of Debian's lmms, `lmms render PROJECT -x 1 -f wav -o SONG/mix.wav`
  STYLES    a folder that make_styles.py filled: 456 accompaniments of Debian's mma in as many styles
  OUT       the file to write, 440 MB: a pickle of a list of (name, loudness of the bands at each
            frame, beats and bars in seconds or None) for each kind of thing
From Debian's packages it takes besides the music of freedoom (in its WADs), openttd-openmsx and
planetblupi-music-midi, 101 MIDI files in all, rendered by fluidsynth; and fretsonfire-songs-sectoid and
-muldjord, 8 recordings with a map of their tempo.  It needs python3-numpy, fluidsynth, sox, espeak-ng,
and the sound fonts of timgm6mb-soundfont, denemo-data, fluid-soundfont-gm and opl3-soundfont.
"""
import csv
import glob
import os
import pickle
import random
import struct
import subprocess
import sys
import tempfile
import wave
from concurrent.futures import ThreadPoolExecutor

import numpy as np

RATE = 44100 / 512  # frames a second
LAG_HOPS = 2.05
AUDIO_HZ, MIDI_SECONDS = 22050, 120
GAMES = "/usr/share/games"
MIDI_FOLDERS = (GAMES + "/openttd/baseset/openmsx", "/usr/share/planetblupi/music")
SPEECH = ("The quick brown fox jumps over the lazy dog, while nobody was looking at the weather. "
          "Today we talk about something different: how to cook rice, and why the river is cold. ")


def at_once(work, jobs):
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, jobs))


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


def wad_music(folder):
    """Writes the MIDI files in the WADs of freedoom, which has some of them twice, to a folder."""
    seen = set()
    for path in sorted(glob.glob(GAMES + "/doom/freedoom?.wad")):
        wad = open(path, "rb").read()
        count, table = struct.unpack("<ii", wad[4:12])
        for at in range(table, table + 16 * count, 16):
            start, size, name = struct.unpack("<ii8s", wad[at:at + 16])
            lump = wad[start:start + size]
            if lump[:4] == b"MThd" and lump not in seen:
                seen.add(lump)
                title = name.rstrip(b"\0").decode("ascii")
                with open(f"{folder}/{len(seen):03d}-{title}.mid", "wb") as out:
                    out.write(lump)


def render(midi, font, options, rate_hz, gain, seconds, out):
    """Some files of games go on for ever: `seconds` at most."""
    command = ["fluidsynth", "-ni", "-q", *options, "-r", str(rate_hz), "-g", str(gain), "-T", "raw",
               "-O", "s16", "-E", "little", "-F", "/dev/stdout", f"/usr/share/sounds/sf2/{font}.sf2", midi]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as player:
        samples = player.stdout.read(int(seconds * rate_hz) * 4)
        player.kill()
    with wave.open(out, "wb") as audio:
        audio.setparams((2, 2, rate_hz, 0, "NONE", ""))
        audio.writeframes(samples)


def midi_items(program):
    with tempfile.TemporaryDirectory() as folder:
        wad_music(folder)
        paths = [path for midi in (folder, *MIDI_FOLDERS) for path in sorted(glob.glob(midi + "/*.mid"))]
        yield from filter(None, at_once(lambda path: midi_item(program, path), paths))


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
        length_s = min(seconds(ticks[-1], division, tempi) + 1, MIDI_SECONDS)
        render(path, "TimGM6mb", [], AUDIO_HZ, .5, length_s, audio)
        loudness = read_loudness(program, audio)
    name = os.path.basename(path)
    return (name, loudness, np.array(beats), np.array(bars)) if len(loudness) > 1700 else None


FONTS = ("TimGM6mb", "A320U", "FluidR3_GM", "OPL-3_FM_128M")
FONT_SHARES = (45, 37, 14, 4)
EFFECTS = (["-R", "0", "-C", "0"], ["-C", "0"], [])


def style_item(program, path):
    """Beats as make_styles.py says: tempo, beats in a bar, quarter notes of the MIDI file in a beat."""
    chance = random.Random(os.path.basename(path))
    with open(path[:-4] + ".txt") as text:
        _, per_bar, quarters = text.read().split()
    division, tempi, _, ticks = read_midi(path)
    beats = [seconds(t, division, tempi) for t in range(0, ticks[-1], division * int(quarters))]
    font = chance.choices(FONTS, FONT_SHARES)[0]
    with tempfile.TemporaryDirectory() as out:
        render(path, font, chance.choice(EFFECTS), chance.choice((22050, 22050, 44100)),
               chance.choice((.3, .5, .8)), beats[-1] + 2, out + "/a.wav")
        loudness = read_loudness(program, out + "/a.wav")
    loudness = loudness[:int((beats[-1] + 1) * RATE)]
    if len(ticks) < 60 or len(loudness) <= 1500:
        return None
    return os.path.basename(path), loudness, np.array(beats), np.array(beats[::int(per_bar)])


def style_items(program, folder):
    paths = sorted(glob.glob(os.path.join(folder, "*.mid")))
    return filter(None, at_once(lambda path: style_item(program, path), paths))


def mapped_items(program):
    for notes in sorted(glob.glob(GAMES + "/fretsonfire/data/songs/*/*/notes.mid")):
        division, tempi, _, ticks = read_midi(notes)
        beats = np.array([seconds(t, division, tempi) for t in range(0, ticks[-1], division)])
        parts = [os.path.join(os.path.dirname(notes), name) for name in ("song.ogg", "guitar.ogg")]
        with tempfile.TemporaryDirectory() as out:
            subprocess.check_call(["sox", "-m", *parts, "-b", "16", out + "/a.wav", "gain", "-3"])
            loudness = read_loudness(program, out + "/a.wav")
        yield os.path.basename(os.path.dirname(notes)), loudness[:int(beats[-1] * RATE)], beats, None


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
    listing = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rhythm-songs.tsv")
    with open(listing, newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            loudness = read_loudness(program, os.path.join(folder, row["song"], "mix.wav"))
            beats = np.arange(0, len(loudness) / RATE - .3, 60 / float(row["bpm"]))
            short = max(0, 1520 - len(loudness))
            yield row["song"], np.pad(loudness, ((0, short), (0, 0))), beats, beats[::4]


def clip_items(program, folder):
    with open(folder + "/music.tsv", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t"):
            beats = [float(x.split()[0]) for x in open(folder + "/" + row["beats"]) if x.strip()]
            yield row["file"], read_loudness(program, folder + "/" + row["file"]), np.array(beats), None


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    program, datasets, songs, styles, out = sys.argv[1:]
    kinds = {"clips": clip_items(program, datasets), "songs": song_items(program, songs),
             "midi": midi_items(program), "mapped": mapped_items(program),
             "styles": style_items(program, styles), "made": made_items(program)}
    items = {}
    for kind, some in kinds.items():
        items[kind] = list(some)
        print(kind, len(items[kind]), flush=True)
        if not items[kind]:
            sys.exit(f"rhythm_items.py: nothing of this kind was found: {kind}")
    with open(out, "wb") as file:
        pickle.dump(items, file)


if __name__ == "__main__":
    main()
