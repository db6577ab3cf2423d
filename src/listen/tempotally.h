/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tempotally: what tempo most of the music since the reset had, while it goes on: evidence in cells
 * of a quarter BPM.  All zero is the empty state.  Thread: analysis. */
#ifndef SIDEMAN_TEMPOTALLY_H
#define SIDEMAN_TEMPOTALLY_H

#include "base/readings.h"

#include <stdint.h>

enum { TEMPOTALLY_CELLS = 1000 };

struct tempotally {
    double weight[TEMPOTALLY_CELLS];
    double steadiness;
    uint64_t count;
    float bpm, confidence; /* what the cells say, `bpm` 0: nothing; not sought at each reading */
};

/* One look at a tempo, with how likely and how steady it is. */
void tempotally_add(struct tempotally *tally, float bpm, float certainty, float steadiness);
/* Fills the three overall fields. */
void tempotally_read(const struct tempotally *tally, struct tempo_reading *reading);

#endif
