/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatgrid.h"

#include <math.h>
#include <stddef.h>

enum { MULTIPLES = 8, LONGEST = BEATGRID_FRAMES * 3 / 4, PHASES_MAX = 256, PERIODS_MAX = 256 };

static const float shortest_ratio = 0.98f, longest_ratio = 1.06f;
static const float period_step = 0.05f;
static const float half_life_beats = 4.0f;

/* Autocorrelation at `lag`, per frame of overlap. */
static float autocorrelation(const float *strength, unsigned lag)
{
    enum { LANES = 8 };
    float sum[LANES] = {0};
    const unsigned count = BEATGRID_FRAMES - lag;
    unsigned i = 0;
    for (; i + LANES <= count; i += LANES)
        for (unsigned j = 0; j < LANES; j++)
            sum[j] += strength[i + j] * strength[lag + i + j];
    for (; i < count; i++)
        sum[0] += strength[i] * strength[lag + i];
    for (unsigned j = 1; j < LANES; j++)
        sum[0] += sum[j];
    return sum[0] / (float)count;
}

static float between(const float *values, float at)
{
    const int whole = (int)at;
    const float part = at - (float)whole;
    return values[whole] + part * (values[whole + 1] - values[whole]);
}

/* The middle of the summit around `best`: what is left of it after cutting off all below 90 %. */
static float summit(const float *score, unsigned count, unsigned best)
{
    const float floor_level = 0.9f * score[best];
    float sum = 0.0f, moment = 0.0f;
    unsigned from = best, to = best;
    while (from > 0 && score[from - 1] > floor_level)
        from--;
    while (to + 1 < count && score[to + 1] > floor_level)
        to++;
    for (unsigned i = from; i <= to; i++) {
        sum += score[i] - floor_level;
        moment += (score[i] - floor_level) * (float)i;
    }
    return moment / sum;
}

float beatgrid_period(const float *strength, float about)
{
    float at_lag[LONGEST + 2];
    unsigned multiples = 0;
    for (unsigned k = 1; k <= MULTIPLES; k++) {
        const float from = floorf((float)k * about * shortest_ratio) - 1.0f;
        const float to = ceilf((float)k * about * longest_ratio) + 2.0f;
        if (from < 1.0f || to > LONGEST)
            break;
        for (unsigned lag = (unsigned)from; lag <= (unsigned)to; lag++)
            at_lag[lag] = autocorrelation(strength, lag);
        multiples = k;
    }
    float score[PERIODS_MAX];
    unsigned count = 0, best = 0;
    for (float p = about * shortest_ratio; p <= about * longest_ratio && count < PERIODS_MAX;
         p += period_step) {
        float sum = 0.0f;
        for (unsigned k = 1; k <= multiples; k++)
            sum += between(at_lag, (float)k * p);
        score[count] = sum;
        if (sum > score[best])
            best = count;
        count++;
    }
    if (multiples == 0 || !(score[best] > 0.0f))
        return about;
    return about * shortest_ratio + period_step * summit(score, count, best);
}

float beatgrid_phase(const float *strength, float period, float expected, float trust)
{
    unsigned phases = (unsigned)ceilf(period);
    if (phases > PHASES_MAX)
        phases = PHASES_MAX;
    float score[PHASES_MAX];
    const float fade = exp2f(-1.0f / half_life_beats);
    unsigned best = 0;
    for (unsigned phase = 0; phase < phases; phase++) {
        float sum = 0.0f, weight = 1.0f;
        for (float at = (float)(BEATGRID_FRAMES - 2) - (float)phase; at >= 1.0f; at -= period) {
            const int i = (int)(at + 0.5f);
            sum += weight * (strength[i] + 0.5f * (strength[i - 1] + strength[i + 1]));
            weight *= fade;
        }
        if (!isnan(expected)) {
            const float off = remainderf((float)phase + 2.0f - expected, period) / (0.1f * period);
            sum *= 1.0f + trust * expf(-0.5f * off * off);
        }
        score[phase] = sum;
        if (sum > score[best])
            best = phase;
    }
    const float left = score[best > 0 ? best - 1 : phases - 1];
    const float right = score[best + 1 < phases ? best + 1 : 0];
    const float bend = left - 2.0f * score[best] + right;
    const float shift = bend < 0.0f ? 0.5f * (left - right) / bend : 0.0f;
    return (float)best + 2.0f + shift;
}
