#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# A suggestion that is followed for real: the song plays with too much mud, then from its start again through
# the very bell that was asked for.  Nobody pressed a key: it is heard, told with before and after, and retired.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2

make_music() { # FILE BELL...
    python3 "$srcdir/tests/live/bell.py" "$tmp/$@" || fail "bell.py"
}
mud='[x for x in o["suggestions"] if x["rule"] == "mud"]'

play_from_start() { # NAME
    tell "$1" locate 0
    tell "$1" start
    tell "$1" play
}

make_music muddy.wav 290 9 1
start_server 48000 1024
start_player muddy 2 0 0 "$tmp/muddy.wav"
tell muddy connect out_1 system:playback_1
tell muddy connect out_2 system:playback_2
start_sideman --intent mixing
play_from_start muddy
expect "too much mud is said" "$mud"
asked=$(python3 - "$tmp/json" <<'END'
import json, sys
for line in open(sys.argv[1]):
    for x in json.loads(line)["suggestions"] if line.endswith("\n") else []:
        if x["rule"] == "mud":
            asked = x["action"]
print(asked["hz"], asked["gain_db"], asked["q"])
END
)
echo "asked for: $asked"
# shellcheck disable=SC2086
make_music mended.wav 290 9 1 $asked
tell muddy finish
tell muddy stop
start_player mended 2 0 0 "$tmp/mended.wav"
tell mended connect out_1 system:playback_1
tell mended connect out_2 system:playback_2
play_from_start mended
expect "that it moved is said, with before and after" \
    "any(x[\"state\"] == \"moved\" and x[\"before\"] > x[\"after\"] + 2 for x in $mud)"
expect "level-matched, and first of all" \
    'o["suggestions"][0]["rule"] == "mud" and "level-matched" in o["suggestions"][0]["detail"]'
expect "then it is retired" "not $mud"
stop_sideman || fail "sideman ended with status $?"
"$sideman" learn report >"$tmp/report" || fail "learn report"
grep -q mud "$tmp/report" || fail "the report does not know of it"
echo "ok: and it was learned from"

# Played again without a mend, nothing moved: that is not said.
start_sideman --intent mixing
play_from_start muddy
expect "mud again" "$mud"
tell muddy finish
tell muddy stop
play_from_start muddy
sleep 10
tell muddy finish
expect "what did not change did not move" 's["transport"] == "rolling"'
python3 - "$tmp/json" <<'END' || fail "said to have moved, but nothing changed"
import json, sys
said = [x for line in open(sys.argv[1]) if line.endswith("\n") for x in json.loads(line)["suggestions"]]
sys.exit(any(x["state"] == "moved" for x in said))
END
echo "ok: and nothing was said to have moved"
stop_sideman || fail "sideman ended with status $?"
