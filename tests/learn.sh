#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# `sideman learn` as a user meets it: answers, report, export, import, forget; and what happens when the
# journal is damaged, from a newer program, or may not be written.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
sideman=$(pwd)/sideman
tmp=$(mktemp -d)
trap 'chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT
SIDEMAN_DATA_DIR=$(CDPATH='' cd -- "$srcdir" && pwd)/data
XDG_CONFIG_HOME=$tmp/config XDG_STATE_HOME=$tmp/state LC_ALL=C.UTF-8 LANGUAGE=
export SIDEMAN_DATA_DIR XDG_CONFIG_HOME XDG_STATE_HOME LC_ALL LANGUAGE
db=$tmp/state/sideman/learning.db
failed=0

fail() {
    echo "FAIL: $*"
    sed 's/^/    /' "$tmp/out" "$tmp/err"
    failed=1
}

# expect STATUS ARGUMENTS...: runs `sideman learn`, output in out and err.
expect() {
    wanted=$1
    shift
    timeout 60 "$sideman" learn "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    got=$?
    [ $got -eq "$wanted" ] || fail "learn $*: exit status $got instead of $wanted"
}

says() {
    grep -q -e "$1" "$tmp/out" "$tmp/err" || fail "nothing says '$1'"
}

expect 0
says 'Nothing was learned yet'

expect 0 apply clipping
expect 0 --project "Summer's song" apply clipping:drums hum
expect 0 rate clipping 5
expect 0 ignore hum hum hum hum
expect 0 never dc_offset
expect 0 report
says '^clipping'
says 'never said'
says 'sideman learn never hum'

# Wrong usage is told with the mend.
expect 2 rate clipping 6
says '1 (useless) to 5'
expect 2 rate clipping
expect 2 aply clipping
says "did you mean 'apply'"
expect 2 apply clippin
says "did you mean 'clipping'"
expect 2 apply clipping:king
says 'vocals drums kick snare hats bass'
expect 2 apply
expect 2 forget
expect 2 report twice
expect 2 --reference x report
expect 1 import "$tmp/missing.json"

# Out and in again: the same, and not twice.
expect 0 export "$tmp/all.json"
expect 0 report --json
cmp -s "$tmp/out" "$tmp/all.json" || fail "report --json is not the export"
expect 0 import "$tmp/all.json"
says 'answers taken over: 0; here already: 9'
expect 0 --project "Summer's song" forget
says 'answers forgotten: 2'
expect 0 forget hum
says 'answers forgotten: 4'
expect 0 forget everything
says 'answers forgotten: 3'
expect 0 import "$tmp/all.json"
says 'answers taken over: 9; here already: 0'
expect 0 export
cmp -s "$tmp/out" "$tmp/all.json" || fail "what was imported is not what was exported"
"$sideman" learn import - <"$tmp/all.json" >"$tmp/out" 2>"$tmp/err" || fail "import from standard input"
expect 0 again dc_offset
expect 0 report
grep -q 'never said' "$tmp/out" && fail "again does not take never back"

# Imports that lie: refused whole.
row='"uid": "0123456789abcdef0123456789abcdef", "time": 1000, "kind": "applied", "project": "p",
    "rule": "hum", "role": "", "genre": "", "track": "", "rating": 0'
hostile() {
    printf '%s' "$2" >"$tmp/hostile.json"
    expect 1 import "$tmp/hostile.json"
    says "$1"
}
whole() {
    printf '{"sideman_learning": 1, "answers": [{%s}, {%s}]}' "$row" "$1"
}
hostile 'hostile.json:' 'no JSON at all'
hostile 'hostile.json:' ''
hostile 'no export' '{}'
hostile 'no export' '[]'
hostile 'no export' '{"sideman_learning": 1, "answers": 5}'
hostile 'another version' '{"sideman_learning": 2, "answers": []}'
hostile 'answer 2 has no good "uid"' "$(whole '')"
hostile 'has no good "uid' "$(whole "$(echo "$row" | sed 's/0123/zzzz/')")"
hostile 'has no good "kind"' "$(whole "$(echo "$row" | sed 's/applied/eaten/')")"
hostile 'has no good "rule"' "$(whole "$(echo "$row" | sed 's/"hum"/"HUM; DROP TABLE answer"/')")"
hostile 'has no good "rule"' "$(whole "$(echo "$row" | sed 's/"hum"/[1]/')")"
hostile 'has no good "role"' "$(whole "$(echo "$row" | sed 's/"role": ""/"role": "king"/')")"
hostile 'has no good "genre"' "$(whole "$(echo "$row" | sed 's/"genre": ""/"genre": "polka"/')")"
hostile 'has no good "time"' "$(whole "$(echo "$row" | sed 's/1000/99999999999/')")"
hostile 'has no good "rating"' "$(whole "$(echo "$row" | sed 's/"rating": 0/"rating": -3/')")"
hostile 'has no good' "$(whole "$(echo "$row" | sed 's/"rating": 0/"rating": 3/')")"
hostile 'has no good' "$(whole "$(echo "$row" | sed 's/"p"/"\\u001b[2J"/')")"
hostile 'hostile.json:' "$(whole "$(echo "$row" | sed 's/"p"/"a\\u0000b"/')")"
hostile 'hostile.json:' "$(printf '%100000s' '' | tr ' ' '[')"
expect 0 export
[ "$(grep -c uid "$tmp/out")" -eq 10 ] || fail "a refused import left something"

# Damaged: set aside, said, and on it goes.
printf 'no database' >"$db"
rm -f "$db-wal" "$db-shm"
expect 0 report
says 'damaged'
says 'Nothing was learned yet'
[ "$(find "$tmp/state" -name '*damaged*' | wc -l)" -eq 1 ] || fail "the damaged file is gone"
expect 0 apply hum

# Killed at any moment, again and again: what was acknowledged is there.
good=1
for round in 1 2 3 4 5 6 7 8 9 10 11 12; do
    "$sideman" learn apply hum 2>/dev/null &
    pid=$!
    sleep 0.00$((round % 10))
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null && good=$((good + 1))
done
expect 0 export
stored=$(grep -c uid "$tmp/out")
[ "$stored" -ge $good ] || fail "$good were acknowledged, $stored are there"

# A file size limit is a full disk.
expect 0 export "$tmp/before.json"
(
    ulimit -f 40
    for i in $(seq 60); do
        "$sideman" learn apply hum hum hum hum hum hum >/dev/null 2>"$tmp/err" || break
    done
)
expect 0 export
stored=$(grep -c uid "$tmp/out")
[ "$stored" -ge "$(grep -c uid "$tmp/before.json")" ] || fail "a full disk lost answers"
expect 0 apply hum

# No home at all.
HOME=nowhere XDG_STATE_HOME='' timeout 20 "$sideman" learn report >"$tmp/out" 2>"$tmp/err"
[ $? -eq 1 ] || fail "no home: exit status"
says 'sideman learn:'

[ $failed -eq 0 ] && echo "learn: all as it should be"
exit $failed
