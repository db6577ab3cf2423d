#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what sideman says of a rhythm can be believed, and whether it says nothing where there is none.

Usage: honesty.py HONESTY [STYLES]
  HONESTY  the program of honesty.c
  STYLES   how many accompaniments of Debian's mma are heard, at most (default 60)
Accompaniments have known bars and off-beats: for each confidence of meter and swing, how many were
right.  Then sounds without music: seconds in which something was claimed live, and what was of the
whole.  Needs mma, fluidsynth, timgm6mb-soundfont, espeak-ng and python3-numpy; without them it is skipped.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import wave
import zlib
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from glob import glob
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
FONT = "/usr/share/sounds/sf2/TimGM6mb.sf2"
BINS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01))
RATE, SECONDS, LIMIT_S = 22050, 60, 300
METERS = {(4, 1): "4/4", (2, 1): "4/4", (3, 1): "3/4", (2, 3): "6/8"}
VOICES = (("en", 150), ("en+f3", 175), ("de", 160), ("fr", 140), ("it", 150), ("sv", 155),
          ("en+whisper", 150), ("en+croak", 140))
SPEECH = ("Good evening. Tonight we talk about the weather in the north, about the price of bread, and "
          "about a boat that nobody had seen for forty years. Why was it there? Nobody knows. In other "
          "news, the library will close early on Friday. Please return your books before noon! ")
SOLOS = (("violin", 40, 55), ("piano", 0, 48), ("cello", 42, 36), ("guitar", 24, 45), ("flute", 73, 67))


def hear(program, path):
    try:
        done = subprocess.run([program, path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=LIMIT_S)
        return json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def render(midi, out):
    subprocess.run(["fluidsynth", "-ni", "-q", "-r", str(RATE), "-g", ".5", "-F", out, FONT, midi],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=LIMIT_S)


def off_beat(ticks, beat):
    """First half of a beat to the second, as written; None where that is not one thing."""
    places = [tick / beat % 1 for tick in ticks]
    late = sorted(place for place in places if 0.58 < place < 0.72)
    halves = sum(0.46 < place < 0.54 for place in places)
    if halves > 0.08 * len(places) and halves > 4 * len(late):
        return 1.0
    if len(late) > 0.08 * len(places) and len(late) > 4 * halves:
        place = late[len(late) // 2]
        return place / (1 - place)
    return None


def judge_style(program, midi):
    from rhythm_items import read_midi
    _, in_bar, in_beat = Path(midi[:-4] + ".txt").read_text().split()
    division, _, _, ticks = read_midi(midi)
    audio = midi[:-4] + ".wav"
    render(midi, audio)
    told = hear(program, audio)
    os.unlink(audio)
    meter = METERS[int(in_bar), int(in_beat)]
    ratio = off_beat(ticks, division * int(in_beat))
    for mode in ("live", "whole") if told else ():
        say = told[mode]
        if say["meter"] != "-":
            yield f"meter, {mode}", say["meter_confidence"], say["meter"] == meter
        if say["swing"] is not None and ratio:
            straight = ratio == 1.0 and say["swing"] < 1.25
            swung = ratio > 1.0 and say["swing"] >= 1.25 and 0.78 < say["swing"] / ratio < 1.28
            yield f"swing, {mode}", say["swing_confidence"], straight or swung


def print_reliability(answers):
    for what, pairs in sorted(answers.items()):
        print(f"\nreliability of {what}\n  confidence  answers  right")
        for low, high in BINS:
            here = [right for sure, right in pairs if low <= sure < high]
            share = f"{sum(here) / len(here):6.2f}" if here else "     -"
            print(f"  {low:.1f} .. {min(high, 1.0):.1f}  {len(here):7d} {share}")


def try_styles(program, folder, count, pool):
    import make_styles
    chance = random.Random(2026)
    grooves = list(make_styles.grooves(chance))
    in_four = [groove for groove in grooves if groove[3] == 4]
    others = [groove for groove in grooves if groove[3] != 4]
    for some in (in_four, others):
        chance.shuffle(some)
    chosen = others[:count // 4] + in_four[:count - count // 4]
    list(pool.map(lambda groove: make_styles.make(
        folder, *groove, random.Random(zlib.crc32(repr(groove).encode()))), chosen))
    answers = defaultdict(list)
    midis = sorted(glob(folder + "/*.mid"))
    for told in pool.map(lambda midi: list(judge_style(program, midi)), midis):
        for what, sure, right in told:
            answers[what].append((sure, right))
    print(f"\n{len(midis)} accompaniments with known bars and off-beats")
    print_reliability(answers)


# What is no music, or free.

def write_sound(path, sound):
    import numpy as np
    with wave.open(path, "wb") as audio:
        audio.setparams((1, 2, RATE, 0, "NONE", ""))
        audio.writeframes((np.clip(sound, -1, 1) * 32000).astype("<i2").tobytes())


def noises():
    import numpy as np
    rng = np.random.default_rng(3)
    length = SECONDS * RATE
    at_s = np.arange(length) / RATE
    white = rng.standard_normal(length)
    spectrum = np.fft.rfft(white) / np.sqrt(np.maximum(np.arange(length // 2 + 1), 1))
    pink = np.fft.irfft(spectrum, length)
    pink *= 0.5 / np.abs(pink).max()
    gusts = np.interp(at_s, np.arange(0, SECONDS + 1, 3), rng.uniform(.1, 1, SECONDS // 3 + 1))
    yield "silence", np.zeros(length)
    yield "white noise", .1 * white
    yield "pink noise", pink
    yield "wind", pink * gusts
    rain, hits = .01 * white, length // 150
    age = np.arange(700) / RATE
    for _ in range(hits):
        start = rng.integers(0, length - len(age))
        rain[start:start + len(age)] += rng.exponential(.03) * np.sin(
            6.283 * rng.uniform(1500, 7000) * age) * np.exp(-age * rng.uniform(300, 900))
    yield "rain", rain
    for number, (low, high) in enumerate(((.12, 1.0), (.2, 1.6), (.05, .6))):
        claps, now = 1e-4 * white, .3
        while now < SECONDS - 1:
            start = int(now * RATE)
            claps[start:start + 1700] += rng.uniform(.15, .6) * rng.standard_normal(1700) * np.exp(
                -np.arange(1700) / RATE * 90)
            now += np.exp(rng.uniform(np.log(low), np.log(high)))
        yield f"random claps {number + 1}", claps
    tone = lambda hz: sum(np.sin(6.283 * hz * h * at_s) / h for h in range(1, 16))
    yield "drone", .1 * tone(110)
    yield "drone of a fifth", .1 * (tone(98) + tone(147.05))


def variable(value):
    data = [value & 127]
    while value := value >> 7:
        data.insert(0, value & 127 | 128)
    return bytes(data)


def write_solo(path, program, lowest):
    """A melody of a major scale, each note of any length."""
    chance = random.Random(path)
    events, now, degree = [bytes([0, 0xC0, program])], 0.0, 7
    while now < SECONDS - 3:
        ticks = int(480 * 2 ** chance.uniform(-1.5, 1.8))
        degree = max(0, min(16, degree + chance.choice((-3, -2, -1, -1, 1, 1, 2, 3))))
        note = lowest + 12 * (degree // 7) + (0, 2, 4, 5, 7, 9, 11)[degree % 7]
        events += [bytes([0, 0x90, note, chance.randint(55, 105)]),
                   variable(ticks) + bytes([0x80, note, 0])]
        now += ticks / 960
    track = b"".join(events) + b"\0\xff\x2f\0"
    with open(path, "wb") as midi:
        midi.write(b"MThd\0\0\0\6\0\0\0\1" + (480).to_bytes(2, "big") + b"MTrk" +
                   len(track).to_bytes(4, "big") + track)


def try_nothing(program, folder, pool):
    sounds = []
    for name, sound in noises():
        sounds.append((name, f"{folder}/{name}.wav"))
        write_sound(sounds[-1][1], sound)
    for voice, speed in VOICES:
        sounds.append((f"speech {voice}", f"{folder}/{voice}.wav"))
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-w", sounds[-1][1], SPEECH * 3],
                       stderr=subprocess.DEVNULL)
    for name, number, lowest in SOLOS:
        write_solo(f"{folder}/{name}.mid", number, lowest)
        sounds.append((f"{name} in free time", f"{folder}/{name}.wav"))
        render(f"{folder}/{name}.mid", sounds[-1][1])
    print(f"\nnot music, or free: seconds with a claim, live; what is claimed of the whole\n"
          f"{'':24} heard tempo  open meter swing   key sections | whole")
    for (name, _), told in zip(sounds, pool.map(lambda sound: hear(program, sound[1]), sounds)):
        if not told:
            print(f"{name:24} no answer")
            continue
        live, whole = told["live"]["seconds"], told["whole"]
        claims = [what for what, claimed in (
            ("tempo", whole["bpm"]), ("beats", whole["beats"]), ("meter", whole["meter"] != "-"),
            ("swing", whole["swing"]), ("key", whole["key"] >= 0),
            ("sections", len(whole["sections"]) > 1)) if claimed]
        print(f"{name:24}{live['all']:6}{live['tempo']:6}{live['open']:6}{live['meter']:6}"
              f"{live['swing']:6}{live['key']:6}{live['sections']:9} | {' '.join(claims) or 'nothing'}")


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    missing = [tool for tool in ("mma", "fluidsynth", "espeak-ng") if not shutil.which(tool)]
    missing += [] if os.path.exists(FONT) else ["timgm6mb-soundfont"]
    try:
        sys.path.insert(0, str(SOURCE / "data/models"))
        import numpy  # noqa: F401
    except ImportError:
        missing.append("python3-numpy")
    if missing:
        print(f"honesty.py: skipped: needs {' '.join(missing)}")
        return
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try_styles(sys.argv[1], folder, int(sys.argv[2]) if len(sys.argv) == 3 else 60, pool)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        try_nothing(sys.argv[1], folder, pool)


if __name__ == "__main__":
    main()
