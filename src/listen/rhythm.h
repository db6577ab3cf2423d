/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rhythm: tempo and beats from the onset strength: aubio's beat tracker at a fixed rate (so that
 * all sample rates hear alike), and on top of it a beat clock that keeps its octave and phase, and
 * that says how steady it is.  The clock predicts: a beat is reported when its time has come, and
 * whether the music agreed with it is checked afterwards.  When a tempo becomes sure, the beats of
 * the seconds that led there are reported late, all at once.
 * Thread: analysis.  Allocates only in rhythm_new(). */
#ifndef SIDEMAN_RHYTHM_H
#define SIDEMAN_RHYTHM_H

#include "base/readings.h"

#include <stdbool.h>

struct rhythm;

struct rhythm *rhythm_new(void);
void rhythm_free(struct rhythm *rhythm);
/* Forgets the count and the history; the beat goes on. */
void rhythm_reset(struct rhythm *rhythm);

/* One hop: `strength` of the onsets at `sound_s`; the hop ends at `end_s`; `audible`: the gate.
 * Writes the times of the beats that came due, at most `max`, and returns how many. */
unsigned rhythm_process(struct rhythm *rhythm, double sound_s, float strength, double end_s,
                        bool audible, double *beats_s, unsigned max);
void rhythm_read(const struct rhythm *rhythm, struct tempo_reading *reading);

#endif
