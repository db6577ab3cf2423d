/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/erb.h"

#include <math.h>

static const double first_erb = 1.5; /* 40 Hz */
static const double hann_bandwidth_bins = 1.5;

double erb_edge_hz(unsigned band)
{
    return (pow(10.0, (first_erb + (double)band) / 21.4) - 1.0) / 0.00437;
}

/* Terhardt's threshold in quiet upside down, as PEAQ (ITU-R BS.1387) uses it. */
static double ear_db(double hz)
{
    const double khz = hz / 1000.0;
    return -0.6 * 3.64 * pow(khz, -0.8) + 6.5 * exp(-0.6 * (khz - 3.3) * (khz - 3.3)) -
           0.001 * pow(khz, 3.6);
}

double erb_ear_gain(unsigned band)
{
    const double middle_hz = 0.5 * (erb_edge_hz(band) + erb_edge_hz(band + 1));
    return pow(10.0, ear_db(middle_hz) / 10.0);
}

void erb_init(struct erb *erb, unsigned rate_hz)
{
    const size_t window = stft_window_frames(rate_hz);
    const struct band_grid grid = {
        .nyquist_hz = (double)rate_hz / 2.0,
        .high_bin_hz = (double)rate_hz / (double)window,
        .high_bins = window / 2 + 1,
        .low_bin_hz = 1.0,
    };
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        const double low = erb_edge_hz(b), high = erb_edge_hz(b + 1);
        erb->spans[b] = band_of(&grid, low, high).high;
        erb->ear[b] = (float)(erb_ear_gain(b) / hann_bandwidth_bins);
    }
}

void erb_add(const struct erb *erb, const struct stft_frame *frame, float *powers)
{
    const float share = frame->right_power ? 0.5F : 1.0F;
    for (unsigned b = 0; b < ERB_BANDS; b++) {
        float sum = band_sum(&erb->spans[b], frame->left_power);
        if (frame->right_power)
            sum += band_sum(&erb->spans[b], frame->right_power);
        powers[b] += sum * share * erb->ear[b];
    }
}
