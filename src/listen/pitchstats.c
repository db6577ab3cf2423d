/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/pitchstats.h"

#include <math.h>

static const double base_hz = 20.0;
static const double held_within_cents = 60.0;

static void count_sustained(struct pitchstats *stats, double cents)
{
    const double cell = cents / 10.0;
    if (!(cell >= 0.0) || cell >= PITCHSTATS_CELLS)
        return;
    const size_t i = (size_t)cell;
    const double pi = acos(-1.0);
    const double a4 = 1200.0 * log2(440.0 / base_hz);
    const double turn = (cents - a4) * 2.0 * pi / 100.0;
    stats->count[i]++;
    stats->cents[i] += cents;
    stats->sustained++;
    stats->tuning_x += cos(turn);
    stats->tuning_y += sin(turn);
}

void pitchstats_add(struct pitchstats *stats, float hz, bool audible)
{
    if (audible)
        stats->heard++;
    if (!audible || !isfinite(hz) || hz <= 0.0f) {
        stats->run_length = 0;
        return;
    }
    stats->voiced++;
    const double cents = 1200.0 * log2(hz / base_hz);
    const unsigned held = stats->run_length;
    if (held > 0) {
        const double last = stats->run[(held < PITCHSTATS_RUN ? held : PITCHSTATS_RUN) - 1];
        if (fabs(cents - last) > held_within_cents)
            stats->run_length = 0;
    }
    if (stats->run_length < PITCHSTATS_RUN) {
        stats->run[stats->run_length++] = (float)cents;
        if (stats->run_length == PITCHSTATS_RUN)
            for (unsigned i = 0; i < PITCHSTATS_RUN; i++)
                count_sustained(stats, stats->run[i]);
        return;
    }
    stats->run[PITCHSTATS_RUN - 1] = (float)cents;
    count_sustained(stats, cents);
}

/* The pitch below which `share` of the sustained estimates lie. */
static float quantile_hz(const struct pitchstats *stats, double share)
{
    const double wanted = share * (double)stats->sustained;
    double seen = 0.0;
    size_t last = 0;
    for (size_t i = 0; i < PITCHSTATS_CELLS; i++) {
        if (stats->count[i] == 0)
            continue;
        last = i;
        seen += stats->count[i];
        if (seen > wanted)
            break;
    }
    return (float)(base_hz * exp2(stats->cents[last] / stats->count[last] / 1200.0));
}

void pitchstats_read(const struct pitchstats *stats, struct pitch_reading *reading)
{
    const double pi = acos(-1.0);
    reading->median_hz = reading->low_hz = reading->high_hz = NAN;
    reading->voiced_ratio = reading->tuning_cents = NAN;
    if (stats->heard > 0)
        reading->voiced_ratio = (float)((double)stats->voiced / (double)stats->heard);
    if (stats->sustained == 0)
        return;
    reading->median_hz = quantile_hz(stats, 0.5);
    reading->low_hz = quantile_hz(stats, 0.01);
    reading->high_hz = quantile_hz(stats, 0.99);
    reading->tuning_cents = (float)(atan2(stats->tuning_y, stats->tuning_x) * 100.0 / (2.0 * pi));
}
