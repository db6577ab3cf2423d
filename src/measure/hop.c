/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/hop.h"

#include "base/simd.h"

#include <math.h>

static const float active_power = 1e-7F;
static const float largest = 1e10F;
static const float smallest = 1e-15F;
enum { LANES = 8 };

SIMD_CLONES static uint32_t clean(float *samples, size_t frames)
{
    uint32_t bad = 0;
    for (size_t i = 0; i < frames; i++) {
        const float size = fabsf(samples[i]);
        bad += size <= largest ? 0u : 1u;
        samples[i] = size <= largest && size >= smallest ? samples[i] : 0.0F;
    }
    return bad;
}

SIMD_CLONES float hop_product(const float *x, const float *y, size_t frames)
{
    float lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= frames; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += x[i + lane] * y[i + lane];
    for (; i < frames; i++)
        lanes[0] += x[i] * y[i];
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
           ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

void hop_take(struct hop *hop, float *const *rows, unsigned channels, size_t frames)
{
    float sum = 0.0F;
    *hop = (struct hop){.rows = rows, .channels = channels, .frames = frames};
    for (unsigned c = 0; c < channels; c++) {
        hop->bad_samples += clean(rows[c], frames);
        if (frames > 0)
            hop->power[c] = hop_product(rows[c], rows[c], frames) / (float)frames;
        sum += hop->power[c];
    }
    hop->mean_power = sum / (float)channels;
    hop->active = hop->mean_power > active_power;
}
