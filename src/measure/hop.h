/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* hop: the frames of one step of the analysis, made safe, and their power, worked out once for all
 * who need it.  A hop is active (programme) above -70 dBFS RMS, mean over the channels.
 * Thread: analysis. */
#ifndef SIDEMAN_HOP_H
#define SIDEMAN_HOP_H

#include "base/readings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hop {
    float *const *rows;
    unsigned channels;
    size_t frames;
    float power[CHANNELS_MAX]; /* mean square */
    float mean_power;          /* over the channels */
    bool active;
    uint64_t bad_samples;
};

/* Cleans the rows in place (NaN, Inf and anything beyond +200 dBFS become 0; what is below -300
 * dBFS too, so that no filter crawls through denormals) and fills `hop`. */
void hop_take(struct hop *hop, float *const *rows, unsigned channels, size_t frames);

/* Sum of x[i] * y[i], always in the same eight lanes. */
float hop_product(const float *x, const float *y, size_t frames);

#endif
