#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Taps on a real JACK server: by default what feeds the outputs; named tracks; ports that come, go and are
# renamed; and hands off what others connected.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2
need jack_lsp jackd2

start_server 48000 1024
start_player daw 2 997 -12
start_player piano 1 440 -20
tell daw connect out_1 system:playback_1
tell daw connect out_2 system:playback_2

# Sines of -12 and -15 dBFS: -15.01 and -18.01 dB RMS, together -13.2 LUFS.
start_sideman --track 'mono=piano:.*' --track 'band=daw:out_.*' --track 'later=late:.*' --mix='system:playback_.*'
expect "the mix hears what feeds the outputs" \
    'near(o["loudness"]["momentary_lufs"], -13.24, 0.1) and o["channels"] == 2'
expect "a single port makes a mono track" \
    't("mono")["channels"] == 1 and near(t("mono")["levels"]["sample_peak_dbfs"][0], -20, 0.05)'
expect "left and right by number" \
    'near(t("band")["levels"]["sample_peak_dbfs"][0], -12, 0.05)
     and near(t("band")["levels"]["sample_peak_dbfs"][1], -15, 0.05)'
expect "the source has the name of the DAW" 's["name"] == "piano" or s["name"] == "daw"'

tell daw rename out_1 renamed_1
expect "a renamed port is followed" 'near(t("band")["loudness"]["momentary_lufs"], -13.24, 0.1)'
sleep 1
expect "and stays" 'near(t("band")["loudness"]["momentary_lufs"], -13.24, 0.1)'
tell daw rename renamed_1 out_1

tell daw drop out_1
expect "a port that vanished is silent" 'near(t("band")["loudness"]["momentary_lufs"], -18.01, 0.5)'
tell daw add out_1
expect "a port that reappeared is heard" 'near(t("band")["loudness"]["momentary_lufs"], -13.24, 0.1)'

expect "the mix follows what feeds the outputs" \
    'near(o["loudness"]["momentary_lufs"], -18.01, 0.5)'
tell daw connect out_1 system:playback_1
expect "the mix follows what feeds the outputs now" \
    'near(o["loudness"]["momentary_lufs"], -13.24, 0.1)'

start_player late 2 300 -30
expect "a player that starts later is heard" 'near(t("later")["loudness"]["momentary_lufs"], -31.9, 1)'
stop_player late
expect "a player that goes is silent" 't("later")["loudness"]["momentary_lufs"] is None'

# Somebody takes our connection away in a patch bay: that is final.
tell piano cut out_1 sideman:mono_1
expect "a cut is obeyed" 't("mono")["loudness"]["momentary_lufs"] is None'
tell daw cut out_2 system:playback_2
tell daw connect out_2 system:playback_2
tell daw add another
sleep 1
expect "a cut is not undone" 't("mono")["loudness"]["momentary_lufs"] is None'
[ -z "$(connections sideman:mono_1)" ] || fail "the cut connection was made again"
tell piano drop out_1
sleep 1
tell piano add out_1
expect "a new port of that name is heard" \
    'near(t("mono")["loudness"]["momentary_lufs"], -23.5, 1)'
# Somebody connects more to our port: that stays.
tell piano connect out_1 sideman:band_1
tell daw cut out_1 system:playback_1
expect "the mix lost its left" 'near(o["loudness"]["momentary_lufs"], -18.01, 0.5)'
connections sideman:band_1 | grep -q '^piano:out_1$' || fail "a connection of others was taken away"

before=$(connections system:playback_2)
stop_sideman || fail "sideman ended with status $?"
[ "$(connections system:playback_2)" = "$before" ] || fail "the session is not as it was"
echo "ok: the session is as it was"
