/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* erb: the ear's frequency bands, one ERB wide each (Glasberg & Moore, Hearing Research 47, 1990:
 * ERB number = 21.4 log10(0.00437 f + 1)), from 40 Hz to 17 kHz, cut from the STFT.
 * Thread: any; erb_add() analysis. */
#ifndef SIDEMAN_ERB_H
#define SIDEMAN_ERB_H

#include "measure/powers.h"
#include "measure/stft.h"

enum { ERB_BANDS = 38, ERB_ROW = 40 /* floats: whole vectors */ };

struct erb {
    struct band_span spans[ERB_BANDS];
    float ear[ERB_BANDS]; /* power gain of the outer and middle ear (Terhardt 1979) */
};

/* The lower edge of band `band`; of ERB_BANDS: the upper edge of the last. */
double erb_edge_hz(unsigned band);

/* What the outer and middle ear make of the power in band `band` (Terhardt 1979). */
double erb_ear_gain(unsigned band);

/* Bands above the Nyquist frequency stay empty. */
void erb_init(struct erb *erb, unsigned rate_hz);

/* Adds the power of each band, as the inner ear gets it, mean over the channels, to `powers`
 * (ERB_ROW). */
void erb_add(const struct erb *erb, const struct stft_frame *frame, float *powers);

#endif
