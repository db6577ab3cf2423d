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
    float consistency; /* share of the beats divided at all that are divided there */
};

/* `strength`: how much begins in each of the frames; `beats`: ascending times, in frames. */
struct beatswing beatswing_find(const float *strength, size_t frames, const double *beats,
                                size_t count);

/* How often such a ratio is right, at a tempo that is as sure as this; NAN when there is none. */
float beatswing_confidence(const struct beatswing *swing, float tempo_confidence);

#endif
