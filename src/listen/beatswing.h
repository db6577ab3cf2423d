/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatswing: how a beat is divided: what begins to sound, averaged over the beats, at each part of
 * the way from one beat to the next.
 * Thread: any; no state. */
#ifndef SIDEMAN_BEATSWING_H
#define SIDEMAN_BEATSWING_H

#include <stdbool.h>
#include <stddef.h>

struct beatswing {
    float ratio;  /* the first half of a beat to the second: 1 straight, 2 shuffled; NAN unknown */
    bool ternary; /* all three thirds sound, as in 6/8; then there is no ratio */
};

/* `strength`: how much begins in each of the frames; `beats`: ascending times, in frames. */
struct beatswing beatswing_find(const float *strength, size_t frames, const double *beats,
                                size_t count);

#endif
