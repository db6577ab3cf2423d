# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes the files of bad_input.sh into a folder: bad_files.py FOLDER."""
import math
import os
import random
import struct
import sys

folder = sys.argv[1]


def put(name, data):
    with open(os.path.join(folder, name), "wb") as stream:
        stream.write(data)


def wav(frames, channels=2, rate=48000, tag=1, bits=16, samples=None, declared=None):
    if samples is None:
        samples = b"".join(
            struct.pack("<h", int(9000 * math.sin(i * 0.13))) * channels for i in range(frames))
    size = len(samples) if declared is None else declared
    align = channels * bits // 8
    return (b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " +
            struct.pack("<IHHIIHH", 16, tag, channels, rate, rate * align & 0xFFFFFFFF, align, bits) +
            b"data" + struct.pack("<I", size) + samples)


good = wav(48000)
put("good.wav", good)
put("short.wav", wav(24000))
put("other-rate.wav", wav(44100, rate=44100))
put("empty.wav", b"")
put("no-frames.wav", wav(0))
put("nine.wav", wav(4800, channels=9))
put("slow.wav", wav(4800, rate=10))
put("fast.wav", wav(4800, rate=4000000))
put("text.wav", b"It was a dark and stormy night; the rain fell in torrents.\n" * 40)
put("picture.flac", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
put("header.wav", good[:30])
put("cut.wav", good[:len(good) // 2])
put("nan.wav", wav(0, tag=3, bits=32, samples=b"".join(
    struct.pack("<ff", *pair) for pair in
    [(0.25, float("nan")), (float("inf"), -0.25), (float("-inf"), 1e30), (1e-42, 0.5)] * 12000)))
put("one-frame.wav", wav(1))

# Damaged at random, but the same in every run.
damage = random.Random(1)
for number in range(150):
    data = bytearray(wav(2000))
    for _ in range(damage.choice((1, 2, 4, 8))):
        data[damage.randrange(0, 60)] = damage.randrange(256)
    put("damaged-%03d.wav" % number, bytes(data[:damage.choice((len(data), 43, 44, 45, 200, 5000))]))
