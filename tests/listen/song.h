/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* song: made-up songs whose sections are known: chords, bass and drums in bars of four beats, each
 * kind of section with its own progression, drums, brightness, level and width. */
#ifndef SIDEMAN_TESTS_SONG_H
#define SIDEMAN_TESTS_SONG_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum { SONG_SECTIONS_MAX = 16, SONG_CHORDS = 4 };

/* How one kind of section is played. */
struct song_kind {
    int roots[SONG_CHORDS]; /* one a bar, MIDI */
    bool minor[SONG_CHORDS];
    bool kick, snare, hat, bass, pad;
    unsigned harmonics; /* of the pad: how bright */
    float gain;
    float width; /* 0 mono .. 1 */
};

struct song {
    double bpm;
    unsigned sections;
    struct {
        int kind; /* index into kinds */
        int bars;
    } parts[SONG_SECTIONS_MAX];
    struct song_kind kinds[6];
    uint32_t seed;
};

static inline float song_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (float)(*seed >> 8) / 16777216.0f;
}

static inline int song_pick(uint32_t *seed, int count)
{
    return (int)(song_random(seed) * (float)count);
}

/* Where section `index` starts; the end of the song for index == sections. */
static inline double song_start_s(const struct song *song, unsigned index)
{
    int bars = 0;
    for (unsigned i = 0; i < index; i++)
        bars += song->parts[i].bars;
    return bars * 4 * 60.0 / song->bpm;
}

/* A song in one of three forms, with kinds that are random but not alike: drums, progression and
 * brightness differ. */
static inline struct song song_compose(uint32_t seed)
{
    static const char *const forms[] = {"iABABCBo", "iAABACAB", "ABABCB", "iABCABCo"};
    static const int degrees[] = {0, 2, 4, 5, 7, 9};
    static const bool minors[] = {false, true, true, false, false, true};
    struct song song = {.seed = seed * 7919u + 1u};
    uint32_t *const dice = &song.seed;
    const int key = 48 + song_pick(dice, 12);
    song.bpm = 80.0 + 70.0 * (double)song_random(dice);
    for (int k = 0; k < 5; k++) { /* i, A, B, C, o */
        struct song_kind *kind = &song.kinds[k];
        for (int c = 0; c < SONG_CHORDS; c++) {
            const int degree = song_pick(dice, 6);
            kind->roots[c] = key + degrees[degree];
            kind->minor[c] = minors[degree];
        }
        kind->pad = true;
        kind->kick = k == 1 || k == 2;
        kind->snare = k == 2 || (k == 1 && song_random(dice) < 0.7f);
        kind->hat = k == 2 || k == 3 || song_random(dice) < 0.3f;
        kind->bass = k == 1 || k == 2;
        kind->harmonics = 2 + (unsigned)song_pick(dice, 4) + (k == 2 ? 6 : 0);
        kind->gain = k == 2 ? 1.0f : k == 1 ? 0.7f : 0.35f + 0.3f * song_random(dice);
        kind->width = song_random(dice);
    }
    const char *form = forms[song_pick(dice, 4)];
    for (; *form; form++) {
        const int kind = *form == 'i' ? 0 : *form == 'o' ? 4 : *form - 'A' + 1;
        song.parts[song.sections].kind = kind;
        song.parts[song.sections++].bars = kind == 0 || kind == 4 ? 4 : 8;
    }
    return song;
}

static inline double song_saw(double phase, unsigned harmonics, double hz, unsigned rate_hz)
{
    double sum = 0.0;
    for (unsigned h = 1; h <= harmonics && hz * h < 0.45 * rate_hz; h++)
        sum += sin(6.283185307179586 * fmod(phase * h, 1.0)) / h;
    return sum;
}

static inline double song_pad(const struct song_kind *kind, int bar, double time_s,
                              unsigned rate_hz)
{
    const int chord = bar % SONG_CHORDS;
    const int steps[3] = {0, kind->minor[chord] ? 3 : 4, 7};
    double sum = 0.0;
    for (unsigned v = 0; v < 3; v++) {
        const double hz = 440.0 * exp2((kind->roots[chord] + steps[v] - 69) / 12.0);
        sum += song_saw(hz * time_s, kind->harmonics, hz, rate_hz);
    }
    return 0.05 * sum;
}

/* Left and right at `time_s`; call in order, with `seed` for the noise. */
static inline void song_play(const struct song *song, double time_s, unsigned rate_hz,
                             uint32_t *seed, float *left, float *right)
{
    const double beat = time_s * song->bpm / 60.0;
    const int bar = (int)(beat / 4.0);
    const double beat_s = 60.0 / song->bpm;
    const double since = fmod(beat, 1.0) * beat_s, since_half = fmod(beat, 0.5) * beat_s;
    unsigned part = 0;
    int first = 0;
    while (part + 1 < song->sections && bar >= first + song->parts[part].bars)
        first += song->parts[part++].bars;
    const struct song_kind *kind = &song->kinds[song->parts[part].kind];
    const float noise = 2.0f * song_random(seed) - 1.0f;
    const float other = 2.0f * song_random(seed) - 1.0f;
    const double in_bar = fmod(beat, 4.0);
    double mid = 0.0;
    if (kind->pad)
        mid += song_pad(kind, bar - first, time_s, rate_hz);
    if (kind->kick && (int)in_bar % 2 == 0)
        mid += 0.5 * sin(6.283 * (50.0 * since + 4.0 * (1.0 - exp(-since * 40.0)))) *
               exp(-since * 12.0);
    if (kind->snare && (int)in_bar % 2 == 1)
        mid += 0.25 * (double)noise * exp(-since * 18.0);
    if (kind->bass)
        mid += 0.15 * song_saw(time_s * 110.0 * exp2((kind->roots[(bar - first) % 4] - 57) / 12.0),
                               3, 110.0, rate_hz);
    double side = 0.02 * (double)(kind->width * other);
    if (kind->hat)
        side += 0.06 * (double)(kind->width * noise) * exp(-since_half * 60.0),
            mid += 0.06 * (double)noise * exp(-since_half * 60.0);
    const float air = 0.001f * other; /* a room is never silent */
    *left = kind->gain * (float)(mid + side) + air;
    *right = kind->gain * (float)(mid - side) + air;
}

#endif
