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

# A bus of its own for the master, as in a modular session.
stop_player daw
stop_player synth
start_player bus 2 997 -90
start_player vox 1 330 -14
start_player click 1 1200 -30
tell bus input in_1
tell bus input in_2
jack_connect bus:out_1 system:playback_1
jack_connect bus:out_2 system:playback_2
jack_connect vox:out_1 bus:in_1
jack_connect vox:out_1 bus:in_2
start_sideman --track vox:vocals=vox:out_1 --mix 'bus:out_.*'
expect "a track that goes through the master is in order" \
    'o["analyses"]["routing"]["score"] == 100 and t("vox")["levels"]["sample_peak_dbfs"][0] > -20'
jack_connect vox:out_1 system:playback_1
expect "a track that reaches the outputs twice is told" "$(found two_ways)"
expect "by its name, with the mend, and it costs points" \
    'o["analyses"]["routing"]["score"] < 100 and any("vox" in f["text"] and f["recommendation"] for f in o["analyses"]["routing"]["findings"])'
jack_disconnect vox:out_1 system:playback_1
expect "cut, it is no longer told" "not $(found two_ways)"
jack_connect click:out_1 system:playback_1
expect "what is not tapped may go where it likes" 'o["analyses"]["routing"]["score"] == 100'

# Feedback: the bus into an effect, and that back into the bus; and by way of a third.
start_player echo 1 500 -90
tell echo input in_1
jack_connect bus:out_1 echo:in_1
expect "a send without a return is no loop" "not $(found loop)"
jack_connect echo:out_1 bus:in_1
expect "feedback is told" "$(found loop)"
expect "with who feeds whom" \
    'any("bus" in f["text"] and "echo" in f["text"] for f in o["analyses"]["routing"]["findings"])'
jack_disconnect echo:out_1 bus:in_1
expect "opened, it is no longer told" "not $(found loop)"
tell vox input in_1
jack_connect echo:out_1 vox:in_1
expect "a loop of three is told" "$(found loop)"
jack_disconnect echo:out_1 vox:in_1
expect "and goes" "not $(found loop)"
stop_sideman || fail "sideman ended with status $?"

# A whole DAW is one client: its click goes straight out, its tracks through its master.
stop_player click
stop_player echo
stop_player vox
stop_player bus
start_player one 4 440 -20
tell one input master_in
jack_connect one:out_1 one:master_in
jack_connect one:out_3 system:playback_1
jack_connect one:out_4 system:playback_2
start_sideman --track vox:vocals=one:out_1 --mix 'one:out_[34]'
tell one add click
jack_connect one:click system:playback_1
expect "the click of a DAW is no second way of its tracks" \
    'o["analyses"]["routing"]["score"] == 100'
jack_connect one:out_2 system:playback_2
expect "nor is a track that is not tapped" "not $(found two_ways)"
jack_connect one:out_1 system:playback_1
expect "its own is" "$(found two_ways)"
stop_sideman || fail "sideman ended with status $?"
