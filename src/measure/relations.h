/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* relations: what the tracks of a mix do to each other, measured hop by hop beside each track's own
 * meter: masking, and delay and polarity between tracks that carry the same sound.
 * Thread: analysis.  Allocates only in relations_new(). */
#ifndef SIDEMAN_MEASURE_RELATIONS_H
#define SIDEMAN_MEASURE_RELATIONS_H

#include "base/relations.h"
#include "measure/stft.h"

#include <stddef.h>

struct relations;

/* `index`: where each of the `tracks` (2 at least, TRACKS_MAX at most) is in the reading.  NULL when
 * memory is short. */
struct relations *relations_new(unsigned rate_hz, unsigned tracks, const uint8_t *index);
void relations_free(struct relations *relations);
void relations_reset(struct relations *relations);

/* Every hop of every track, in order: its spectrum (as meter_process() returns it) and its samples. */
void relations_take(struct relations *relations, unsigned track, const struct stft_frame *spectrum,
                    float *const *rows, unsigned channels, size_t frames);
/* All tracks of this hop were taken. */
void relations_step(struct relations *relations);

/* As of the last second or so. */
const struct relations_reading *relations_read(const struct relations *relations);
/* As of now: the end of the material. */
void relations_finish(struct relations *relations);

#endif
