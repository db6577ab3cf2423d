#!/usr/bin/python3
# Copyright (C) 2026 the sideman authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the MIDI files that rhythm_items.py calls STYLES.

Usage: make_styles.py OUT
  OUT  a folder; it gets a MIDI file for each of some 450 grooves of Debian's mma, 42 s long, over
       chords at random, and beside each a text: tempo, beats in a bar, quarter notes in a beat.
Tempi are drawn from where such a style is played.  In 6/8 the beat is the dotted one.
"""
import glob
import os
import random
import re
import subprocess
import sys

LIBRARY = "/usr/share/mma/lib"
SECONDS = 42
CHORDS = "C Am Dm G7 F Em Bb D A7 E7 Gm Cm Fm Ab Eb Cmaj7 Dm7 Am7".split()
LEFT_OUT = re.compile(r"metronome|none|intro|ending|count|mide|pno|jazz-54|arpeggio|ambient")
TEMPI = (
    (r"waltz|34\b", 85, 190),
    (r"slow|ballad|lullaby|serenade|hymn|128|nite", 58, 92),
    (r"dnb|punk|fast|bebop|quickstep|polka|bluegrass|twist|jive|ska\b|hillcountry|gypsy|zydeco|"
     r"merengue|charleston|dixie|samba|ragtime", 138, 208),
    (r"hip|trip|thr|rnb|r.b|reggae", 72, 112),
    (r"techno|house|trance|dance|disco|rave", 112, 142),
    (r"metal|mtl|hrk|rock", 84, 190),
    (r"swing|jazz|boogie|boggie|shuffle|bigband|foxtrot|easy|western", 85, 200),
    (r"march|beguine|bossa|rhumba|latin|salsa|mambo|chacha|tango|calypso|son", 88, 150),
    (r".", 72, 160),
)


def grooves(chance):
    """(library, file, groove, quarter notes in a bar, in a beat)"""
    seen = set()
    for path in sorted(glob.glob(LIBRARY + "/*/*.mma")):
        text = open(path, errors="replace").read()
        name, library = os.path.basename(path)[:-4], os.path.basename(os.path.dirname(path))
        time = re.search(r"(?im)^\s*time\s+(\S+)", text)
        signature = re.search(r"(?im)^\s*timesig\s+(\d+)[ /]+(\d+)", text)
        if LEFT_OUT.match(name) or not time or time[1] not in ("2", "3", "4", "6", "4/4", "3/4"):
            continue
        quarters = int(time[1][0])
        if quarters == 4 and signature and signature.groups() == ("6", "8"):
            continue
        names = [g for g in re.findall(r"(?im)^\s*DefGroove\s+(\S+)", text)
                 if not re.search(r"(?i)intro|end|fill\d*$", g)]
        chance.shuffle(names)
        for groove in names[:4 if library == "zoom" else 2]:
            if groove not in seen:
                seen.add(groove)
                yield library, name, groove, quarters, 3 if quarters == 6 else 1


def make(out, library, name, groove, quarters, in_beat, chance):
    low, high = next((low, high) for words, low, high in TEMPI if re.search(words, name.lower()))
    bpm = chance.uniform(45, 80) if quarters == 6 else low * (high / low) ** chance.random()
    in_bar = quarters // in_beat
    chords = [chance.choice(CHORDS) for _ in range(chance.choice((4, 8)))]
    base = os.path.join(out, library + "-" + re.sub(r"[^A-Za-z0-9]", "_", groove))
    with open(base + ".mma", "w") as file:
        file.write(f"Tempo {bpm * in_beat:.1f}\nGroove {library}/{name}:{groove}\n")
        for bar in range(max(8, int(SECONDS * bpm / 60 / in_bar))):
            file.write(f"{bar + 1} {chords[bar % len(chords)]}\n")
    subprocess.run(["mma", base + ".mma"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if os.path.exists(base + ".mid"):
        with open(base + ".txt", "w") as file:
            file.write(f"{bpm:f} {in_bar} {in_beat}\n")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    chance = random.Random(7)
    os.makedirs(sys.argv[1], exist_ok=True)
    for groove in list(grooves(chance)):
        make(sys.argv[1], *groove, chance)


if __name__ == "__main__":
    main()
