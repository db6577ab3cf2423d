/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/resonance.h"

#include "base/simd.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FRAMES_A_STRETCH = 24 }; /* 1.1 s: few notes are held for longer */

static const double lowest_hz = 380.0, highest_hz = 12000.0;
static const float db_of_octave = 3.0103F;
static const float power_floor = 1e-13F;
static const double smoothing = 1.0234; /* a thirtieth of an octave to both sides */
static const float stretches_min = 6.0F;
static const float doubt = 0.5F, doubt_of_few = 1.0F; /* standard deviations */
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
    float **const rows[] = {&resonance->logs,    &resonance->powers, &resonance->below,
                            &resonance->stretch, &resonance->totals, &resonance->squares};
    bool made = true;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        *rows[i] = calloc(resonance->bins + 1, sizeof **rows[i]);
        made = made && *rows[i];
    }
    return made;
}

void resonance_release(struct resonance *resonance)
{
    free(resonance->logs);
    free(resonance->powers);
    free(resonance->below);
    free(resonance->stretch);
    free(resonance->totals);
    free(resonance->squares);
}

static void start_stretch(struct resonance *resonance)
{
    memset(resonance->logs, 0, resonance->bins * sizeof *resonance->logs);
    memset(resonance->powers, 0, resonance->bins * sizeof *resonance->powers);
    resonance->frames = 0;
}

void resonance_reset(struct resonance *resonance)
{
    start_stretch(resonance);
    memset(resonance->totals, 0, resonance->bins * sizeof *resonance->totals);
    memset(resonance->squares, 0, resonance->bins * sizeof *resonance->squares);
    resonance->stretches = 0.0F;
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

SIMD_CLONES static void add_one(float *restrict logs, float *restrict powers,
                                const float *restrict power, size_t bins)
{
    for (size_t k = 0; k < bins; k++) {
        const float here = power[k] + power_floor;
        logs[k] += quick_log2(here);
        powers[k] += here;
    }
}

SIMD_CLONES static void add_two(float *restrict logs, float *restrict powers,
                                const float *restrict left, const float *restrict right,
                                size_t bins)
{
    for (size_t k = 0; k < bins; k++) {
        const float here = left[k] + right[k] + power_floor;
        logs[k] += quick_log2(here);
        powers[k] += here;
    }
}

/* The mean level of bins from..to; false when there are none. */
static bool mean_of(const struct resonance *resonance, double from, double to, float *mean)
{
    const long first = (long)resonance->first, last = first + (long)resonance->bins - 1;
    const long ceiling = (long)from + (from > (double)(long)from), whole = (long)to;
    const long low = ceiling > first ? ceiling : first;
    const long high = whole < last ? whole : last;
    if (high < low)
        return false;
    *mean = (resonance->below[high - first + 1] - resonance->below[low - first]) /
            (float)(high - low + 1);
    return true;
}

/* Of bin `k` (counted from the first that is looked at) over its surroundings. */
static float height_at(const struct resonance *resonance, size_t k)
{
    const double bin = (double)(resonance->first + k);
    const double guard = fmax(bin * (peak_width - 1.0), 3.0);
    float below, above, here;
    if (!mean_of(resonance, bin / around - 2.0, bin - guard, &below) ||
        !mean_of(resonance, bin + guard, bin * around + 2.0, &above) ||
        !mean_of(resonance, (double)(long)(bin / smoothing), bin * smoothing + 0.999, &here))
        return 0.0F;
    /* On a slope the middle is the mean of both sides; beside a hole it is not. */
    return fminf(here - 0.5F * (below + above), here - fmaxf(below, above) + 2.0F);
}

/* Heights in `levels` (log2 of power times 1 / `scale`), to `stretch` where they are the lesser. */
static void keep_lower(struct resonance *resonance, const float *levels, float scale)
{
    for (size_t k = 0; k < resonance->bins; k++)
        resonance->below[k + 1] = resonance->below[k] + scale * levels[k];
    for (size_t k = 0; k < resonance->bins; k++)
        resonance->stretch[k] = fminf(resonance->stretch[k], height_at(resonance, k));
}

/* A note that is held lifts the mean of the logarithms, but in the mean of the powers the notes
 * beside it, however short, come as high; what a filter lifts stands out of both. */
static void end_stretch(struct resonance *resonance)
{
    for (size_t k = 0; k < resonance->bins; k++) {
        resonance->stretch[k] = INFINITY;
        resonance->powers[k] = quick_log2(resonance->powers[k]);
    }
    keep_lower(resonance, resonance->logs, db_of_octave / (float)FRAMES_A_STRETCH);
    keep_lower(resonance, resonance->powers, db_of_octave);
    for (size_t k = 0; k < resonance->bins; k++) {
        const float height = resonance->stretch[k];
        resonance->totals[k] += height;
        resonance->squares[k] += height * height;
    }
    resonance->stretches += 1.0F;
    start_stretch(resonance);
}

void resonance_add(struct resonance *resonance, const struct stft_frame *frame)
{
    const size_t first = resonance->first;
    if (frame->right_power)
        add_two(resonance->logs, resonance->powers, frame->left_power + first,
                frame->right_power + first, resonance->bins);
    else
        add_one(resonance->logs, resonance->powers, frame->left_power + first, resonance->bins);
    if (++resonance->frames == FRAMES_A_STRETCH)
        end_stretch(resonance);
}

/* The height that most stretches reach, for certain: about three of four. */
static float steady_height(const struct resonance *resonance, size_t k)
{
    const float mean = resonance->totals[k] / resonance->stretches;
    const float spread = resonance->squares[k] / resonance->stretches - mean * mean;
    return mean - (doubt * sqrtf(fmaxf(spread, 0.0F)) +
                   doubt_of_few * sqrtf(fmaxf(spread, 0.0F) / resonance->stretches));
}

static float quality_at(const struct resonance *resonance, size_t k, float height_db)
{
    const float half = height_db - fminf(3.0F, 0.5F * height_db);
    size_t low = k, high = k;
    while (low > 0 && steady_height(resonance, low) > half)
        low--;
    while (high + 1 < resonance->bins && steady_height(resonance, high) > half)
        high++;
    return (float)(resonance->first + k) / fmaxf((float)(high - low), 1.0F);
}

struct resonance_peak resonance_find(const struct resonance *resonance)
{
    struct resonance_peak peak = {NAN, NAN, NAN};
    if (resonance->stretches < stretches_min || resonance->bins < 16)
        return peak;
    size_t best = 0;
    const size_t start = (size_t)(lowest_hz / (double)resonance->bin_hz) - resonance->first;
    const size_t end = (size_t)((double)resonance->bins / around);
    for (size_t k = start; k < end; k++) {
        const float height = steady_height(resonance, k);
        if (height > 0.0F && !(height <= peak.db)) {
            best = k;
            peak.db = height;
        }
    }
    if (best > 0) {
        peak.hz = (float)(resonance->first + best) * resonance->bin_hz;
        peak.q = quality_at(resonance, best, peak.db);
    }
    return peak;
}
