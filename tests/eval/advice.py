#!/usr/bin/env python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How good sideman's advice is: puts known faults, at three strengths, into real music and looks at what
`sideman analyze --json` says.

Usage: advice.py SIDEMAN [--rules A,B] [--sources N] [--misses] [--jobs N] [--held-out | --tuned-on]

SIDEMAN_DATASETS names the folder with the recordings; without it, or without numpy, scipy and ffmpeg,
nothing is measured (exit status 77).  In it, tab separated with a head line:
  music.tsv   file ...             mixes
  stems.tsv   song file role ...   tracks with a role; role "mix": mixes
  drums.tsv   file ...             tracks of drums
  songs.tsv   file ...             further mixes, turned down below full scale
  genre-features.csv               what was published of GTZAN's other songs, for the corridors of genres
Every third source is held out: no threshold was tuned on it, and it is judged by corridors that are fitted to
the others here (corridors.py), not by those of data/knowledge, which know it.  Both parts are printed.
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
import zlib
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

try:
    import numpy as np
    from scipy import signal
except ImportError:
    print("numpy and scipy are needed to put faults into music")
    sys.exit(77)

sys.path.insert(0, str(Path(__file__).parent))
import corridors  # noqa: E402

SECONDS = 20
STRENGTHS = ("subtle", "moderate", "obvious")
LIMIT_S = 120


def db(value):
    return 10 ** (value / 20)


def read(path):
    """(samples x channels, rate) of the loudest stretch near the start, below full scale."""
    probe = json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)],
        capture_output=True, check=True, timeout=60).stdout)["streams"][0]
    rate, channels = int(probe["sample_rate"]), int(probe["channels"])
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "f32le", "-"],
                         capture_output=True, check=True, timeout=120).stdout
    x = np.frombuffer(raw, np.float32).astype(float).reshape(-1, channels)
    size = SECONDS * rate
    if len(x) > 2 * size:  # songs begin softly
        starts = range(0, len(x) - size, size // 2)
        energy = [float(np.mean(x[s:s + size] ** 2)) for s in starts]
        best = sorted(range(len(energy)), key=lambda i: energy[i])[int(len(energy) * 0.7)]
        x = x[starts[best]:starts[best] + size]
    x = x[:size]
    peak = np.max(np.abs(x))
    return (x * (0.89 / peak) if peak > 1.0 else x), rate


read = lru_cache(maxsize=4)(read)


def write(path, x, rate):
    y = np.clip(np.round(x * 32768), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as out:
        out.setnchannels(y.shape[1])
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(y.tobytes())


def biquad(kind, hz, gain_db, q, rate):
    a, w = 10 ** (gain_db / 40), 2 * np.pi * hz / rate
    c, alpha = np.cos(w), np.sin(w) / (2 * q)
    if kind == "bell":
        return [1 + alpha * a, -2 * c, 1 - alpha * a], [1 + alpha / a, -2 * c, 1 - alpha / a]
    s, r = (1 if kind == "low" else -1), 2 * np.sqrt(a) * alpha
    return ([a * ((a + 1) - s * (a - 1) * c + r), s * 2 * a * ((a - 1) - s * (a + 1) * c),
             a * ((a + 1) - s * (a - 1) * c - r)],
            [(a + 1) + s * (a - 1) * c + r, -s * 2 * ((a - 1) + s * (a + 1) * c),
             (a + 1) + s * (a - 1) * c - r])


def keep_peak(y, x):
    """At the level of the source, so that the fault is not that it clips."""
    most = max(np.max(np.abs(x)), 1e-9)
    return y * (min(most, 0.97) / max(np.max(np.abs(y)), 1e-9)) if np.max(np.abs(y)) > most else y


def eq(kind, hz, gains, q):
    def fault(x, rate, strength, rng):
        f = hz * float(rng.uniform(0.9, 1.1))
        if f > 0.4 * rate:
            return None
        b, a = biquad(kind, f, gains[strength], q, rate)
        return keep_peak(signal.lfilter(b, a, x, axis=0), x)
    return fault


def stereo(x):
    """Two channels that differ as those of a mix do: from mono by a pair of all-pass reverberations."""
    if x.shape[1] == 2:
        return x
    rng = np.random.default_rng(1)
    length = 400
    side = signal.fftconvolve(x[:, 0], rng.normal(size=length) * np.exp(-np.arange(length) / 80.0))[:len(x)]
    b, a = signal.butter(2, 250, "high", fs=22050)
    side = signal.lfilter(b, a, side)
    side *= 0.3 * np.std(x[:, 0]) / max(np.std(side), 1e-9)
    return keep_peak(np.stack([x[:, 0] + side, x[:, 0] - side], axis=1), x)


def clip(x, rate, strength, rng):
    drive = db((3, 6, 10)[strength])
    peak = np.percentile(np.abs(x), 99.99)
    return np.clip(x / peak * drive, -1, 1)


def clip_low(x, rate, strength, rng):
    return 0.5 * clip(x, rate, strength, rng)


def to_peak(x, level_db):
    return x * (db(level_db) / max(np.max(np.abs(x)), 1e-9))


def hot(x, rate, strength, rng):
    return to_peak(x, (-1.0, -0.4, -0.05)[strength])


def low(x, rate, strength, rng):
    return to_peak(x, (-26, -34, -42)[strength])


def limit(x, rate, drive_db, ceiling_db=-1.0):
    """A look-ahead limiter."""
    y = x / max(np.max(np.abs(x)), 1e-9) * db(drive_db)
    need = 1 / np.maximum(np.max(np.abs(y), axis=1), 1.0)
    from scipy.ndimage import minimum_filter1d, uniform_filter1d
    n = max(int(0.004 * rate), 3)
    gain = uniform_filter1d(minimum_filter1d(need, 2 * n + 1), n)
    return y * gain[:, None] * db(ceiling_db)


def squash(x, rate, strength, rng):
    return limit(x, rate, (10, 15, 20)[strength])


def expand(x, rate, strength, rng):
    env = np.sqrt(signal.lfilter(*signal.butter(1, 3, fs=rate), np.mean(x ** 2, axis=1)).clip(1e-9))
    gain = (env / np.percentile(env, 95)) ** (0.6, 1.2, 2.0)[strength]
    return keep_peak(x * np.clip(gain, 0, 1)[:, None], x)


def noise_of(x, rng):
    return rng.normal(size=x.shape)


def hiss(x, rate, strength, rng):
    level = db((-62, -50, -40)[strength]) * 10 ** (max(np.log10(np.std(x) / db(-18)), -0.7))
    return x + level * noise_of(x, rng)


def rumble(x, rate, strength, rng):
    b, a = signal.butter(4, 30, fs=rate)
    n = signal.lfilter(b, a, noise_of(x, rng), axis=0)
    return keep_peak(x + n / np.std(n) * np.std(x) * db((-20, -12, -4)[strength]), x)


def hum(x, rate, strength, rng):
    t = np.arange(len(x)) / rate
    base = float(rng.choice([50, 60]))
    h = sum(a * np.sin(2 * np.pi * base * k * t + k) for k, a in ((1, 1), (2, .6), (3, .5), (4, .25), (5, .2)))
    return x + (h / np.std(h) * np.std(x) * db((-32, -22, -12)[strength]))[:, None]


def dc(x, rate, strength, rng):
    return keep_peak(x, x) * 0.85 + (0.01, 0.03, 0.08)[strength]


def holes(x, rate, strength, rng):
    y = x.copy()
    for _ in range((2, 5, 12)[strength]):
        start = int(rng.uniform(0.1, 0.95) * len(y))
        y[start:start + int(rng.uniform(0.005, 0.05) * rate)] = 0
    return y


def flip(x, rate, strength, rng):
    y = stereo(x).copy()
    if strength == 0:
        b, a = signal.butter(1, 400, "high", fs=rate)
        y[:, 1] -= 1.6 * signal.lfilter(b, a, y[:, 1])
    else:
        y[:, 1] = -y[:, 1]
    return y


def wide_low(x, rate, strength, rng):
    """The right channel's bass turned in phase: a correlation of 0.5, -0.2, -0.9."""
    y = stereo(x)
    b, a = signal.butter(2, 150, fs=rate)
    bass = signal.lfilter(b, a, y[:, 1])
    turned = np.imag(signal.hilbert(bass))
    angle = np.radians((60, 100, 155)[strength])
    out = y.copy()
    out[:, 1] += np.cos(angle) * bass + np.sin(angle) * turned - bass
    return keep_peak(out, x)


def lean(x, rate, strength, rng):
    y = stereo(x).copy()
    y[:, int(rng.integers(2))] *= db((-2.5, -4.5, -8)[strength])
    return y


def dead(x, rate, strength, rng):
    y = stereo(x).copy()
    y[:, int(rng.integers(2))] *= (db(-70), 0, 0)[strength]
    return y


def fold(x, rate, strength, rng):
    m = np.mean(x, axis=1)
    return np.stack([m, m], axis=1)


def ring(x, rate, strength, rng):
    hz = float(np.exp(rng.uniform(np.log(600), np.log(4000))))
    b, a = biquad("bell", hz, (7, 11, 16)[strength], 14, rate)
    return keep_peak(signal.lfilter(b, a, x, axis=0), x)


def loud(by):
    def fault(x, rate, strength, rng):
        return ("loudness", by[strength], x)
    return fault


def true_peak(x, rate, strength, rng):
    return to_peak(x, (-0.6, -0.1, 0.0)[strength]) * (1.0, 1.0, 1.15)[strength]


MIX, TRACK, BOTH = {"mix"}, {"vocals", "guitar", "bass", "drums"}, None
# rule: (fault, where it is put, further rules that are right too)
FAULTS = {
    "clipping": (clip, BOTH, {"hot_level", "true_peak_over", "overcompressed"}),
    "clipping*": (clip_low, BOTH, {"overcompressed"}),
    "hot_level": (hot, TRACK, {"clipping", "true_peak_over"}),
    "low_level": (low, BOTH, {"loudness_under"}),
    "overcompressed": (squash, MIX, set()),
    "too_dynamic": (expand, MIX | {"vocals"}, set()),
    "mud": (eq("bell", 280, (3, 6, 10), 1.0), MIX, {"boxy", "boomy"}),
    "boxy": (eq("bell", 600, (3, 6, 10), 1.0), MIX, {"mud"}),
    "boomy": (eq("bell", 110, (4, 8, 12), 1.0), MIX, {"mud"}),
    "thin": (eq("low", 220, (-4, -8, -12), 0.7), MIX, set()),
    "harsh": (eq("bell", 3200, (4, 7, 11), 1.0), MIX, {"bright"}),
    "dull": (eq("high", 4500, (-4, -8, -14), 0.7), MIX, set()),
    "bright": (eq("high", 6000, (4, 8, 12), 0.7), MIX, {"harsh"}),
    "sibilance": (eq("bell", 7000, (6, 9, 13), 0.9), {"vocals"}, {"bright", "harsh"}),
    "resonance": (ring, BOTH, set()),
    "rumble": (rumble, BOTH, set()),
    "hum": (hum, BOTH, set()),
    "noise_floor": (hiss, BOTH, set()),
    "dc_offset": (dc, BOTH, set()),
    "dropouts": (holes, BOTH, set()),
    "polarity": (flip, MIX, {"low_end_width"}),
    "low_end_width": (wide_low, MIX, set()),
    "imbalance": (lean, MIX, set()),
    "dead_channel": (dead, MIX, {"imbalance"}),
    "mono": (fold, MIX, set()),
    "true_peak_over": (true_peak, MIX, {"clipping", "hot_level"}),
    "loudness_over": (loud((2.5, 4, 7)), MIX, {"true_peak_over", "clipping", "overcompressed"}),
    "loudness_under": (loud((-3, -6, -12)), MIX, set()),
}
OPPOSITE = {"mud": {"thin"}, "boomy": {"thin"}, "boxy": set(), "thin": {"mud", "boomy"}, "dull": {"bright", "harsh"},
            "bright": {"dull"}, "harsh": {"dull"}}
ROLES_OF = {"drums.tsv": "drums"}
GENRES = {"Rock": "rock", "Reggae": "reggae"}  # of the songs of stems.tsv


def sources(folder):
    found = []
    for table in ("music.tsv", "stems.tsv", "drums.tsv", "songs.tsv"):
        path = folder / table
        if not path.exists():
            continue
        for row in csv.DictReader(path.open(), delimiter="\t"):
            role = row.get("role") or ROLES_OF.get(table, "mix")
            genre = row.get("genre") or GENRES.get(row.get("song"))
            found.append({"path": folder / row["file"], "name": row["file"], "role": role,
                          "genre": "electronic" if table == "songs.tsv" else genre})
    for i, item in enumerate(found):
        item["held"] = i % 3 == 2
    return found


def fit_to_others(clean, folder, differs):
    """A folder for XDG_CONFIG_HOME with corridors of what is not held out."""
    songs = [{"third_octave_db": r["spectrum"], "genre": r["item"]["genre"]} for r in clean
             if r["item"]["role"] == "mix" and not r["item"]["held"] and r["spectrum"]]
    if len(songs) < 10:
        return None
    to = Path(folder) / "held-out" / "sideman"
    to.mkdir(parents=True)
    (to / "corridors.conf").write_text(corridors.text_of(corridors.fit(songs, differs), {"": "evaluation"}))
    return str(to.parent)


def ask(sideman, path, role, target, config):
    command = [sideman, "analyze", "--json"]
    if target:
        command += ["--target", target]
    command += [str(path)] if role == "mix" else ["--track", f"it:{role}={path}"]
    where = {**os.environ, "XDG_CONFIG_HOME": config} if config else os.environ
    done = subprocess.run(command, capture_output=True, timeout=LIMIT_S, env=where)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {}


def said(answer):
    return answer.get("suggestions") or []


def run_case(sideman, item, rule, strength, folder, keep=False):
    x, rate = read(item["path"])
    seed = zlib.crc32(f"{item['name']} {rule} {strength}".encode())
    rng = np.random.default_rng(seed)
    target = None
    path = Path(folder) / f"{seed:08x}.wav"
    if rule is not None:
        y = FAULTS[rule][0](x, rate, strength, rng)
        if isinstance(y, tuple):
            target = "spotify"
            write(path, y[2], rate)
            now = (ask(sideman, path, item["role"], target, None).get("loudness") or {}).get("integrated_lufs")
            gain = db(-14 + y[1] - now) if now is not None else 1.0
            y = y[2] * gain
            if np.max(np.abs(y)) > 0.89:
                y = limit(y, rate, 20 * np.log10(np.max(np.abs(y))) , 0.0)
                y = y * min(1.0, 0.98 / np.max(np.abs(y)))
        if y is None:
            return None
        x = y
    write(path, x, rate)
    answer = ask(sideman, path, item["role"], target, item.get("config"))
    path.unlink()
    result = {"item": item, "rule": rule, "strength": strength, "said": said(answer),
              "spectrum": (answer.get("spectrum") or {}).get("third_octave_db")}
    if keep:
        result["answer"] = {k: v for k, v in answer.items() if k not in ("tempo", "onsets_s", "energy")}
    return result


def cases(items, rules):
    for item in items:
        for rule in rules:
            where = FAULTS[rule][1]
            if where is None or item["role"] in where:
                for strength in range(3):
                    yield item, rule, strength


def run_all(sideman, items, rules, jobs, keep):
    with tempfile.TemporaryDirectory() as work, ThreadPoolExecutor(jobs) as pool:
        def run(some):
            return [r for r in pool.map(lambda c: run_case(sideman, *c, work, keep), some) if r]
        clean = run((item, None, 0) for item in items)
        table = Path(os.environ["SIDEMAN_DATASETS"]) / "genre-features.csv"
        config = fit_to_others(clean, work, corridors.published(table) if table.exists() else {})
        for item in items:
            item["config"] = config if item["held"] else None
        held = run((item, None, 0) for item in items if item["config"])
        clean = [r for r in clean if not r["item"]["config"]] + held
        return clean + run(cases(items, rules))


def percent(part, whole):
    return f"{100 * part / whole:5.0f}" if whole else "    -"


def base(rule):
    return rule.rstrip("*")


def report(results, title, rules):
    clean = [r for r in results if r["rule"] is None]
    if not clean:
        return
    loud_clean = [sum(s["severity"] in ("major", "critical") for s in r["said"]) for r in clean]
    print(f"\n{title}: {len(clean)} sources, {len(results)} cases")
    print(f"{'rule':16} {'subtle':>7} {'moder.':>7} {'obvious':>7} {'first 3':>7} {'on clean':>8} {'F1':>6}")
    scores, firsts, wrong, own = [], [0, 0], 0, 0
    heard_clean = {r["item"]["name"]: {g["rule"] for g in r["said"]} for r in clean}
    for name in rules:
        mine = [r for r in results if r["rule"] == name]
        rule = base(name)
        if not mine:
            continue
        heard = {s: [r for r in mine if r["strength"] == s] for s in range(3)}
        right = {s: sum(any(g["rule"] == rule for g in r["said"]) for r in heard[s]) for s in range(3)}
        counted = heard[1] + heard[2]
        hits = right[1] + right[2]
        first = sum(any(g["rule"] == rule for g in r["said"][:3]) for r in counted)
        where = FAULTS[name][1]
        quiet = [r for r in clean if where is None or r["item"]["role"] in where]
        false = sum(any(g["rule"] == rule for g in r["said"]) for r in quiet)
        false_share = false / len(quiet) if quiet else 0
        precision = hits / (hits + false_share * len(counted) / 2) if hits else 0
        recall = hits / len(counted) if counted else 0
        f1 = 2 * precision * recall / (precision + recall) if hits else 0
        scores.append(f1)
        firsts[0] += first
        firsts[1] += len(counted)
        for r in heard[2]:
            against = {g["rule"] for g in r["said"]} & OPPOSITE.get(rule, set())
            wrong += bool(against)
            own += bool(against & heard_clean.get(r["item"]["name"], set()))
        print(f"{name:16} {percent(right[0], len(heard[0])):>7} {percent(right[1], len(heard[1])):>7} "
              f"{percent(right[2], len(heard[2])):>7} {percent(first, len(counted)):>7} "
              f"{percent(false, len(quiet)):>8} {f1:6.2f}")
    if not scores:
        return
    print(f"macro-F1 {np.mean(scores):.3f}   right rule in the first three {percent(*firsts)} %   "
          f"false major or critical per clean source {np.mean(loud_clean):.2f}   "
          f"wrong direction on obvious faults {wrong}, of them said of the clean source too {own}")


def tell_misses(results):
    for r in results:
        heard = [(s["rule"], s["severity"]) for s in r["said"]]
        if r["rule"] is None:
            bad = [h for h in heard if h[1] in ("major", "critical")]
            if bad:
                print("clean", r["item"]["name"], bad)
        elif r["strength"] > 0 and base(r["rule"]) not in [h[0] for h in heard[:3]]:
            print(r["rule"], STRENGTHS[r["strength"]], r["item"]["name"], heard)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sideman")
    parser.add_argument("--rules")
    parser.add_argument("--sources", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--tuned-on", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--dump")
    options = parser.parse_args()
    folder = os.environ.get("SIDEMAN_DATASETS", "")
    if not folder or not shutil.which("ffmpeg"):
        print("SIDEMAN_DATASETS is not set, or there is no ffmpeg: nothing to measure")
        sys.exit(77)
    items = sources(Path(folder))
    items += sources(Path(os.environ["SIDEMAN_SONGS"])) if os.environ.get("SIDEMAN_SONGS") else []
    if options.tuned_on or options.held_out:
        items = [i for i in items if i["held"] == options.held_out]
    if options.sources and len(items) > options.sources:
        step = len(items) / options.sources
        items = [items[int(i * step)] for i in range(options.sources)]
    rules = [r for r in options.rules.split(",") if r] if options.rules is not None else list(FAULTS)
    results = run_all(options.sideman, items, rules, options.jobs, bool(options.dump))
    if options.dump:
        slim = [{**r, "item": r["item"]["name"], "role": r["item"]["role"], "genre": r["item"]["genre"]}
                for r in results]
        Path(options.dump).write_text(json.dumps(slim))
    report([r for r in results if not r["item"]["held"]], "tuned on", rules)
    report([r for r in results if r["item"]["held"]], "held out", rules)
    if options.misses:
        tell_misses(results)


if __name__ == "__main__":
    main()
