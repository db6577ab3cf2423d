#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The dashboard of the program itself where things go wrong: each is told on the screen, nothing is
# lost, and the meters go on.  Then terminal.py: terminals that are not as they should be.
. "${srcdir:-.}/tests/screens/lib.sh"
command -v python3 >/dev/null 2>&1 || { echo "SKIP: python3 is not here"; exit 77; }
source=$(CDPATH='' cd -- "$srcdir" && pwd)
sideman=$top/sideman
settings=$work/sideman/sideman.conf
export SIDEMAN_DATA_DIR="$source/data" SIDEMAN_LOCALE_DIR="$top/po/locale"
unset LANGUAGE XDG_STATE_HOME
# Under AddressSanitizer: a crash must be the program's own, and ALSA unloads plugins that hold memory.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0:handle_abort=0:detect_leaks=0"
# 8 s of a tone that nobody plays.
python3 - "$work/tone.wav" <<'EOF2'
import math, struct, sys, wave
with wave.open(sys.argv[1], "wb") as out:
    out.setnchannels(2), out.setsampwidth(2), out.setframerate(48000)
    out.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i * 0.13))) * 2 for i in range(8 * 48000)))
EOF2

shows() { capture | tr '\n' ' ' | tr -s ' ' | grep -q -F -e "$1"; }
is_drawn() { shows LOUDNESS && shows -11.2; }
sees() { wait_for shows "$2" || { fail "$1: the screen does not say '$2'"; capture; }; }
# run WHAT COMMAND...: the dashboard, until it shows a level.
run() {
    what=$1
    shift
    rm -f "$work/pid" "$work/status"
    # shellcheck disable=SC2016
    start 80 24 env work="$work" \
        sh -c 'sh -c '\''echo $$ >"$work/pid"; exec "$@"'\'' sh "$@"; echo $? >"$work/status"; sleep 1000' sh "$@"
    wait_for is_drawn || { fail "$what: nothing was drawn"; capture; }
}
leaves() {
    keys q
    wait_for test -s "$work/status" || fail "$1: q does not end it"
    [ "$(cat "$work/status")" = 0 ] || fail "$1: exit status $(cat "$work/status")"
}

# A configuration with faults: the file and its line, the nearest name, and the rest of it counts.
mkdir "$work/sideman"
printf 'view = "overview";\nthem = "mono";\nmouse = 3;\nkeys = { reset = "F99"; };\n' >"$settings"
cp "$settings" "$work/faulty"
run "a faulty configuration" "$sideman" --loop --file "$work/tone.wav"
sees "a faulty configuration" '3 warnings in the log'
keys 9
sees "a faulty configuration" "sideman.conf:2: there is no setting 'them'; did you mean 'theme'?"
sees "a faulty configuration" "sideman.conf:3: mouse must be true or false, not a number"
sees "a faulty configuration" 'sideman.conf:4: keys: reset = "F99" is not a command and a free key'
keys 1
wait_for is_drawn || fail "a faulty configuration: the meters stop"
leaves "a faulty configuration"
cmp -s "$settings" "$work/faulty" || fail "a faulty configuration was written to"

# A disk that is full while settings are saved: the old file stays, as it was; a later try succeeds.
printf '# mine\nfps = 20;\n' >"$settings"
cp "$settings" "$work/old"
run "a full disk" sh -c "ulimit -S -f 0; exec '$sideman' --loop --file '$work/tone.wav'"
keys S
sees "a full disk" 'cannot save the settings: File too large'
wait_for is_drawn || fail "a full disk: the meters stop"
cmp -s "$settings" "$work/old" || fail "a full disk: the old file is not intact"
[ "$(ls -A "$work/sideman")" = sideman.conf ] || fail "a full disk: left behind: $(ls -A "$work/sideman")"
command -v prlimit >/dev/null 2>&1 && {
    prlimit --pid "$(cat "$work/pid")" --fsize=unlimited:unlimited
    keys S
    sees "a disk with room again" 'settings saved'
    grep -q 'fps = 20;' "$settings" || fail "a disk with room again: a setting is lost"
    cmp -s "$settings~" "$work/old" || fail "a disk with room again: the comments are lost"
}
leaves "a full disk"

# A home that cannot be written to, by anybody.
run "a home that is no folder" env XDG_CONFIG_HOME= HOME=/dev/null "$sideman" --loop --file "$work/tone.wav"
keys S
sees "a home that is no folder" 'not saved, mend the file first: cannot read /dev/null/.config/'
wait_for is_drawn || fail "a home that is no folder: the meters stop"
leaves "a home that is no folder"

# One that this user may only read.
as_nobody=
[ "$(id -u)" = 0 ] && as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups --'
# shellcheck disable=SC2086
if $as_nobody true 2>/dev/null; then
    mkdir "$work/poor" "$work/poor/sideman" "$work/bin"
    cp "$sideman" "$work/bin/sideman"
    cp "$work/old" "$work/poor/sideman/sideman.conf"
    chmod 755 "$work" "$work/bin"
    chmod 555 "$work/poor" "$work/poor/sideman"
    chmod 444 "$work/poor/sideman/sideman.conf"
    run "a home that is read-only" env XDG_CONFIG_HOME="$work/poor" SIDEMAN_DATA_DIR=/nowhere \
        $as_nobody "$work/bin/sideman" --loop --file "$work/tone.wav"
    keys S
    sees "a home that is read-only" 'cannot save the settings: Permission denied'
    wait_for is_drawn || fail "a home that is read-only: the meters stop"
    leaves "a home that is read-only"
    cmp -s "$work/poor/sideman/sideman.conf" "$work/old" || fail "a home that is read-only: written to"
    chmod 755 "$work/poor" "$work/poor/sideman"
else
    echo "not tested: a home that is read-only (no way to stop being root)"
fi

# A log on a full disk; data files that are missing.
rm -r "$work/sideman"
if [ -w /dev/full ]; then
    run "a log on a full disk" "$sideman" --log /dev/full --loop --file "$work/tone.wav"
    sees "a log on a full disk" 'cannot write to the log file /dev/full (No space left on device)'
    keys 9
    sees "a log on a full disk" 'file: listening at 48000 Hz'
    leaves "a log on a full disk"
fi
run "no data files" env SIDEMAN_DATA_DIR=/nowhere "$sideman" --loop --file "$work/tone.wav"
sees "no data files" "no advice: its rules cannot be read, the log (9) says why"
sees "no data files" 'target EBU R 128 -23.0 LUFS'
keys 9
sees "no data files" 'cannot read /nowhere/targets.conf: No such file or directory'
leaves "no data files"

# Ctrl-Z and fg, with everything running.
start 80 24 env PS1='$ ' sh -i
keys "stty -a >$work/before; $sideman --loop --file $work/tone.wav" Enter
wait_for is_drawn || fail "Ctrl-Z: nothing was drawn"
is_left() { [ "$(tmux_do display-message -p '#{alternate_on}#{cursor_flag}')" = 01 ]; }
for _ in 1 2; do
    keys C-z
    wait_for is_left || fail "Ctrl-Z: full screen or hidden cursor left behind"
    rm -f "$work/after"
    keys "stty -a >$work/after" Enter
    wait_for test -s "$work/after" || fail "Ctrl-Z: the shell does not answer"
    cmp -s "$work/before" "$work/after" || fail "Ctrl-Z: terminal modes differ"
    keys fg Enter
    wait_for is_drawn || fail "fg: nothing was drawn"
done
keys C-c
wait_for is_left || fail "Ctrl-C: full screen or hidden cursor left behind"
stop

latin1=
command -v localedef >/dev/null 2>&1 &&
    localedef -i de_DE -f ISO-8859-1 "$work/de_DE.iso88591" 2>/dev/null && latin1=$work
[ "$latin1" ] || echo "not tested: Latin-1 (no localedef, or no source of its locales)"
python3 "$source/tests/bad_input/terminal.py" "$sideman" "$work/tone.wav" "$latin1" || fail "terminals"
finish
