#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What the user does, told from the DAW's transport and the server's graph; overridden; and an answer from
# the command line that reaches the program that runs.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2

start_server 48000 1024
start_player daw 2 440 -14
tell daw connect out_1 system:playback_1
tell daw connect out_2 system:playback_2

start_sideman
expect "music and a transport that stands: playing" 'o["context"]["state"] == "playing"'
tell daw start
expect "it rolls: still playing" 's["transport"] == "rolling" and o["context"]["state"] == "playing"'
for place in 480000 0 480000 0 480000; do
    tell daw locate $place
    sleep 1.5
done
expect "who goes to and fro is mixing" 'o["context"]["state"] == "mixing"'
expect "and busy" 'o["context"]["activity"] > 0.2 and o["context"]["actions_per_minute"] > 2'
stop_sideman || fail "sideman ended with status $?"

# The inputs of the sound card, while the transport rolls: a take.
start_sideman --jack='system:capture_.*'
expect "an input that is tapped while it rolls is being recorded" 'o["context"]["state"] == "recording"'
tell daw stop
expect "the take is over" 'o["context"]["state"] != "recording"'
stop_sideman || fail "sideman ended with status $?"

start_sideman --context mastering --intent learning
expect "what the user says wins" \
    'o["context"]["state"] == "mastering" and o["context"]["intent"] == "learning"'
stop_sideman || fail "sideman ended with status $?"

# To what end: what the user says changes what is said, at once.
stop_player daw
start_player low 2 440 -30
tell low connect out_1 system:playback_1
tell low connect out_2 system:playback_2
is_said='any(x["rule"] == "low_level" for x in o["suggestions"])'
start_sideman --intent mixing
expect "mixing: what is too low is said" "$is_said"
expect "with why it is said" 'o["context"]["intent_reason"] == "as you said" and "balance" in o["context"]["says"]'
stop_sideman || fail "sideman ended with status $?"
start_sideman --intent creating
expect "creating: it waits, and that is told" \
    "not $is_said and o[\"context\"][\"waiting\"] >= 1 and \"ideas\" in o[\"context\"][\"says\"]"
stop_sideman || fail "sideman ended with status $?"
stop_player low
start_player daw 2 440 -14
tell daw connect out_1 system:playback_1
tell daw connect out_2 system:playback_2
start_sideman
for place in 1 2 3 4 5 6; do
    tell daw start
    sleep 1
    tell daw stop
    tell daw locate 0
    sleep 1
done
expect "many short plays are editing" \
    'o["context"]["intent"] == "editing" and o["context"]["intent_reason"] == "many short plays"'
expect "noise and clicks come first" '"noise" in o["context"]["says"]'
stop_sideman || fail "sideman ended with status $?"

# What clips is said, until the user never wants to hear of it again: the command reaches who runs.
stop_player daw
start_player hot 2 440 12
tell hot connect out_1 system:playback_1
tell hot connect out_2 system:playback_2
start_sideman
expect "clipping is said" 'any(x["rule"] == "clipping" for x in o["suggestions"])'
"$sideman" learn never clipping || fail "learn never"
expect "and then no more" 'not any(x["rule"] == "clipping" for x in o["suggestions"])'
"$sideman" learn again clipping || fail "learn again"
expect "and then again" 'any(x["rule"] == "clipping" for x in o["suggestions"])'
stop_sideman || fail "sideman ended with status $?"
