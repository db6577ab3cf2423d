/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tonality: the key of the music: of all of it since the reset, of the last half minute or so, and
 * where it changed.  The tuning is found first, so that a band that plays 40 cents low is heard
 * alike.
 * Silence, noise, speech and drums have no key.
 * Thread: analysis.  Allocates only in tonality_new(). */
#ifndef SIDEMAN_TONALITY_H
#define SIDEMAN_TONALITY_H

#include "base/readings.h"
#include "listen/key.h"

#include <stdbool.h>
#include <stddef.h>

struct tonality;

/* For a mono stream of `rate_hz` whose content to 2.1 kHz counts, in blocks of at most
 * `max_frames`.  NULL when memory is short. */
struct tonality *tonality_new(double rate_hz, size_t max_frames, const struct key_model *model);
void tonality_free(struct tonality *tonality);
/* Forgets what was heard, but for the last seconds. */
void tonality_reset(struct tonality *tonality);

/* One block, which ends at `end_s`.  `audible`: the gate. */
void tonality_process(struct tonality *tonality, const float *samples, size_t frames, bool audible,
                      double end_s);
/* A key is known now. */
bool tonality_is_known(const struct tonality *tonality);
void tonality_read(const struct tonality *tonality, struct key_reading *reading);

#endif
