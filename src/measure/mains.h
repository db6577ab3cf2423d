/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mains: hum under music that never pauses.  The lowband's bins at 50 and 60 Hz and five harmonics,
 * and those two bins to either side, are kept for some 16 s and looked at as one long spectrum of a
 * fifteenth of a hertz: mains are lines within 0.3 % of their frequency, all at the same deviation,
 * that stand out of everything up to 4 Hz to either side.  Notes are seldom there, and never so
 * still; loops have lines, but many beside each other.
 * Levels: a full-scale sine is 0 dB.
 * Thread: analysis.  Allocates only in mains_new(). */
#ifndef SIDEMAN_MAINS_H
#define SIDEMAN_MAINS_H

#include "measure/stft.h"

struct mains;

/* `step_s`: time between two frames of `bin_hz`. */
struct mains *mains_new(double bin_hz, double step_s);
void mains_free(struct mains *mains);
void mains_reset(struct mains *mains);

/* A frame of the lowband; two channels are added up. */
void mains_process(struct mains *mains, const struct stft_frame *frame);

/* 50, 60 or NAN; and the power of its harmonics. */
float mains_frequency_hz(const struct mains *mains, double *power);

#endif
