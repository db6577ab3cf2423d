/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* swing: how far the level moves within some 20 s, and how much of that lows and highs do together.
 * Over a longer time it is the arrangement that moves; and instruments come and go by themselves,
 * but what moves all of them at once is a fader, an expander, or everybody playing softly.
 * Thread: analysis.  Zeroed memory is a fresh one. */
#ifndef SIDEMAN_SWING_H
#define SIDEMAN_SWING_H

#include "measure/spread.h"

struct swing_sums {
    double count, low, high, low2, high2, product; /* over blocks, in dB */
};

struct swing {
    struct spread level;     /* these two: of the stretch that is being heard */
    struct swing_sums sums;
    float loudest;           /* power, of all so far */
    double stretches, moves_db, unison, unisons; /* sums of those that are complete */
};

struct swing_reading {
    float moves_db; /* from the level exceeded 90 % of the time to that of 5 %; NAN: too soon */
    float unison;   /* correlation of lows and highs, in dB; NAN also: one of them stands still */
};

void swing_reset(struct swing *swing);
/* The powers of a block of 0.1 s: of everything, of the lows, of the highs. */
void swing_add(struct swing *swing, float power, float low, float high);
/* The mean of the stretches. */
struct swing_reading swing_read(const struct swing *swing);

#endif
