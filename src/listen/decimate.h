/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* decimate: halves the sample rate, as often as asked, with half-band filters (linear phase).
 * What lies below 0.26 of the new Nyquist passes unchanged; what would fold onto it is 60 dB down.
 * Thread: analysis.  Allocates only in decimate_new(). */
#ifndef SIDEMAN_DECIMATE_H
#define SIDEMAN_DECIMATE_H

#include <stddef.h>

struct decimate;

/* `halvings` 0..8 times; blocks of at most `max_frames`.  NULL when out of memory or of range. */
struct decimate *decimate_new(unsigned halvings, size_t max_frames);
void decimate_free(struct decimate *decimate);

/* `frames` is a multiple of 2^halvings, at most max_frames.  Returns frames / 2^halvings samples,
 * valid until the next call. */
const float *decimate_process(struct decimate *decimate, const float *in, size_t frames);

#endif
