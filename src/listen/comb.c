/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/comb.h"

#include "base/simd.h"
#include "measure/stft.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { HARMONICS = 16, PEAKS = 5, FRACTIONS = 5 };

static const float least_of_highest = 0.2f; /* of the root amplitude: 28 dB */
static const double highest_harmonic_hz = 5200.0;

struct comb {
    struct stft *stft;
    size_t window, bins;
    float bin_hz;
    float top_hz;        /* harmonics above are not looked at */
    float *root;         /* root amplitudes */
    uint8_t *peak;       /* 1 where they peak */
    float norm;
    float weight[HARMONICS + 1];
    float weights[HARMONICS + 1]; /* root of the squares of the first ones */
};

struct comb *comb_new(double rate_hz, size_t window)
{
    struct comb *const comb = calloc(1, sizeof *comb);
    if (!comb)
        return NULL;
    comb->window = window;
    comb->bins = window / 2;
    comb->bin_hz = (float)(rate_hz / (double)window);
    comb->top_hz = (float)fmin(highest_harmonic_hz, 0.47 * rate_hz);
    comb->stft = stft_new_sized(rate_hz, window, window, 1);
    comb->root = calloc(comb->bins + 1, sizeof(float));
    comb->peak = calloc(comb->bins + 1, 1);
    float squares = 0.0f;
    for (int h = 1; h <= HARMONICS; h++) {
        comb->weight[h] = 1.0f / sqrtf((float)h);
        squares += comb->weight[h] * comb->weight[h];
        comb->weights[h] = sqrtf(squares);
    }
    if (!comb->stft || !comb->root || !comb->peak) {
        comb_free(comb);
        return NULL;
    }
    return comb;
}

void comb_free(struct comb *comb)
{
    if (!comb)
        return;
    stft_free(comb->stft);
    free(comb->root);
    free(comb->peak);
    free(comb);
}

SIMD_CLONES static float take_roots(const float *restrict power, size_t bins, float *restrict root)
{
    enum { LANES = 8 };
    float sum[LANES] = {0};
    for (size_t k = 0; k + LANES <= bins; k += LANES)
        for (size_t j = 0; j < LANES; j++) {
            const float amplitude = sqrtf(power[k + j]);
            sum[j] += amplitude;
            root[k + j] = sqrtf(amplitude);
        }
    return ((sum[0] + sum[4]) + (sum[2] + sum[6])) + ((sum[1] + sum[5]) + (sum[3] + sum[7]));
}

void comb_take(struct comb *comb, const float *samples)
{
    const float *const rows[1] = {samples};
    const struct stft_frame *const frame = stft_process(comb->stft, rows, comb->window);
    comb->norm = 1.0f / sqrtf(take_roots(frame->left_power, comb->bins, comb->root) + 1e-12f);
}

/* At step, 2 step, .. count step, in bins. */
SIMD_CLONES static void look_up(const float *restrict root, float step, unsigned count,
                                float *restrict values)
{
    for (unsigned i = 0; i < count; i++) {
        const float place = (float)(int)(i + 1) * step;
        const int k = (int)place;
        values[i] = root[k] + (place - (float)k) * (root[k + 1] - root[k]);
    }
}

float comb_strength(const struct comb *comb, float hz)
{
    const float place = hz / comb->bin_hz, top = comb->top_hz / comb->bin_hz;
    unsigned harmonics = top < HARMONICS * place ? (unsigned)(top / place) : HARMONICS;
    while (harmonics > 0 && !((float)harmonics * place < top))
        harmonics--;
    float values[2 * HARMONICS + 1] = {0};
    unsigned known = 2 * harmonics + 1;
    while (known > 0 && !((float)known * (0.5f * place) < (float)(comb->bins - 1)))
        known--;
    look_up(comb->root, 0.5f * place, known, values);
    float sum = 0.0f;
    for (unsigned h = 1; h <= harmonics; h++) {
        const float *const at = values + 2 * h - 1; /* halfway to the next ones it should be lower */
        sum += comb->weight[h] * (at[0] - 0.5f * (at[-1] + at[1]));
    }
    return harmonics > 0 ? sum * comb->norm / comb->weights[harmonics] : 0.0f;
}

SIMD_CLONES static float highest_root(const float *root, size_t bins)
{
    enum { LANES = 8 };
    float highest[LANES] = {0};
    for (size_t k = 0; k + LANES <= bins; k += LANES)
        for (size_t j = 0; j < LANES; j++)
            highest[j] = root[k + j] > highest[j] ? root[k + j] : highest[j];
    for (size_t j = 1; j < LANES; j++)
        highest[0] = highest[j] > highest[0] ? highest[j] : highest[0];
    return highest[0];
}

/* peak[k]: 1 where bin k stands above its neighbours and `least`; 0 < k < bins - 1. */
SIMD_CLONES static void mark_peaks(const float *restrict root, size_t bins, float least,
                                   uint8_t *restrict peak)
{
    for (size_t k = 1; k + 1 < bins; k++)
        peak[k] = (root[k] > least) & (root[k] > root[k - 1]) & (root[k] >= root[k + 1]);
}

/* The loudest peaks, at most PEAKS. */
static unsigned find_peaks(const struct comb *comb, float *hz)
{
    size_t at[PEAKS];
    unsigned count = 0;
    const float least = least_of_highest * highest_root(comb->root, comb->bins);
    const size_t top = (size_t)(comb->top_hz / comb->bin_hz);
    const size_t end = top < comb->bins - 1 ? top : comb->bins - 1;
    mark_peaks(comb->root, end + 1, least, comb->peak);
    const uint8_t *mark = comb->peak + 1;
    while ((mark = memchr(mark + 1, 1, (size_t)(comb->peak + end - mark - 1)))) {
        const size_t k = (size_t)(mark - comb->peak);
        const float height = comb->root[k];
        if (count == PEAKS && height <= comb->root[at[PEAKS - 1]])
            continue;
        unsigned place = count < PEAKS ? count++ : PEAKS - 1;
        for (; place > 0 && comb->root[at[place - 1]] < height; place--)
            at[place] = at[place - 1];
        at[place] = k;
    }
    for (unsigned i = 0; i < count; i++) {
        const float *const r = comb->root + at[i];
        const float bend = r[-1] - 2.0f * r[0] + r[1];
        const float shift = bend < 0.0f ? 0.5f * (r[-1] - r[1]) / bend : 0.0f;
        hz[i] = ((float)at[i] + shift) * comb->bin_hz;
    }
    return count;
}

struct contest {
    const struct comb *comb;
    float low_hz, high_hz;
    float best_hz, best;
};

static void enter(struct contest *contest, float hz)
{
    if (!(hz >= contest->low_hz && hz <= contest->high_hz))
        return;
    const float strength = comb_strength(contest->comb, hz);
    if (strength > contest->best) {
        contest->best = strength;
        contest->best_hz = hz;
    }
}

float comb_best(const struct comb *comb, float hint_hz, float low_hz, float high_hz)
{
    struct contest contest = {.comb = comb, .low_hz = low_hz, .high_hz = high_hz};
    float peaks_hz[PEAKS];
    const unsigned peaks = find_peaks(comb, peaks_hz);
    for (unsigned i = 0; i < peaks; i++)
        for (unsigned part = 1; part <= FRACTIONS; part++)
            enter(&contest, peaks_hz[i] / (float)part);
    for (unsigned factor = 1; hint_hz > 0.0f && factor <= 2; factor++) {
        enter(&contest, hint_hz * (float)factor);
        enter(&contest, hint_hz / (float)factor);
    }
    return contest.best_hz;
}
