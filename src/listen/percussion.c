/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/percussion.h"

#include "base/simd.h"

#include <string.h>

enum { BINS = PERCUSSION_BINS, SPAN = PERCUSSION_SPAN, TAPS = 7, TAP_STEP = 5 /* over 31 bins */ };

/* Odd-even transposition: the same comparisons for all bins, so that they go side by side. */
SIMD_CLONES static void sort_rows(float (*restrict rows)[BINS], unsigned count)
{
    for (unsigned round = 0; round < count; round++)
        for (unsigned r = round % 2; r + 1 < count; r += 2) {
            float *restrict const low = rows[r], *restrict const high = rows[r + 1];
            for (int i = 0; i < BINS; i++) {
                const float a = low[i], b = high[i];
                low[i] = a < b ? a : b;
                high[i] = a < b ? b : a;
            }
        }
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
    sort_rows(lasting, span);
    sort_rows(wide, TAPS);
    return mask(middle, lasting[span / 2], wide[TAPS / 2]);
}

void percussion_restart(struct percussion *percussion)
{
    percussion->filled = 0;
}
