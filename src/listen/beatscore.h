/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatscore: the beats, bars and tempo of a whole piece, found once all of it was heard, when what
 * follows a beat speaks as well.
 * Thread: one at a time.  Grows with the piece. */
#ifndef SIDEMAN_BEATSCORE_H
#define SIDEMAN_BEATSCORE_H

#include "base/readings.h"
#include "listen/beatnet.h"
#include "listen/beatswing.h"
#include "listen/meterpath.h"
#include "listen/pulsebands.h"

#include <stdbool.h>
#include <stddef.h>

struct beatscore;

struct beatscore *beatscore_new(void);
void beatscore_free(struct beatscore *score);

/* The next frame; what memory has no room for is left out. */
void beatscore_add(struct beatscore *score, const float rises[PULSEBANDS], bool audible);

/* What was found.  `bpm` NAN, and no beats, where there is no pulse. */
struct beatscore_result {
    double *beats_s, *downbeats_s; /* ascending */
    size_t n_beats, n_downbeats;
    float bpm, confidence, steadiness;
    struct meter meter;
    struct beatswing swing;
    enum tempo_course course;
};

/* `nets`: a model that looks both ways and a live one, either may be NULL; both: by loudness.  False
 * when out of memory. */
bool beatscore_solve(const struct beatscore *score, const struct beatnet *const nets[2],
                     struct beatscore_result *result);
void beatscore_result_free(struct beatscore_result *result);

#endif
