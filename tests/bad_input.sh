#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Bad input: each has its exit status and one clear line, and what could be measured is not lost.
. "$(dirname -- "$0")/lib.sh"
needs_sideman
needs python3
python3 "$source/tests/bad_files.py" "$work" || exit 1
cd "$work" || exit 1
mkdir folder

# Runs sideman with the arguments behind $2; expects exit status $1 and $2 in standard error.
expect() {
    status=$1 words=$2
    shift 2
    "$sideman" "$@" >out 2>err <"${input:-/dev/null}"
    got=$?
    [ "$got" = "$status" ] || fail "sideman $*: exit status $got, not $status: $(cat err)"
    [ -n "$words" ] || [ ! -s err ] || fail "sideman $*: said '$(cat err)'"
    [ -z "$words" ] || grep -q -F -e "$words" err || fail "sideman $*: said '$(cat err)', not '$words'"
    [ "$(wc -l <err)" -le 1 ] || fail "sideman $*: said too much: $(cat err)"
}

# Files that are none.
expect 1 'missing.wav: No such file or directory' analyze missing.wav
expect 1 'folder is a folder' analyze folder
expect 1 'empty.wav is empty' analyze empty.wav
expect 1 'no-frames.wav: no audio in it' analyze no-frames.wav
expect 1 'nine.wav: 9 channels; sideman takes 1 to 8' analyze nine.wav
expect 1 'slow.wav: a sample rate of 10 Hz' analyze slow.wav
expect 1 'fast.wav: a sample rate of 4000000 Hz' analyze fast.wav
expect 1 'text.wav: not audio that sideman can read' analyze text.wav
expect 1 'picture.flac: not audio that sideman can read' analyze picture.flac
expect 1 'header.wav: not audio that sideman can read' analyze header.wav
expect 1 '/dev/zero is not a file' analyze /dev/zero
if [ "$(id -u)" != 0 ]; then
    cp good.wav secret.wav
    chmod 0 secret.wav
    expect 1 'secret.wav: Permission denied' analyze secret.wav
fi

# Cut short: what is there is measured, and the user is told.
expect 1 'cut.wav: damaged or cut short: 0.50 s of 1.00 s' analyze --json cut.wav
grep -q '"duration_s": *0.49' out || fail "what is left of cut.wav is not reported: $(cat out)"

# The good ones among the bad are reported.
"$sideman" analyze --json good.wav missing.wav text.wav good.wav >out 2>err
[ $? = 1 ] || fail "a bad file among good ones is no failure"
[ "$(grep -c '"integrated_lufs"' out)" = 2 ] || fail "a bad file takes the good ones along"
[ "$(wc -l <err)" = 2 ] || fail "two bad files, but: $(cat err)"

expect 1 'text.wav: not audio' compare good.wav text.wav
expect 1 'missing.wav: No such file' compare missing.wav good.wav
expect 1 'other-rate.wav has 44100 Hz' analyze --track a=good.wav --track b=other-rate.wav
expect 1 'missing.wav: No such file' analyze --track a=good.wav --mix missing.wav

# Not a number and infinite: measured around, never passed on.
expect 0 '' analyze --json nan.wav
python3 - <<'EOF' || fail "nan.wav: the report is not clean"
import json
def refuse(name):
    raise ValueError(name)
json.load(open("out"), parse_constant=refuse)
EOF
expect 0 '' analyze --json one-frame.wav

# Live: the same words at once, before the screen opens.
expect 1 'missing.wav: No such file' --line --file missing.wav
expect 1 'text.wav: not audio' --json --file text.wav
expect 2 'is not RATE:CHANNELS:FORMAT' --line --stdin 48000
expect 2 "unknown sample format 's17le'" --line --stdin 48000:2:s17le
expect 2 '9 channels' --line --stdin 48000:9:s16le
mkdir bare && cp -r "$source/data/knowledge" bare
SIDEMAN_DATA_DIR=$work/bare expect 1 "$work/bare/demo/" --line --demo

# Streams: nothing, no audio, half a header, too many channels.
expect 1 'it ended before any sound came' analyze -
input=text.wav expect 1 'neither a WAV nor an AU header' analyze -
input=header.wav expect 1 'the header ends too early' analyze -
input=nine.wav expect 1 '9 channels' analyze -

# A FIFO that closes is an end like any other, in the middle of a frame too.
mkfifo fifo
head -c 100003 good.wav >fifo &
expect 0 '' analyze --json fifo
wait
grep -q '"duration_s": *0.52' out || fail "what came through the FIFO is not reported: $(cat out)"
head -c 100003 good.wav >fifo &
expect 0 '' --json --file fifo
wait
tail -n 1 out | grep -q '"state":"ended"' || fail "a FIFO that closes is not an end: $(tail -n 1 out)"

# No damage to a header makes more than a message.
for file in damaged-*.wav; do
    for way in file stream; do
        if [ $way = file ]; then
            "$sideman" analyze --json "$file" >out 2>err
        else
            "$sideman" analyze --json - <"$file" >out 2>err
        fi
        got=$?
        case $got in
        0 | 1) ;;
        *) fail "$file as a $way: exit status $got: $(cat err)" ;;
        esac
        [ $got = 0 ] || [ -s err ] || fail "$file as a $way: failed without a word"
    done
done

finish
