/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pulsebands: what newly starts to sound in each quarter octave, from the shared spectrum, at a rate
 * of its own whatever the sample rate is.  A rise counts above the loudest of the neighbouring bands
 * two frames ago, so that vibrato is none.
 * Thread: analysis.  Allocates only in pulsebands_new(). */
#ifndef SIDEMAN_PULSEBANDS_H
#define SIDEMAN_PULSEBANDS_H

#include "measure/stft.h"

enum { PULSEBANDS = 36, PULSEBANDS_FRAMES_MAX = 4 };

/* Frames a second; frame i speaks of the sound at i / pulsebands_rate_hz. */
extern const double pulsebands_rate_hz;

struct pulsebands;

struct pulsebands *pulsebands_new(unsigned rate_hz);
void pulsebands_free(struct pulsebands *bands);

/* How loud each band is in a spectrum, in powers of two above -72 dBFS, 0 below. */
void pulsebands_measure(const struct pulsebands *bands, const struct stft_frame *spectrum,
                        float loudness[PULSEBANDS]);

/* One hop's spectrum.  Writes the frames that it completes and returns how many (0, 1 or 2). */
unsigned pulsebands_process(struct pulsebands *bands, const struct stft_frame *spectrum,
                            float rises[PULSEBANDS_FRAMES_MAX][PULSEBANDS]);

#endif
