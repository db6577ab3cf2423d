/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* defects: what is wrong with a track besides clipping (levels.h): noise floor, hum, dropouts, dead
 * channels, silence, samples that are no numbers.
 *   silence   below -70 dBFS RMS, mean over the channels
 *   dead      a channel below -80 dBFS RMS for 3 s during which another was above -50; LFE excused
 * Thread: analysis.  Allocates only in defects_new(). */
#ifndef SIDEMAN_DEFECTS_H
#define SIDEMAN_DEFECTS_H

#include "base/readings.h"
#include "measure/hop.h"
#include "measure/stft.h"

struct defects;

/* `low_bin_hz`, `low_step_s`: of the lowband's frames. */
struct defects *defects_new(unsigned rate_hz, unsigned channels, double low_bin_hz,
                            double low_step_s);
void defects_free(struct defects *defects);

/* `low_frame`: the lowband's of the first two channels, or NULL when there is no new one. */
void defects_process(struct defects *defects, const struct hop *hop,
                     const struct stft_frame *low_frame);

void defects_read(const struct defects *defects, struct defects_reading *reading);
bool defects_channel_is_dead(const struct defects *defects, unsigned channel);
/* See dropouts.h. */
void defects_note_seam(struct defects *defects);
/* Forgets what was counted and found; silence and dead channels go on. */
void defects_reset(struct defects *defects);

#endif
