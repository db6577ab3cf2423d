/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* band: made-up music in any key: cadences of triads over a bass, and melodies. */
#ifndef SIDEMAN_TESTS_BAND_H
#define SIDEMAN_TESTS_BAND_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct band {
    int tonic; /* 0 C .. 11 B */
    bool minor;
    double cents;
};

static inline float band_tone(double hz, double at_s, unsigned harmonics)
{
    const double turn = 6.283185307179586;
    double sum = 0.0;
    for (unsigned h = 1; h <= harmonics; h++)
        sum += sin(turn * hz * h * at_s) / (h * h);
    return (float)sum;
}

static inline double band_hz(const struct band *band, int semitones)
{
    return 440.0 * exp2((band->tonic - 9 + semitones + band->cents / 100.0) / 12.0);
}

/* I IV I V I in chords of a second; in minor the fifth is major, as it mostly is. */
static inline float band_cadence(const struct band *band, double at_s)
{
    static const int roots[] = {0, 5, 0, 7, 0};
    const unsigned step = (unsigned)at_s % 5;
    const int root = roots[step];
    const int third = root + (band->minor && root != 7 ? 3 : 4);
    const double age_s = at_s - floor(at_s);
    const float swell = (float)(fmin(age_s / 0.02, 1.0) * exp(-age_s));
    return 0.1f * swell * (band_tone(band_hz(band, root), at_s, 4) +
                           band_tone(band_hz(band, third), at_s, 4) +
                           band_tone(band_hz(band, root + 7), at_s, 4) +
                           1.5f * band_tone(band_hz(band, root % 12 - 24), at_s, 3));
}

/* The scale up and down, from the tonic and back, the tonic and the fifth held longest. */
static inline float band_scale(const struct band *band, double at_s)
{
    static const int major[] = {0, 0, 2, 4, 4, 5, 7, 7, 9, 11, 12, 12, 11, 9, 7, 7, 5, 4, 2, 0};
    static const int minor[] = {0, 0, 2, 3, 3, 5, 7, 7, 8, 11, 12, 12, 11, 8, 7, 7, 5, 3, 2, 0};
    const unsigned step = (unsigned)(at_s * 4.0) % 20;
    return 0.3f * band_tone(band_hz(band, (band->minor ? minor : major)[step] - 12), at_s, 4);
}

#endif
