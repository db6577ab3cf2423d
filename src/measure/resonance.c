/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/resonance.h"

#include "base/simd.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double lowest_hz = 380.0, highest_hz = 12000.0;
static const float db_of_octave = 3.0103F;
static const float power_floor = 1e-13F;
static const double smoothing = 1.0234; /* a thirtieth of an octave to both sides */
static const float frames_min = 60.0F;
static const double around = 1.4;    /* ratio to both sides that the surroundings reach, */
static const double peak_width = 1.12; /* less this much around the peak itself */

bool resonance_init(struct resonance *resonance, unsigned rate_hz)
{
    const size_t window = stft_window_frames(rate_hz);
    const double bin_hz = (double)rate_hz / (double)window;
    const double top_hz = fmin(highest_hz, 0.45 * (double)rate_hz);
    *resonance = (struct resonance){.bin_hz = (float)bin_hz};
    resonance->first = (size_t)(lowest_hz / around / bin_hz);
    const size_t last = (size_t)(top_hz / bin_hz);
    resonance->bins = last > resonance->first + 16 ? last - resonance->first : 0;
    resonance->sums = calloc(resonance->bins + 1, sizeof *resonance->sums);
    resonance->smooth = calloc(resonance->bins + 1, sizeof *resonance->smooth);
    resonance->below = calloc(resonance->bins + 1, sizeof *resonance->below);
    return resonance->sums && resonance->smooth && resonance->below;
}

void resonance_release(struct resonance *resonance)
{
    free(resonance->sums);
    free(resonance->smooth);
    free(resonance->below);
}

void resonance_reset(struct resonance *resonance)
{
    memset(resonance->sums, 0, resonance->bins * sizeof *resonance->sums);
    resonance->frames = 0.0F;
}

/* Within 0.005 octaves; by integer arithmetic, so that it vectorises. */
static inline float quick_log2(float x)
{
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    const float exponent = (float)((bits >> 23) - 127);
    bits = (bits & 0x7fffff) | 0x3f800000;
    float m;
    memcpy(&m, &bits, sizeof m);
    return exponent + (m - 1.0F) * (1.4217F + (m - 1.0F) * (-0.5839F + (m - 1.0F) * 0.1622F));
}

SIMD_CLONES static void add_logs(float *restrict sums, const float *restrict power, size_t bins)
{
    for (size_t k = 0; k < bins; k++)
        sums[k] += quick_log2(power[k] + power_floor);
}

SIMD_CLONES static void add_logs_of_two(float *restrict sums, const float *restrict left,
                                        const float *restrict right, size_t bins)
{
    for (size_t k = 0; k < bins; k++)
        sums[k] += quick_log2(left[k] + right[k] + power_floor);
}

void resonance_add(struct resonance *resonance, const struct stft_frame *frame)
{
    const size_t first = resonance->first;
    if (frame->right_power)
        add_logs_of_two(resonance->sums, frame->left_power + first, frame->right_power + first,
                        resonance->bins);
    else
        add_logs(resonance->sums, frame->left_power + first, resonance->bins);
    resonance->frames += 1.0F;
}

/* The mean level of bins from..to; false when there are none. */
static bool mean_of(const struct resonance *resonance, double from, double to, float *mean)
{
    const long first = (long)resonance->first, last = first + (long)resonance->bins - 1;
    const long low = (long)ceil(from) > first ? (long)ceil(from) : first;
    const long high = (long)floor(to) < last ? (long)floor(to) : last;
    if (high < low)
        return false;
    *mean = (resonance->below[high - first + 1] - resonance->below[low - first]) /
            (float)(high - low + 1);
    return true;
}

static float height_at(const struct resonance *resonance, size_t k)
{
    const double bin = (double)k;
    const double guard = fmax(bin * (peak_width - 1.0), 3.0);
    float below, above;
    if (!mean_of(resonance, bin / around - 2.0, bin - guard, &below) ||
        !mean_of(resonance, bin + guard, bin * around + 2.0, &above))
        return 0.0F;
    /* On a slope the middle is the mean of both sides; beside a hole it is not. */
    const float here = resonance->smooth[k - resonance->first];
    return fminf(here - 0.5F * (below + above), here - fmaxf(below, above) + 2.0F);
}

static float quality_at(const struct resonance *resonance, size_t k, float height_db)
{
    const float half = resonance->smooth[k - resonance->first] - fminf(3.0F, 0.5F * height_db);
    size_t low = k - resonance->first, high = low;
    while (low > 0 && resonance->smooth[low] > half)
        low--;
    while (high + 1 < resonance->bins && resonance->smooth[high] > half)
        high++;
    return (float)k / fmaxf((float)(high - low), 1.0F);
}

struct resonance_peak resonance_find(struct resonance *resonance)
{
    struct resonance_peak peak = {NAN, NAN, NAN};
    if (resonance->frames < frames_min || resonance->bins < 16)
        return peak;
    float *const smooth = resonance->smooth;
    const float scale = db_of_octave / resonance->frames;
    for (size_t k = 0; k < resonance->bins; k++)
        resonance->below[k + 1] = resonance->below[k] + scale * resonance->sums[k];
    for (size_t k = 0; k < resonance->bins; k++) {
        const double bin = (double)(resonance->first + k);
        mean_of(resonance, floor(bin / smoothing), ceil(bin * smoothing), &smooth[k]);
    }
    size_t best = 0;
    const size_t start = (size_t)(lowest_hz / (double)resonance->bin_hz);
    const size_t end = resonance->first + (size_t)((double)resonance->bins / around);
    for (size_t k = start; k < end; k++) {
        const float height = height_at(resonance, k);
        if (height > 0.0F && !(height <= peak.db)) {
            best = k;
            peak.db = height;
        }
    }
    if (best > 0) {
        peak.hz = (float)best * resonance->bin_hz;
        peak.q = quality_at(resonance, best, peak.db);
    }
    return peak;
}
