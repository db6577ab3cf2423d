/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatvote.h"

#include <math.h>

enum { REACH = 2 }; /* cells to both sides that are of one tempo */

static const double cells_an_octave = 24.0, lowest_bpm = 36.0;
static const float kept_share = 0.92f;
static const float to_oust = 1.6f; /* times the votes of the tempo in office */

static float around(const struct beatvote *vote, unsigned cell)
{
    float sum = 0.0f;
    for (int i = (int)cell - REACH; i <= (int)cell + REACH; i++)
        if (i >= 0 && i < BEATVOTE_CELLS)
            sum += vote->weight[i];
    return sum;
}

/* The fullest cell around one, as the tempo in office drifts along. */
static unsigned climb(const struct beatvote *vote, unsigned cell)
{
    unsigned top = cell;
    for (unsigned i = cell > REACH ? cell - REACH : 0; i <= cell + REACH && i < BEATVOTE_CELLS; i++)
        top = around(vote, i) > around(vote, top) ? i : top;
    return top;
}

void beatvote_add(struct beatvote *vote, double bpm, const float log_p[BEATLEVEL_FACTORS])
{
    for (unsigned i = 0; i < BEATVOTE_CELLS; i++)
        vote->weight[i] *= kept_share;
    for (unsigned f = 0; f < BEATLEVEL_FACTORS; f++) {
        const double at =
            log2(bpm * (double)beatlevel_factors[f] / lowest_bpm) * cells_an_octave;
        if (!(at >= 0.0 && at < BEATVOTE_CELLS - 1))
            continue;
        const float part = (float)(at - floor(at)), p = expf(log_p[f]);
        vote->weight[(unsigned)at] += (1.0f - part) * p;
        vote->weight[(unsigned)at + 1] += part * p;
    }
    unsigned best = 0;
    for (unsigned i = 1; i < BEATVOTE_CELLS; i++)
        best = around(vote, i) > around(vote, best) ? i : best;
    if (vote->elected > 0) {
        const unsigned now = climb(vote, vote->elected - 1);
        best = around(vote, best) > to_oust * around(vote, now) ? best : now;
    }
    vote->elected = best + 1;
}

double beatvote_bpm(const struct beatvote *vote, float *share)
{
    float all = 0.0f, sum = 0.0f, middle = 0.0f;
    *share = 0.0f;
    if (vote->elected == 0)
        return 0.0;
    const int cell = (int)vote->elected - 1;
    for (int i = 0; i < BEATVOTE_CELLS; i++) {
        all += vote->weight[i];
        if (i >= cell - REACH && i <= cell + REACH) {
            sum += vote->weight[i];
            middle += vote->weight[i] * (float)i;
        }
    }
    *share = all > 0.0f ? sum / all : 0.0f;
    return sum > 0.0f ? lowest_bpm * exp2((double)(middle / sum) / cells_an_octave) : 0.0;
}
