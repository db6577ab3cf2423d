/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/likeness.h"

#include "base/readings.h"
#include "base/simd.h"
#include "measure/erb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double mean_s = 2.0;
static const double memory_s = 20.0;
static const float move_max_db = 15.0F;
static const float floor_db = -80.0F;
static const float settled_steps = 24.0F;
enum { LANES = 8 };

struct likeness {
    unsigned tracks;
    float follow, keep;
    float mean_db[TRACKS_MAX][ERB_ROW];
    float moves_db[TRACKS_MAX][ERB_ROW];
    bool active[TRACKS_MAX], begun[TRACKS_MAX];
    float product[TRACKS_MAX][TRACKS_MAX]; /* [a][b], a <= b; [a][a] only where a alone counts */
    float own[TRACKS_MAX][TRACKS_MAX];     /* [a][b]: a's moves while a or b played */
    float steps[TRACKS_MAX][TRACKS_MAX];
};

struct likeness *likeness_new(unsigned tracks, double step_s)
{
    struct likeness *const likeness = calloc(1, sizeof *likeness);
    if (!likeness)
        return NULL;
    likeness->tracks = tracks;
    likeness->follow = (float)(1.0 - exp(-step_s / mean_s));
    likeness->keep = (float)exp(-step_s / memory_s);
    return likeness;
}

void likeness_free(struct likeness *likeness)
{
    free(likeness);
}

void likeness_reset(struct likeness *likeness)
{
    memset(likeness->product, 0, sizeof likeness->product);
    memset(likeness->own, 0, sizeof likeness->own);
    memset(likeness->steps, 0, sizeof likeness->steps);
}

void likeness_take(struct likeness *likeness, unsigned track, const float *levels_db, bool active)
{
    float *const mean = likeness->mean_db[track], *const moves = likeness->moves_db[track];
    const bool first = active && !likeness->begun[track];
    likeness->active[track] = active;
    likeness->begun[track] = likeness->begun[track] || active;
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        const float level = fmaxf(levels_db[b], floor_db);
        mean[b] = first ? level : mean[b] + likeness->follow * (level - mean[b]);
        moves[b] = fminf(fmaxf(level - mean[b], -move_max_db), move_max_db);
    }
}

SIMD_CLONES static float dot(const float *x, const float *y)
{
    float lanes[LANES] = {0};
    for (unsigned b = 0; b < ERB_ROW; b += LANES)
        for (unsigned lane = 0; lane < LANES; lane++)
            lanes[lane] += x[b + lane] * y[b + lane];
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
           ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

void likeness_step(struct likeness *likeness)
{
    float own[TRACKS_MAX];
    for (unsigned a = 0; a < likeness->tracks; a++)
        own[a] = dot(likeness->moves_db[a], likeness->moves_db[a]);
    for (unsigned a = 0; a < likeness->tracks; a++)
        for (unsigned b = a + 1; b < likeness->tracks; b++) {
            if (!likeness->active[a] && !likeness->active[b])
                continue;
            const float keep = likeness->keep;
            likeness->product[a][b] = likeness->product[a][b] * keep +
                                      dot(likeness->moves_db[a], likeness->moves_db[b]);
            likeness->own[a][b] = likeness->own[a][b] * keep + own[a];
            likeness->own[b][a] = likeness->own[b][a] * keep + own[b];
            likeness->steps[a][b] = likeness->steps[a][b] * keep + 1.0F;
        }
}

float likeness_of(const struct likeness *likeness, unsigned a, unsigned b)
{
    const unsigned low = a < b ? a : b, high = a < b ? b : a;
    const float both = likeness->own[low][high] * likeness->own[high][low];
    if (!(both > 0.0F) || likeness->steps[low][high] < settled_steps)
        return 0.0F;
    return likeness->product[low][high] / sqrtf(both);
}
