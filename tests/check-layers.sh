#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The folders are the architecture: who may include whom, where each outside library stays, and how long
# a file may be.  HACKING.md explains the rooms; this is the rule.
set -eu
srcdir=${srcdir:-$(dirname "$0")/..}
longest=700
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# room: what it may include of ours, besides itself.
rooms='
base
capture   base
measure   base stft
stft      base measure
listen    base stft
snapshot  base
engine    base capture measure stft listen snapshot advise
advise    base snapshot
report    base snapshot advise
tui       base snapshot advise
commands  base capture measure stft listen snapshot engine advise report tui
'

# outside header: the only files that may include it.
libraries='
jack/       src/capture/jack*
portaudio.h src/capture/portaudio*
aubio/      src/listen/*
fftw3.h     src/measure/* src/listen/*
curses.h    tui/*
ncurses.h   tui/*
ncursesw/   tui/*
term.h      tui/*
jansson.h   src/report/* src/commands/learn_share*
libconfig.h src/base/*
sndfile.h   src/capture/*
sqlite3.h   src/advise/journal*
'

# The room of a file by its path below the top, or of an include as it is written.
room() {
    case $1 in
    config.h) echo build ;;
    base/* | src/base/*) echo base ;;
    capture/* | src/capture/*) echo capture ;;
    measure/stft.h | src/measure/stft.[ch]) echo stft ;; # listening shares this one transform
    measure/* | src/measure/*) echo measure ;;
    listen/* | src/listen/*) echo listen ;;
    advise/* | src/advise/*) echo advise ;;
    report/* | src/report/*) echo report ;;
    commands/* | src/commands/* | src/main.c) echo commands ;;
    snapshot.h | timeline.h | src/snapshot.[ch] | src/timeline.[ch]) echo snapshot ;;
    tui/*) echo tui ;;
    src/*.[ch] | *.h) echo engine ;;
    *) echo unknown ;;
    esac
}

may_include() { # ROOM OTHER
    [ "$1" = "$2" ] || [ "$2" = build ] ||
        echo "$rooms" | awk -v room="$1" -v other="$2" '
            $1 == room { for (i = 2; i <= NF; i++) if ($i == other) found = 1 }
            END { exit !found }'
}

check_own() { # FILE LINE HEADER
    from=$(room "$1")
    to=$(room "$3")
    may_include "$from" "$to" || echo "$1:$2: $from must not include $to: \"$3\""
}

check_library() { # FILE LINE HEADER
    echo "$libraries" | while read -r header places; do
        [ -n "$header" ] || continue
        case $3 in
        "$header" | "$header"*) ;;
        *) continue ;;
        esac
        at_home=no
        set -f
        for place in $places; do
            set +f
            case $1 in
            $place) at_home=yes ;;
            esac
        done
        set +f
        [ $at_home = yes ] || echo "$1:$2: <$3> belongs into $places"
    done
}

# Prints one line per offence in src/ and tui/ below TOP.
check() { # TOP
    (cd "$1" && find src tui -name '*.[ch]' | sort) >"$tmp/files"
    while read -r file; do
        lines=$(wc -l <"$1/$file")
        [ "$lines" -le $longest ] || echo "$file: $lines lines, more than $longest"
        sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*\(["<]\)\([^">]*\)[">].*/\1 \2/p;t;s/.*//p' \
            "$1/$file" | awk 'NF { print NR, $1, $2 }' >"$tmp/includes"
        while read -r line mark header; do
            case $mark in
            '"') check_own "$file" "$line" "$header" ;;
            '<') check_library "$file" "$line" "$header" ;;
            esac
        done <"$tmp/includes"
    done <"$tmp/files"
}

status=0

# The check must find these, and only these.
mkdir -p "$tmp/top/src/base" "$tmp/top/src/measure" "$tmp/top/src/report" "$tmp/top/tui"
echo '#include "capture/ring.h"' >"$tmp/top/src/base/wrong.c"
printf '#include "base/ring.h"\n#include <jack/jack.h>\n' >"$tmp/top/src/measure/wrong.c"
printf '#include "tui/view.h"\n# include <curses.h>\n' >"$tmp/top/src/report/wrong.c"
printf '#include "config.h"\n#include "engine.h"\n#include <term.h>\n' >"$tmp/top/tui/wrong.c"
awk 'BEGIN { for (i = 0; i < 701; i++) print "" }' >"$tmp/top/src/main.c"
check "$tmp/top" >"$tmp/found"
if [ "$(cut -d: -f1,2 "$tmp/found" | sed 's/: .*//' | tr '\n' ' ')" != \
    "src/base/wrong.c:1 src/main.c src/measure/wrong.c:2 src/report/wrong.c:1 src/report/wrong.c:2 tui/wrong.c:2 " ]
then
    echo "FAIL: on the samples the check found:"
    cat "$tmp/found"
    status=1
fi

check "$srcdir" >"$tmp/found"
if [ -s "$tmp/found" ]; then
    cat "$tmp/found"
    status=1
fi
[ $status -eq 0 ] && echo "$(grep -c . "$tmp/files") files, every one in its room"
exit $status
