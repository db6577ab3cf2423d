/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/edge.h"

#include <math.h>

enum { APART = 4 }; /* slots that each side has at least */

static const double least_deviation = 0.03;
static const double gain_min = 1e-9; /* less is rounding: one moment is as good as another */

struct side {
    double sum[TEXTURE_DIMS], square[TEXTURE_DIMS];
    double slots;
};

static void count(struct side *side, const struct texture_slot *slot, double sign)
{
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        const double value = (double)slot->dims[d];
        side->sum[d] += sign * value;
        side->square[d] += sign * value * value;
    }
    side->slots += sign;
}

/* How unlikely the slots are if each trait spreads around one mean. */
static double surprise(const struct side *side)
{
    double sum = 0.0;
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        const double mean = side->sum[d] / side->slots;
        const double variance = fmax(side->square[d] / side->slots - mean * mean, 0.0);
        sum += log(variance + least_deviation * least_deviation);
    }
    return side->slots * sum;
}

size_t edge_find(const struct texture_slot *slots, size_t first, size_t border, size_t end,
                 size_t reach)
{
    if (end < first + 2 * APART + 1)
        return border;
    const size_t from = border > first + APART + reach ? border - reach : first + APART;
    const size_t to = border + reach + APART < end ? border + reach : end - APART;
    struct side old = {{0}, {0}, 0.0}, new = {{0}, {0}, 0.0};
    for (size_t s = first; s < end; s++)
        count(s < from ? &old : &new, &slots[s], 1.0);
    size_t edge = border;
    double least = INFINITY, unmoved = INFINITY;
    for (size_t s = from; s <= to; s++) {
        const double sum = surprise(&old) + surprise(&new);
        if (sum < least) {
            least = sum;
            edge = s;
        }
        unmoved = s == border ? sum : unmoved;
        count(&old, &slots[s], 1.0);
        count(&new, &slots[s], -1.0);
    }
    return unmoved - least > gain_min * fabs(least) ? edge : border;
}
