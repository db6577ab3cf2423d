/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* melbank: 128 triangles on Slaney's mel scale from 0 to 11025 Hz, each of area 1, and the 20 cepstral
 * coefficients (orthonormal DCT-II) of their levels: the definitions of librosa's mfcc.
 * Thread: analysis.  Allocates only in melbank_new(). */
#ifndef SIDEMAN_MELBANK_H
#define SIDEMAN_MELBANK_H

#include <stddef.h>

enum { MEL_BANDS = 128, MEL_CEPSTRA = 20 };

struct melbank;

/* For spectra of `bins` powers, `bin_hz` apart, the first at 0 Hz.  NULL when memory is short. */
struct melbank *melbank_new(double bin_hz, size_t bins);
void melbank_free(struct melbank *bank);

void melbank_apply(const struct melbank *bank, const float *power, float *bands);
/* `levels_db` of MEL_BANDS; fills MEL_CEPSTRA. */
void melbank_cepstrum(const struct melbank *bank, const float *levels_db, float *cepstrum);

#endif
