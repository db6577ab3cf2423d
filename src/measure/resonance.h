/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* resonance: the mean of the logarithmic spectrum, and the narrow peak that stands out of it most.
 * Thread: analysis.  Allocates only in resonance_init(). */
#ifndef SIDEMAN_RESONANCE_H
#define SIDEMAN_RESONANCE_H

#include "measure/stft.h"

#include <stdbool.h>

struct resonance {
    size_t first, bins; /* those that are looked at */
    float bin_hz;
    float *sums;        /* of log2 of the power */
    float *smooth;      /* scratch: the mean levels, smoothed to a fifteenth of an octave, */
    float *below;       /* and the sums of the plain ones up to each bin */
    float frames;
};

struct resonance_peak {
    float hz, db, q; /* height over what is around it; NAN: none */
};

bool resonance_init(struct resonance *resonance, unsigned rate_hz);
void resonance_release(struct resonance *resonance);
void resonance_reset(struct resonance *resonance);
void resonance_add(struct resonance *resonance, const struct stft_frame *frame);
struct resonance_peak resonance_find(struct resonance *resonance);

#endif
