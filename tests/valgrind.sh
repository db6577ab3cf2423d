#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# valgrind.sh PROGRAM...: runs unit tests under valgrind.  Those that measure or draw a great deal
# are left to the sanitizers: here they would take hours.
command -v valgrind >/dev/null 2>&1 || {
    echo "valgrind.sh: valgrind is not installed"
    exit 77
}
srcdir=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
export srcdir
failed=
for program; do
    case $program in
    */measure/* | */listen/* | *engine* | *soak* | */tui/test_views) continue ;;
    esac
    echo "valgrind $program"
    valgrind -q --suppressions="$srcdir/tests/valgrind.supp" --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite --fair-sched=yes \
        "./$program" >"$program.valgrind.log" 2>&1 || {
        tail -n 40 "$program.valgrind.log"
        failed="$failed $program"
    }
done
[ -z "$failed" ] || {
    echo "valgrind.sh: failed:$failed"
    exit 1
}
