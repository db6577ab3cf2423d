/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tempocurve: how fast the beats of a whole piece follow each other as it goes on.
 * Thread: any; no state. */
#ifndef SIDEMAN_TEMPOCURVE_H
#define SIDEMAN_TEMPOCURVE_H

#include "base/readings.h"

#include <stddef.h>

/* Beats whose mean is a point of the curve: the player's touch is not the tempo's. */
enum { TEMPOCURVE_BEATS = 8 };

/* How many points `n_beats` make: one every TEMPOCURVE_BEATS, none of fewer. */
size_t tempocurve_points(size_t n_beats);
/* Tempo of point `point`, which starts at beat `point` * TEMPOCURVE_BEATS; NAN where the music
 * paused. */
float tempocurve_bpm(const double *beats_s, size_t point);

/* Steady, drifting (it changes little, or bit by bit in one direction) or free (else); unknown of a
 * handful of beats.  `beats_s` rises. */
enum tempo_course tempocurve_course(const double *beats_s, size_t n_beats);

#endif
