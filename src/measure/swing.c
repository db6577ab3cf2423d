/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/swing.h"

#include "base/units.h"

#include <math.h>

enum { STRETCH = 200, ENOUGH = 100 }; /* blocks */
static const float reach = 3e-5F;     /* 45 dB below the loudest */
static const float floor_power = 1e-12F;
static const float loud_share = 0.95F, soft_share = 0.1F;
static const double variance_min = 1e-3;

void swing_reset(struct swing *swing)
{
    *swing = (struct swing){0};
}

static float moves_db(const struct spread *level)
{
    return spread_percentile(level, loud_share) - spread_percentile(level, soft_share);
}

static double unison(const struct swing_sums *sums)
{
    if (sums->count < (double)ENOUGH / 2.0)
        return NAN;
    const double low = sums->low / sums->count, high = sums->high / sums->count;
    const double low_variance = sums->low2 / sums->count - low * low;
    const double high_variance = sums->high2 / sums->count - high * high;
    if (!(low_variance > variance_min) || !(high_variance > variance_min))
        return NAN;
    return (sums->product / sums->count - low * high) / sqrt(low_variance * high_variance);
}

static void end_stretch(struct swing *swing)
{
    const double together = unison(&swing->sums);
    swing->stretches += 1.0;
    swing->moves_db += (double)moves_db(&swing->level);
    swing->unison += isfinite(together) ? together : 0.0;
    swing->unisons += isfinite(together) ? 1.0 : 0.0;
    swing->level = (struct spread){0};
    swing->sums = (struct swing_sums){0};
}

static void add_bands(struct swing *swing, float low, float high)
{
    if (!(low + high > reach * swing->loudest) || !(low + high > floor_power))
        return;
    struct swing_sums *const sums = &swing->sums;
    swing->loudest = fmaxf(swing->loudest, low + high);
    const double a = units_db_from_power((double)fmaxf(low, floor_power));
    const double b = units_db_from_power((double)fmaxf(high, floor_power));
    sums->count += 1.0;
    sums->low += a;
    sums->high += b;
    sums->low2 += a * a;
    sums->high2 += b * b;
    sums->product += a * b;
}

void swing_add(struct swing *swing, float power, float low, float high)
{
    if (swing->level.total >= STRETCH)
        end_stretch(swing);
    spread_add(&swing->level, power);
    add_bands(swing, low, high);
}

struct swing_reading swing_read(const struct swing *swing)
{
    struct swing now = *swing;
    if (now.level.total >= ENOUGH || (now.level.total > 0 && !(now.stretches > 0.0)))
        end_stretch(&now);
    return (struct swing_reading){
        .moves_db = now.stretches > 0.0 ? (float)(now.moves_db / now.stretches) : NAN,
        .unison = now.unisons > 0.0 ? (float)(now.unison / now.unisons) : NAN,
    };
}
