/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* genrerules: a genre by rules of thumb, for when there is no model: how bright, how dense and how even
 * in level the music is, and how fast.  Knows less than the model and says so by its probabilities.
 * Thread: any. */
#ifndef SIDEMAN_GENRERULES_H
#define SIDEMAN_GENRERULES_H

#include "base/readings.h"
#include "listen/features.h"

/* `bpm` NAN: unknown.  Fills GENRES probabilities that add up to 1; false when nothing fits. */
bool genrerules_judge(const float *features, float bpm, float *p);

#endif
