/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* spread: how a level is spread over time: a histogram of half decibels, and its percentiles.
 * Thread: analysis. */
#ifndef SIDEMAN_SPREAD_H
#define SIDEMAN_SPREAD_H

#include <stdint.h>

enum { SPREAD_LOWEST_DB = -130, SPREAD_BINS_A_DB = 2, SPREAD_BINS = 300 };

/* Starts as zeros. */
struct spread {
    uint32_t total;
    uint32_t counts[SPREAD_BINS];
};

void spread_add(struct spread *spread, float power);
/* In dB, between the bins by interpolation; NAN when nothing was added.  `share` 0..1. */
float spread_percentile(const struct spread *spread, float share);

#endif
