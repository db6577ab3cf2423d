/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/histogram.h"

#include "base/units.h"

#include <math.h>
#include <stdbool.h>

static const double gate_integrated = 0.1; /* -10 LU */
static const double gate_range = 0.01;     /* -20 LU */
static const double offset_lufs = -0.691;

double histogram_lufs_from_energy(double energy)
{
    return units_db_from_power(energy) + offset_lufs;
}

/* The last bin takes all above +10 LUFS. */
static int bin_of(double lufs)
{
    const double position = (lufs - HISTOGRAM_FLOOR_LUFS) * HISTOGRAM_BINS_PER_LU;
    if (!(position > 0))
        return 0;
    return position < HISTOGRAM_BINS ? (int)position : HISTOGRAM_BINS - 1;
}

void histogram_add(struct histogram *histogram, double energy)
{
    const double lufs = histogram_lufs_from_energy(energy);
    if (!(lufs > HISTOGRAM_FLOOR_LUFS) || isinf(lufs))
        return;
    const int bin = bin_of(lufs);
    histogram->blocks++;
    histogram->energy += energy;
    histogram->bin_blocks[bin]++;
    histogram->bin_energy[bin] += energy;
}

double histogram_gate(const struct histogram *histogram, double factor)
{
    return histogram->blocks ? factor * histogram->energy / (double)histogram->blocks : 0;
}

/* The mean decides for a bin as a whole: right for tones, where all blocks of a bin are the same. */
static bool is_above(const struct histogram *histogram, int bin, double gate)
{
    const uint64_t blocks = histogram->bin_blocks[bin];
    return blocks > 0 && histogram->bin_energy[bin] > gate * (double)blocks;
}

/* The lowest bin that may hold something above the gate. */
static int first_bin(double gate)
{
    return bin_of(histogram_lufs_from_energy(gate) - 1.0 / HISTOGRAM_BINS_PER_LU);
}

double histogram_integrated_lufs(const struct histogram *histogram)
{
    const double gate = histogram_gate(histogram, gate_integrated);
    uint64_t blocks = 0;
    double energy = 0;
    for (int i = first_bin(gate); i < HISTOGRAM_BINS; i++)
        if (is_above(histogram, i, gate)) {
            blocks += histogram->bin_blocks[i];
            energy += histogram->bin_energy[i];
        }
    return blocks ? histogram_lufs_from_energy(energy / (double)blocks) : (double)NAN;
}

/* Loudness of the block with 0-based rank `rank` among those above the gate. */
static double ranked_lufs(const struct histogram *histogram, double gate, uint64_t rank)
{
    uint64_t passed = 0;
    for (int i = first_bin(gate); i < HISTOGRAM_BINS; i++)
        if (is_above(histogram, i, gate)) {
            passed += histogram->bin_blocks[i];
            if (passed > rank)
                return histogram_lufs_from_energy(histogram->bin_energy[i]
                                                  / (double)histogram->bin_blocks[i]);
        }
    return NAN;
}

double histogram_range_lu(const struct histogram *histogram)
{
    const double gate = histogram_gate(histogram, gate_range);
    uint64_t blocks = 0;
    for (int i = first_bin(gate); i < HISTOGRAM_BINS; i++)
        if (is_above(histogram, i, gate))
            blocks += histogram->bin_blocks[i];
    if (blocks == 0)
        return NAN;
    const double last = (double)(blocks - 1);
    return ranked_lufs(histogram, gate, (uint64_t)round(last * 0.95))
           - ranked_lufs(histogram, gate, (uint64_t)round(last * 0.10));
}
