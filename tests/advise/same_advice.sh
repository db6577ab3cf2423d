#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The same file brings the same suggestions, word for word, live at its end and in a report.
set -eu
command -v python3 >/dev/null || { echo "no python3 to compare with"; exit 77; }
build=$(pwd)
SIDEMAN_DATA_DIR=$(cd "${srcdir:-.}/data" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
XDG_CONFIG_HOME=$work/none XDG_STATE_HOME=$work/state LC_ALL=C
export SIDEMAN_DATA_DIR XDG_CONFIG_HOME XDG_STATE_HOME LC_ALL
cd "$work"
"$build/tests/golden/make_music" a.wav a
"$build/tests/golden/make_music" b.wav b
"$build/sideman" analyze --json b.wav >report.json
timeout 120 "$build/sideman" --json --file b.wav >live.json
# Several tracks, one of which nobody says what it plays.
"$build/sideman" analyze --json --track one=a.wav --track two:vocals=b.wav >report-tracks.json
timeout 120 "$build/sideman" --json --track one=a.wav --track two:vocals=b.wav >live-tracks.json
python3 - <<'EOF'
import json
report = json.load(open("report.json"))["suggestions"]
live = json.loads(open("live.json").read().splitlines()[-1])["suggestions"]
assert report, "nothing was said at all"
assert report == live, f"{report}\nis not\n{live}"
report = json.load(open("report-tracks.json"))
live = json.loads(open("live-tracks.json").read().splitlines()[-1])
for one, other in [(report, live), *zip(report["tracks"], live["tracks"])]:
    assert one["suggestions"] == other["suggestions"], f"{one['suggestions']}\nis not\n{other['suggestions']}"
EOF
