#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The dashboard over JACK: ports that do not match are told and waited for; a server that dies leaves
# the screen alive; a terminal that goes away, or a crash, leaves no client in the server.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2
need tmux tmux
need jack_lsp jack-example-tools
export LC_ALL=C.UTF-8 SIDEMAN_DATA_DIR="$srcdir/data"
runs=0 # a new terminal for each: one that ends would take the next along
tmux_do() { tmux -L "sideman-$$-$runs" -f /dev/null "$@"; }
clean_up_all() {
    tmux_do kill-server >/dev/null 2>&1
    clean_up
}
trap clean_up_all EXIT

run() { # ARGUMENT...: the dashboard
    runs=$((runs + 1))
    rm -f "$tmp/pid"
    # shellcheck disable=SC2016
    tmux_do new-session -d -x 80 -y 24 sh -c 'echo $$ >"$HOME/pid"; exec "$@"' sh \
        env ASAN_OPTIONS=handle_segv=0:detect_leaks=0 "$sideman" "$@"
    tmux_do set-option -g remain-on-exit on
    tmux_do set-option -g status off
}
shows() { tmux_do capture-pane -p | grep -q -e "$1"; }
sees() { # WHAT PATTERN
    wait_for "$1: '$2' on the screen" shows "$2"
    echo "ok: $1"
}
has_client() { jack_lsp 2>/dev/null | grep -q '^sideman'; }
has_no_client() { ! has_client; }
is_gone() { # also when tmux has not noticed yet
    case $(sed 's/.*) \(.\).*/\1/' "/proc/$(cat "$tmp/pid")/stat" 2>/dev/null) in
    '' | Z | X) return 0 ;;
    *) return 1 ;;
    esac
}

start_server 48000 1024
start_player daw 2 997 -12
run --jack='nobody:.*'
sees "ports that do not match are told" "no JACK port matches 'nobody:[.][*]' yet"
sees "and shown" 'NOT CONNECTED'

start_player nobody 2 997 -12
sees "and heard when they come" '12\.0'
stop_player nobody
wait_for "client" has_client
tmux_do kill-server
wait_for "end of the program without its terminal" is_gone
wait_for "end of its client" has_no_client
echo "ok: without its terminal it leaves the server"

run --jack='daw:.*'
sees "the tone is metered" '12\.0'
kill -SEGV "$(cat "$tmp/pid")"
wait_for "end of the program by a crash" is_gone
wait_for "end of its client" has_no_client
connections daw:out_1 >"$tmp/left"
[ ! -s "$tmp/left" ] || fail "a crash leaves connections: $(cat "$tmp/left")"
tmux_do kill-server
echo "ok: a crash leaves no client"

run --jack='daw:.*'
sees "the tone is metered again" '12\.0'
kill_server
stop_player daw
sees "the server's death is on the screen" 'LOST'
tmux_do send-keys q
wait_for "end by q" is_gone
echo "ok: it obeys while the server is away"
