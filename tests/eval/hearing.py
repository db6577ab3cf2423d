#!/usr/bin/env python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well sideman hears: scores `sideman analyze --json` against labelled recordings.

Usage: hearing.py SIDEMAN [PART...]      parts: tempo beat key genre onset pitch

SIDEMAN_DATASETS names the folder with the recordings; without it nothing is measured.  In it, tab
separated with a head line, paths relative to the folder:
  music.tsv   file genre tonic mode beats    "-" where unknown; beats: a file of times in seconds
  drums.tsv   file onsets                    onsets: a file of times in seconds
  notes.tsv   file hz
  songs.tsv   file bpm                       electronic songs and the tempo of their project
aubio's own commands are measured beside, where they are installed (not with --no-aubio).
"""
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean, median

NOTES = "C C# D D# E F F# G G# A A# B".split()
SETTLE_S = 5.0  # beats before are not scored
BINS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01))
ANALYSIS_LIMIT_S = 300


def read_times(path):
    return [float(line.split()[0]) for line in path.read_text().splitlines() if line.strip()]


def f_measure(reference, found, window_s):
    """Each time of either list is matched once at most."""
    reference, found = sorted(reference), sorted(found)
    i = j = hits = 0
    while i < len(reference) and j < len(found):
        apart = found[j] - reference[i]
        if abs(apart) <= window_s:
            hits, i, j = hits + 1, i + 1, j + 1
        elif apart < 0:
            j += 1
        else:
            i += 1
    both = len(reference) + len(found)
    return 2 * hits / both if both else 1.0


def tempo_of(times):
    steps = [b - a for a, b in zip(times, times[1:])]
    return 60 / median(steps) if len(steps) >= 2 else None


def near(bpm, reference, factors=(1,)):
    return any(abs(bpm - k * reference) <= 0.04 * k * reference for k in factors)


def settled(times):
    return [t for t in times if t >= SETTLE_S]


# Each part: labels and answer in, (metric, value[, confidence]) out.

def score_tempo(item, answer):
    reference = item.get("bpm") or tempo_of(item.get("beats") or [])
    if not reference:
        return
    tempo = answer.get("tempo") or {}
    bpm, sure = tempo.get("bpm") or 0, tempo.get("confidence")
    kind = "songs " if item["kind"] == "songs" else ""
    yield kind + "tempo acc1", near(bpm, reference), sure if bpm else None
    yield kind + "tempo acc2", near(bpm, reference, (1, 2, 3, 1 / 2, 1 / 3))
    if "live" in tempo:
        live = tempo["live"]["bpm"] or 0
        yield "live tempo acc1", near(live, reference), tempo["live"]["confidence"] if live else None


def score_beat(item, answer):
    if len(item.get("beats") or []) < 3:
        return
    tempo = answer.get("tempo") or {}
    yield "beat F offline", f_measure(settled(item["beats"]), settled(tempo.get("beats_s") or []), .07)
    if "beats_live_s" in tempo:
        yield "beat F causal", f_measure(settled(item["beats"]), settled(tempo["beats_live_s"]), .07)


def key_relation(tonic, mode, key):
    if key.get("tonic") not in NOTES or key.get("mode") not in ("major", "minor"):
        return "none"
    step = (NOTES.index(key["tonic"]) - NOTES.index(tonic)) % 12
    if key["mode"] == mode:
        return {0: "exact", 5: "fifth", 7: "fifth"}.get(step, "other")
    if step == 0:
        return "parallel"
    return "relative" if step == (9 if mode == "major" else 3) else "other"


def score_key(item, answer):
    if item.get("tonic", "-") == "-":
        return
    key = answer.get("key") or {}
    relation = key_relation(item["tonic"], item["mode"], key)
    weights = {"exact": 1.0, "fifth": 0.5, "relative": 0.3, "parallel": 0.2}
    yield "key weighted", weights.get(relation, 0.0)
    yield "key exact", relation == "exact", key.get("confidence") if relation != "none" else None


def score_genre(item, answer):
    for told, by in (("genre", ""), ("genre_unheard", ", no clip learned")):
        if item.get("genre", "-") == "-" or told not in answer:
            continue
        ranked = answer[told] or []
        names = [g["name"] for g in ranked]
        sure = ranked[0].get("p") if ranked else None
        yield "genre top-1" + by, names[:1] == [item["genre"]], sure
        yield "genre top-3" + by, item["genre"] in names[:3]


def score_onset(item, answer):
    for ms in (50, 25):
        yield f"onset F {ms} ms", f_measure(item["onsets"], answer.get("onsets_s") or [], ms / 1000)


def score_pitch(item, answer):
    hz = (answer.get("pitch") or {}).get("median_hz")
    ratio = hz / float(item["hz"]) if hz else 0.0
    within = lambda k: k * 2 ** (-50 / 1200) <= ratio <= k * 2 ** (50 / 1200)
    yield "pitch within 50 cents", within(1)
    yield "pitch octave errors", any(within(k) for k in (1 / 4, 1 / 2, 2, 4))


PARTS = {  # which lists each part needs
    "tempo": (score_tempo, ("music", "songs")),
    "beat": (score_beat, ("music",)),
    "key": (score_key, ("music",)),
    "genre": (score_genre, ("music",)),
    "onset": (score_onset, ("drums",)),
    "pitch": (score_pitch, ("notes",)),
}


def load(folder, kinds):
    for kind in kinds:
        listing = folder / f"{kind}.tsv"
        if not listing.exists():
            print(f"# no {listing.name}: left out")
            continue
        with open(listing, newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                item = {**row, "kind": kind, "file": str(folder / row["file"])}
                for field in ("beats", "onsets"):
                    if row.get(field, "-") != "-":
                        item[field] = read_times(folder / row[field])
                    else:
                        item.pop(field, None)
                if "bpm" in row:
                    item["bpm"] = float(row["bpm"])
                yield item


def run(command, environment=None):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              timeout=ANALYSIS_LIMIT_S, env=environment)
        return done.stdout.decode("utf-8", "replace")
    except (OSError, subprocess.TimeoutExpired):
        return ""


def ask_sideman(sideman, item):
    try:
        answer = json.loads(run([sideman, "analyze", "--json", item["file"]]))
        live_beats = Path("tests/eval/live_beats")
        if item.get("beats") and live_beats.exists():
            live = json.loads(run([str(live_beats), item["file"]]))
            answer["tempo"]["beats_live_s"] = live["beats_s"]
            answer["tempo"]["live"] = live
        return answer
    except ValueError:
        return None


def ask_genres(sideman, items, answers, pool):
    """The genre model has learned from the very clips of music.tsv: each is judged by a model without
    it and the other clips of its fifth, and by one without any."""
    models = Path(__file__).resolve().parents[2] / "data/models"
    learned = "genre-extra.csv", "genre-foreign.csv", "genre-artists.txt"
    music = [i for i, item in enumerate(items) if item["kind"] == "music"]
    with tempfile.TemporaryDirectory() as folder:
        train = ["/usr/bin/python3", str(models / "train_genre.py"), "data/models/features",
                 os.environ["SIDEMAN_DATASETS"], *(str(models / name) for name in learned),
                 "--held-out", folder]
        if not Path("data/models/features").exists() or subprocess.run(train).returncode != 0:
            print("# genre not measured: needs data/models/features and Debian's python3-sklearn")
            for answer in filter(None, answers):
                answer.pop("genre", None)
            return

        def ask(job):
            index, part, name = job
            data = {**os.environ, "SIDEMAN_DATA_DIR": str(Path(folder) / part)}
            told = run([sideman, "analyze", "--json", items[index]["file"]], data)
            if answers[index] is not None and told:
                answers[index][name] = json.loads(told).get("genre")

        list(pool.map(ask, [job for n, i in enumerate(music)
                            for job in ((i, str(n % 5), "genre"), (i, "none", "genre_unheard"))]))


def numbers(text):
    return [float(x) for x in re.findall(r"^\s*([0-9]+\.[0-9]+)", text, re.M)]


def ask_aubio(item):
    """At 44.1 kHz, where aubio is at its best."""
    common = ["-i", item["file"], "-r", "44100"]
    if item["kind"] == "notes":
        pairs = re.findall(r"^([0-9.]+)\s+([0-9.]+)", run(["aubiopitch", "-B", "4096", *common]), re.M)
        voiced = [float(hz) for _, hz in pairs if float(hz) > 0]
        return {"pitch": {"median_hz": median(voiced) if voiced else None}}
    if item["kind"] == "drums":
        return {"onsets_s": numbers(run(["aubioonset", *common]))}
    beats = numbers(run(["aubiotrack", *common]))
    return {"tempo": {"bpm": tempo_of(beats), "beats_s": beats, "beats_live_s": beats}}


def score_all(items, answers, parts):
    values, sure = defaultdict(list), defaultdict(list)
    for item, answer in zip(items, answers):
        for part in parts:
            score, kinds = PARTS[part]
            if item["kind"] not in kinds:
                continue
            for metric, value, *confidence in score(item, answer or {}):
                values[metric].append(float(value))
                if confidence and confidence[0] is not None:
                    sure[metric].append((confidence[0], float(value)))
    return values, sure


def print_reliability(sure):
    """What a confidence is worth: how many of the answers that carried it were right."""
    for metric, pairs in sure.items():
        print(f"\nreliability of {metric}\n  confidence  answers  right")
        for low, high in BINS:
            here = [right for confidence, right in pairs if low <= confidence < high]
            share = f"{mean(here):6.2f}" if here else "     -"
            print(f"  {low:.1f} .. {min(high, 1.0):.1f}  {len(here):7d} {share}")
        error = sum(abs(sum(said - right for said, right in pairs if low <= said < high))
                    for low, high in BINS) / len(pairs)
        print(f"  calibration error {error:.3f}")


def print_live(items, answers):
    """How soon a tempo is shown live, and whether it stays in its octave."""
    rows = [(item, answer["tempo"]["live"]) for item, answer in zip(items, answers)
            if answer and "live" in answer.get("tempo", {})]
    if not rows:
        return
    print("\nlive: seconds until a tempo was shown (- never), jumps of octave")
    for item, live in rows:
        first = live["first_bpm_s"]
        print(f"  {Path(item['file']).stem:20} {first if first is not None else '-':>6} {live['octave_jumps']:3d}")
    soon = sum(live["first_bpm_s"] is not None and live["first_bpm_s"] <= 6 for _, live in rows)
    print(f"  within 6 s: {soon} of {len(rows)};  jumps: {sum(live['octave_jumps'] for _, live in rows)}")


def print_unseen():
    """What the models of rhythm reach on what they have not learned from; the rest here they have."""
    path = Path(__file__).resolve().parents[2] / "data/models/rhythm-evaluation.txt"
    print("\nrhythm, cross-validated (data/models/rhythm-evaluation.txt); above, the models know the clips")
    print("".join(f"  {line}\n" for line in path.read_text().splitlines() if not line.startswith("#")))


def print_confusion(items, answers):
    """Per genre how many were told as what."""
    told = defaultdict(lambda: defaultdict(int))
    for item, answer in zip(items, answers):
        if item["kind"] == "music" and item.get("genre", "-") != "-":
            ranked = (answer or {}).get("genre") or [{"name": "nothing"}]
            told[item["genre"]][ranked[0]["name"]] += 1
    print("\ngenres, and what they were taken for")
    for genre, names in sorted(told.items()):
        ordered = sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))
        print(f"  {genre:12}" + ", ".join(f"{name} {count}" for name, count in ordered))


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    if not arguments or "--help" in sys.argv:
        sys.exit(__doc__)
    sideman, parts = arguments[0], arguments[1:] or list(PARTS)
    unknown = [p for p in parts if p not in PARTS]
    if unknown:
        sys.exit(f"hearing.py: no such part: {unknown[0]} (one of {' '.join(PARTS)})")
    folder = os.environ.get("SIDEMAN_DATASETS")
    if not folder or not Path(folder).is_dir():
        print("hearing.py: skipped: SIDEMAN_DATASETS does not name a folder with recordings")
        return
    kinds = dict.fromkeys(kind for part in parts for kind in PARTS[part][1])
    items = list(load(Path(folder), kinds))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        answers = list(pool.map(lambda item: ask_sideman(sideman, item), items))
        if "genre" in parts:
            ask_genres(sideman, items, answers, pool)
        aubio = None
        if shutil.which("aubiotrack") and "--no-aubio" not in sys.argv:
            aubio = list(pool.map(ask_aubio, items))
    ours, sure = score_all(items, answers, parts)
    theirs = score_all(items, aubio, parts)[0] if aubio else {}
    print(f"{'metric':32} {'files':>5} {'sideman':>8} {'aubio':>8}")
    for metric, scores in ours.items():
        peer = theirs.get(metric)
        known = peer and not metric.startswith(("key", "genre"))
        print(f"{metric:32} {len(scores):5d} {mean(scores):8.3f} "
              f"{f'{mean(peer):8.3f}' if known else '       -'}")
    print_reliability(sure)
    if "beat" in parts:
        print_live(items, answers)
    if "tempo" in parts or "beat" in parts:
        print_unseen()
    if "genre" in parts:
        print_confusion(items, answers)
    lost = sum(answer is None for answer in answers)
    print(f"\n{len(items)} files, {lost} without an answer")


main()
