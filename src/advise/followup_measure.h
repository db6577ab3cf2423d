/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* followup_measure: how far a suggestion's measurement has come on the way that was asked.
 * Thread: as followup. */
#ifndef SIDEMAN_FOLLOWUP_MEASURE_H
#define SIDEMAN_FOLLOWUP_MEASURE_H

#include "advise/followup.h"

enum progress_kind {
    PROGRESS_NONE,
    PROGRESS_SOUND,  /* from what it sounds like: the music moves it too */
    PROGRESS_MOMENT, /* from faults of single moments */
    PROGRESS_METRIC  /* from the first evidence itself */
};

struct progress {
    enum progress_kind kind;
    float asked; /* the change that was asked for, > 0; NAN: cannot be told */
    float made;  /* of it, in the same unit; < 0: the other way; NAN: not known yet */
    float after; /* what the first evidence would be now; NAN */
    bool level_matched;
};

struct progress followup_measure(const struct followed *followed, const struct snapshot *snapshot,
                                 const struct sound_profile *before,
                                 const struct sound_profile *after);

/* How far it moves from one stretch of 10 s to the next by itself, root mean square; NAN: not known, as
 * less than a minute was heard. */
float followup_unrest(const struct followed *followed, const struct snapshot *snapshot,
                      const struct places *places);

#endif
