/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* lowband: a second, slower spectrum for the lowest octaves, which the STFT cannot resolve.  Each
 * channel is decimated by a power of two to 2.6 .. 5.2 kHz (linear-phase FIR: flat within 0.01 dB
 * to 500 Hz, what would fold down there is 80 dB down) and goes through an STFT of at least 0.6 s,
 * a new frame every eighth of that.
 * Thread: analysis.  Allocates only in lowband_new(). */
#ifndef SIDEMAN_LOWBAND_H
#define SIDEMAN_LOWBAND_H

#include "measure/stft.h"

#include <stddef.h>

enum { LOWBAND_OVERLAP = 8 };

struct lowband;

/* `channels` 1 or 2.  NULL when memory is short. */
struct lowband *lowband_new(unsigned rate_hz, unsigned channels);
void lowband_free(struct lowband *lowband);

double lowband_rate_hz(const struct lowband *lowband);
size_t lowband_window_frames(const struct lowband *lowband); /* at lowband_rate_hz() */

/* One hop of stft_hop_frames(); fewer are taken as followed by silence.  The newest spectrum when
 * this hop made one (valid until the next call), else NULL.  Accurate up to 500 Hz. */
const struct stft_frame *lowband_process(struct lowband *lowband, const float *const *channels,
                                         size_t frames);

#endif
