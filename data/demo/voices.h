/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* voices: the demo's instruments.  Each adds one note to a bus that is a circle: what rings on past
 * the end of the song is heard at its start.  Times in frames, `velocity` 0..1, `pan` -1 left..1. */
#ifndef SIDEMAN_DEMO_VOICES_H
#define SIDEMAN_DEMO_VOICES_H

#include "effects.h"

struct tone {
    size_t at, length;
    int midi;
    float velocity, pan;
};

float voices_hz(int midi);

void voice_kick(struct bus *bus, size_t at, float velocity);
void voice_snare(struct bus *bus, size_t at, float velocity);
void voice_clap(struct bus *bus, size_t at, float velocity);
void voice_hat(struct bus *bus, size_t at, float velocity, float decay_s);
void voice_shaker(struct bus *bus, size_t at, float velocity);
void voice_tom(struct bus *bus, size_t at, float velocity, float hz, float pan);
void voice_crash(struct bus *bus, size_t at, float velocity);

void voice_bass(struct bus *bus, const struct tone *tone);
void voice_keys(struct bus *bus, const struct tone *tone);
void voice_pluck(struct bus *bus, const struct tone *tone, float ring);
void voice_pad(struct bus *bus, const struct tone *tone);

/* A sung line: notes in time order, one at a time; `vowel` one of "aeiou", ' ' ends a phrase. */
struct sung {
    size_t at, length;
    int midi;
    float velocity;
    char vowel;
};
void voice_sing(struct bus *bus, const struct sung *notes, size_t count, float pan, uint32_t seed);

#endif
