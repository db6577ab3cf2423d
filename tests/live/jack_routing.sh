#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# What a real server's graph says of the routing: a track beside the master is told, and so is that it
# was put right.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2
need jack_connect jack-example-tools

found() { # METRIC: an expression
    echo "any(f[\"metric\"] == \"routing.$1\" and f[\"points\"] > 0 for f in o[\"analyses\"][\"routing\"][\"findings\"])"
}

start_server 48000 256
start_player daw 2 997 -12
start_player synth 1 440 -12
jack_connect daw:out_1 system:playback_1
jack_connect daw:out_2 system:playback_2
start_sideman --track synth:synth=synth:out_1 --mix 'daw:out_.*'
expect "a tap beside the master that plays nowhere is no fault" \
    'o["analyses"]["routing"]["score"] == 100'
jack_connect synth:out_1 system:playback_1
expect "a track that reaches the outputs without the master is told" "$(found bypass)"
jack_disconnect synth:out_1 system:playback_1
expect "put right, it is no longer told" "not $(found bypass)"
start_player stray 1 100 -40
jack_connect stray:out_1 sideman:synth_1
expect "a second port on a tap is told" "$(found sum)"
stop_player stray
expect "gone, it is no longer told" "not $(found sum)"
tell synth drop out_1
expect "a tap that nothing feeds is told" "$(found unconnected_taps)"
expect "by its name" 'any("(synth)" in f["text"] for f in o["analyses"]["routing"]["findings"])'
jack_disconnect daw:out_1 system:playback_1
jack_disconnect daw:out_2 system:playback_2
expect "that nothing plays is told" "$(found nothing_plays)"
stop_sideman || fail "sideman ended with status $?"
