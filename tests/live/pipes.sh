#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Pipes as people make them: ffmpeg and SoX write, sideman listens; the numbers are those of the file.
needs_jack=no
. "${srcdir:-.}/tests/live/lib.sh"
need ffmpeg ffmpeg
need sox sox

song=$tmp/song.wav
ffmpeg -v error -f lavfi -i 'aevalsrc=0.25*sin(2*PI*997*t)*(1+sin(PI*t))|0.2*sin(2*PI*440*t):s=48000:d=3.3' \
    -c:a pcm_s16le "$song" </dev/null || fail "ffmpeg writes no file"

# The measurements alone: without name and title, which differ.
numbers() {
    python3 -c '
import json, sys
report = json.load(sys.stdin)
print(json.dumps({key: report[key] for key in
                  ("duration_s", "sample_rate_hz", "channels", "levels", "loudness", "stereo",
                   "spectrum", "onsets_s", "pitch", "tempo")}, sort_keys=True))'
}
same() { # WHAT
    cmp -s "$tmp/file.numbers" "$tmp/pipe.numbers" || fail "$1: not the numbers of the file"
    echo "ok: $1"
}
"$sideman" analyze --json "$song" | numbers >"$tmp/file.numbers" || fail "the file is not measured"

ffmpeg -v error -i "$song" -f wav - </dev/null | "$sideman" analyze --json - | numbers >"$tmp/pipe.numbers"
same "WAV from ffmpeg"
ffmpeg -v error -i "$song" -f au -c:a pcm_s24be - </dev/null | "$sideman" analyze --json - |
    numbers >"$tmp/pipe.numbers"
same "AU from ffmpeg"
ffmpeg -v error -i "$song" -f f32le - </dev/null | "$sideman" analyze --json --stdin 48000:2:f32le |
    numbers >"$tmp/pipe.numbers"
same "raw floats from ffmpeg"
sox "$song" -t wav - | "$sideman" analyze --json - | numbers >"$tmp/pipe.numbers"
same "WAV from SoX"
sox "$song" -t raw -e signed -b 24 -B - | "$sideman" analyze --json --stdin 48000:2:s24be |
    numbers >"$tmp/pipe.numbers"
same "raw samples from SoX"

# Live: in real time, to the end; then sideman ends by itself.
live() { # WHAT ARGUMENT...
    what=$1
    shift
    "$sideman" --json "$@" >"$tmp/json" 2>"$tmp/sideman.err" || fail "$what: status $?"
    python3 - "$tmp/file.numbers" "$tmp/json" <<'EOF' || fail "$what: not the numbers of the file"
import json, sys
file = json.load(open(sys.argv[1]))
live = json.loads(open(sys.argv[2]).read().splitlines()[-1])
assert live["source"]["state"] == "ended", live["source"]
assert live["source"]["dropped_frames"] == 0, live["source"]
for part in ("levels", "loudness", "stereo"):
    for key, value in file[part].items():
        assert live[part][key] == value, (part, key, live[part][key], value)
EOF
    echo "ok: $what"
}
live "a file, live" --file "$song" </dev/null
ffmpeg -v error -i "$song" -f wav - </dev/null | live "WAV from ffmpeg, live" --stdin wav
sox "$song" -t raw -e float -b 32 -L - | live "raw floats from SoX, live" --stdin 48000:2:f32le

# A FIFO that closes.
mkfifo "$tmp/fifo"
cat "$song" >"$tmp/fifo" &
live "a FIFO, live" --file "$tmp/fifo" </dev/null

# A pipe that stalls is told, and goes on.
mkfifo "$tmp/slow"
sleep 1000 >"$tmp/slow" &
holder=$!
pids="$pids $holder"
: >"$tmp/json"
"$sideman" --json --stdin 48000:2:s16le <"$tmp/slow" >"$tmp/json" 2>"$tmp/sideman.err" &
sideman_pid=$!
pids="$pids $sideman_pid"
head -c 240000 "$song" >"$tmp/slow"
expect "a stalled pipe is told" 's["state"] == "running" and s["reason"]'
tail -c 200000 "$song" >"$tmp/slow"
expect "and heard again" 'o["time_s"] > 2'
kill "$holder"
wait "$sideman_pid" || fail "the end of the pipe is no success: $?"
expect "its end is told" 's["state"] == "ended"'
