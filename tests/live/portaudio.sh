#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# PortAudio over an ALSA device of our own, which reads a FIFO: what goes in is metered; a device that
# falls silent is told and listened to again when it is back; nothing of ALSA's chatter reaches the user.
needs_jack=no
. "${srcdir:-.}/tests/live/lib.sh"
grep -q '^#define HAVE_PORTAUDIO 1' config.h || skip "this build has no PortAudio"
# ALSA unloads plugins that still hold memory; nobody could name them in a list of known leaks.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
unset ALSA_CONFIG_PATH ALSA_CONFIG_DIR 2>/dev/null

mkfifo "$tmp/card"
cat >"$HOME/.asoundrc" <<EOF
pcm.studio {
    type file
    slave.pcm "null"
    file "/dev/null"
    infile "$tmp/card"
    format "raw"
    hint { show on description "studio" }
}
EOF
start_feed() {
    python3 "$srcdir/tests/live/feed.py" "$tmp/card" 44100 997 -12 2>"$tmp/feed.err" &
    feed_pid=$!
    pids="$pids $feed_pid"
}
start_feed
wait_for "device" sh -c "'$sideman' ports | grep -q '^portaudio.*studio'"
echo "ok: ports lists the device"

start_sideman --portaudio=studio
expect "the device is metered" \
    's["state"] == "running" and s["kind"] == "PortAudio" and s["name"] == "studio"
     and o["sample_rate_hz"] == 44100 and o["channels"] == 2
     and near(o["loudness"]["momentary_lufs"], -13.24, 0.1)
     and near(o["levels"]["sample_peak_dbfs"][0], -12, 0.05)
     and near(o["levels"]["sample_peak_dbfs"][1], -15, 0.05)'

kill -STOP "$feed_pid"
expect "a device that gives nothing is told" 's["state"] == "lost" and s["reason"]'
kill -CONT "$feed_pid"
expect "its return is noticed" 's["state"] == "running"'
expect "and it is metered again" 'near(o["loudness"]["momentary_lufs"], -13.24, 0.1)'
stop_sideman || fail "sideman ended with status $?"
grep -q ALSA "$tmp/sideman.err" && fail "ALSA's chatter is on standard error"

start_sideman --portaudio=STUD
expect "part of its name will do" 's["state"] == "running"'
stop_sideman || fail "sideman ended with status $?"

"$sideman" --json --no-reconnect --portaudio='no such device' >"$tmp/json" 2>"$tmp/sideman.err" </dev/null
[ $? -eq 1 ] || fail "a device that is not there: wrong status"
grep -q "no input device is called 'no such device'" "$tmp/sideman.err" || fail "no word about it"
echo "ok: a device that is not there is told"
