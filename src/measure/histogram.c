/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/histogram.h"

#include "base/units.h"

#include <math.h>

static const double gate_integrated = 0.1; /* -10 LU */
static const double gate_range = 0.01;     /* -20 LU */
static const double offset_lufs = -0.691;

double histogram_lufs_from_energy(double energy)
{
    return units_db_from_power(energy) + offset_lufs;
}

/* In bins from the floor up, with a fraction. */
static double position_of(double lufs)
{
    const double position = (lufs - HISTOGRAM_FLOOR_LUFS) * HISTOGRAM_BINS_PER_LU;
    return position > 0 ? position : 0;
}

static int bin_of(double lufs)
{
    const double position = position_of(lufs);
    return position < HISTOGRAM_BINS ? (int)position : HISTOGRAM_BINS - 1;
}

static void add_to(struct histogram_bin *bin, double energy)
{
    bin->blocks++;
    bin->energy += energy;
}

void histogram_add(struct histogram *histogram, double energy)
{
    const double lufs = histogram_lufs_from_energy(energy);
    if (!(lufs > HISTOGRAM_FLOOR_LUFS) || isinf(lufs))
        return;
    if (histogram->all.blocks < HISTOGRAM_FIRST)
        histogram->first[histogram->all.blocks] = energy;
    add_to(&histogram->bins[bin_of(lufs)], energy);
    add_to(&histogram->all, energy);
}

double histogram_gate(const struct histogram *histogram, double factor)
{
    const struct histogram_bin *all = &histogram->all;
    return all->blocks ? factor * all->energy / (double)all->blocks : 0;
}

static struct histogram_bin first_above(const struct histogram *histogram, double gate)
{
    struct histogram_bin above = {0, 0};
    for (uint64_t i = 0; i < histogram->all.blocks; i++)
        if (histogram->first[i] > gate)
            add_to(&above, histogram->first[i]);
    return above;
}

/* Of the bin that the gate cuts, as much as lies above if its blocks are spread evenly. */
static struct histogram_bin cut_part(const struct histogram *histogram, int cut, double gate)
{
    const double below = position_of(histogram_lufs_from_energy(gate)) - cut;
    const double share = below < 1 ? 1 - below : 1; /* the last bin is never cut */
    const struct histogram_bin *bin = &histogram->bins[cut];
    return (struct histogram_bin){(uint64_t)llround(share * (double)bin->blocks),
                                  share * bin->energy};
}

static struct histogram_bin sum_above(const struct histogram *histogram, double gate)
{
    if (histogram->all.blocks <= HISTOGRAM_FIRST)
        return first_above(histogram, gate);
    const int cut = bin_of(histogram_lufs_from_energy(gate));
    struct histogram_bin sum = cut_part(histogram, cut, gate);
    for (int i = cut + 1; i < HISTOGRAM_BINS; i++) {
        sum.blocks += histogram->bins[i].blocks;
        sum.energy += histogram->bins[i].energy;
    }
    return sum;
}

static double mean_lufs(const struct histogram_bin *bin)
{
    return bin->blocks ? histogram_lufs_from_energy(bin->energy / (double)bin->blocks)
                       : (double)NAN;
}

double histogram_integrated_lufs(const struct histogram *histogram)
{
    const double gate = histogram_gate(histogram, gate_integrated);
    const struct histogram_bin sum = sum_above(histogram, gate);
    return mean_lufs(&sum);
}

/* Loudness of the block that has `louder` blocks above it: the mean of its bin. */
static double ranked_lufs(const struct histogram *histogram, uint64_t louder)
{
    uint64_t passed = 0;
    for (int i = HISTOGRAM_BINS - 1; i >= 0; i--) {
        passed += histogram->bins[i].blocks;
        if (passed > louder)
            return mean_lufs(&histogram->bins[i]);
    }
    return NAN;
}

double histogram_range_lu(const struct histogram *histogram)
{
    const uint64_t blocks = sum_above(histogram, histogram_gate(histogram, gate_range)).blocks;
    if (blocks == 0)
        return NAN;
    const uint64_t last = blocks - 1;
    const uint64_t high = (uint64_t)round((double)last * 0.95);
    const uint64_t low = (uint64_t)round((double)last * 0.10);
    return ranked_lufs(histogram, last - high) - ranked_lufs(histogram, last - low);
}
