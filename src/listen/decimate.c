/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A half-band filter is zero at every other tap but the middle one: the even samples go through one
 * multiplication, the odd ones through PAIRS symmetric pairs.  Both phases lie in rows of their
 * own, so that the loops run over neighbouring samples. */
#include "listen/decimate.h"

#include "base/simd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PAIRS = 6, HALVINGS_MAX = 8, HISTORY = 2 * PAIRS };

struct halver {
    float *even, *odd; /* HISTORY samples of the past, then the block's */
};

struct decimate {
    unsigned halvings;
    size_t max_frames;
    float taps[PAIRS]; /* of the odd samples, from the middle outwards */
    struct halver stages[HALVINGS_MAX];
    float *out;
};

static void design(float *taps)
{
    double raw[PAIRS], sum = 0.0;
    const double pi = acos(-1.0);
    for (int i = 0; i < PAIRS; i++) {
        const double x = 2.0 * i + 1.0;
        const double at = x / (2.0 * PAIRS);
        const double window = 0.42 + 0.5 * cos(pi * at) + 0.08 * cos(2.0 * pi * at);
        raw[i] = sin(pi * x / 2.0) / (pi * x) * window;
        sum += raw[i];
    }
    for (int i = 0; i < PAIRS; i++)
        taps[i] = (float)(raw[i] * 0.25 / sum); /* unity gain at DC with the middle tap of 0.5 */
}

struct decimate *decimate_new(unsigned halvings, size_t max_frames)
{
    if (halvings > HALVINGS_MAX || max_frames == 0)
        return NULL;
    struct decimate *decimate = calloc(1, sizeof *decimate);
    if (!decimate)
        return NULL;
    decimate->halvings = halvings;
    decimate->max_frames = max_frames;
    design(decimate->taps);
    decimate->out = calloc(max_frames, sizeof(float));
    if (!decimate->out) {
        decimate_free(decimate);
        return NULL;
    }
    size_t half = max_frames / 2;
    for (unsigned i = 0; i < halvings; i++, half /= 2) {
        struct halver *stage = &decimate->stages[i];
        stage->even = calloc(HISTORY + half, sizeof(float));
        stage->odd = calloc(HISTORY + half, sizeof(float));
        if (!stage->even || !stage->odd) {
            decimate_free(decimate);
            return NULL;
        }
    }
    return decimate;
}

void decimate_free(struct decimate *decimate)
{
    if (!decimate)
        return;
    for (unsigned i = 0; i < HALVINGS_MAX; i++) {
        free(decimate->stages[i].even);
        free(decimate->stages[i].odd);
    }
    free(decimate->out);
    free(decimate);
}

SIMD_CLONES static void halve(struct halver *stage, const float *taps, const float *in,
                              size_t frames, float *restrict out)
{
    const size_t half = frames / 2;
    float *restrict even = stage->even, *restrict odd = stage->odd;
    for (size_t i = 0; i < half; i++) {
        even[HISTORY + i] = in[2 * i];
        odd[HISTORY + i] = in[2 * i + 1];
    }
    /* The middle lies PAIRS even samples back; odd sample j half a step after even sample j. */
    const float *const middle = even + HISTORY - PAIRS;
    for (size_t i = 0; i < half; i++)
        out[i] = 0.5f * middle[i];
    for (size_t k = 0; k < PAIRS; k++) {
        const float tap = taps[k];
        const float *const before = odd + HISTORY - PAIRS - 1 - k;
        const float *const after = odd + HISTORY - PAIRS + k;
        for (size_t i = 0; i < half; i++)
            out[i] += tap * (before[i] + after[i]);
    }
    memmove(even, even + half, HISTORY * sizeof(float));
    memmove(odd, odd + half, HISTORY * sizeof(float));
}

const float *decimate_process(struct decimate *decimate, const float *in, size_t frames)
{
    if (frames > decimate->max_frames)
        frames = decimate->max_frames;
    if (decimate->halvings == 0)
        return in;
    const float *from = in;
    for (unsigned i = 0; i < decimate->halvings; i++, frames /= 2) {
        halve(&decimate->stages[i], decimate->taps, from, frames, decimate->out);
        from = decimate->out;
    }
    return decimate->out;
}
