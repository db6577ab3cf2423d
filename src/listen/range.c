/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/range.h"

#include "base/simd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 90 /* semitones from A0 */, HARMONICS = 8 };

static const double lowest_hz = 27.0, a0_hz = 27.5, highest_hz = 4200.0;
static const double change_over_hz = 450.0; /* above, the short windows part the partials */
static const float faintest = 1e-7f;        /* -70 dBFS */
static const float partial_ratio = 0.03f;   /* of the strongest's power, */
static const float related_ratio = 1e-3f;   /* or this when the strongest is its harmonic */
static const double related_within = 0.015;
static const double lobe = 1.12;            /* what is softer this near to a partial is its edge */
static const float pause_ratio = 4e-3f;     /* of the loudest that was */
static const float prominence = 13.0f;      /* times its surroundings; noise hardly gets there */
static const float attack_ratio = 8.0f;     /* louder by this, a note has only begun */
static const double forget_db_per_s = 0.1;
static const double hold_s = 0.25;
static const double held_within_cents = 70.0;
static const double extreme_share = 0.02;
static const double least_voiced = 0.03;

struct band_view {
    size_t first, end; /* bins in which pitches are looked for */
    size_t bins;       /* that are looked at: a little more */
    double bin_hz;
    float *power;      /* sum of the channels */
    double *sums;      /* of power below each bin */
};

struct range {
    struct band_view low, high;
    float loudest, keep; /* of the strongest partials; what is left of it after a step */
    float before;        /* the strongest partial of the step before */
    unsigned hold_steps;
    unsigned run;        /* steps that the pitch has held, up to hold_steps */
    double run_cents[16];
    uint64_t heard, voiced, sustained;
    uint32_t count[CELLS];
    double cents[CELLS]; /* sums, above A0 */
};

static bool view_init(struct band_view *view, double bin_hz, size_t bins, double from_hz,
                      double to_hz)
{
    view->bin_hz = bin_hz;
    view->first = (size_t)fmax(ceil(from_hz / bin_hz), 3.0);
    view->end = (size_t)(to_hz / bin_hz) + 1;
    view->bins = (size_t)fmin(1.8 * to_hz / bin_hz + 2.0, (double)bins);
    if (view->end > view->bins - 1)
        view->end = view->bins - 1;
    view->power = calloc(view->bins, sizeof *view->power);
    view->sums = calloc(view->bins + 1, sizeof *view->sums);
    return view->power && view->sums;
}

struct range *range_new(unsigned rate_hz, double bin_hz, size_t bins, double step_s)
{
    struct range *range = calloc(1, sizeof *range);
    if (!range)
        return NULL;
    const size_t window = stft_window_frames(rate_hz);
    const size_t most = sizeof range->run_cents / sizeof range->run_cents[0];
    range->hold_steps = (unsigned)fmax(2.0, fmin(ceil(hold_s / step_s), (double)most));
    range->keep = (float)pow(10.0, -0.1 * forget_db_per_s * step_s);
    const bool ok = view_init(&range->low, bin_hz, bins, lowest_hz, change_over_hz);
    if (!view_init(&range->high, (double)rate_hz / (double)window, window / 2 + 1,
                   change_over_hz, highest_hz) || !ok) {
        range_free(range);
        return NULL;
    }
    return range;
}

void range_free(struct range *range)
{
    if (!range)
        return;
    free(range->low.power);
    free(range->low.sums);
    free(range->high.power);
    free(range->high.sums);
    free(range);
}

void range_reset(struct range *range)
{
    range->heard = range->voiced = range->sustained = 0;
    memset(range->count, 0, sizeof range->count);
    memset(range->cents, 0, sizeof range->cents);
}

SIMD_CLONES static void add_channels(float *restrict to, const float *restrict left,
                                     const float *restrict right, size_t bins)
{
    for (size_t k = 0; k < bins; k++)
        to[k] = left[k] + right[k];
}

SIMD_CLONES static float highest(const float *power, size_t count)
{
    enum { LANES = 8 };
    float most[LANES] = {0};
    size_t k = 0;
    for (; k + LANES <= count; k += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            most[lane] = power[k + lane] > most[lane] ? power[k + lane] : most[lane];
    for (; k < count; k++)
        most[0] = power[k] > most[0] ? power[k] : most[0];
    for (size_t lane = 1; lane < LANES; lane++)
        most[0] = most[lane] > most[0] ? most[lane] : most[0];
    return most[0];
}

/* The power of the strongest partial. */
static float take(struct band_view *view, const struct stft_frame *frame)
{
    if (frame->right_power)
        add_channels(view->power, frame->left_power, frame->right_power, view->bins);
    else
        memcpy(view->power, frame->left_power, view->bins * sizeof *view->power);
    return view->end > view->first ? highest(view->power + view->first, view->end - view->first)
                                   : 0.0f;
}

static void add_up(struct band_view *view)
{
    for (size_t k = 0; k < view->bins; k++)
        view->sums[k + 1] = view->sums[k] + (double)view->power[k];
}

/* Against the mean power of up to an octave around, without its own lobe. */
static bool stands_out(const struct band_view *view, size_t k)
{
    const size_t from = k / 2, to = k * 9 / 5 < view->bins ? k * 9 / 5 : view->bins;
    const size_t below = k - (k / 6 > 3 ? k / 6 : 3) + 1, above = k + (k / 5 > 3 ? k / 5 : 3);
    double sum = 0.0;
    size_t count = 0;
    if (below > from) {
        sum += view->sums[below] - view->sums[from];
        count += below - from;
    }
    if (to > above) {
        sum += view->sums[to] - view->sums[above];
        count += to - above;
    }
    return count > 0 && (double)view->power[k] * (double)count > (double)prominence * sum;
}

/* Between the bins, by the parabola through the levels; in Hz. */
static double peak_hz(const struct band_view *view, size_t k)
{
    const float *const p = view->power + k;
    const double left = log((double)p[-1] + 1e-20), right = log((double)p[1] + 1e-20);
    const double bend = left - 2.0 * log((double)p[0] + 1e-20) + right;
    const double shift = bend < 0.0 ? 0.5 * (left - right) / bend : 0.0;
    return ((double)k + fmax(-0.5, fmin(0.5, shift))) * view->bin_hz;
}

static double hz_of(const struct band_view *view, float power)
{
    size_t k = view->first;
    while (view->power[k] < power)
        k++;
    return peak_hz(view, k);
}

static bool is_harmonic(double hz, double of_hz)
{
    const double n = round(hz / of_hz);
    return n <= HARMONICS && fabs(hz / (n * of_hz) - 1.0) < related_within;
}

struct partial {
    double hz;
    float power;
};

/* The lowest partial that counts beside the strongest; 0 when there is none. */
static double lowest_hz_of(struct band_view *view, const struct partial *strongest)
{
    add_up(view);
    for (size_t k = view->first; k < view->end; k++) {
        const float *const p = view->power;
        if (p[k] < related_ratio * strongest->power || p[k] <= p[k - 1] || p[k] < p[k + 1])
            continue;
        const size_t reach = (size_t)((double)k * lobe) + 1;
        for (size_t near = k + 1; near <= reach && near < view->end; near++)
            k = p[near] > p[k] ? near : k;
        if (!stands_out(view, k))
            continue;
        const double hz = peak_hz(view, k);
        if (p[k] >= partial_ratio * strongest->power || is_harmonic(strongest->hz, hz))
            return hz;
    }
    return 0.0;
}

static void count_pitch(struct range *range, double cents)
{
    const long cell = lrint(cents / 100.0);
    if (cell < 0 || cell >= CELLS)
        return;
    range->count[cell]++;
    range->cents[cell] += cents;
    range->sustained++;
}

static void follow(struct range *range, double hz)
{
    const double cents = 1200.0 * log2(hz / a0_hz);
    if (range->run > 0 && fabs(cents - range->run_cents[range->run - 1]) > held_within_cents)
        range->run = 0;
    if (range->run == range->hold_steps) {
        range->run_cents[range->run - 1] = cents;
        count_pitch(range, cents);
        return;
    }
    range->run_cents[range->run++] = cents;
    if (range->run == range->hold_steps)
        for (unsigned i = 0; i < range->run; i++)
            count_pitch(range, range->run_cents[i]);
}

void range_process(struct range *range, const struct stft_frame *spectrum,
                   const struct stft_frame *low_spectrum)
{
    if (!low_spectrum)
        return;
    const float low = take(&range->low, low_spectrum), high = take(&range->high, spectrum);
    struct partial strongest = {.power = fmaxf(low, high)};
    range->loudest = fmaxf(strongest.power, range->loudest * range->keep);
    const bool attack = strongest.power > attack_ratio * range->before;
    range->before = strongest.power;
    if (strongest.power < faintest || strongest.power < pause_ratio * range->loudest || attack) {
        range->run = 0;
        return;
    }
    range->heard++;
    strongest.hz = hz_of(low >= high ? &range->low : &range->high, strongest.power);
    double hz = lowest_hz_of(&range->low, &strongest);
    if (hz <= 0.0)
        hz = lowest_hz_of(&range->high, &strongest);
    if (hz <= 0.0) {
        range->run = 0;
        return;
    }
    range->voiced++;
    follow(range, hz);
}

/* The pitch below which `share` of the sustained ones lie. */
static float quantile_hz(const struct range *range, double share)
{
    const double wanted = share * (double)range->sustained;
    double seen = 0.0;
    size_t last = 0;
    for (size_t i = 0; i < CELLS && seen <= wanted; i++)
        if (range->count[i] > 0) {
            seen += range->count[i];
            last = i;
        }
    return (float)(a0_hz * exp2(range->cents[last] / range->count[last] / 1200.0));
}

void range_read(const struct range *range, struct range_reading *reading)
{
    range_reading_clear(reading);
    if (range->heard == 0)
        return;
    reading->voiced_ratio = (float)((double)range->voiced / (double)range->heard);
    if ((double)range->sustained < least_voiced * (double)range->heard || range->sustained == 0)
        return;
    reading->low_hz = quantile_hz(range, extreme_share);
    reading->median_hz = quantile_hz(range, 0.5);
    reading->high_hz = quantile_hz(range, 1.0 - extreme_share);
}
