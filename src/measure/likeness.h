/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* likeness: which pairs of tracks rise and fall alike in every ERB band, as two microphones on one
 * source do, however each is filtered, delayed or turned over.  Cheap enough for every pair of 64
 * tracks; what looks alike is then compared sample by sample (align.h).
 * Thread: analysis.  Allocates only in likeness_new(). */
#ifndef SIDEMAN_LIKENESS_H
#define SIDEMAN_LIKENESS_H

#include <stdbool.h>

struct likeness;

/* `step_s`: time between two steps.  NULL when memory is short. */
struct likeness *likeness_new(unsigned tracks, double step_s);
void likeness_free(struct likeness *likeness);
void likeness_reset(struct likeness *likeness);

/* One step: the bands of `track` in dB (ERB_ROW floats), for each track; then all pairs. */
void likeness_take(struct likeness *likeness, unsigned track, const float *levels_db, bool active);
void likeness_step(struct likeness *likeness);

/* Correlation of the bands' movements, -1..1; 0 while little was heard. */
float likeness_of(const struct likeness *likeness, unsigned a, unsigned b);

#endif
