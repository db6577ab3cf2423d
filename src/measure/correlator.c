/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/correlator.h"

#include "base/simd.h"
#include "measure/stft.h"
#include "measure/window.h"

#include <fftw3.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { HOPS_A_WINDOW = 16 };
static const double max_lag_s = 0.05;
static const double low_hz = 80.0, high_hz = 8000.0;
static const float noise_share = 1e-7F; /* of a track's strongest bin: what is below is noise */

struct correlator {
    size_t frames, max_lag;
    size_t first, last; /* bins */
    const float *window;
    float *memory;
    float *a, *b;         /* windowed */
    float *zr, *zi;       /* spectrum of a + i b */
    float *gr, *gi;       /* cross-spectrum, bins 0..frames/2 */
    float *lags;          /* circular, then in order */
    float *ordered;
    fftwf_plan forward, backward;
};

static bool make_plans(struct correlator *c)
{
    const fftwf_iodim size = {.n = (int)c->frames, .is = 1, .os = 1};
    stft_lock_planner();
    c->forward = fftwf_plan_guru_split_dft(1, &size, 0, NULL, c->a, c->b, c->zr, c->zi,
                                           FFTW_ESTIMATE);
    c->backward = fftwf_plan_guru_split_dft_c2r(1, &size, 0, NULL, c->gr, c->gi, c->lags,
                                                FFTW_ESTIMATE);
    stft_unlock_planner();
    return c->forward && c->backward;
}

static bool allocate(struct correlator *c)
{
    const size_t n = c->frames, half = n / 2 + 16;
    const size_t ordered = 2 * c->max_lag + 1;
    const size_t floats = 5 * n + 2 * half + ordered;
    c->window = window_get(n, 1.0);
    c->memory = fftwf_alloc_real(floats);
    if (!c->window || !c->memory)
        return false;
    memset(c->memory, 0, floats * sizeof *c->memory);
    c->a = c->memory;
    c->b = c->a + n;
    c->zr = c->b + n;
    c->zi = c->zr + n;
    c->lags = c->zi + n;
    c->gr = c->lags + n;
    c->gi = c->gr + half;
    c->ordered = c->gi + half;
    return true;
}

struct correlator *correlator_new(unsigned rate_hz)
{
    struct correlator *const c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->frames = stft_hop_frames(rate_hz) * HOPS_A_WINDOW;
    c->max_lag = (size_t)(max_lag_s * (double)rate_hz);
    const double bin_hz = (double)rate_hz / (double)c->frames;
    c->first = (size_t)ceil(low_hz / bin_hz);
    c->last = (size_t)fmin(high_hz / bin_hz, (double)c->frames * 0.45);
    if (!allocate(c) || !make_plans(c)) {
        correlator_free(c);
        return NULL;
    }
    return c;
}

void correlator_free(struct correlator *c)
{
    if (!c)
        return;
    stft_lock_planner();
    if (c->forward)
        fftwf_destroy_plan(c->forward);
    if (c->backward)
        fftwf_destroy_plan(c->backward);
    stft_unlock_planner();
    window_put(c->window);
    fftwf_free(c->memory);
    free(c);
}

size_t correlator_window_frames(const struct correlator *c)
{
    return c->frames;
}

size_t correlator_max_lag(const struct correlator *c)
{
    return c->max_lag;
}

SIMD_CLONES static void multiply(float *restrict to, const float *restrict x,
                                 const float *restrict y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = x[i] * y[i];
}

static void lay_out(const struct correlator *c, const struct correlator_row *row, float *to)
{
    multiply(to, row->older, c->window, row->older_frames);
    multiply(to + row->older_frames, row->newer, c->window + row->older_frames,
             c->frames - row->older_frames);
}

/* Z = A + iB of real A and B; the cross-spectrum is conj(A) B.  Into lags, free by then: the powers of
 * A and, after them, of B. */
SIMD_CLONES static void cross(const float *restrict zr, const float *restrict zi, size_t n,
                              size_t first, size_t last, float *restrict gr, float *restrict gi,
                              float *restrict a_power, float *restrict b_power)
{
    for (size_t k = first; k <= last; k++) {
        const float ar = zr[k] + zr[n - k], ai = zi[k] - zi[n - k];
        const float br = zi[k] + zi[n - k], bi = zr[n - k] - zr[k];
        gr[k] = ar * br + ai * bi;
        gi[k] = ar * bi - ai * br;
        a_power[k] = ar * ar + ai * ai;
        b_power[k] = br * br + bi * bi;
    }
}

static float largest(const float *values, size_t first, size_t last)
{
    float most = 0.0F;
    for (size_t k = first; k <= last; k++)
        most = values[k] > most ? values[k] : most;
    return most;
}

SIMD_CLONES static void whiten(float *restrict gr, float *restrict gi, const float *restrict a_power,
                               const float *restrict b_power, float a_least, float b_least,
                               size_t first, size_t last, float *restrict size)
{
    for (size_t k = first; k <= last; k++) {
        const float power = gr[k] * gr[k] + gi[k] * gi[k];
        const bool heard = a_power[k] > a_least && b_power[k] > b_least && power > 1e-36F;
        const float root = sqrtf(sqrtf(sqrtf(power)));
        const float scale = heard ? root / sqrtf(power) : 0.0F;
        gr[k] *= scale;
        gi[k] *= scale;
        size[k] = heard ? root : 0.0F;
    }
}

const float *correlator_compare(struct correlator *c, const struct correlator_row *a,
                                const struct correlator_row *b)
{
    const size_t half = c->frames / 2;
    lay_out(c, a, c->a);
    lay_out(c, b, c->b);
    fftwf_execute(c->forward);
    float *const a_power = c->a, *const b_power = c->b, *const size = c->lags;
    memset(c->gr, 0, (half + 1) * sizeof *c->gr);
    memset(c->gi, 0, (half + 1) * sizeof *c->gi);
    cross(c->zr, c->zi, c->frames, c->first, c->last, c->gr, c->gi, a_power, b_power);
    whiten(c->gr, c->gi, a_power, b_power, noise_share * largest(a_power, c->first, c->last),
           noise_share * largest(b_power, c->first, c->last), c->first, c->last, size);
    double sum = 0.0;
    for (size_t k = c->first; k <= c->last; k++)
        sum += (double)size[k];
    fftwf_execute(c->backward);
    const float scale = sum > 0.0 ? (float)(0.5 / sum) : 0.0F;
    for (size_t i = 0; i <= c->max_lag; i++) {
        c->ordered[c->max_lag + i] = c->lags[i] * scale;
        if (i > 0)
            c->ordered[c->max_lag - i] = c->lags[c->frames - i] * scale;
    }
    return c->ordered;
}
