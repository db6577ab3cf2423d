/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/tally.h"

#include "base/units.h"

#include <math.h>

static const double lowest_lufs = -70.0;

/* -1 when below the absolute gate. */
static int bin_of(double energy)
{
    const double lufs = units_db_from_power(energy);
    if (!(lufs > lowest_lufs))
        return -1;
    const int bin = (int)(lufs - lowest_lufs);
    return bin < TALLY_LOUDNESS_BINS ? bin : TALLY_LOUDNESS_BINS - 1;
}

static void count(struct tally *tally, const struct texture_slot *slot, double sign)
{
    tally->left += sign * (double)slot->left;
    tally->right += sign * (double)slot->right;
    tally->product += sign * (double)slot->product;
    tally->music += sign * (double)slot->music;
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        tally->dims[d] += sign * (double)slot->dims[d];
    const int bin = bin_of((double)slot->loudness);
    if (bin < 0)
        return;
    tally->loudness[bin].slots += sign > 0.0 ? 1u : (uint32_t)-1;
    tally->loudness[bin].energy += sign * (double)slot->loudness;
}

void tally_add(struct tally *tally, const struct texture_slot *slot, uint32_t onsets)
{
    tally->slots++;
    tally->onsets += onsets;
    count(tally, slot, 1.0);
}

void tally_take_out(struct tally *tally, const struct texture_slot *slot, uint32_t onsets)
{
    tally->slots--;
    tally->onsets -= onsets;
    count(tally, slot, -1.0);
}

static double mean_from(const struct tally *tally, int first)
{
    double energy = 0.0;
    uint32_t slots = 0;
    for (int bin = first; bin < TALLY_LOUDNESS_BINS; bin++) {
        energy += tally->loudness[bin].energy;
        slots += tally->loudness[bin].slots;
    }
    return slots ? energy / slots : 0.0;
}

float tally_loudness_lufs(const struct tally *tally)
{
    const double mean = mean_from(tally, 0);
    if (!(mean > 0.0))
        return NAN;
    const int gate = bin_of(0.1 * mean);
    return (float)units_db_from_power(mean_from(tally, gate < 0 ? 0 : gate));
}

float tally_width(const struct tally *tally)
{
    const double both = tally->left + tally->right;
    if (!(both > 1e-12))
        return NAN;
    return (float)fmax(0.0, fmin(1.0, (both - 2.0 * tally->product) / (2.0 * both)));
}
