/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatchoice: of a whole piece, which tempo people would tap, where another of the same pulse may
 * have been found: beatlevel's word, and how well the likeliest beats at that tempo fit.
 * Thread: one at a time.  Allocates. */
#ifndef SIDEMAN_BEATCHOICE_H
#define SIDEMAN_BEATCHOICE_H

#include "listen/pulsebands.h"

#include <stdbool.h>
#include <stddef.h>

struct beatchoice_piece {
    const float (*rises)[PULSEBANDS];
    const float *beat_odds; /* log odds of a beat, */
    const bool *audible;
    size_t frames;          /* of each */
};

struct beatchoice {
    double bpm;     /* 0 when it cannot be told; */
    double sure;    /* how likely it is, among the others; */
    double repeats; /* how much comes again after a beat, see beatlevel; */
    double gain;    /* how much likelier these beats are than none, a second; */
    double peaked, together; /* see beatlevel_texture */
};

/* `bpm`: the tempo that was found. */
struct beatchoice beatchoice_find(const struct beatchoice_piece *piece, double bpm);

#endif
