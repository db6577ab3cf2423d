/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* masking: which track hides which, where and for how much of the time.  Every step each track's ERB
 * bands are spread as the ear spreads them (27 dB per Bark down, about 10 dB per ERB up: ITU-R BS.1387);
 * what lies more than 4 dB below another track's excitation in the same band is hidden by it (noise
 * masks noise: Zwicker & Fastl).  Bands count by how loud they are (power to the 1/4); what is 25 dB below
 * a track's usual loudest band does not count as played.  Of the places where a track is at home that one is
 * told where the masker is most in its way, by the levels of both and of all others.
 * Thread: analysis.  Allocates only in masking_new(). */
#ifndef SIDEMAN_MASKING_H
#define SIDEMAN_MASKING_H

#include "base/relations.h"
#include "measure/erb.h"

#include <stdbool.h>

struct masking;

/* `step_s`: time between two steps.  NULL when memory is short. */
struct masking *masking_new(unsigned tracks, double step_s);
void masking_free(struct masking *masking);
void masking_reset(struct masking *masking);

/* One step: `powers` holds ERB_ROW floats for each track. */
void masking_step(struct masking *masking, const float *powers);

/* As of the last step: whether a track plays, and its bands in dB (ERB_ROW; silence -100). */
bool masking_is_active(const struct masking *masking, unsigned track);
const float *masking_levels_db(const struct masking *masking, unsigned track);

/* Fills `masking`, `audible`, `presence_db` and `heard_s`.  Track i of ours is `index[i]` of the reading. */
void masking_read(const struct masking *masking, const uint8_t *index,
                  struct relations_reading *reading);

#endif
