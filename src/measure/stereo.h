/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stereo: how the two channels of a track relate.  With L, R the channels, M = (L + R) / 2 and
 * S = (L - R) / 2:
 *   correlation   sum LR / sqrt(sum LL sum RR): 1 alike, 0 unrelated or 90 degrees, -1 opposed; not
 *                 known (NAN) while a channel is silent
 *   balance       power of R over L in dB, within +-60
 *   width         power of S over that of M and S
 *   mono loss     mean power of the channels over that of M in dB: alike 0, unrelated 3, opposed 60
 *                 (the most that is shown); per band from the spectra
 * Since the reset means: over the programme (hops above -70 dBFS RMS).  Now means 300 ms, the lows
 * the last frame of the lowband.
 * Thread: analysis.  Allocates only in stereo_new(). */
#ifndef SIDEMAN_STEREO_H
#define SIDEMAN_STEREO_H

#include "base/readings.h"
#include "measure/hop.h"
#include "measure/spectrum.h"
#include "measure/stft.h"

#include <stdbool.h>

struct stereo;

struct stereo *stereo_new(unsigned rate_hz);
void stereo_free(struct stereo *stereo);

/* `low_frame`: the lowband's, or NULL when there is no new one. */
void stereo_process(struct stereo *stereo, const struct hop *hop,
                    const struct stft_frame *low_frame, bool paused);

void stereo_read(const struct stereo *stereo, const struct spectrum *spectrum,
                 const struct stft *stft, struct stereo_reading *reading);
/* The reading of a track that is not stereo. */
void stereo_read_none(struct stereo_reading *reading);
void stereo_reset(struct stereo *stereo);

#endif
