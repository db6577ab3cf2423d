/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* spectrum: how the power is spread over frequency: third octaves (IEC 61260-1:2014, base ten,
 * fractional bins), the 7 bands, and what sums them up.  All levels are powers averaged over the
 * channels; a full-scale sine in every channel reads 0 dB in its band.
 *   fast, slow   exponential averages of 125 ms and 1 s (IEC 61672-1); bands below some 350 Hz move
 *                as fast as their window of 0.7 s lets them
 *   long         power since the reset over the programme alone: what is below -70 dBFS RMS does
 *                not count (see powers.h)
 *   max          of the fast one
 * Centroid and bandwidth weigh by amplitude; roll-off by power; tilt is the least-squares line
 * through the long third octaves from 63 Hz to 12.5 kHz: pink noise 0, white +3 dB per octave.
 * Thread: analysis.  Allocates only in spectrum_new(). */
#ifndef SIDEMAN_SPECTRUM_H
#define SIDEMAN_SPECTRUM_H

#include "base/readings.h"
#include "measure/hop.h"
#include "measure/powers.h"
#include "measure/stft.h"

enum { SPECTRUM_PAIRS_MAX = CHANNELS_MAX / 2 };

struct spectrum;

/* `low_rate_hz` and `low_window` as the lowband has them. */
struct spectrum *spectrum_new(unsigned rate_hz, unsigned channels, double low_rate_hz,
                              size_t low_window);
void spectrum_free(struct spectrum *spectrum);

/* One hop: its frames by pairs of channels (the last may be a single one), and the lowband's frames
 * or NULL when there are no new ones.  While `paused` nothing is added to the long term. */
void spectrum_process(struct spectrum *spectrum, const struct hop *hop,
                      const struct stft_frame *const *frames,
                      const struct stft_frame *const *low_frames, bool paused);

void spectrum_read(const struct spectrum *spectrum, struct spectrum_reading *reading);
void spectrum_reset(struct spectrum *spectrum);
void spectrum_reset_max(struct spectrum *spectrum);

/* The power in each third octave: of the newest frame, and smoothed over 125 ms. */
const float *spectrum_newest_powers(const struct spectrum *spectrum);
const float *spectrum_fast_powers(const struct spectrum *spectrum);

/* What the first pair of channels had in each bin, and the bands, for the stereo measurements. */
const struct powers *spectrum_powers(const struct spectrum *spectrum);
const struct powers *spectrum_low_powers(const struct spectrum *spectrum);
const struct band *spectrum_bands(const struct spectrum *spectrum);

#endif
