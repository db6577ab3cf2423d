/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* followup_measure: how far a suggestion's measurement has come on the way that was asked.
 * Thread: as followup. */
#ifndef SIDEMAN_FOLLOWUP_MEASURE_H
#define SIDEMAN_FOLLOWUP_MEASURE_H

#include "advise/followup.h"

struct progress {
    float asked; /* the change that was asked for, > 0; NAN: cannot be told */
    float made;  /* of it, in the same unit; < 0: the other way; NAN: not known yet */
    float after; /* what the first evidence would be now; NAN */
    bool level_matched;
};

/* From `after` (the last seconds, or since it was applied) against `followed->before`. */
struct progress followup_measure(const struct followed *followed, const struct snapshot *snapshot,
                                 const struct sound_profile *after);

#endif
