#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The server dies without a word and comes back: sideman says so, lives on, and listens again to the same
# taps; also at another sample rate; also when there was no server at the start.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2

start_sideman --jack='daw:out_.*'
expect "no server yet: it waits" 's["state"] == "lost" and "no JACK server" in s["reason"]'

start_server 48000 1024
start_player daw 2 997 -12
expect "the server appeared: it listens" \
    's["state"] == "running" and near(o["loudness"]["momentary_lufs"], -13.24, 0.1)'

kill_server
stop_player daw
expect "the death is told" 's["state"] == "lost" and s["reason"]'
kill -0 "$sideman_pid" || fail "sideman died with the server"

start_server 48000 1024
back=$(date +%s%N)
start_player daw 2 997 -12
expect "the same taps are heard again" \
    's["state"] == "running" and near(o["loudness"]["momentary_lufs"], -13.24, 0.1)'
echo "    $((($(date +%s%N) - back) / 1000000)) ms after the server's return"

kill_server
stop_player daw
expect "the second death is told" 's["state"] == "lost"'
start_server 44100 1024
start_player daw 2 997 -12
expect "another sample rate is followed" \
    'o["sample_rate_hz"] == 44100 and near(o["loudness"]["momentary_lufs"], -13.24, 0.1)'

# The user stops sideman (Ctrl-Z) and goes on.
kill -STOP "$sideman_pid"
sleep 3
kill -CONT "$sideman_pid"
sleep 1
expect "after a pause of its own it listens on" \
    's["state"] == "running" and near(o["loudness"]["momentary_lufs"], -13.24, 0.1)'

# A server that hangs instead of dying.
kill -STOP "$server_pid"
expect "a hanging server is noticed" 's["state"] == "lost"'
kill -CONT "$server_pid"
kill_server
stop_sideman || fail "sideman ended with status $?"
stop_player daw

start_server 48000 1024
start_player daw 2 997 -12
start_sideman --no-reconnect --jack='daw:out_.*'
expect "without reconnection it listens as well" 's["state"] == "running"'
kill_server
turns=0
while kill -0 "$sideman_pid" 2>/dev/null; do
    turns=$((turns + 1))
    [ $turns -gt 200 ] && fail "a lost source does not end --no-reconnect"
    sleep 0.1
done
wait "$sideman_pid"
[ $? -eq 1 ] || fail "a lost source must end with status 1"
grep -q "JACK server" "$tmp/sideman.err" || fail "nobody said why"
echo "ok: without reconnection the end is an error"

"$sideman" --json --no-reconnect --jack >/dev/null 2>"$tmp/none.err" </dev/null
[ $? -eq 1 ] || fail "no server and no reconnection must end with status 1"
grep -q "no JACK server" "$tmp/none.err" || fail "nobody said that there is no server"
"$sideman" --json --jack='vocals(' >/dev/null 2>"$tmp/regex.err" </dev/null
[ $? -eq 2 ] || fail "a bad expression is wrong usage"
grep -q 'vocals(' "$tmp/regex.err" || fail "nobody said what is wrong with the expression"
echo "ok: wrong use is told"
