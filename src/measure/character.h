/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* character: what a track is like over time, for judging it: the steady floor under the programme,
 * how far its level moves, narrow resonances, the s sounds of a voice, flat tops.  Worked out once a
 * second.
 *   floor       of every third octave the level that is exceeded nine tenths of the time; where it
 *               ends sharply, the quiet moments meet something steady: noise
 *   resonance   the peak that stands out of what is around it most of the time, as a filter makes
 *               it; notes come and go, and do not
 * Thread: analysis.  Allocates only in character_new(). */
#ifndef SIDEMAN_CHARACTER_H
#define SIDEMAN_CHARACTER_H

#include "base/readings.h"
#include "measure/hop.h"
#include "measure/stft.h"

#include <stdbool.h>

struct character;

struct character *character_new(unsigned rate_hz, unsigned channels);
void character_free(struct character *character);

/* One hop: its frame, and the power per third octave, of this frame and smoothed over 125 ms (0 where
 * there is none).  While `paused` nothing is taken in. */
void character_process(struct character *character, const struct hop *hop,
                       const struct stft_frame *frame, const float *newest, const float *thirds,
                       bool paused);
/* Works out what character_read() tells; by itself it happens once a second. */
void character_update(struct character *character);
void character_read(const struct character *character, struct character_reading *reading);
void character_read_none(struct character_reading *reading);
void character_reset(struct character *character);

#endif
