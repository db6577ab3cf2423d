/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/comb.h"

#include "base/simd.h"
#include "measure/stft.h"

#include <math.h>
#include <stdlib.h>

enum { HARMONICS = 16, PEAKS = 5, FRACTIONS = 5 };

static const float least_of_highest = 0.2f; /* of the root amplitude: 28 dB */
static const double highest_harmonic_hz = 5200.0;

struct comb {
    struct stft *stft;
    size_t window, bins;
    float bin_hz;
    float top_hz;        /* harmonics above are not looked at */
    float *root;         /* root amplitudes */
    float norm;
    float weight[HARMONICS + 1];
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
    for (int h = 1; h <= HARMONICS; h++)
        comb->weight[h] = 1.0f / sqrtf((float)h);
    if (!comb->stft || !comb->root) {
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

/* `place` in bins. */
static float root_at(const struct comb *comb, float place)
{
    const size_t k = (size_t)place;
    if (k + 1 >= comb->bins)
        return 0.0f;
    const float above = place - (float)k;
    return comb->root[k] + above * (comb->root[k + 1] - comb->root[k]);
}

float comb_strength(const struct comb *comb, float hz)
{
    const float place = hz / comb->bin_hz, top = comb->top_hz / comb->bin_hz;
    float sum = 0.0f, squares = 0.0f, below = root_at(comb, 0.5f * place);
    for (int h = 1; h <= HARMONICS && (float)h * place < top; h++) {
        const float above = root_at(comb, ((float)h + 0.5f) * place);
        const float weight = comb->weight[h];
        sum += weight * (root_at(comb, (float)h * place) - 0.5f * (below + above));
        squares += weight * weight;
        below = above;
    }
    return squares > 0.0f ? sum * comb->norm / sqrtf(squares) : 0.0f;
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

/* The loudest peaks, at most PEAKS. */
static unsigned find_peaks(const struct comb *comb, float *hz)
{
    size_t at[PEAKS];
    unsigned count = 0;
    const float least = least_of_highest * highest_root(comb->root, comb->bins);
    const size_t end = (size_t)(comb->top_hz / comb->bin_hz);
    for (size_t k = 2; k < end && k + 1 < comb->bins; k++) {
        const float *const r = comb->root + k;
        if (r[0] <= least || r[0] <= r[-1] || r[0] < r[1] ||
            (count == PEAKS && r[0] <= comb->root[at[PEAKS - 1]]))
            continue;
        unsigned place = count < PEAKS ? count++ : PEAKS - 1;
        for (; place > 0 && comb->root[at[place - 1]] < r[0]; place--)
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
