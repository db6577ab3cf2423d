/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* levels: per channel sample peak, RMS, crest, clipping, DC offset and the needle of the selected
 * ballistics.  Results do not depend on the block size.
 * Thread: analysis.  Units: dBFS, full scale 1.0.  Never allocates after levels_new(). */
#ifndef SIDEMAN_LEVELS_H
#define SIDEMAN_LEVELS_H

#include "base/readings.h"

#include <stdbool.h>
#include <stddef.h>

struct levels;

/* 1..CHANNELS_MAX channels, at least 1 kHz.  NULL when memory is short or out of range. */
struct levels *levels_new(unsigned rate_hz, unsigned channels);
void levels_free(struct levels *levels);

/* Any number of frames.  NaN and Inf give wrong readings, never a fault. */
void levels_process(struct levels *levels, const float *const *channels, size_t frames);

/* Fills readings[0 .. channels - 1], all but true_peak_dbtp and dead.  Clipped samples are those at
 * full scale: 32767/32768 (what 16 bits can hold) or more. */
void levels_read(const struct levels *levels, struct channel_reading *readings);

/* Starts maxima, RMS, DC and clip counts anew; needles and short-term values go on. */
void levels_reset(struct levels *levels);
/* Clears the held peaks and the clip mark. */
void levels_reset_peaks(struct levels *levels);
/* While paused, what is "since reset" waits. */
void levels_set_paused(struct levels *levels, bool paused);
void levels_set_ballistics(struct levels *levels, enum ballistics ballistics);

#endif
