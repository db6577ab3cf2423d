/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatodds: the log odds of a beat at each frame of pulsebands, as they come; by the network's live
 * model, or, without one, by how loud the rises are.
 * Thread: analysis.  Allocates only in beatodds_new(). */
#ifndef SIDEMAN_BEATODDS_H
#define SIDEMAN_BEATODDS_H

#include "listen/beatnet.h"
#include "listen/pulsebands.h"

enum { BEATODDS_FRAMES_MAX = 2 };

struct beatodds;

/* `net` stays the caller's; NULL: none. */
struct beatodds *beatodds_new(const struct beatnet *net);
void beatodds_free(struct beatodds *odds);

/* The next frame; writes the odds that are known now, of frames in order from 0, and returns how
 * many. */
unsigned beatodds_push(struct beatodds *odds, const float rises[PULSEBANDS],
                       float log_odds[BEATODDS_FRAMES_MAX]);

/* The odds of two frames from two steps of the network, which stand between frames. */
static inline void beatodds_between(float before, float after, float log_odds[2])
{
    log_odds[0] = 0.75f * before + 0.25f * after;
    log_odds[1] = 0.25f * before + 0.75f * after;
}

/* What the network's training left out: beats are rarer there than here. */
static const float beatodds_bias = 1.0f;

#endif
