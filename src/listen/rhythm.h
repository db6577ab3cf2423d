/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rhythm: tempo and beats.  Live, a beat is foretold and reported when its time has come, and only
 * while the tempo is steady; a whole piece is gone through once more when it has ended.
 * Thread: analysis.  Allocates only in rhythm_new(), unless it keeps the whole piece. */
#ifndef SIDEMAN_RHYTHM_H
#define SIDEMAN_RHYTHM_H

#include "base/readings.h"
#include "listen/beatscore.h"
#include "measure/stft.h"

#include <stdbool.h>

struct rhythm;

struct rhythm *rhythm_new(unsigned rate_hz);
/* From the start on, keep what rhythm_finish() needs instead of following the beat live; memory then
 * grows, 13 kB a second.  False when it is short. */
bool rhythm_keep(struct rhythm *rhythm);
void rhythm_free(struct rhythm *rhythm);
/* Forgets the count and the history; the beat goes on. */
void rhythm_reset(struct rhythm *rhythm);

/* The user says how fast it is: live, only tempi close to this one are followed; NAN: find out. */
void rhythm_lock(struct rhythm *rhythm, float bpm);

struct rhythm_beat {
    double at_s;
    bool first; /* of a bar */
};

/* One hop: its spectrum; it ends at `end_s`; `audible`: the gate.  Writes the beats that came due,
 * at most `max`, and returns how many. */
unsigned rhythm_process(struct rhythm *rhythm, const struct stft_frame *spectrum, double end_s,
                        bool audible, struct rhythm_beat *beats, unsigned max);
/* A tempo is shown. */
bool rhythm_is_known(const struct rhythm *rhythm);
void rhythm_read(const struct rhythm *rhythm, struct tempo_reading *reading);

/* The piece has ended: its beats, and from now on what rhythm_read() says of the whole.  NULL when
 * it was not kept or memory ran out. */
const struct beatscore_result *rhythm_finish(struct rhythm *rhythm);

#endif
