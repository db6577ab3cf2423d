/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatvote: which tempo people would tap, live: what beatlevel says every few seconds, added up and
 * slowly forgotten, so that the tempo does not jump from one octave to another and back.
 * All zero is the empty state.  Thread: analysis. */
#ifndef SIDEMAN_BEATVOTE_H
#define SIDEMAN_BEATVOTE_H

#include "listen/beatlevel.h"

enum { BEATVOTE_CELLS = 80 };

struct beatvote {
    float weight[BEATVOTE_CELLS];
    unsigned elected; /* 0 none, or a cell and one */
};

/* `log_p`: of `bpm` times each factor. */
void beatvote_add(struct beatvote *vote, double bpm, const float log_p[BEATLEVEL_FACTORS]);
/* The tempo elected, to a few percent; 0 none.  `share`: of all the votes. */
double beatvote_bpm(const struct beatvote *vote, float *share);

#endif
