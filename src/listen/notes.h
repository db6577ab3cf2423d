/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* notes: the notes of a melody, from the pitch of a whole file step by step: a note ends where the
 * pitch leaves it for good or is lost, and where it is struck anew.  What is shorter than two
 * steps, glides and slips, is no note; vibrato is.
 * Thread: analysis.  Memory grows with the file. */
#ifndef SIDEMAN_NOTES_H
#define SIDEMAN_NOTES_H

#include "base/readings.h"

#include <stdbool.h>
#include <stddef.h>

struct notes;

/* For estimates one every `step_s`.  NULL when memory is short. */
struct notes *notes_new(double step_s);
void notes_free(struct notes *notes);

/* One estimate: of the sound around `time_s` (ascending); `hz` is NAN where nothing is pitched,
 * `power` that of the latest step. */
void notes_add(struct notes *notes, double time_s, float hz, float power);

/* How many notes are in *found (to be freed); they begin at one of `onsets_s` (ascending) where one
 * is near.  None when most of what sounds is no melody, or memory was short: *melodic is false
 * then. */
size_t notes_find(const struct notes *notes, const double *onsets_s, size_t n_onsets,
                  struct note_reading **found, bool *melodic);

#endif
