# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Feeds a FIFO as a sound card would, with a sine: 32-bit floats, two channels, the second 3 dB lower.

feed.py FIFO RATE HZ DBFS

In real time, until it is killed.  It also holds the reading end, so that nobody waits at the opening."""
import array
import math
import os
import sys
import time

path, rate, hz, dbfs = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
left = 10 ** (dbfs / 20)
right = 10 ** ((dbfs - 3) / 20)
block = 441
second = array.array("f")
for i in range(rate):  # a whole number of periods fits into it
    value = math.sin(2 * math.pi * hz * i / rate)
    second.extend((left * value, right * value))
frames = memoryview(second.tobytes())

fd = os.open(path, os.O_RDWR)
start = time.monotonic()
sent = 0
while True:
    at = sent % rate
    count = min(block, rate - at)
    os.write(fd, frames[at * 8:(at + count) * 8])
    sent += count
    time.sleep(max(0.0, start + sent / rate - time.monotonic()))
