#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# A real DAW: Ardour without its window plays what comes in on a track, and sideman meters the track and
# the master within 0.1 dB.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2
need jack_connect jackd2

lua=$(command -v ardour7-lua || command -v ardour8-lua || true)
[ -n "$lua" ] || skip "Ardour is not here (package ardour)"
version=$(basename "$lua" -lua)
for libraries in /usr/lib/$version /usr/lib/*/$version /usr/local/lib/$version /usr/lib64/$version; do
    hardour=$(ls "$libraries"/hardour-* 2>/dev/null | head -n 1)
    [ -n "$hardour" ] && break
done
[ -n "$hardour" ] || skip "this Ardour has no hardour, its headless form"
prefix=${libraries%%/lib*}

start_server 48000 1024

cat >"$tmp/session.lua" <<'EOF'
local session = create_session(arg[1], "tap", 48000)
session:new_audio_track(2, 2, nil, 1, "vocals", ARDOUR.PresentationInfo.max_order,
                        ARDOUR.TrackMode.Normal)
session:save_state("")
close_session()
quit()
EOF
"$lua" "$tmp/session.lua" "$tmp/session" >"$tmp/lua.log" 2>&1 </dev/null
session=$tmp/session/tap.ardour
[ -s "$session" ] || fail "Ardour made no session"
# The track lets its input through.
sed -i 's/\(<Controllable name="monitor"[^>]*\) value="0" monitoring=""/\1 value="1" monitoring="MonitorInput"/' \
    "$session"
grep -q 'MonitorInput' "$session" || fail "the session has no monitoring to set"

LD_LIBRARY_PATH=$libraries ARDOUR_DLL_PATH=$libraries VAMP_PATH=$libraries/vamp \
    ARDOUR_DATA_PATH=$prefix/share/$version ARDOUR_CONFIG_PATH=/etc/$version \
    "$hardour" "$tmp/session" tap >"$tmp/hardour.log" 2>&1 </dev/null &
hardour_pid=$!
pids="$hardour_pid $pids"

start_player player 2 997 -12
connect() {
    jack_connect "$1" "$2" || jack_lsp -c "$2" | grep -q "^   $1\$"
}
# While it loads its session, Ardour takes connections away again, and now and then forgets its own.
play_through() {
    connect player:out_1 "ardour:vocals/audio_in 1" &&
        connect player:out_2 "ardour:vocals/audio_in 2" &&
        connect "ardour:vocals/audio_out 1" "ardour:Master/audio_in 1" &&
        connect "ardour:vocals/audio_out 2" "ardour:Master/audio_in 2" &&
        connect "ardour:Master/audio_out 1" system:playback_1 &&
        connect "ardour:Master/audio_out 2" system:playback_2 &&
        python3 "$srcdir/tests/live/expect.py" "$tmp/json" 1.5 \
            'o["loudness"]["momentary_lufs"] > -20'
}

# The taps as a user gives them: the track by its client and name, the master by what it feeds.
start_sideman --track 'vocals:vocals=ardour:vocals/audio_out.*' --mix='system:playback_.*'
patience=60
wait_for "port of Ardour's track" sh -c 'jack_lsp | grep -q "^ardour:vocals/audio_out 2"'
give_up=$(($(date +%s) + patience))
until play_through >/dev/null 2>&1; do
    [ "$(date +%s)" -lt $give_up ] && continue
    jack_lsp -c
    fail "no sound through Ardour within $patience s"
done
expect "Ardour's track is metered within 0.1 dB" \
    'near(t("vocals")["loudness"]["momentary_lufs"], -13.24, 0.1)
     and near(t("vocals")["levels"]["sample_peak_dbfs"][0], -12, 0.1)
     and near(t("vocals")["levels"]["sample_peak_dbfs"][1], -15, 0.1)'
expect "so is its master" \
    'near(o["loudness"]["momentary_lufs"], -13.24, 0.1)
     and near(o["levels"]["sample_peak_dbfs"][0], -12, 0.1)
     and near(o["levels"]["sample_peak_dbfs"][1], -15, 0.1)'
stop_sideman || fail "sideman ended with status $?"

start_sideman
expect "without options it listens to the DAW" \
    's["name"] == "ardour" and near(o["loudness"]["momentary_lufs"], -13.24, 0.1)'
stop_sideman || fail "sideman ended with status $?"
