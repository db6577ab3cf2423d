#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# valgrind.sh PROGRAM...: runs unit tests under valgrind, one a core.  Those that measure or draw a great
# deal are left to the sanitizers: here they would take hours.
command -v valgrind >/dev/null 2>&1 || {
    echo "valgrind.sh: valgrind is not installed"
    exit 77
}
srcdir=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
export srcdir
look() { # PROGRAM
    echo "valgrind $1"
    valgrind -q --suppressions="$srcdir/tests/valgrind.supp" --error-exitcode=9 --leak-check=full \
        --errors-for-leak-kinds=definite --fair-sched=yes "./$1" >"$1.valgrind.log" 2>&1 && return
    echo "valgrind.sh: failed: $1"
    tail -n 40 "$1.valgrind.log"
    exit 1
}
if [ "$1" = --one ]; then
    look "$2"
    exit 0
fi
for program; do
    case $program in
    */measure/* | */listen/* | *engine* | *soak* | */tui/test_views) continue ;;
    esac
    echo "$program"
done | xargs -n 1 -P "$(nproc 2>/dev/null || echo 2)" "$0" --one
