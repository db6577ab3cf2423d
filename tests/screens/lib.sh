# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Screens in tmux, for the scripts beside this file: source it, then use
#   start COLUMNS ROWS COMMAND...    runs a command in a terminal of that size
#   screen                           prints what it shows, once that no longer changes
#   keys KEY...                      presses keys (tmux names)
#   expect NAME                      compares the screen with golden/NAME.txt
# UPDATE_GOLDEN=1 writes the golden files anew.

srcdir=${srcdir:-.}
top=$(pwd)
fixture=$top/tests/tui/screen_fixture
golden=$srcdir/tests/screens/golden
work=$(mktemp -d)
sockets=0 # a new server for each start: one that ends would take the next along
failures=0

command -v tmux >/dev/null || { echo "SKIP: tmux is not installed"; exit 77; }
[ -x "$fixture" ] || { echo "SKIP: $fixture is not built"; exit 77; }
case $(locale -a 2>/dev/null | tr 'A-Z' 'a-z') in
*c.utf*8*) ;;
*) echo "SKIP: there is no C.UTF-8 locale"; exit 77 ;;
esac

unset NO_COLOR SSH_CONNECTION TMUX
LC_ALL=C.UTF-8 TZ=UTC HOME=$work XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work/state
export LC_ALL TZ HOME XDG_CONFIG_HOME XDG_STATE_HOME

tmux_do() { tmux -L "sideman-$$-$sockets" -f /dev/null "$@"; }
stop() { tmux_do kill-server >/dev/null 2>&1 || :; }
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

start()
{
    columns=$1 rows=$2
    shift 2
    stop
    sockets=$((sockets + 1))
    tmux_do new-session -d -x "$columns" -y "$rows" "$@" || { echo "FAIL: tmux does not start"; exit 1; }
    tmux_do set-option -g status off
    tmux_do set-option -g remain-on-exit on
    tmux_do resize-window -x "$columns" -y "$rows"
}

capture() { tmux_do capture-pane -p; }

screen()
{
    before=
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        sleep 0.4
        now=$(capture)
        [ -n "$now" ] && [ "$now" = "$before" ] && break
        before=$now
    done
    printf '%s\n' "$now"
}

# Not before the program is there: half a key of a terminal that is still being set up is another key.
keys()
{
    screen >/dev/null
    tmux_do send-keys "$@"
}

fail()
{
    echo "FAIL: $*"
    failures=$((failures + 1))
}

expect()
{
    screen >"$work/$1.txt"
    if [ "${UPDATE_GOLDEN:-}" = 1 ]; then
        cp "$work/$1.txt" "$golden/$1.txt"
    elif ! diff -u "$golden/$1.txt" "$work/$1.txt"; then
        fail "$1 looks different"
    else
        echo "ok: $1"
    fi
}

# Waits up to 10 s until a command succeeds.
wait_for()
{
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
        "$@" && return 0
        sleep 0.4
    done
    return 1
}

finish()
{
    [ "$failures" = 0 ] || exit 1
    exit 0
}
