#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# 64 stereo tracks and the mix, each with its own level, from one player.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2

start_server 48000 1024
start_player daw 128 997 0
tell daw connect out_127 system:playback_1
tell daw connect out_128 system:playback_2

set --
for n in $(seq 1 64); do
    set -- "$@" --track="t$n=daw:out_($((2 * n - 1))|$((2 * n)))"
done
start_sideman "$@" --mix='system:playback_.*'
# The player's ports fall by 0.15 dB each in this number: see jack_tone.
expect "64 tracks are there" 'len(o["tracks"]) >= 64 and s["state"] == "running"'
expect "each has its own level" \
    'all(near(t("t" + str(n))["levels"]["sample_peak_dbfs"][c], -3.0 * (2 * n - 2 + c), 0.1)
         for n in range(1, 17) for c in range(2))'
expect "each has two channels" 'all(t("t" + str(n))["channels"] == 2 for n in range(1, 65))'
# Whether a frame is dropped is a matter of the machine: `make bench` tells.
expect "it goes on" 'o["time_s"] > 3'
stop_sideman || fail "sideman ended with status $?"
