/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* resonance: the narrow peak of the spectrum that stands out most, whatever is played: by how much is
 * worked out for stretches of 1.1 s each, and about three of four reach what is told.
 * Thread: analysis.  Allocates only in resonance_init(). */
#ifndef SIDEMAN_RESONANCE_H
#define SIDEMAN_RESONANCE_H

#include "measure/stft.h"

#include <stdbool.h>

struct resonance {
    size_t first, bins; /* those that are looked at */
    float bin_hz;
    float *logs, *powers;     /* of this stretch: sums of log2 of the power, and of the power */
    unsigned frames;          /* in it */
    float *below, *stretch;   /* scratch: sums up to each bin, heights */
    float *totals, *squares;  /* sums of the heights of all stretches, dB */
    float stretches;
};

struct resonance_peak {
    float hz, db, q; /* height over what is around it; NAN: none */
};

bool resonance_init(struct resonance *resonance, unsigned rate_hz);
void resonance_release(struct resonance *resonance);
void resonance_reset(struct resonance *resonance);
void resonance_add(struct resonance *resonance, const struct stft_frame *frame);
struct resonance_peak resonance_find(const struct resonance *resonance);

#endif
