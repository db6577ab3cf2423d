/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/powers.h"

#include "base/simd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;
enum { LANES = 8 };

/* The integral of Hann's square over each hop of the window, all together 1. */
static void weigh_hops(struct powers *powers)
{
    const double n = (double)powers->overlap;
    for (unsigned i = 0; i < powers->overlap; i++) {
        double part = 0.0;
        for (int end = 0; end < 2; end++) {
            const double x = 2.0 * pi * (double)(i + (unsigned)end) / n;
            const double integral = 1.5 * x - 2.0 * sin(x) + 0.25 * sin(2.0 * x);
            part += end ? integral : -integral;
        }
        powers->hann[i] = (float)(part / (3.0 * pi));
    }
}

bool powers_init(struct powers *powers, size_t bins, double bin_hz, unsigned overlap, bool stereo)
{
    *powers = (struct powers){.bins = bins, .bin_hz = (float)bin_hz, .overlap = overlap};
    powers->left = calloc(bins * (stereo ? 3 : 1), sizeof *powers->left);
    if (!powers->left)
        return false;
    if (stereo) {
        powers->right = powers->left + bins;
        powers->product = powers->right + bins;
    }
    weigh_hops(powers);
    return true;
}

void powers_release(struct powers *powers)
{
    free(powers->left);
    powers->left = NULL;
}

void powers_reset(struct powers *powers)
{
    memset(powers->left, 0, powers->bins * (powers->right ? 3 : 1) * sizeof *powers->left);
    powers->weight = 0.0;
    memset(powers->share, 0, sizeof powers->share);
}

SIMD_CLONES static void add_power(double *restrict sum, const float *restrict power, size_t bins)
{
    for (size_t k = 0; k < bins; k++)
        sum[k] += (double)power[k];
}

SIMD_CLONES static void add_product(double *restrict sum, const float *restrict lr,
                                    const float *restrict li, const float *restrict rr,
                                    const float *restrict ri, size_t bins)
{
    for (size_t k = 0; k < bins; k++)
        sum[k] += (double)(lr[k] * rr[k] + li[k] * ri[k]);
}

void powers_add(struct powers *powers, const struct stft_frame *frame, float share)
{
    powers->share[powers->newest] = share;
    powers->newest = (powers->newest + 1) % powers->overlap;
    float seen = 0.0F;
    for (unsigned i = 0; i < powers->overlap; i++)
        seen += powers->hann[i] * powers->share[(powers->newest + i) % powers->overlap];
    if (!(seen > 0.0F))
        return;
    powers->weight += (double)seen;
    add_power(powers->left, frame->left_power, powers->bins);
    if (powers->right) {
        add_power(powers->right, frame->right_power, powers->bins);
        add_product(powers->product, frame->left_re, frame->left_im, frame->right_re,
                    frame->right_im, powers->bins);
    }
}

/* Bin k holds what lies within half a bin of k. */
static struct band_span span_of(double from_hz, double to_hz, double bin_hz, size_t bins)
{
    struct band_span span = {.first = 1, .last = 0};
    const double from = fmax(from_hz / bin_hz + 0.5, 0.0);
    const double to = fmin(to_hz / bin_hz + 0.5, (double)bins);
    if (!(to > from))
        return span;
    span.first = (size_t)from;
    span.last = (size_t)(ceil(to) - 1.0);
    if (span.first == span.last) {
        span.first_weight = (float)(to - from);
    } else {
        span.first_weight = (float)((double)(span.first + 1) - from);
        span.last_weight = (float)(to - (double)span.last);
    }
    return span;
}

struct band band_of(const struct band_grid *grid, double from_hz, double to_hz)
{
    const double split = grid->crossover_hz;
    return (struct band){
        .low = span_of(from_hz, fmin(to_hz, split), grid->low_bin_hz, grid->low_bins),
        .high = span_of(fmax(from_hz, split), to_hz, grid->high_bin_hz, grid->high_bins),
        .exists = from_hz < grid->nyquist_hz,
    };
}

SIMD_CLONES float band_sum(const struct band_span *span, const float *bins)
{
    if (span->last < span->first)
        return 0.0F;
    float lanes[LANES] = {bins[span->first] * span->first_weight,
                          bins[span->last] * span->last_weight};
    size_t k = span->first + 1;
    for (; k + LANES <= span->last; k += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += bins[k + lane];
    for (; k < span->last; k++)
        lanes[k % LANES] += bins[k];
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
           ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

SIMD_CLONES double band_sum_long(const struct band_span *span, const double *bins)
{
    if (span->last < span->first)
        return 0.0;
    double lanes[LANES] = {bins[span->first] * (double)span->first_weight,
                           bins[span->last] * (double)span->last_weight};
    size_t k = span->first + 1;
    for (; k + LANES <= span->last; k += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            lanes[lane] += bins[k + lane];
    for (; k < span->last; k++)
        lanes[k % LANES] += bins[k];
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
           ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}
