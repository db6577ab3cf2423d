#!/bin/sh
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later

# The same sound gives the same numbers, whichever way it comes and in whatever blocks.
#   Bit for bit, every measurement that live and analyze both print: WAV, FLAC, raw floats and WAV on
#   a pipe, analyzed and live.
#   Through JACK, in freewheel in periods of 64 and 1024 frames and in real time: also bit for bit what
#   sound alone decides: peaks, clips, loudness and range.  There the song may begin at any multiple of 64
#   frames between the meters' 100 ms steps; so one of 75 files that begin with as much silence must
#   give these very numbers, all of them, and every period its peaks.  What counts silence as well, such
#   as RMS, is not compared: through JACK there is silence before and after.
# And a live object comes for every second, over many turns of a loop, none missing and none longer.
. "${srcdir:-.}/tests/live/lib.sh"
need jackd jackd2
need sox sox

# 3 s of silence at both ends, so that more of it changes neither loudness nor range.
mkdir "$tmp/late"
python3 - "$tmp" <<'EOF2'
import random, struct, sys, wave
random.seed(1770)
rate, frames = 48000, bytearray()
for i in range(10 * rate):
    level = 0.0 if i < 3 * rate or i >= 7 * rate else 0.05 + 0.4 * ((i // 7000) % 5) / 5
    frames += struct.pack("<2h", *(int(32767 * level * random.uniform(-1, 1)) for _ in "LR"))
for late in range(0, 4800, 64):
    with wave.open("%s/late/%04d.wav" % (sys.argv[1], late), "wb") as out:
        out.setnchannels(2), out.setsampwidth(2), out.setframerate(rate)
        out.writeframes(bytes(4 * late) + bytes(frames))
EOF2
ln "$tmp/late/0000.wav" "$tmp/song.wav"
cd "$tmp" || exit 1
sox song.wav song.flac && sox song.wav -t raw -e float -b 32 -L song.f32 && sox -n -r 48000 -c 2 -b 16 second.wav \
    synth 1 sine 441 gain -12 || fail "SoX writes no files"

# In real time, side by side, while the rest goes on.
"$sideman" --json --loop --file second.wav >loop.json 2>loop.err </dev/null &
loop_pid=$!
"$sideman" --json --file song.wav >live-file.json 2>live-file.err </dev/null &
file_pid=$!
"$sideman" --json --stdin 48000:2:f32le <song.f32 >live-raw.json 2>live-raw.err &
raw_pid=$!
cat song.wav | "$sideman" --json --stdin wav >live-wav.json 2>live-wav.err &
wav_pid=$!
pids="$pids $loop_pid $file_pid $raw_pid $wav_pid"

"$sideman" analyze --json song.wav >file.json || fail "analyze a WAV file"
"$sideman" analyze --json song.flac >flac.json || fail "analyze a FLAC file"
"$sideman" analyze --json - <song.wav >pipe-wav.json || fail "analyze WAV on a pipe"
cat song.f32 | "$sideman" analyze --json --stdin 48000:2:f32le >pipe-raw.json || fail "analyze raw floats"
"$sideman" analyze --json late/*.wav >late.json 2>late.err &
late_pid=$!
pids="$pids $late_pid"

through_jack() { # NAME PERIOD FREEWHEEL
    start_server 48000 "$2"
    start_player daw 2 0 -200 song.wav
    tell daw connect out_1 system:playback_1
    tell daw connect out_2 system:playback_2
    start_sideman
    expect "$1: listening" 's["name"] == "daw" and o["time_s"] > 0.5'
    [ "$3" = 0 ] || tell daw freewheel 1
    tell daw play
    tell daw finish
    [ "$3" = 0 ] || tell daw freewheel 0
    expect "$1: it is over, and nothing was lost" \
        'not s["freewheel"] and o["time_s"] > 10 and s["dropped_frames"] == 0'
    stop_sideman || fail "$1: sideman ended with status $?"
    stop_player daw
    end_process "$server_pid"
    server_pid=
    cp json "$1.json"
}
through_jack jack-64 64 1
through_jack jack-1024 1024 1
# In real time a busy machine may fail its server: such a run says nothing.
was_undisturbed() {
    python3 - jack-real-time.json <<'EOF2'
import json, sys
counts = [json.loads(line)["source"]["xruns"] for line in open(sys.argv[1]) if line.endswith("}\n")]
raise SystemExit(counts[0] != counts[-1])
EOF2
}
for run in 1 2 3; do
    through_jack jack-real-time 1024 0
    was_undisturbed && break
    echo "note: the server had xruns in real time (run $run)"
    rm -f jack-real-time.json
done

wait "$file_pid" || fail "--file: status $?"
wait "$raw_pid" || fail "--stdin with raw floats: status $?"
wait "$wav_pid" || fail "--stdin with WAV: status $?"
wait "$late_pid" || fail "analyze 75 files: status $?"
wait_for "20 s of a loop" sh -c '[ $(wc -l <loop.json) -ge 20 ]'
kill "$loop_pid"
wait "$loop_pid" || fail "--loop: status $?"

python3 - <<'EOF2' || fail "the numbers differ"
import json, os

problems = []


def last(name):
    return json.loads(open(name + ".json").read().split("\n")[-2])


def report(name):
    return json.load(open(name + ".json"))


def compare(name, measured, wanted, path=""):
    """Every number of `wanted` that `measured` has as well; returns how many."""
    if isinstance(wanted, dict):
        return sum(compare(name, measured[key], value, path + " " + key)
                   for key, value in wanted.items() if key in measured)
    if measured != wanted:
        problems.append("%s:%s is %s, not %s" % (name, path, measured, wanted))
    return 1


file = report("file")
parts = ("levels", "loudness", "stereo", "spectrum", "defects", "pitch")
for name, measured in [(n, report(n)) for n in ("flac", "pipe-wav", "pipe-raw")] + \
                      [(n, last(n)) for n in ("live-file", "live-raw", "live-wav")]:
    count = sum(compare(name, measured[part], file[part], part) for part in parts)
    if name.startswith("live"):
        if measured["source"]["state"] != "ended" or measured["source"]["dropped_frames"]:
            problems.append("%s: %s" % (name, measured["source"]))
    else:
        count += compare(name, measured["onsets_s"], file["onsets_s"], "onsets_s")
        count += compare(name, measured["tempo"], file["tempo"], "tempo")
    if count < 40:
        problems.append("%s: only %d numbers compared" % (name, count))

def of_sound(o):
    return [o["levels"][key] for key in ("sample_peak_dbfs", "clipped_samples", "longest_clip_frames")] + \
        [o["loudness"][key] for key in ("true_peak_dbtp", "integrated_lufs", "range_lu",
                                        "momentary_max_lufs", "short_term_max_lufs")]


# One object after the other, each on many lines.
decoder, text, late = json.JSONDecoder(), open("late.json").read(), []
while text.strip():
    o, end = decoder.raw_decode(text)
    late.append(of_sound(o))
    text = text[end:].lstrip()
for name in ("jack-64", "jack-1024", "jack-real-time"):
    if not os.path.exists(name + ".json"):
        continue
    numbers = of_sound(last(name))
    print("   ", name, numbers)
    if len(late) != 75 or numbers not in late:
        problems.append("%s: no file has the numbers %s" % (name, numbers))
    if numbers[:4] != of_sound(file)[:4]:
        problems.append("%s: other peaks than the file's %s" % (name, of_sound(file)))

lines = open("loop.json").read().split("\n")[:-1]
times = [json.loads(line)["time_s"] for line in lines]
# The last one came when it was stopped.
for second, time_s in enumerate(times[:-1], 1):
    if not second <= time_s < second + 1:
        problems.append("the loop's object number %d is of %.3f s" % (second, time_s))
first, final = json.loads(lines[1]), json.loads(lines[-1])
if abs(first["loudness"]["integrated_lufs"] - final["loudness"]["integrated_lufs"]) > 0.05:
    problems.append("the loop's loudness wanders")
if final["defects"]["dropouts"] or final["source"]["dropped_frames"]:
    problems.append("the loop has gaps: %s %s" % (final["defects"], final["source"]))


def bulk(line):
    """Bytes of what is always there: advice and what is heard come and go."""
    o = json.loads(line)
    for key in ("suggestions", "analyses", "genre", "key", "sections", "context"):
        o.pop(key, None)
    return len(json.dumps(o))


if bulk(lines[-1]) > bulk(lines[len(lines) // 2]) + 300:
    problems.append("objects grow: %d, then %d bytes" % (bulk(lines[len(lines) // 2]), bulk(lines[-1])))
print("\n".join(problems))
raise SystemExit(bool(problems))
EOF2
echo "ok: the same numbers every way"
