/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* align: polarity and delay between tracks that carry the same sound: generalised cross-correlation
 * (Knapp & Carter, IEEE ASSP-24, 1976) of 0.17 s, its phase transform softened, one pair a step, those
 * that look alike more often; the correlations of a pair are averaged, so that only a delay that stays
 * counts.
 * Thread: analysis.  Allocates and plans only in align_new(). */
#ifndef SIDEMAN_ALIGN_H
#define SIDEMAN_ALIGN_H

#include "base/relations.h"
#include "measure/likeness.h"

#include <stddef.h>

struct align;

/* NULL when memory is short. */
struct align *align_new(unsigned rate_hz, unsigned tracks);
void align_free(struct align *align);
void align_reset(struct align *align);

/* Every hop of every track, in their order: mono, (left + right) / 2.  `right` NULL: left alone. */
void align_take(struct align *align, unsigned track, const float *left, const float *right,
                size_t frames);

/* One step: chooses a pair and compares it.  After all tracks were taken. */
void align_step(struct align *align, const struct likeness *likeness);

/* Fills `alignments`.  Track i of ours is `index[i]` of the reading. */
void align_read(const struct align *align, const uint8_t *index, struct relations_reading *reading);

#endif
