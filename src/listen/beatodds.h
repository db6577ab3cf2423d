/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatodds: the log odds of a beat, and of a downbeat, at each frame of pulsebands, as they come; by
 * the network's live model, or, without one, by how loud the rises are.
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
                       struct beatnet_step log_odds[BEATODDS_FRAMES_MAX]);

/* The odds of two frames from two steps of the network, which stand between frames. */
static inline void beatodds_between(const struct beatnet_step *before,
                                    const struct beatnet_step *after,
                                    struct beatnet_step log_odds[2])
{
    log_odds[0].beat = 0.75f * before->beat + 0.25f * after->beat;
    log_odds[1].beat = 0.25f * before->beat + 0.75f * after->beat;
    log_odds[0].downbeat = 0.75f * before->downbeat + 0.25f * after->downbeat;
    log_odds[1].downbeat = 0.25f * before->downbeat + 0.75f * after->downbeat;
}

/* What the network's training left out: beats are rarer there than here. */
static const float beatodds_bias = 1.0f;

#endif
