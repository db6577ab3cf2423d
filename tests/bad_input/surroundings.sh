#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# A machine that is not as it should be: data files missing, files and folders that may not be read or
# written, a full disk, standard files closed, names that are no text, other locales.  Each has its
# exit status and its words, and what could be measured is not lost.
. "$(dirname -- "$0")/../lib.sh"
needs_sideman
needs python3
# A copy, so that a user without rights can run it, wherever it was built.
mkdir "$work/bin" "$work/data" && cp "$sideman" "$work/bin/sideman" || exit 1
cp -r "$source/data/targets.conf" "$source/data/models" "$source/data/knowledge" "$work/data" || exit 1
chmod 755 "$work" "$work/bin" "$work/data"
sideman=$work/bin/sideman
export SIDEMAN_DATA_DIR="$work/data" SIDEMAN_LOCALE_DIR="$build/po/locale"
cd "$work" || exit 1
python3 "$source/tests/bad_files.py" "$work" || exit 1

# Runs sideman with the arguments behind $2; expects exit status $1 and $2 in standard error.
expect() {
    status=$1 words=$2
    shift 2
    "$sideman" "$@" >out 2>err </dev/null
    judge "$@"
}
judge() {
    got=$?
    [ "$got" = "$status" ] || fail "sideman $*: exit status $got, not $status: $(cat err)"
    [ -n "$words" ] || [ ! -s err ] || fail "sideman $*: said '$(cat err)'"
    [ -z "$words" ] || grep -q -F -e "$words" err || fail "sideman $*: said '$(cat err)', not '$words'"
}
is_measured() { # WHAT: the last object in out is a whole report of good.wav or short.wav
    tail -n 1 out | python3 -c '
import json, sys
o = json.loads(sys.stdin.read())
assert abs(o["loudness"]["integrated_lufs"] + 11.2) < 0.2, o["loudness"]' || fail "$1: the file is not measured"
}

# Missing data files: what needs them says so, all the rest works.
export SIDEMAN_DATA_DIR=/nowhere
expect 0 '/nowhere/targets.conf: No such file' analyze good.wav
grep -q 'only EBU R 128 is offered' err || fail "no word of the targets that are left"
grep -q 'Against EBU R 128' out || fail "not judged against the built-in target"
expect 0 'models/beats-whole.txt: No such file' analyze --json good.wav
expect 0 '' compare good.wav good.wav
expect 0 '' --print-config
expect 0 'models/beats-live.txt: No such file' --json --target ebu-r128 --file short.wav
is_measured "without data files"
expect 2 '/nowhere/targets.conf: No such file' --target spotify --line --file short.wav
grep -q "there is no target 'spotify'; there are: ebu-r128" err || fail "no word of spotify: $(cat err)"
expect 1 'the demo is not installed: /nowhere/demo/' --line --demo
printf 'targets = ( { name = "spotify"; } );' >"$work/data/broken.conf"
mkdir "$work/broken" && mv "$work/data/broken.conf" "$work/broken/targets.conf"
SIDEMAN_DATA_DIR=$work/broken expect 0 "$work/broken/targets.conf:1: title is missing" analyze good.wav

export SIDEMAN_DATA_DIR="$work/data"

# Standard files that are closed are taken by nothing else.
"$sideman" analyze - >out 2>err <&-
status=2 words='standard input is closed' judge 'analyze - <&-'
"$sideman" --line --stdin 48000:2:f32le >out 2>err <&-
status=2 words='standard input is closed' judge '--stdin <&-'
"$sideman" analyze --json good.wav 2>err >&-
status=1 words='cannot write to standard output' judge 'analyze >&-'
"$sideman" --json --file short.wav 2>err >&- </dev/null
status=1 words='cannot write to standard output' judge '--json >&-'
"$sideman" analyze --json missing.wav good.wav >out 2>&-
got=$?
[ $got = 1 ] || fail "analyze 2>&-: exit status $got"
grep -q '"file": "good.wav"' out || fail "analyze 2>&-: no report"
cp short.wav before.wav
"$sideman" --log log --json --file short.wav <&- >&- 2>&-
got=$?
[ $got = 1 ] || fail "everything closed: exit status $got"
cmp -s short.wav before.wav || fail "everything closed: the file was written to"
grep -q -v '^[0-9-]* [0-9:]* ' log && fail "everything closed: not only the log is in the log: $(cat log)"

# A full disk: output, log.  What is asked for and cannot be written is a failure; the log is not.
if [ -w /dev/full ]; then
    for command in 'analyze good.wav' 'analyze --json good.wav' 'compare good.wav good.wav' \
        '--print-config' '--help' '--version' '--line --file short.wav' '--json --file short.wav'; do
        # shellcheck disable=SC2086
        "$sideman" $command >/dev/full 2>err </dev/null
        status=1 words='No space left on device' judge "$command >/dev/full"
    done
    expect 0 'cannot write to the log file /dev/full (No space left on device): going on without it' \
        --log /dev/full --json --file short.wav
    is_measured "a log on a full disk"
    [ "$(wc -l <err)" = 1 ] || fail "the full disk is told more than once: $(cat err)"
fi
(
    trap '' XFSZ
    ulimit -f 0
    "$sideman" --log small.log --json --file short.wav 2>&1 >/dev/null </dev/null | cat >&3
) 3>&1 | grep -q 'cannot write to the log file small.log' || fail "a limit on files: no word of the log"

# What may not be read or written, for a user who is not root.
cp good.wav secret.wav && chmod 0 secret.wav
printf 'fps = 5;\n' >secret.conf && chmod 0 secret.conf
mkdir poor && cp good.wav poor && chmod 555 poor
as_nobody=
if [ "$(id -u)" = 0 ]; then
    as_nobody='setpriv --reuid=65534 --regid=65534 --clear-groups --'
    $as_nobody true 2>/dev/null || as_nobody=none
    chmod 644 good.wav short.wav
fi
if [ "$as_nobody" = none ]; then
    echo "not tested: files without permission (no way to stop being root)"
else
    run_poor() { # STATUS WORDS ARGUMENT...
        status=$1 words=$2
        shift 2
        # shellcheck disable=SC2086
        HOME=$work/poor $as_nobody "$sideman" "$@" >out 2>err </dev/null
        judge "$@"
    }
    run_poor 1 'secret.wav: Permission denied' analyze "$work/secret.wav"
    run_poor 1 'secret.wav: Permission denied' --line --file "$work/secret.wav"
    run_poor 1 'secret.conf: Permission denied' --config "$work/secret.conf" --print-config
    run_poor 0 "cannot open the log file $work/poor/log: Permission denied" \
        --log "$work/poor/log" --json --file "$work/short.wav"
    is_measured "a log that may not be written"
    run_poor 0 '' analyze --json "$work/poor/good.wav"
    [ "$(ls -A poor)" = good.wav ] || fail "written to a home that is not to be written: $(ls -A poor)"
fi
chmod 755 poor

# Names that could steer a terminal, or are no text.
python3 -c '
import shutil
shutil.copy("short.wav", b"a\033]0;evil\007\xe9\n.wav")'
set -- a*evil*
status=0 words=''
for command in analyze '--line --file' compare; do
    # shellcheck disable=SC2086
    "$sideman" $command "$@" $([ "$command" = compare ] && echo short.wav) >out 2>err </dev/null
    judge "$command with a wild name"
    ! LC_ALL=C tr -d '\n -~\200-\377' <out | grep -q . || fail "$command: a name steers the terminal"
    grep -q 'a?]0;evil?' out || fail "$command: the name is not shown: $(head -n 1 out)"
done
"$sideman" analyze --json "$@" >out 2>err </dev/null
judge "analyze --json with a wild name"
python3 -c '
import json
assert json.load(open("out", encoding="utf-8"))["file"] == "a\x1b]0;evil\x07\ufffd\n.wav"' ||
    fail "analyze --json: the name is lost"
rm "$@"
"$sideman" analyze "$@" 2>err
status=1 words='a?]0;evil?' judge "analyze without its wild file"
! LC_ALL=C tr -d '\n -~\200-\377' <err | grep -q . || fail "a name steers the terminal from a message"

# Other locales: nothing but ASCII in C; what Latin-1 can show in Latin-1.
for command in --help --print-config 'analyze good.wav' 'compare good.wav good.wav' '--line --file short.wav'; do
    # shellcheck disable=SC2086
    "$sideman" $command >out 2>err </dev/null
    ! LC_ALL=C grep -q '[^ -~]' out err || fail "$command: not ASCII: $(LC_ALL=C grep '[^ -~]' out err)"
done
if command -v localedef >/dev/null 2>&1 &&
    localedef -i de_DE -f ISO-8859-1 "$work/de_DE.iso88591" 2>/dev/null; then
    LOCPATH=$work LC_ALL=de_DE.iso88591 "$sideman" --help >out 2>err </dev/null
    python3 - <<'EOF2' || fail "German in Latin-1: $(head -n 20 out)"
text = open("out", "rb").read()
assert b"Oberfl\xe4che" in text and b"\xc3" not in text
EOF2
    LOCPATH=$work LC_ALL=de_DE.iso88591 "$sideman" analyze good.wav >out 2>err </dev/null
    grep -q -- '-11\.' out || fail "German numbers are written with a point: $(cat out)"
    LOCPATH=$work LC_ALL=de_DE.iso88591 "$sideman" --json --file short.wav >out 2>err </dev/null
    is_measured "German in Latin-1"
else
    echo "not tested: Latin-1 (no localedef, or no source of its locales)"
fi
LC_ALL=xx_YY.nonsense expect 0 '' analyze --json good.wav

finish
