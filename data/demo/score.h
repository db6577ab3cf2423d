/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* score: the song: 24 bars of four beats in D minor at 112 beats a minute, which loop.
 * Bars 0-3 intro, 4-11 verse, 12-15 break, 16-23 chorus. */
#ifndef SIDEMAN_DEMO_SCORE_H
#define SIDEMAN_DEMO_SCORE_H

#include <stddef.h>

enum {
    SCORE_BPM = 112,
    SCORE_BARS = 24,
    SCORE_STEPS = 16, /* sixteenths in a bar */
    SCORE_VOICES = 4
};

enum score_part { PART_INTRO, PART_VERSE, PART_BREAK, PART_CHORUS };
enum score_part score_part(int bar);

/* A chord holds half a bar. */
struct chord {
    int root;                /* of the bass, MIDI */
    int notes[SCORE_VOICES]; /* close to those of the chord before */
};
const struct chord *score_chord(int bar, int step);

struct melody_note {
    short at, length; /* sixteenths from the start of the song */
    signed char midi;
    char vowel;
};
extern const struct melody_note score_melody[];
extern const size_t score_melody_count;

/* Sixteen characters a bar: '.' rest, '1'..'9' how hard. */
struct drum_bar {
    const char *kick, *snare, *hat, *open_hat;
};
const struct drum_bar *score_drums(int bar);

/* A bass rhythm: ' ' rest, 'r' root, 'o' octave, 'f' fifth, '-' held. */
const char *score_bass(int bar);
/* The guitar's picking: the voice of the chord, '0'..'3', 'x' damped, ' ' rest. */
const char *score_guitar(int bar);
/* The keys' rhythm: 'X' long, 'x' short, ' ' rest. */
const char *score_keys(int bar);

#endif
