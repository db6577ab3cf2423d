#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The program itself plays a file to its end and shows what it measured: the same on every machine.
# Then: what must not happen to a terminal when it has none or a poor one.
. "${srcdir:-.}/tests/screens/lib.sh"

sideman=$top/sideman
SIDEMAN_DATA_DIR=$(cd "$srcdir/data" && pwd)
export SIDEMAN_DATA_DIR
[ -x "$top/tests/golden/make_music" ] || { echo "SKIP: make_music is not built"; exit 77; }
"$top/tests/golden/make_music" "$work/music.wav" a || exit 1

has_ended() { capture | grep -q ENDED; }

# A shell notes how it ended: tmux may miss that.
# shellcheck disable=SC2016
start 80 24 env SIDEMAN_DATA_DIR="$SIDEMAN_DATA_DIR" work="$work" \
    sh -c '"$0" --file "$work/music.wav"; echo $? >"$work/status"; sleep 1000' "$sideman"
for _ in 1 2 3 4 5 6; do
    wait_for has_ended && break
done
has_ended || fail "the file does not end"
sleep 1
expect real-overview-80x24
for view in tracks:2 loudness:3 spectrum:4; do
    keys "${view#*:}"
    expect "real-${view%:*}-80x24"
done
keys q
wait_for test -s "$work/status" || fail "q does not end the program"
[ "$(cat "$work/status")" = 0 ] || fail "q ends the program with status $(cat "$work/status")"
finish
