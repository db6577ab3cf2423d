#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh PROGRAM...: each for its share of FUZZ_SECONDS (60), from seeds made here.
set -eu

source=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
seconds=$((${FUZZ_SECONDS:-60} / $#))
for program; do
    name=${program##*/fuzz_}
    seeds=corpus/$name
    mkdir -p "$seeds"
    case $name in
    config)
        printf 'fps = 12; theme = "mono"; tilt = 4.5; keys = { reset = "x"; };' >"$seeds/small"
        cp "$source/data/targets.conf" "$seeds/targets"
        ;;
    knowledge)
        cp "$source"/data/knowledge/*.conf "$seeds"
        for kind in topics tracks roles metrics effects chains advice; do
            printf '%s = ({ id = "a"; title = "b"; text = "c"; see = ["advice/d"]; domain = "mixing"; category = "eq"; use = "e"; reading = "f"; ear = "g"; role = "h"; plugins = ["i"]; facts = ({ about = "j"; label = "k"; attack_ms = [1, 2]; source = "[S] l"; date = "2026"; }); steps = ({ effect = "m"; q = 1.0; source = "UNSOURCED"; }); });' "$kind" >"$seeds/$kind"
        done
        printf 'trees = ({ id = "a"; title = "b"; text = "c"; nodes = ({ name = "d"; ask = "e"; metric = "loudness.plr_db - x"; compare = ">"; threshold = 1; unit = "dB"; yes = "f"; no = "f"; unknown = "f"; source = "[P] g"; }, { name = "f"; say = "h"; }); });' >"$seeds/trees"
        ;;
    learn)
        printf '{"sideman_learning": 1, "answers": [{"uid": "0123456789abcdef0123456789abcdef", "time": 1000, "kind": "rated", "project": "p", "rule": "hum", "role": "bass", "genre": "rock", "track": "t", "rating": 3, "before": 1.5, "after": null}]}' >"$seeds/one"
        ;;
    options)
        printf 'x--track\na:vocals=x\n--fps=3\n--no-color\n--file\ny\n--jack=z' >"$seeds/many"
        ;;
    stream)
        printf '48000:2:s16le\nabcdefgh' >"$seeds/raw"
        printf '\nRIFF\044\0\0\0WAVEfmt \020\0\0\0\001\0\002\0\200\273\0\0\0\356\002\0\004\0\020\0data\377\377\377\377abcd' \
            >"$seeds/wav"
        printf '\n.snd\0\0\0\030\377\377\377\377\0\0\0\003\0\0\273\200\0\0\0\001abcd' >"$seeds/au"
        ;;
    esac
    "$program" -max_total_time="$seconds" -verbosity=0 -print_final_stats=1 -timeout=10 -rss_limit_mb=1024 \
        -max_len=8192 "$seeds" >"$name.fuzz.log" 2>&1 || echo "fuzz: $name: exit status $?"
    grep -E '^(==|SUMMARY|stat::(number|average)|    #)' "$name.fuzz.log" || {
        echo "fuzz: $name did not run:"
        tail -n 5 "$name.fuzz.log"
        exit 1
    }
    found=$(find . -maxdepth 1 \( -name 'crash-*' -o -name 'leak-*' -o -name 'oom-*' -o -name 'timeout-*' \))
    [ -z "$found" ] || {
        echo "fuzz: $name failed; what did it is in $(pwd): $found"
        exit 1
    }
    echo "fuzz: $name: nothing found in $seconds s"
done
