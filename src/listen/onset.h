/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* onset: how much newly starts to sound in each spectrum, and the moments when something does.
 * Log-compressed twelfth-octave bands of the shared spectrum go through aubio's spectral flux and
 * its peak picker.  Times are corrected for the window's delay.
 * Thread: analysis.  Allocates only in onset_new(). */
#ifndef SIDEMAN_ONSET_H
#define SIDEMAN_ONSET_H

#include "measure/stft.h"

#include <stdbool.h>

struct onset;

/* One hop's answer. */
struct onset_result {
    float strength;    /* adaptive-thresholded flux of the hop `lag_hops` ago: rhythm feeds on it */
    bool found;        /* an onset was found */
    float height;      /* its flux above the surroundings */
    float ago_hops;    /* where it was: hops before the end of this hop */
};

struct onset *onset_new(unsigned rate_hz);
void onset_free(struct onset *onset);

struct onset_result onset_process(struct onset *onset, const struct stft_frame *spectrum);

/* How far before the end of the current hop lies the sound that `strength` speaks of, in hops. */
extern const float onset_lag_hops;

#endif
