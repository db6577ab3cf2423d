/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pitchstats: what was sung or played since the reset: median, lowest and highest sustained pitch,
 * how much was voiced, and how far from A4 = 440 Hz it is tuned.  A histogram: memory never grows.
 * All zero is the empty state.  Thread: analysis. */
#ifndef SIDEMAN_PITCHSTATS_H
#define SIDEMAN_PITCHSTATS_H

#include "base/readings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PITCHSTATS_CELLS = 960, PITCHSTATS_RUN = 3 };

struct pitchstats {
    uint32_t count[PITCHSTATS_CELLS]; /* 10 cents each, from 20 Hz: 8 octaves */
    double cents[PITCHSTATS_CELLS];   /* sum of the exact values, in cents above 20 Hz */
    uint64_t sustained, voiced, heard;
    double tuning_x, tuning_y;
    float run[PITCHSTATS_RUN];        /* the note that is just being held, in cents */
    unsigned run_length;
};

/* One estimate: NAN when unvoiced; `audible` when there was something to hear. */
void pitchstats_add(struct pitchstats *stats, float hz, bool audible);
/* Fills median_hz, low_hz, high_hz, voiced_ratio and tuning_cents. */
void pitchstats_read(const struct pitchstats *stats, struct pitch_reading *reading);

#endif
