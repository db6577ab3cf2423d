#!/usr/bin/env python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How good the advice on several tracks is: puts known faults, at three strengths, into real multitracks and
looks at what `sideman analyze --json --track ...` says.

Usage: advice_tracks.py SIDEMAN SRCDIR [--rules A,B] [--sources A,B] [--each N] [--misses] [--jobs N]

SIDEMAN_DATASETS names the folder with the recordings (stems.tsv: song file role, tab separated with a head
line); SIDEMAN_SESSIONS one with rendered sessions (SONG/stems/N_NAME.wav; roles are read off the names), also
those that midi_sessions.py renders (GM-...).  Without them only the demo that comes with the program is used;
without numpy, scipy and ffmpeg nothing is measured (exit status 77).  Thresholds were first set looking at
TUNED.  The places of roles and all weights were fitted to over 100 songs, with each judged by what was fitted to the
others; what is shipped is fitted to all of them.
"""
import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import wave
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

try:
    import numpy as np
    from scipy import signal
except ImportError:
    print("numpy and scipy are needed to put faults into music")
    sys.exit(77)

TUNED = ("Rock", "Reggae", "demo", "Surrender-Main", "StrictProduction-DearJonDoe", "CapDan-ReggaeTry")
RATE, SECONDS, LIMIT_S, TRACKS_MAX = 44100, 20, 120, 9
STRENGTHS = ("subtle", "moderate", "obvious")
LEVELS_DB = dict(zip(STRENGTHS, (6, 9, 12)))
DELAYS_MS = dict(zip(STRENGTHS, (1.5, 5, 12)))
OVER_DB = dict(zip(STRENGTHS, (0, 4, 8)))  # masker above masked, in the masked one's loudest third octave
BOOST_MAX_DB = 18
RULES = ("level_balance", "masking", "track_polarity", "track_delay")
WORDS = (("bd", "drums"), ("kick", "drums"), ("kik", "drums"), ("snare", "drums"), ("snr", "drums"), ("hihat", "drums"),
         ("hh", "drums"), ("hat", "drums"), ("clap", "drums"), ("crash", "drums"), ("drum", "drums"), ("tom", "drums"),
         ("ride", "drums"), ("stick", "drums"), ("bass", "bass"), ("vocal", "vocals"), ("voice", "vocals"),
         ("guitar", "guitar"), ("piano", "keys"), ("organ", "keys"), ("string", "synth"), ("synth", "synth"),
         ("lead", "synth"), ("pad", "synth"), ("arp", "synth"), ("pluck", "synth"))


def role_of(name):
    return next((role for word, role in WORDS if word in name.lower()), "other")


def read(path, start):
    raw = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-ss", str(start), "-t", str(SECONDS), "-i", str(path),
                          "-ac", "2", "-ar", str(RATE), "-f", "f32le", "-"], capture_output=True, check=True, timeout=120)
    return np.frombuffer(raw.stdout, np.float32).astype(float).reshape(-1, 2)


def seconds_of(path):
    return float(subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(path)],
                                capture_output=True, text=True, check=True, timeout=60).stdout)


def write(path, x):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(np.clip(np.round(x * 32768), -32768, 32767).astype("<i2").tobytes())


def load(files):
    """{name: (role, samples)} of what plays, all below full scale together."""
    start = max(0.0, 0.45 * min(seconds_of(path) for _, _, path in files) - SECONDS / 2)
    tracks = {name: (role, read(path, start)) for name, role, path in files}
    length = min(len(x) for _, x in tracks.values())
    tracks = {name: (role, x[:length]) for name, (role, x) in tracks.items() if np.std(x) > 1e-3}
    top = max(np.max(np.abs(sum(x for _, x in tracks.values()))), 1e-9) if tracks else 1.0
    gain = 0.25 / max(top, 0.25)  # room for what is raised
    return {name: (role, x * gain) for name, (role, x) in tracks.items()}


def sources(srcdir):
    found = {"demo": [(name, role, srcdir / "data/demo" / f"{name}.ogg") for name, role in
                      (("vocals", "vocals"), ("drums", "drums"), ("bass", "bass"), ("guitar", "guitar"),
                       ("keys", "keys"), ("pad", "synth"))]}
    datasets = os.environ.get("SIDEMAN_DATASETS")
    if datasets and (Path(datasets) / "stems.tsv").exists():
        for row in csv.DictReader((Path(datasets) / "stems.tsv").open(), delimiter="\t"):
            if row["role"] != "mix":
                name = Path(row["file"]).stem
                found.setdefault(row["song"], []).append((name, row["role"], Path(datasets) / row["file"]))
    sessions = os.environ.get("SIDEMAN_SESSIONS")
    for stems in sorted(Path(sessions).glob("*/stems")) if sessions else []:
        files = sorted(stems.glob("*.wav"), key=lambda p: int(p.name.split("_")[0]))[:TRACKS_MAX]
        found[stems.parent.name] = [(p.stem.replace(" ", "").replace(":", ""), role_of(p.stem.split("_", 1)[-1]), p)
                                    for p in files]
    return found


def analyze_all(sideman, tracks):
    with tempfile.TemporaryDirectory() as folder:
        command = [sideman, "analyze", "--json"]
        for i, (name, (role, x)) in enumerate(tracks.items()):
            write(f"{folder}/{i}.wav", x)
            command += ["--track", f"{name}:{role}={folder}/{i}.wav"]
        out = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=True).stdout
    return json.loads(out)


def analyze(sideman, tracks):
    return analyze_all(sideman, tracks)["suggestions"]


def third_octaves(x):
    hz, power = signal.welch(x[:, 0] + x[:, 1], RATE, nperseg=4096)
    centres = 1000 * 10 ** (np.arange(-9, 8) / 10)
    bands = np.array([power[(hz >= c / 1.122) & (hz < c * 1.122)].sum() for c in centres])
    return centres, 10 * np.log10(bands + 1e-20)


def bell(x, hz, gain_db):
    a, w = 10 ** (gain_db / 40), 2 * np.pi * hz / RATE
    alpha = np.sin(w) / 2
    return signal.lfilter([1 + alpha * a, -2 * np.cos(w), 1 - alpha * a],
                          [1 + alpha / a, -2 * np.cos(w), 1 - alpha / a], x, axis=0)


def level_faults(tracks):
    for name, (role, x) in tracks.items():
        if role == "other":
            continue
        for strength, size in LEVELS_DB.items():
            for direction, sign in (("up", -1), ("down", 1)):
                yield "level_balance", strength, (name, direction), {
                    **tracks, name: (role, x * 10 ** (sign * size / 20))}


def copy_faults(tracks):
    for name, (role, x) in tracks.items():
        softened = signal.lfilter(*signal.butter(1, 4000, fs=RATE), x, axis=0)
        noise = np.random.default_rng(1).normal(size=x.shape) * np.std(x)
        turned = {"subtle": -0.5 * softened + 0.1 * noise, "moderate": -0.7 * softened, "obvious": -x}
        for strength in STRENGTHS:
            yield "track_polarity", strength, (name, name + "-2"), {**tracks, name + "-2": (role, turned[strength])}
            late = np.zeros_like(x)
            frames = round(DELAYS_MS[strength] / 1000 * RATE)
            late[frames:] = x[:-frames]
            yield "track_delay", strength, (name, name + "-2", DELAYS_MS[strength]), {
                **tracks, name + "-2": (role, 0.7 * late)}


def masking_faults(tracks):
    for masked, (role, x) in tracks.items():
        centres, levels = third_octaves(x)
        best = int(np.argmax(levels))
        for masker, (other, y) in tracks.items():
            if role in ("drums", "other") or masker == masked or other in ("vocals", role):
                continue
            lack = levels[best] - third_octaves(y)[1][best]
            for strength, over in OVER_DB.items():
                if 3 <= lack + over <= BOOST_MAX_DB:
                    yield "masking", strength, (masker, masked, float(centres[best])), {
                        **tracks, masker: (other, bell(y, float(centres[best]), lack + over))}


def is_right(rule, said, truth):
    if said["rule"] != rule:
        return False
    if rule == "level_balance":
        return (said["track"], said["direction"]) == truth
    if rule == "masking":
        return said["tracks"] == list(truth[:2])
    if rule == "track_polarity":
        return set(said["tracks"]) == set(truth)
    return said["tracks"] == list(truth[:2]) and abs(said["delay_ms"] - truth[2]) < 0.2


def judge(sideman, source, rule, strength, truth, tracks):
    said = analyze(sideman, tracks)
    places = [i for i, one in enumerate(said) if is_right(rule, one, truth)]
    wrong_way = rule == "level_balance" and any(
        one["rule"] == rule and one["track"] == truth[0] and one["direction"] != truth[1] for one in said)
    return {"source": source, "rule": rule, "strength": strength, "truth": truth, "found": bool(places),
            "in_three": bool(places) and places[0] < 3, "wrong_way": wrong_way,
            "said": [f"{one['rule']}({','.join(one.get('tracks') or [one['track']])})" for one in said[:5]]}


def some(faults, rules, each):
    """At most `each` of every rule and strength, spread over what there is."""
    kept = defaultdict(list)
    for fault in faults:
        if fault[0] in rules:
            kept[fault[:2]].append(fault)
    for of_a_kind in kept.values():
        count = len(of_a_kind)
        step = max(1.0, count / each)
        yield from (of_a_kind[int(i * step)] for i in range(min(each, count)))


def collect(sideman, found, rules, each, jobs):
    results, clean = [], {}
    with ThreadPoolExecutor(jobs) as pool:
        for source, files in found.items():
            tracks = load(files)
            if len(tracks) < 3:
                continue
            clean[source] = analyze(sideman, tracks)
            waiting = [pool.submit(judge, sideman, source, *fault)
                       for faults in (level_faults, copy_faults, masking_faults)
                       for fault in some(faults(tracks), rules, each)]
            results += [one.result() for one in waiting]
    return results, clean


def show(title, results, clean):
    print(f"\n{title}: {len(clean)} multitracks ({', '.join(clean)})")
    print(f"{'rule':<16}" + "".join(f"{strength:>22}" for strength in STRENGTHS) + f"{'alarms on clean':>22}")
    for rule in RULES:
        cells = ""
        for strength in STRENGTHS:
            mine = [one for one in results if (one["rule"], one["strength"]) == (rule, strength)]
            share = [sum(one[key] for one in mine) / len(mine) if mine else float("nan") for key in ("found", "in_three")]
            cells += f"{share[0]:>8.2f} {share[1]:.2f} of {len(mine):<4}"
        alarms = [one for said in clean.values() for one in said if one["rule"] == rule]
        major = sum(one["severity"] in ("major", "critical") for one in alarms)
        print(f"{rule:<16}{cells}{len(alarms):>10} ({major} major)")
    wrong = sum(one["wrong_way"] for one in results)
    print(f"wrong direction of level_balance: {wrong}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sideman")
    parser.add_argument("srcdir", type=Path)
    parser.add_argument("--rules", default=",".join(RULES))
    parser.add_argument("--sources", default="")
    parser.add_argument("--each", type=int, default=8, help="faults of each rule, strength and source")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if not shutil.which("ffmpeg"):
        print("ffmpeg is needed to read the recordings")
        sys.exit(77)
    found = sources(options.srcdir)
    if options.sources:
        found = {name: files for name, files in found.items() if name in options.sources.split(",")}
    results, clean = collect(options.sideman, found, options.rules.split(","), options.each, options.jobs)
    print("found, and among the first three, of so many")
    for title, wanted in (("Not looked at", 0), ("Looked at", 1), ("General MIDI", 2)):
        names = [name for name in clean if (2 if name.startswith("GM-") else name in TUNED) == wanted]
        if not names:
            continue
        show(title, [one for one in results if one["source"] in names], {name: clean[name] for name in names})
    if options.misses:
        for one in results:
            if not one["found"]:
                print(f"missed {one['source']} {one['rule']} {one['strength']} {one['truth']}: said {one['said']}")


if __name__ == "__main__":
    main()
