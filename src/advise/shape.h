/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* shape: which equaliser setting would best explain how a long-term spectrum departs from its
 * corridor. For each of seven faults a few filters (a bell at 300 Hz, a shelf at 6 kHz, ...) are
 * fitted by generalised least squares: departures of neighbouring bands go together, as music's do
 * (exp(-octaves / correlation_octaves), tolerance as standard deviation), and the level is free.
 * The best one is taken off before the other half of the spectrum is judged.  Amounts are in dB of
 * the filter, with their standard deviation, which grows with what no filter explains.
 * Thread: any. */
#ifndef SIDEMAN_SHAPE_H
#define SIDEMAN_SHAPE_H

#include "advise/corridor.h"

enum shape {
    SHAPE_BOOMY,
    SHAPE_MUD,
    SHAPE_BOXY,
    SHAPE_THIN,
    SHAPE_HARSH,
    SHAPE_BRIGHT,
    SHAPE_DULL,
    SHAPES
};

struct shape_fit {
    float db; /* how much too much (or, thin and dull, too little); 0: none; NAN: cannot be told */
    float sd_db; /* how far music that is well goes, one standard deviation */
    float hz, q; /* of the filter; a shelf's q is 0.7 */
};

struct shapes {
    struct shape_fit fit[SHAPES];
    float top_hz; /* the spectrum is judged up to here: above, the material has nothing */
};

/* The filters' responses; takes a while, done once. */
struct shape_bank;
struct shape_bank *shape_bank_new(const float *correlation_octaves, float alone);
void shape_bank_free(struct shape_bank *bank);

/* `third_db` as in spectrum_reading.  A mix is judged from 40 Hz on, a track from its lowest notes. */
void shape_judge(const struct shape_bank *bank, const float *third_db,
                 const struct corridor *corridor, bool is_mix, struct shapes *shapes);

#endif
