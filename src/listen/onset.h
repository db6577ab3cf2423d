/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* onset: how much newly starts to sound in each spectrum, and the moments when something does.
 * Log-compressed twelfth-octave bands of the shared spectrum go through aubio's spectral flux and
 * its peak picker; what is too short and soft for that window comes from the waveform (attack.h),
 * some 40 ms later.  Times are corrected for the window's delay.
 * Thread: analysis.  Allocates only in onset_new(). */
#ifndef SIDEMAN_ONSET_H
#define SIDEMAN_ONSET_H

#include "measure/stft.h"

#include <stdbool.h>

struct onset;

enum { ONSETS_MAX = 4 };

/* One hop's answer. */
struct onset_result {
    unsigned count;             /* onsets that were found, in order of time, */
    float ago_hops[ONSETS_MAX]; /* hops before the end of this hop */
};

struct onset *onset_new(unsigned rate_hz);
void onset_free(struct onset *onset);

/* `mono`: the newest hop's `frames`, `spectrum`: up to its end. */
struct onset_result onset_process(struct onset *onset, const float *mono, size_t frames,
                                  const struct stft_frame *spectrum);

#endif
