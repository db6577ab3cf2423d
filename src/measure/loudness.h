/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* loudness: ITU-R BS.1770-5 and EBU Mode (Tech 3341, Tech 3342) of one programme: momentary every
 * 10 ms, short-term every 50 ms, gating blocks every 100 ms, integrated, range, maxima, true peak,
 * PLR, PSR.
 * Bounded memory: gated blocks go to histograms of exact energies in bins of 0.05 LU.
 * Results do not depend on the block size.
 * Thread: analysis.  Units: LUFS, LU, dBTP.  Never allocates after loudness_new(). */
#ifndef SIDEMAN_LOUDNESS_H
#define SIDEMAN_LOUDNESS_H

#include "base/readings.h"

#include <stdbool.h>
#include <stddef.h>

struct loudness;

/* 1..CHANNELS_MAX channels in WAV order, at least 1 kHz.  NULL when memory is short or out of
 * range. */
struct loudness *loudness_new(unsigned rate_hz, unsigned channels);
void loudness_free(struct loudness *loudness);

/* Any number of frames.  NaN and Inf give wrong readings until the next reset, never a fault. */
void loudness_process(struct loudness *loudness, const float *const *channels, size_t frames);

/* A window that is not full yet reads NAN.  `final` (end of material): the range as Tech 3342 asks
 * for files, with 1.5 s of silence behind it; changes nothing, so that the meter may go on. */
void loudness_read(const struct loudness *loudness, struct loudness_reading *reading, bool final);
/* Maximum since reset of one channel; NAN before the first frame. */
float loudness_true_peak_dbtp(const struct loudness *loudness, unsigned channel);
/* The latest M and S alone: cheap enough for every hop. */
float loudness_momentary_lufs(const struct loudness *loudness);
float loudness_short_term_lufs(const struct loudness *loudness);

/* Starts I, LRA and all maxima anew; M and S go on.  Only blocks that lie wholly behind the reset
 * count from then on. */
void loudness_reset(struct loudness *loudness);
/* Clears the true peak maxima only; PLR keeps the programme's. */
void loudness_reset_peaks(struct loudness *loudness);
/* While paused I, LRA and maxima wait; blocks that touch a pause are left out. */
void loudness_set_paused(struct loudness *loudness, bool paused);

#endif
