/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* truepeak: true-peak estimate of ITU-R BS.1770-5 Annex 2: four-fold interpolation by its 48-tap
 * filter, and the samples themselves.  Four-fold at every rate: Tech 3341 cases 21 and 23 fail at
 * 96 kHz with two-fold.
 * Thread: analysis.  Units: amplitude, full scale 1.0.  Never allocates after truepeak_new(). */
#ifndef SIDEMAN_TRUEPEAK_H
#define SIDEMAN_TRUEPEAK_H

#include <stddef.h>

struct truepeak;

/* NULL when memory is short or channels are not 1..CHANNELS_MAX. */
struct truepeak *truepeak_new(unsigned channels);
void truepeak_free(struct truepeak *truepeak);

/* Forgets the samples before: what comes next is measured as if silence had been before it. */
void truepeak_restart(struct truepeak *truepeak);

/* Takes frames `first` .. `first + frames - 1` of each channel and writes the highest true peak
 * among them to peaks[channel].  The interpolator is 6 samples late. */
void truepeak_process(struct truepeak *truepeak, const float *const *channels, size_t first,
                      size_t frames, float *peaks);

#endif
