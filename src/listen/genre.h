/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* genre: what kind of music this sounds like, from the last half minute that was loud enough: judged
 * once a second by the model in the data folder, by rules when that cannot be read (the log says so).
 * The first answer comes after 8 s of music; answers are smoothed, and a new genre has to lead clearly
 * before it takes the first place.  There is none for what sounds like nothing learned, and for the parts
 * of a song alone: drums, a bass, one instrument, a voice.
 * Thread: analysis.  Reads the model and allocates only in genre_new(). */
#ifndef SIDEMAN_GENRE_H
#define SIDEMAN_GENRE_H

#include "base/readings.h"
#include "measure/stft.h"

#include <stddef.h>

struct genre_ear;

struct genre_ear *genre_new(unsigned rate_hz);
void genre_free(struct genre_ear *ear);
/* Forgets what was heard; what was said goes on. */
void genre_reset(struct genre_ear *ear);

/* The user knows better; GENRES: he does not. */
void genre_set(struct genre_ear *ear, enum genre genre);

/* Whether it judges by rules, which ask for the tempo. */
bool genre_needs_tempo(const struct genre_ear *ear);
/* One hop, and the shared transform's spectrum; `bpm` is the tempo heard, NAN when none is. */
void genre_process(struct genre_ear *ear, const float *mono, size_t frames,
                   const struct stft_frame *spectrum, bool audible, float bpm);
void genre_read(const struct genre_ear *ear, struct genre_reading *reading);

#endif
