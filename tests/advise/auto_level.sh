#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The fader moves of the balance table, made: every track is where the table wanted it, the advice on levels is
# quiet, and nothing is left to move.
srcdir=${srcdir:-.}
. "$srcdir/tests/lib.sh"
needs_sideman
needs sox python3

# analyze OUT [NAME=GAIN_DB...]: the demo's tracks, some of them turned.
analyze() {
    out=$1
    shift
    set -- "$@" --
    gains=
    while [ "$1" != -- ]; do
        gains="$gains $1"
        shift
    done
    shift
    for track in vocals:vocals drums:drums bass:bass guitar:guitar keys:keys pad:synth; do
        name=${track%:*}
        gain=$(printf '%s\n' $gains | awk -F= -v name="$name" '$1 == name { sum += $2 } END { print sum + 0 }')
        sox "$source/data/demo/$name.ogg" -e float -b 32 "$work/$name.wav" trim 0 20 gain "$gain" 2>/dev/null ||
            exit 1
        set -- "$@" --track "$track=$work/$name.wav"
    done
    timeout 120 "$sideman" analyze --json "$@" >"$out"
}

moves() {
    python3 -c 'import json, sys
for one in json.load(open(sys.argv[1]))["relations"]["balance"]:
    print(one["track"], one["move_db"], sep="=")' "$1"
}

for faults in "" "vocals=-9" "drums=8 bass=-9" "pad=8 keys=-6" "guitar=-10 vocals=5"; do
    # shellcheck disable=SC2086
    analyze "$work/before.json" $faults
    # shellcheck disable=SC2046
    analyze "$work/after.json" $faults $(moves "$work/before.json")
    python3 - "$work/before.json" "$work/after.json" "$faults" <<'PY' || fail "faders: $faults"
import json
import sys

before, after = (json.load(open(path)) for path in sys.argv[1:3])
turned = dict(one.split("=") for one in sys.argv[3].split())
moves = {one["track"]: one for one in before["relations"]["balance"]}
wrong = {one["track"] for one in before["suggestions"] if one["rule"] == "level_balance"}
missed = {name for name, db in turned.items() if abs(float(db)) >= 8} - wrong
assert not missed, f"nothing was said of {missed}"
for one in before["suggestions"]:
    if one["rule"] == "level_balance":
        assert one["action"]["gain_db"] == moves[one["track"]]["move_db"], one
for track in after["tracks"]:
    row = moves[track["name"]]
    off = track["loudness"]["integrated_lufs"] - row["target_lufs"]
    assert abs(off) <= row["tolerance_db"] + 0.5, f"{track['name']} is {off:.1f} LU off what was wanted"
    if row["move_db"] and abs(row["move_db"]) < 12:  # never more at once
        assert abs(off) < 1.5, f"{track['name']} was moved, and is {off:.1f} LU off"
left = [one["title"] for one in after["suggestions"] if one["rule"] == "level_balance"]
assert not left, left
assert not any(one["move_db"] for one in after["relations"]["balance"]), after["relations"]["balance"]
PY
done
finish
