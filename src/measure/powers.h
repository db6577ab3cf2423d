/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* powers: what is remembered of all spectra since the reset: the power of each bin in the left and
 * right channel and their product.  Silence does not dilute it: a frame counts for as much as its
 * window saw of programme.
 * bands: which bins make a band of frequencies; the lowest bands are read off the lowband.
 * Thread: analysis. */
#ifndef SIDEMAN_POWERS_H
#define SIDEMAN_POWERS_H

#include "measure/stft.h"

#include <stdbool.h>
#include <stddef.h>

enum { POWERS_OVERLAP_MAX = 8 };

struct powers {
    size_t bins;
    float bin_hz;
    double *left, *right; /* right and product are NULL when mono */
    double *product;      /* the real part of L R* */
    double weight;                  /* frames, by the programme in them */
    unsigned overlap, newest;       /* how much programme each hop of the window had */
    float share[POWERS_OVERLAP_MAX];
    float hann[POWERS_OVERLAP_MAX]; /* what each hop contributes to the frame's power */
};

/* Keeps the lowest `bins` bins of frames of `bin_hz` whose window is `overlap` hops long. */
bool powers_init(struct powers *powers, size_t bins, double bin_hz, unsigned overlap, bool stereo);
void powers_release(struct powers *powers);
void powers_reset(struct powers *powers);

/* `share`: how much of the newest hop was programme, 0..1. */
void powers_add(struct powers *powers, const struct stft_frame *frame, float share);

/* Bins first..last, those at the ends in part; none when last < first. */
struct band_span {
    size_t first, last;
    float first_weight, last_weight;
};

/* A band is what the lowband has of it and what the STFT has of it. */
struct band {
    struct band_span low, high;
    bool exists; /* below the Nyquist frequency */
};

/* What bands are cut from. */
struct band_grid {
    double nyquist_hz;
    double crossover_hz; /* below this the lowband serves */
    double low_bin_hz, high_bin_hz;
    size_t low_bins, high_bins;
};

struct band band_of(const struct band_grid *grid, double from_hz, double to_hz);
float band_sum(const struct band_span *span, const float *bins);
double band_sum_long(const struct band_span *span, const double *bins);

#endif
