/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* comb: which note explains a spectrum best.  A note is judged by the root amplitudes at its
 * harmonics less those halfway between, the higher ones counting less (after Camacho's SWIPE,
 * 2007): an octave too low has nothing on its odd harmonics, an octave too high leaves much
 * unexplained.
 * Thread: analysis.  Allocates only in comb_new(). */
#ifndef SIDEMAN_COMB_H
#define SIDEMAN_COMB_H

#include <stddef.h>

struct comb;

/* For windows of `window` samples, a power of two.  NULL when memory is short. */
struct comb *comb_new(double rate_hz, size_t window);
void comb_free(struct comb *comb);

/* Looks at a window of samples, oldest first. */
void comb_take(struct comb *comb, const float *samples);

/* How well a note of `hz` explains what was looked at; 0 and less: not at all. */
float comb_strength(const struct comb *comb, float hz);

/* The best note between the two frequencies, judged at the loudest peaks and their fractions, and
 * at `hint_hz` and its octaves (0: no hint).  0 when there is none. */
float comb_best(const struct comb *comb, float hint_hz, float low_hz, float high_hz);

#endif
