/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* groove: how music pulses: in eight bands up to 11 kHz, and in the sum of all that rises, how much
 * the level moves at rates from 0.7 to 18 a second.  Levels are logarithms relative to how loud the
 * music is, so that its own level does not matter.
 * Thread: analysis.  Plain data; nothing is allocated. */
#ifndef SIDEMAN_GROOVE_H
#define SIDEMAN_GROOVE_H

#include "measure/stft.h"

#include <stdbool.h>

enum {
    GROOVE_LEVELS = 8,
    GROOVE_BANDS = GROOVE_LEVELS + 1, /* the last: what rises in any */
    GROOVE_RATES = 8,
    GROOVE_POLES = 2 /* after each other */
};

struct groove {
    size_t edge[GROOVE_LEVELS + 1]; /* in bins */
    float turn_re[GROOVE_RATES], turn_im[GROOVE_RATES], gain[GROOVE_RATES];
    float forget, forget_power; /* a step, of what is usual */
    unsigned settling_steps;
    unsigned hops, steps;
    float usual_power;
    float usual[GROOVE_BANDS], last[GROOVE_LEVELS];
    float re[GROOVE_BANDS][GROOVE_POLES][GROOVE_RATES], im[GROOVE_BANDS][GROOVE_POLES][GROOVE_RATES];
};

struct groove_frame {
    float power[GROOVE_BANDS][GROOVE_RATES]; /* of the movement */
};

/* For the shared transform at this rate. */
void groove_init(struct groove *groove, unsigned rate_hz);
void groove_restart(struct groove *groove);

/* The next hop's spectrum.  True at every second hop once it has settled (2 s): `frame` is filled. */
bool groove_process(struct groove *groove, const struct stft_frame *spectrum,
                    struct groove_frame *frame);

#endif
