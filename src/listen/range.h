/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* range: the lowest, the usual and the highest pitch that a track sustains, from the spectra that
 * its meter makes anyway, so that it costs next to nothing for each of 64 tracks.
 * At each moment the pitch is the lowest partial that is really there: it stands out of its
 * surroundings and is at most 15 dB softer than the strongest partial, 30 when that is its
 * harmonic.  Of one note or of a chord that is the lowest fundamental, of a kick drum the tone it rings with,
 * of a telephone voice the lowest harmonic that came through: nothing tonal lies below, which is
 * what a high-pass filter wants to know.  It counts when it holds for a quarter of a second; pauses
 * (and the hum in them) do not.
 * From 27 Hz to 4.2 kHz; of surround tracks the first two channels.
 * Thread: analysis.  Allocates only in range_new(). */
#ifndef SIDEMAN_RANGE_H
#define SIDEMAN_RANGE_H

#include "base/readings.h"
#include "measure/stft.h"

struct range;

/* For the meter's low spectra (`bins` of `bin_hz`, one every `step_s`), and the shared ones of
 * `rate_hz`.  NULL when memory is short. */
struct range *range_new(unsigned rate_hz, double bin_hz, size_t bins, double step_s);
void range_free(struct range *range);
/* Forgets what was heard. */
void range_reset(struct range *range);

/* The hop's spectrum, and the low one when the hop made one (else NULL: nothing is done). */
void range_process(struct range *range, const struct stft_frame *spectrum,
                   const struct stft_frame *low_spectrum);
void range_read(const struct range *range, struct range_reading *reading);

#endif
