#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The DAW's clock, the server's faults, and an export in freewheel that is measured bit for bit like the
# file itself.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2

# Noise that swells, with silence around it: whatever comes before or after changes no number.
python3 - "$tmp/song.wav" <<'EOF'
import random, struct, sys, wave
random.seed(1770)
rate, frames = 48000, bytearray()
for i in range(16 * rate):
    level = 0.0 if i < 3 * rate or i >= 13 * rate else 0.05 + 0.4 * ((i // 7000) % 5) / 5
    frames += struct.pack("<2h", *(int(32767 * level * random.uniform(-1, 1)) for _ in "LR"))
with wave.open(sys.argv[1], "wb") as out:
    out.setnchannels(2), out.setsampwidth(2), out.setframerate(rate)
    out.writeframes(bytes(frames))
EOF

# A period that divides 100 ms, so that the file starts on the meters' own grid.
start_server 48000 4800
start_player daw 2 0 -200 "$tmp/song.wav"
tell daw connect out_1 system:playback_1
tell daw connect out_2 system:playback_2

start_sideman
expect "the transport stands" 's["kind"] == "JACK" and s["transport"] == "stopped"'
expect "no tempo is told where the DAW tells none" 's["transport_bpm"] is None and s["bar"] is None'
tell daw tempo 123
tell daw start
expect "it rolls, with bars and tempo" \
    's["transport"] == "rolling" and near(s["transport_bpm"], 123, 0.001) and s["bar"] >= 1'
tell daw locate 4800000
expect "it is where the DAW is" 's["transport_s"] >= 100 and s["bar"] >= 51'
tell daw stop
expect "it stopped" 's["transport"] == "stopped"'
stop_sideman || fail "sideman ended with status $?"

start_sideman
expect "listening" 's["name"] == "daw"'
tell daw freewheel 1
tell daw play
tell daw finish
tell daw freewheel 0
expect "the export is over" 'not s["freewheel"] and o["time_s"] > 16'
expect "nothing of it was lost" 's["dropped_frames"] == 0'
stop_sideman || fail "sideman ended with status $?"
"$sideman" analyze --json "$tmp/song.wav" >"$tmp/file.json" || fail "analyze"
python3 - "$tmp/json" "$tmp/file.json" <<'EOF' || fail "an export gives other numbers than its file"
import json, sys
live = json.loads(open(sys.argv[1]).read().split("\n")[-2])
file = json.load(open(sys.argv[2]))
bad = 0
for group, names in {
    "levels": ["sample_peak_dbfs", "clipped_samples"],
    "loudness": ["integrated_lufs", "range_lu", "true_peak_dbtp", "momentary_max_lufs",
                 "short_term_max_lufs"],
}.items():
    for name in names:
        if live[group][name] != file[group][name] or file[group][name] is None:
            print(group, name, "live", live[group][name], "file", file[group][name])
            bad = 1
sys.exit(bad)
EOF
echo "ok: an export gives the numbers of its file"

start_sideman
expect "listening again" 's["name"] == "daw"'
tell daw stall 1500
expect "the server's faults are counted, and not taken for ours" \
    's["xruns"] > 0 and s["dropped_frames"] == 0'
stop_sideman || fail "sideman ended with status $?"
