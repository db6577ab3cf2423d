# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What the live tests share: a sound server and a player of their own, and sideman listening to them.
# Each test has its own server name and folder, so that they run beside each other and beside a user's
# server.  Nothing here outlives the test.
set -u
srcdir=$(CDPATH='' cd -- "${srcdir:-$(dirname "$0")/../..}" && pwd)
builddir=$(pwd)
sideman=$builddir/sideman
tone=$builddir/tests/live/jack_tone
tmp=$(mktemp -d "${TMPDIR:-/tmp}/sideman-live.XXXXXX")
pids=
patience=20 # seconds; no test depends on being quick
server_pid=

export LC_ALL=C HOME="$tmp" XDG_CONFIG_HOME="$tmp/config" XDG_DATA_HOME="$tmp/share"
export XDG_STATE_HOME="$tmp/state"
SIDEMAN_DATA_DIR=$(CDPATH='' cd -- "$srcdir/data" && pwd)
export SIDEMAN_DATA_DIR JACK_NO_AUDIO_RESERVATION=1 JACK_NO_START_SERVER=1
unset NO_COLOR SSH_CONNECTION DBUS_SESSION_BUS_ADDRESS 2>/dev/null

skip() {
    echo "SKIP: $*"
    exit 77
}

fail() {
    echo "FAIL: $*"
    for log in "$tmp"/*.err "$tmp"/*.log; do
        [ -s "$log" ] && { echo "--- $log"; tail -n 20 "$log"; }
    done
    exit 1
}

# jackd has room for eight server names in all, and one that was killed keeps its own until a server of
# that name starts again.  So the tests take turns at a few names; a name is free when nothing holds its lock.
take_server_name() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        for number in 1 2 3 4; do
            exec 9>"${TMPDIR:-/tmp}/sideman-test-$(id -u)-$number.lock"
            if flock -n 9; then
                export JACK_DEFAULT_SERVER="sideman-test-$number"
                return
            fi
        done
        sleep 5
    done
    skip "four other live tests hold every server name"
}

# Asks, waits, then insists.
end_process() { # PID
    kill "$1" 2>/dev/null || return 0
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        kill -0 "$1" 2>/dev/null || break
        sleep 0.1
    done
    kill -9 "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}

clean_up() {
    trap '' HUP INT TERM
    for pid in $pids; do
        end_process "$pid"
    done
    [ -n "$server_pid" ] && end_process "$server_pid"
    rm -rf "$tmp"
    [ -z "${JACK_DEFAULT_SERVER:-}" ] || rm -rf /dev/shm/jack*"$JACK_DEFAULT_SERVER"* 2>/dev/null
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

need() { # COMMAND PACKAGE
    command -v "$1" >/dev/null 2>&1 || skip "$1 is not here (package $2)"
}
need python3 python3
if [ "${needs_jack:-yes}" = yes ]; then
    [ -x "$tone" ] || skip "this build has no JACK"
    take_server_name
fi

# wait_for WHAT COMMAND...: until the command succeeds.
wait_for() {
    what=$1
    shift
    give_up=$(($(date +%s) + patience))
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s)" -gt $give_up ] && fail "no $what within $patience s"
        sleep 0.1
    done
}

start_server() { # RATE PERIOD [OPTION...]
    rate=$1
    period=$2
    shift 2
    jackd "$@" -r -d dummy -r "$rate" -p "$period" >>"$tmp/jackd.log" 2>&1 &
    server_pid=$!
    wait_for "JACK server" "$tone"
}

kill_server() { # as a crash does
    kill -9 "$server_pid"
    wait "$server_pid" 2>/dev/null
    server_pid=
}

# A player that obeys tell().
start_player() { # NAME PORTS HZ DBFS [FILE]
    player_name=$1
    mkfifo "$tmp/$player_name.in"
    "$tone" "$@" <"$tmp/$player_name.in" >"$tmp/$player_name.out" 2>"$tmp/$player_name.err" &
    pids="$pids $!"
    eval "player_pid_$player_name=$!"
    # Somebody must hold the pipe open between commands.
    sleep 1000 >"$tmp/$player_name.in" &
    pids="$pids $!"
    eval "player_pipe_$player_name=$!"
    wait_for "player" grep -q ok "$tmp/$player_name.out"
}

stop_player() { # NAME
    eval "kill \$player_pid_$1 \$player_pipe_$1; wait \$player_pid_$1 \$player_pipe_$1" 2>/dev/null
    rm -f "$tmp/$1.in" "$tmp/$1.out"
}

tell() { # NAME COMMAND...
    told=$1
    shift
    answers=$(wc -l <"$tmp/$told.out")
    echo "$*" >"$tmp/$told.in"
    wait_for "answer to $*" sh -c "[ \$(wc -l <'$tmp/$told.out') -gt $answers ]"
    [ "$(tail -n 1 "$tmp/$told.out")" = ok ] || fail "$told: $*"
}

start_sideman() { # ARGUMENT...
    : >"$tmp/json"
    "$sideman" --json "$@" >"$tmp/json" 2>"$tmp/sideman.err" </dev/null &
    sideman_pid=$!
    pids="$pids $sideman_pid"
}

stop_sideman() {
    kill "$sideman_pid" 2>/dev/null
    wait "$sideman_pid"
}

expect() { # WHAT EXPRESSION
    python3 "$srcdir/tests/live/expect.py" "$tmp/json" $patience "$2" || fail "$1"
    echo "ok: $1"
}

# What is connected to a port, one name a line, sorted.
connections() { # PORT
    jack_lsp -c "$1" 2>/dev/null | sed -n 's/^   //p' | sort
}
