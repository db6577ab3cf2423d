/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/percussion.h"

#include "base/simd.h"

#include <string.h>

enum { BINS = PERCUSSION_BINS, SPAN = PERCUSSION_SPAN, TAPS = 7, TAP_STEP = 5 /* over 31 bins */ };

/* The smaller ones go to `low`, the larger to `high`: for all bins side by side. */
SIMD_CLONES static void compare(float *restrict low, float *restrict high)
{
    for (int i = 0; i < BINS; i++) {
        const float a = low[i], b = high[i];
        low[i] = a < b ? a : b;
        high[i] = a < b ? b : a;
    }
}

/* Brings the smallest of `count` rows to the first and the largest to the last. */
static void part_extremes(float (*rows)[BINS], unsigned count)
{
    for (unsigned i = 0; i < count / 2; i++)
        compare(rows[i], rows[count - 1 - i]);
    for (unsigned i = 1; i < (count + 1) / 2; i++)
        compare(rows[0], rows[i]);
    for (unsigned i = count / 2; i + 1 < count; i++)
        compare(rows[i], rows[count - 1]);
}

/* The median of an odd `count` of rows, at least 3, which are mixed up by it.  Of half of them and two
 * more, the smallest and the largest cannot be it: another takes the place of both. */
static const float *median_of(float (*rows)[BINS], unsigned count)
{
    const unsigned first = count / 2 - 1;
    unsigned end = count;
    for (unsigned unseen = first; unseen > 0; unseen--) {
        part_extremes(rows + first, end-- - first);
        memcpy(rows[first], rows[unseen - 1], sizeof rows[0]);
    }
    part_extremes(rows + first, end - first);
    return rows[first + 1];
}

/* Mirrored at the edges. */
static void lay_out_taps(float (*rows)[BINS], const float *amplitude)
{
    for (int tap = 0; tap < TAPS; tap++)
        for (int i = 0; i < BINS; i++) {
            int at = i + TAP_STEP * (tap - TAPS / 2);
            at = at < 0 ? -at - 1 : at;
            at = at >= BINS ? 2 * BINS - 1 - at : at;
            rows[tap][i] = amplitude[at];
        }
}

SIMD_CLONES static struct percussion_powers mask(const float *restrict amplitude,
                                                 const float *restrict lasting,
                                                 const float *restrict wide)
{
    float harmonic[BINS], percussive[BINS];
    for (int i = 0; i < BINS; i++) {
        const float h = lasting[i] * lasting[i], p = wide[i] * wide[i];
        const float sum = h + p + 1e-20f, power = amplitude[i] * amplitude[i];
        harmonic[i] = power * (h / sum) * (h / sum);
        percussive[i] = power * (p / sum) * (p / sum);
    }
    struct percussion_powers powers = {0.0f, 0.0f};
    for (int i = 0; i < BINS; i++) {
        powers.harmonic += harmonic[i];
        powers.percussive += percussive[i];
    }
    return powers;
}

struct percussion_powers percussion_add(struct percussion *percussion, const float *amplitude,
                                        unsigned span)
{
    float lasting[SPAN][BINS], wide[TAPS][BINS];
    percussion->newest = (percussion->newest + 1) % SPAN;
    memcpy(percussion->rows[percussion->newest], amplitude, sizeof percussion->rows[0]);
    if (percussion->filled < SPAN)
        percussion->filled++;
    if (percussion->filled < span)
        return (struct percussion_powers){0.0f, 0.0f};
    const unsigned oldest = percussion->newest + SPAN + 1 - span;
    for (unsigned i = 0; i < span; i++)
        memcpy(lasting[i], percussion->rows[(oldest + i) % SPAN], sizeof lasting[i]);
    const float *const middle = percussion->rows[(oldest + span / 2) % SPAN];
    lay_out_taps(wide, middle);
    return mask(middle, median_of(lasting, span), median_of(wide, TAPS));
}

void percussion_restart(struct percussion *percussion)
{
    percussion->filled = 0;
}
