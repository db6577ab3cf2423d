/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/lowband.h"

#include "base/simd.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double pi = 3.14159265358979323846;
static const double rate_min_hz = 2600.0;
static const double window_min_s = 0.6;
static const double kaiser_beta = 8.0; /* 80 dB in 8 taps a phase */
enum { TAPS_A_PHASE = 8, LANES = 8, WINDOW_MIN = 256 };

struct lowband {
    struct stft *stft;
    unsigned channels;
    double rate_hz;
    size_t factor;   /* of decimation */
    size_t taps;     /* TAPS_A_PHASE * factor, a multiple of 2 LANES; 0 when nothing is decimated */
    size_t hop;      /* frames in */
    size_t window;   /* frames of the low rate */
    size_t filled;   /* of the low hop being gathered */
    float *filter;
    float *input[2]; /* the last `taps` frames and then the hop */
    float *low[2];   /* one hop of the low rate */
};

static double bessel_i0(double x)
{
    double term = 1.0, sum = 1.0;
    for (int k = 1; k < 64; k++) {
        term *= x / (2.0 * k) * (x / (2.0 * k));
        sum += term;
    }
    return sum;
}

/* Kaiser-windowed sinc, cut at a half of the low rate, of unit gain at 0 Hz. */
static void make_filter(struct lowband *lowband)
{
    const double middle = ((double)lowband->taps - 1.0) / 2.0;
    double sum = 0.0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < lowband->taps; i++) {
            const double t = (double)i - middle;
            const double x = pi * t / (double)lowband->factor;
            const double edge = t / (middle + 0.5);
            const double tap = sin(x) / x * bessel_i0(kaiser_beta * sqrt(1.0 - edge * edge));
            if (pass == 0)
                sum += tap;
            else
                lowband->filter[i] = (float)(tap / sum);
        }
}

static bool allocate(struct lowband *lowband)
{
    const size_t low_hop = lowband->window / LOWBAND_OVERLAP;
    lowband->filter = calloc(lowband->taps + 1, sizeof(float));
    bool ok = lowband->filter != NULL;
    for (unsigned c = 0; c < lowband->channels; c++) {
        lowband->input[c] = calloc(lowband->taps + lowband->hop, sizeof(float));
        lowband->low[c] = calloc(low_hop, sizeof(float));
        ok = ok && lowband->input[c] && lowband->low[c];
    }
    lowband->stft = stft_new_sized(lowband->rate_hz, lowband->window, low_hop, lowband->channels);
    return ok && lowband->stft;
}

struct lowband *lowband_new(unsigned rate_hz, unsigned channels)
{
    struct lowband *const lowband = calloc(1, sizeof *lowband);
    if (!lowband)
        return NULL;
    lowband->channels = channels;
    lowband->hop = stft_hop_frames(rate_hz);
    lowband->factor = 1;
    while ((double)rate_hz / (double)(2 * lowband->factor) >= rate_min_hz)
        lowband->factor *= 2;
    lowband->taps = lowband->factor > 1 ? TAPS_A_PHASE * lowband->factor : 0;
    lowband->rate_hz = (double)rate_hz / (double)lowband->factor;
    lowband->window = WINDOW_MIN;
    while ((double)lowband->window < window_min_s * lowband->rate_hz)
        lowband->window *= 2;
    if (!allocate(lowband)) {
        lowband_free(lowband);
        return NULL;
    }
    if (lowband->taps > 0)
        make_filter(lowband);
    return lowband;
}

void lowband_free(struct lowband *lowband)
{
    if (!lowband)
        return;
    for (unsigned c = 0; c < 2; c++) {
        free(lowband->input[c]);
        free(lowband->low[c]);
    }
    free(lowband->filter);
    stft_free(lowband->stft);
    free(lowband);
}

double lowband_rate_hz(const struct lowband *lowband)
{
    return lowband->rate_hz;
}

size_t lowband_window_frames(const struct lowband *lowband)
{
    return lowband->window;
}

SIMD_CLONES static void decimate(const float *restrict in, const float *restrict filter,
                                 size_t taps, size_t factor, float *restrict out, size_t count)
{
    for (size_t o = 0; o < count; o++, in += factor) {
        float even[LANES] = {0}, odd[LANES] = {0};
        for (size_t t = 0; t < taps; t += 2 * LANES) {
            for (size_t lane = 0; lane < LANES; lane++)
                even[lane] += in[t + lane] * filter[t + lane];
            for (size_t lane = 0; lane < LANES; lane++)
                odd[lane] += in[t + LANES + lane] * filter[t + LANES + lane];
        }
        for (size_t lane = 0; lane < LANES; lane++)
            even[lane] += odd[lane];
        out[o] = ((even[0] + even[4]) + (even[2] + even[6])) +
                 ((even[1] + even[5]) + (even[3] + even[7]));
    }
}

const struct stft_frame *lowband_process(struct lowband *lowband, const float *const *channels,
                                         size_t frames)
{
    const size_t low_hop = lowband->window / LOWBAND_OVERLAP;
    const size_t count = lowband->hop / lowband->factor;
    for (unsigned c = 0; c < lowband->channels; c++) {
        float *const input = lowband->input[c];
        float *const fresh = input + lowband->taps;
        memcpy(fresh, channels[c], frames * sizeof *fresh);
        memset(fresh + frames, 0, (lowband->hop - frames) * sizeof *fresh);
        float *const low = lowband->low[c] + lowband->filled;
        if (lowband->taps > 0) {
            decimate(input + lowband->factor, lowband->filter, lowband->taps, lowband->factor, low,
                     count);
            memmove(input, input + lowband->hop, lowband->taps * sizeof *input);
        } else {
            memcpy(low, fresh, lowband->hop * sizeof *low);
        }
    }
    lowband->filled += count;
    if (lowband->filled < low_hop)
        return NULL;
    lowband->filled = 0;
    return stft_process(lowband->stft, (const float *const *)lowband->low, low_hop);
}
