#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The terminal is as it was, however the dashboard ends, and it ends when the terminal goes.
. "${srcdir:-.}/tests/screens/lib.sh"

is_running() # not when it only waits for tmux to notice its end
{
    case $(sed 's/.*) \(.\).*/\1/' "/proc/$(cat "$work/pid")/stat" 2>/dev/null) in
    '' | Z | X) return 1 ;;
    *) return 0 ;;
    esac
}
is_gone() { ! is_running; }
is_drawn() { capture | grep -q LOUDNESS; }
is_left() { [ "$(tmux_do display-message -p '#{alternate_on}#{cursor_flag}')" = 01 ]; }

# Runs the dashboard from a script that notes the terminal's modes before and after.
start_noted()
{
    rm -f "$work/pid" "$work/after" "$work/status"
    cat >"$work/run.sh" <<EOF
trap : INT
stty -a >"$work/before"
sh -c 'echo \$\$ >"$work/pid"; exec "$fixture" --frozen $*'
echo \$? >"$work/status"
stty -a >"$work/after"
sleep 1000
EOF
    start 80 24 sh "$work/run.sh"
    wait_for is_drawn || fail "$*: nothing was drawn"
}

check_left()
{
    wait_for test -s "$work/after" || fail "$1: did not end"
    wait_for is_left || fail "$1: full screen or hidden cursor left behind"
    cmp -s "$work/before" "$work/after" || { fail "$1: terminal modes differ"; diff "$work/before" "$work/after"; }
    [ "$2" = any ] || [ "$(cat "$work/status")" = "$2" ] || fail "$1: exit status $(cat "$work/status"), not $2"
    echo "ok: $1"
}

start_noted
keys q
check_left "q" 0
start_noted --mouse
keys C-c
check_left "Ctrl-C" 0
for signal in TERM HUP QUIT; do
    start_noted
    kill -"$signal" "$(cat "$work/pid")"
    check_left "SIG$signal" 0
done
for signal in SEGV:139 ABRT:134 BUS:135 FPE:136 ILL:132; do
    start_noted --mouse
    kill -"${signal%:*}" "$(cat "$work/pid")"
    wanted=${signal#*:}
    grep -q '^#define SANITIZED' config.h && wanted=any # sanitizers end a crash in their own way
    check_left "SIG${signal%:*}" "$wanted"
done

# Ctrl-Z and fg, from a shell with job control.
start 80 24 env PS1='$ ' sh -i
keys "stty -a >$work/before; $fixture --frozen --target 1 --tracks 5" Enter
wait_for is_drawn || fail "Ctrl-Z: nothing was drawn"
for _ in 1 2; do
    keys C-z
    wait_for is_left || fail "Ctrl-Z: full screen or hidden cursor left behind"
    rm -f "$work/after"
    keys "stty -a >$work/after" Enter
    wait_for test -s "$work/after" || fail "Ctrl-Z: the shell does not answer"
    sleep 0.2
    cmp -s "$work/before" "$work/after" || fail "Ctrl-Z: terminal modes differ"
    keys fg Enter
    wait_for is_drawn || fail "fg: nothing was drawn"
done
expect overview-80x24
keys C-l
expect overview-80x24

# What libraries write to stderr does not reach the screen.
start 80 24 "$fixture" --frozen --target 1 --tracks 5 --noise
expect overview-80x24

# A terminal that goes away.
start_noted
stop
wait_for is_gone || { fail "goes on without a terminal"; kill -KILL "$(cat "$work/pid")"; }
finish
