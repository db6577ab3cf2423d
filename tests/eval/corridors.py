# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the corridors of genres to the long-term spectra of music, as in data/knowledge/corridors.conf.

Usage: corridors.py CLEAN.json [FEATURES.csv] > corridors.conf, where CLEAN.json comes from
    advice.py SIDEMAN --rules "" --dump CLEAN.json
and FEATURES.csv is the table of mel cepstra that librosa's authors published of GTZAN (columns mfcc1_mean to
mfcc20_mean and label): it says how each genre differs from all music by ten times as many songs, and by other
artists; five clips of which most are by one artist do not.
The roles' corridors and how neighbouring bands go together are not fitted here.
"""
import csv
import json
import sys
from collections import defaultdict

import numpy as np

BANDS = 31
CENTRES_HZ = 1000 * 10 ** (0.1 * (np.arange(BANDS) - 17))
LOWEST_TOP = 20          # 2 kHz; as in src/advise/shape.c, which says why
CLIFF_DB, NOTHING_DB, EDGE_DB = 19, 56, 5
OWN = 2                  # as many songs of a genre count as much as all music does
PUBLISHED = 6            # and as many as what was published of the genre: songs of one artist are alike
CEPSTRA, MELS, MEL_TOP_HZ, SEEN_BANDS = 20, 128, 11025, 28  # as in the table; 8 kHz is the last band that it has
SMOOTH_BANDS = 1.5
SONGS_MIN = 3            # in a band; with fewer the treble falls as USUAL_DB does
# Of the music of the last decades, dB a third octave from 8 kHz on: Elowsson and Friberg, AES 142 (2017)
USUAL_FALL_DB = {26: 1.2, 27: 1.4, 28: 2.0, 29: 3.0, 30: 4.0}


def level_of(third_db):
    """The mean from 150 Hz to 3 kHz, which spectra are held against."""
    middle = third_db[(CENTRES_HZ > 145) & (CENTRES_HZ < 3300)]
    return np.mean(middle[np.isfinite(middle)])


def top_of(third_db, usual_db=None):
    """The last band that is full of programme."""
    level, top = level_of(third_db), BANDS - 1
    while top > LOWEST_TOP and (not np.isfinite(third_db[top]) or third_db[top] < third_db[top - 2] - CLIFF_DB
                                or third_db[top] < level - NOTHING_DB):
        top -= 1
    for _ in range(2):
        fall = third_db[top - 1] - third_db[top]
        if top > LOWEST_TOP and fall - (usual_db[top - 1] - usual_db[top] if usual_db is not None else 0) > EDGE_DB:
            top -= 1
    return top


def spectra_of(songs):
    """songs x bands, above their own levels; NAN where a song has ended."""
    rows = [np.array([np.nan if v is None else v for v in s["third_octave_db"]], float) for s in songs]
    usual = None
    for _ in range(2):  # where it ends is judged by what is usual
        spectra = np.array([np.where(np.arange(BANDS) <= top_of(r, usual), r - level_of(r), np.nan) for r in rows])
        usual = mean_of(spectra)
    return spectra


def mean_of(spectra):
    known = np.isfinite(spectra)
    count = known.sum(0)
    mean = np.where(known, spectra, 0).sum(0) / np.maximum(count, 1)
    for band in range(26, BANDS):
        if count[band] < SONGS_MIN:
            mean[band] = mean[band - 1] - USUAL_FALL_DB[band]
    return mean


def mel_of(hz):
    hz = np.asarray(hz, float)
    return np.where(hz < 1000, hz * 3 / 200, 15 + np.log(np.maximum(hz, 1) / 1000) * 27 / np.log(6.4))


def spectrum_of(cepstra):
    """The smooth spectrum that mel cepstra (librosa's: orthonormal, Slaney's mels) stand for, above its level."""
    order, band = np.arange(CEPSTRA)[:, None], np.arange(MELS)[None]
    size = np.where(order == 0, np.sqrt(1 / MELS), np.sqrt(2 / MELS))
    mel_db = np.asarray(cepstra) @ (size * np.cos(np.pi * order * (2 * band + 1) / (2 * MELS)))
    centres = np.linspace(0, mel_of(MEL_TOP_HZ), MELS + 2)[1:-1]
    third_db = np.interp(mel_of(CENTRES_HZ), centres, mel_db) + 10 * np.log10(CENTRES_HZ)
    return third_db - level_of(third_db)


def published(path):
    """{genre: by how many dB a band it differs from the mean of all genres}, of a table of features."""
    rows = defaultdict(list)
    with open(path) as table:
        for row in csv.DictReader(table):
            rows[row["label"]].append(spectrum_of([float(row[f"mfcc{i + 1}_mean"]) for i in range(CEPSTRA)]))
    means = {genre: np.mean(spectra, 0) for genre, spectra in rows.items()}
    everything = np.mean(list(means.values()), 0)
    differs = {genre: mean - everything for genre, mean in means.items()}
    for values in differs.values():
        values[SEEN_BANDS:] = values[SEEN_BANDS - 1]
    return differs


def means_of(spectra, genres, differs):
    everything = mean_of(spectra)
    means = {"any": everything}
    for genre in sorted(set(genres) - {None}):
        own = spectra[[g == genre for g in genres]]
        known = np.isfinite(own)
        weight, usual = (PUBLISHED, everything + differs[genre]) if genre in differs else (OWN, everything)
        mean = (np.where(known, own, 0).sum(0) + weight * usual) / (known.sum(0) + weight)
        for band in range(26, BANDS):
            if known.sum(0)[band] < SONGS_MIN:
                mean[band] = mean[band - 1] - USUAL_FALL_DB[band]
        means[genre] = mean
    return means


def spread_of(departures):
    """One standard deviation, by the median so that odd songs do not widen it, smooth over the bands."""
    power = np.array([np.median(column[np.isfinite(column)] ** 2) / 0.455 if np.isfinite(column).sum() > 4 else np.nan
                      for column in departures.T])
    power = np.where(np.isfinite(power), power, np.nanmax(power[20:]))
    near = np.exp(-0.5 * (np.subtract.outer(np.arange(BANDS), np.arange(BANDS)) / SMOOTH_BANDS) ** 2)
    return 1.08 * np.sqrt(near @ power / near.sum(1))  # the median misses what the tails have


def fit(songs, differs):
    """{name: (centre_db, tolerance_db)} of songs, each with third_octave_db and genre (None: not known); `differs`
    as of published(), or empty."""
    spectra, genres = spectra_of(songs), [s["genre"] for s in songs]
    means = means_of(spectra, genres, differs)
    own = np.full_like(spectra, np.nan)  # each song against what the others make of its genre
    for i, genre in enumerate(genres):
        rest = np.arange(len(songs)) != i
        if genre is not None:
            others = means_of(spectra[rest], [g for k, g in enumerate(genres) if k != i], differs)
            own[i] = spectra[i] - others.get(genre, others["any"])
    tolerance = spread_of(own)
    wide = np.maximum(spread_of(spectra - means["any"]), tolerance)
    return {name: (mean, wide if name == "any" else tolerance) for name, mean in means.items()}


def text_of(corridors, sources):
    """As corridors.conf has it; sources: by name, or "" for any other."""
    def row(values):
        return "[" + ", ".join(f"{v:.1f}" for v in values) + "]"
    groups = [f'  {{\n    name = "{name}";\n    centre_db = {row(centre)};\n    tolerance_db = {row(tolerance)};\n'
              f'    source = "{sources.get(name, sources[""])}";\n  }}' for name, (centre, tolerance) in corridors.items()]
    return "genres = (\n" + ",\n".join(groups) + "\n);\n"


def main():
    clean = [r for r in json.load(open(sys.argv[1])) if r["rule"] is None and r["role"] == "mix"]
    songs = [{"third_octave_db": r["answer"]["spectrum"]["third_octave_db"], "genre": r["genre"]} for r in clean]
    differs = published(sys.argv[2]) if len(sys.argv) > 2 else {}
    fall = "where they end the treble falls as in Elowsson and Friberg, AES 142 (2017)"
    shrunk = (f"shrunk by {PUBLISHED} to the mel cepstra that were published of 551 others" if differs
              else f"shrunk by {OWN} to all music")
    print(text_of(fit(songs, differs), {
        "any": "[P] fitted to 50 clips of GTZAN (Tzanetakis 2002), 13 songs of LMMS and 2 of MedleyDB",
        "electronic": f"[P] fitted to 13 demo songs of LMMS, shrunk by {OWN} to all music",
        "": f"[P] fitted to 5 clips of GTZAN (Tzanetakis 2002) per genre, {shrunk}; {fall}"}), end="")


if __name__ == "__main__":
    main()
