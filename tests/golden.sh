#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
# What analyze and compare print, whole, against tests/golden/.  `make update-golden` writes them anew:
# read the difference before you commit it.
set -eu
build=$(pwd)
golden=$(cd "${srcdir:-.}/tests/golden" && pwd)
sideman=$build/sideman
SIDEMAN_DATA_DIR=$(cd "${srcdir:-.}/data" && pwd)
XDG_CONFIG_HOME=$build/none LC_ALL=C
export SIDEMAN_DATA_DIR XDG_CONFIG_HOME LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
"$build/tests/golden/make_music" a.wav a
"$build/tests/golden/make_music" b.wav b

check() {   # NAME STATUS COMMAND...
    name=$1 wanted=$2
    shift 2
    status=0
    "$@" >"$name" 2>"$name.err" || status=$?
    if [ "$status" != "$wanted" ]; then
        echo "$name: exit status $status instead of $wanted"
        cat "$name.err"
        exit 1
    fi
    [ -s "$name.err" ] && { echo "$name: unexpected on standard error:"; cat "$name.err"; exit 1; }
    if [ "${UPDATE_GOLDEN:-}" ]; then
        cp "$name" "$golden/$name"
    elif ! diff -u "$golden/$name" "$name"; then
        echo "$name differs from tests/golden/$name; make update-golden if that is meant"
        exit 1
    fi
}

check analyze-a.txt 0 "$sideman" analyze a.wav
check analyze-b.txt 0 "$sideman" analyze --target spotify b.wav
check analyze-two.txt 0 "$sideman" analyze a.wav b.wav
check analyze-a.json 0 "$sideman" analyze --json a.wav
check analyze-tracks.txt 0 "$sideman" analyze --track drums:drums=a.wav --track pad:synth=b.wav
check analyze-tracks.json 0 "$sideman" analyze --json --track drums:drums=a.wav --track pad:synth=b.wav --mix b.wav
check compare.txt 0 "$sideman" compare a.wav b.wav
check compare.json 0 "$sideman" compare --json a.wav b.wav

# The last line of a live run is made at a fixed place: the end of the file.
"$sideman" --line --file a.wav >line.txt
tail -n 2 line.txt >line-end.txt
check line-end.txt 0 tail -n 2 line.txt
