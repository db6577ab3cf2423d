#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write genre-foreign.csv: foreign_genre.py FEATURES STYLES > genre-foreign.csv

FEATURES is the program data/models/features, STYLES the folder that make_styles.py fills.  What a mix
is made of and what is no genre yet, from 135 of those accompaniments: of 45 the drums alone, of 45 the
drums and the bass, of 45 one other instrument alone.  Needs fluidsynth and the sound fonts of
fluid-soundfont-gm, timgm6mb-soundfont and denemo-data.  See README.genre."""
import csv
import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

KINDS = "drums", "drums+bass", "alone"
EACH, LEAST_NOTES, DRUMS = 45, 8, 9
RATE_HZ, GAIN = 22050, 0.5
FONTS = "FluidR3_GM.sf2", "TimGM6mb.sf2", "A320U.sf2"
FONT_FOLDER = Path("/usr/share/sounds/sf2")
KEPT = ("chroma_stft", "spectral_centroid", "spectral_bandwidth", "rolloff", "rms", "harmony", "perceptr",
        "mfcc")


def read_length(data, at):
    value = 0
    while True:
        byte, at = data[at], at + 1
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at


def write_length(value):
    out = [value & 127]
    while value := value >> 7:
        out.append(value & 127 | 128)
    return bytes(reversed(out))


def tracks(midi):
    at = 14
    while at + 8 <= len(midi):
        length, = struct.unpack(">I", midi[at + 4:at + 8])
        yield midi[at + 8:at + 8 + length]
        at += 8 + length


def events(track):
    """(time since the one before, status, bytes)"""
    at = status = 0
    while at < len(track):
        delta, at = read_length(track, at)
        start = at
        if track[at] >= 128:
            status, at = track[at], at + 1
        if status >= 240:
            length, at = read_length(track, at + (status == 255))
            at += length
            yield delta, status, track[start:at]
            continue
        length = 1 if status >> 4 in (12, 13) else 2
        yield delta, status, bytes([status]) + track[at:at + length]
        at += length


def pitches(midi):
    """Of the notes of each channel."""
    found = {}
    for track in tracks(midi):
        for _, status, data in events(track):
            if status >> 4 == 9 and data[2]:
                found.setdefault(status & 15, []).append(data[1])
    return found


def only(midi, channels):
    out = [midi[:14]]
    for track in tracks(midi):
        kept, rest = b"", 0
        for delta, status, data in events(track):
            rest += delta
            if status >> 4 not in (8, 9) or status & 15 in channels:
                kept, rest = kept + write_length(rest) + data, 0
        out.append(b"MTrk" + struct.pack(">I", len(kept)) + kept)
    return b"".join(out)


def channels_of(kind, found, chance):
    tuned = sorted(c for c in found if c != DRUMS and len(found[c]) >= LEAST_NOTES)
    if DRUMS not in found or len(tuned) < 2:
        return None
    bass = min(tuned, key=lambda c: sum(found[c]) / len(found[c]))
    return {"drums": {DRUMS}, "drums+bass": {DRUMS, bass}, "alone": {chance.choice(tuned)}}[kind]


def describe(features, midi, font, folder):
    """The first half minute."""
    (folder / "part.mid").write_bytes(midi)
    wave = folder / "part.wav"
    subprocess.run(["fluidsynth", "-ni", "-g", str(GAIN), "-r", str(RATE_HZ), "-F", wave, FONT_FOLDER / font,
                    folder / "part.mid"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    told = subprocess.run([features, wave], check=True, text=True, stdout=subprocess.PIPE).stdout
    row = next(csv.DictReader(told.splitlines()))
    return {name: f"{float(v):.6g}" for name, v in row.items() if name.startswith(KEPT)}


def main():
    features, styles = sys.argv[1], sorted(Path(sys.argv[2]).glob("*.mid"))
    chance, done, out = random.Random(7), 0, None
    chance.shuffle(styles)
    for style in styles:
        kind, font = KINDS[done % len(KINDS)], FONTS[done // len(KINDS) % len(FONTS)]
        midi = style.read_bytes()
        channels = channels_of(kind, pitches(midi), chance)
        if done == EACH * len(KINDS) or not channels:
            continue
        done += 1
        with tempfile.TemporaryDirectory() as folder:
            row = {"label": kind, "style": style.stem, "font": font,
                   **describe(features, only(midi, channels), font, Path(folder))}
        if not out:
            out = csv.DictWriter(sys.stdout, row, lineterminator="\n")
            out.writeheader()
        out.writerow(row)


main()
