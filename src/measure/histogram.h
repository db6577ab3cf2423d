/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* histogram: blocks of loudness above the absolute gate of -70 LUFS, in bounded room.  Bins of
 * 0.05 LU keep the exact sum of their energies; a relative gate cuts one of them.  The first 4096
 * blocks (7 minutes) are kept as they are as well: in a short programme, one block on the wrong
 * side of the gate would show.
 * Thread: analysis.  Energies are weighted mean squares: LUFS = -0.691 + 10 log10(energy). */
#ifndef SIDEMAN_HISTOGRAM_H
#define SIDEMAN_HISTOGRAM_H

#include <stdint.h>

enum {
    HISTOGRAM_FLOOR_LUFS = -70,
    HISTOGRAM_BINS_PER_LU = 20,
    HISTOGRAM_BINS = 1600, /* to +10 LUFS; the last takes what is above */
    HISTOGRAM_FIRST = 4096
};

struct histogram_bin {
    uint64_t blocks;
    double energy; /* sum */
};

/* Starts as zeros. */
struct histogram {
    struct histogram_bin all;
    struct histogram_bin bins[HISTOGRAM_BINS];
    double first[HISTOGRAM_FIRST];
};

double histogram_lufs_from_energy(double energy);

/* Takes a block; those at or below -70 LUFS (and what is no number) are left out. */
void histogram_add(struct histogram *histogram, double energy);

/* Mean energy of all blocks times `factor`: the threshold of a relative gate.  0 without blocks. */
double histogram_gate(const struct histogram *histogram, double factor);

/* Integrated loudness (BS.1770-5: relative gate -10 LU); NAN without blocks. */
double histogram_integrated_lufs(const struct histogram *histogram);

/* Loudness range (Tech 3342: relative gate -20 LU, 10th to 95th percentile); NAN without blocks. */
double histogram_range_lu(const struct histogram *histogram);

#endif
