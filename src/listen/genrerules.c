/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/genrerules.h"

#include <math.h>

/* Where the features lie that the rules look at: the order of features_name(). */
enum { AT_CHROMA = 2 * MEL_CEPSTRA, AT_CENTROID = 2 * MEL_CEPSTRA + 2, AT_DYNAMICS = TIMBRE_FEATURES - 2 };

/* As far as this from every rule in all things, and it is no music that they know. */
static const float least_fit = -6.0f;
static const float too_sure = 2.0f; /* the rules are not independent of each other */

static const struct rule {
    float centroid_hz; /* of the amplitudes: how bright; within 0.4 octaves */
    float density;     /* mean chroma: how much sounds at once; within 0.06 */
    float dynamics;    /* log of variance over squared mean of the level; within 0.7 */
    float slowest_bpm, fastest_bpm;
} rules[GENRES] = {
    [GENRE_BLUES] = {1800.0f, 0.38f, -2.1f, 60.0f, 130.0f},
    [GENRE_CLASSICAL] = {1350.0f, 0.27f, -1.2f, 40.0f, 180.0f},
    [GENRE_COUNTRY] = {1600.0f, 0.35f, -2.1f, 70.0f, 150.0f},
    [GENRE_DISCO] = {2600.0f, 0.42f, -2.0f, 105.0f, 135.0f},
    [GENRE_ELECTRONIC] = {2600.0f, 0.44f, -1.7f, 115.0f, 150.0f},
    [GENRE_HIPHOP] = {2400.0f, 0.47f, -1.9f, 75.0f, 110.0f},
    [GENRE_JAZZ] = {1700.0f, 0.29f, -1.7f, 60.0f, 220.0f},
    [GENRE_METAL] = {2700.0f, 0.49f, -3.1f, 90.0f, 200.0f},
    [GENRE_POP] = {3000.0f, 0.39f, -2.0f, 85.0f, 130.0f},
    [GENRE_REGGAE] = {2100.0f, 0.41f, -1.7f, 65.0f, 100.0f},
    [GENRE_ROCK] = {2300.0f, 0.39f, -2.4f, 90.0f, 150.0f},
    [GENRE_AMBIENT] = {1200.0f, 0.30f, -1.8f, 40.0f, 80.0f},
};

static float far(float value, float wanted, float width)
{
    const float apart = (value - wanted) / width;
    return -0.5f * apart * apart;
}

static float fit(const struct rule *rule, const float *features, float bpm)
{
    const float octaves = (features[AT_CENTROID] - logf(rule->centroid_hz)) / logf(2.0f);
    float sum = far(octaves, 0.0f, 0.4f) + far(features[AT_CHROMA], rule->density, 0.06f) +
                far(features[AT_DYNAMICS], rule->dynamics, 0.7f);
    if (isfinite(bpm) && (bpm < rule->slowest_bpm || bpm > rule->fastest_bpm))
        sum -= 1.5f;
    return sum;
}

bool genrerules_judge(const float *features, float bpm, float *p)
{
    float best = -INFINITY, sum = 0.0f;
    for (int g = 0; g < GENRES; g++) {
        p[g] = fit(&rules[g], features, bpm);
        best = fmaxf(best, p[g]);
    }
    if (!(best > least_fit))
        return false;
    for (int g = 0; g < GENRES; g++)
        sum += p[g] = expf((p[g] - best) / too_sure);
    for (int g = 0; g < GENRES; g++)
        p[g] /= sum;
    return true;
}
