/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/splice.h"

#include <math.h>
#include <stdlib.h>

enum {
    FACTOR = 4,
    LONG_PERIOD = 6 * FACTOR,  /* of the sine around the splice, in fine samples */
    SHORT_PERIOD = 4 * FACTOR, /* of the one in the middle */
    TAPS = 1023
};

static const double pi = 3.14159265358979323846;
/* 22 kHz at 48 kHz, in periods per fine sample. */
static const double cutoff = 22.0 / (48.0 * FACTOR);
static const double kaiser_beta = 12;

/* Modified Bessel function of the first kind, order 0. */
static double bessel(double x)
{
    double term = 1, sum = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
        term *= x / (2 * k) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

static void fill_lowpass(double *taps)
{
    const int middle = TAPS / 2;
    double sum = 0;
    for (int i = 0; i < TAPS; i++) {
        const double t = i - middle, u = t / middle;
        const double sinc = i == middle ? 2 * cutoff : sin(2 * pi * cutoff * t) / (pi * t);
        taps[i] = sinc * bessel(kaiser_beta * sqrt(1 - u * u)) / bessel(kaiser_beta);
        sum += taps[i];
    }
    for (int i = 0; i < TAPS; i++)
        taps[i] /= sum;
}

/* Fine sample n of the signal before the filter; both sines cross zero at the splice. */
static double fine_sample(long n, long splice)
{
    const long after = n - splice;
    if (after < 0)
        return 0.5 * sin(2 * pi * (double)(after % LONG_PERIOD) / LONG_PERIOD);
    if (after < SHORT_PERIOD)
        return sin(2 * pi * (double)after / SHORT_PERIOD);
    return 0.5 * sin(2 * pi * (double)((after - SHORT_PERIOD) % LONG_PERIOD) / LONG_PERIOD);
}

bool splice_fill(float *samples, size_t frames, unsigned offset)
{
    const size_t n_fine = frames * FACTOR + TAPS;
    double *taps = malloc(TAPS * sizeof *taps);
    double *fine = malloc(n_fine * sizeof *fine);
    const bool enough = taps && fine;
    if (enough) {
        fill_lowpass(taps);
        const long splice = (long)(frames / 2) * FACTOR;
        for (size_t i = 0; i < n_fine; i++)
            fine[i] = fine_sample((long)i - TAPS / 2, splice);
        for (size_t n = 0; n < frames; n++) {
            double sum = 0;
            for (size_t i = 0; i < TAPS; i++)
                sum += taps[i] * fine[n * FACTOR + offset + i];
            samples[n] = (float)sum;
        }
    }
    free(fine);
    free(taps);
    return enough;
}
