# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes half a minute of noise that is balanced like music, through bells.

bell.py OUT.wav [HZ GAIN_DB Q]..."""
import array
import math
import random
import sys
import wave

RATE, SECONDS = 48000, 24


def music():
    """Pink, softer below 60 Hz and above 3 kHz, on a slow beat; left and right differ a little."""
    chance = random.Random(4)
    rows = []
    for _ in range(2):
        b = [0.0] * 3
        low = slow = 0.0
        row = array.array("d")
        for i in range(RATE * SECONDS):
            white = chance.random() * 2.0 - 1.0
            b[0] = 0.99765 * b[0] + white * 0.0990460
            b[1] = 0.96300 * b[1] + white * 0.2965164
            b[2] = 0.57000 * b[2] + white * 1.0526913
            pink = b[0] + b[1] + b[2] + white * 0.1848
            low += 0.25 * (pink - low)
            slow += 0.006 * (low - slow)
            row.append((low - slow) * (0.6 + 0.4 * math.cos(2 * math.pi * (i % 24000) / 24000)))
        rows.append(row)
    for i, (a, b) in enumerate(zip(*rows)):
        rows[0][i], rows[1][i] = 0.05 * (a + 0.4 * b), 0.05 * (b + 0.4 * a)
    return rows


def bell(row, hz, gain_db, q):
    """The peaking filter of Bristow-Johnson's cookbook."""
    amplitude, w = 10 ** (gain_db / 40), 2 * math.pi * hz / RATE
    alpha, c = math.sin(w) / (2 * q), math.cos(w)
    a0 = 1 + alpha / amplitude
    b0, b1, b2 = (1 + alpha * amplitude) / a0, -2 * c / a0, (1 - alpha * amplitude) / a0
    a2 = (1 - alpha / amplitude) / a0
    x1 = x2 = y1 = y2 = 0.0
    for i, x in enumerate(row):
        y = b0 * x + b1 * (x1 - y1) + b2 * x2 - a2 * y2
        x2, x1, y2, y1 = x1, x, y1, y
        row[i] = y


def main():
    rows = music()
    figures = [float(a) for a in sys.argv[2:]]
    for i in range(0, len(figures), 3):
        for row in rows:
            bell(row, *figures[i:i + 3])
    out = array.array("h", (round(max(-1.0, min(1.0, v)) * 32767) for pair in zip(*rows) for v in pair))
    if sys.byteorder == "big":
        out.byteswap()
    with wave.open(sys.argv[1], "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(out.tobytes())


main()
