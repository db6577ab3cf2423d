/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/spread.h"

#include <math.h>

void spread_add(struct spread *spread, float power)
{
    const float db = power > 0.0F ? 10.0F * log10f(power) : (float)SPREAD_LOWEST_DB;
    const float bin = floorf((db - (float)SPREAD_LOWEST_DB) * (float)SPREAD_BINS_A_DB);
    const int index = bin < 0.0F ? 0 : bin >= (float)SPREAD_BINS ? SPREAD_BINS - 1 : (int)bin;
    spread->counts[index]++;
    spread->total++;
}

float spread_percentile(const struct spread *spread, float share)
{
    if (spread->total == 0)
        return NAN;
    const float wanted = share * (float)spread->total;
    float below = 0.0F;
    for (int i = 0; i < SPREAD_BINS; i++) {
        const float here = (float)spread->counts[i];
        if (here > 0.0F && below + here >= wanted)
            return (float)SPREAD_LOWEST_DB +
                   ((float)i + (wanted - below) / here) / (float)SPREAD_BINS_A_DB;
        below += here;
    }
    return (float)(SPREAD_LOWEST_DB + SPREAD_BINS / SPREAD_BINS_A_DB);
}
