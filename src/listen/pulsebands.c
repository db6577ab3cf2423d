/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/pulsebands.h"

#include "base/quick.h"
#include "base/simd.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BANDS_PER_OCTAVE = 4, AGO = 2, KEPT = AGO + 1, LANES = 8 };

static const double low_hz = 30.0;
/* The knee of the compression log2(1 + power * gain^2): -72 dBFS. */
static const float knee_gain = 4000.0f;
static const float scale = 0.5f;
/* The middle of the sound that a spectrum hears of lies so many hops before its end. */
static const double lag_hops = 2.05;

const double pulsebands_rate_hz = 44100.0 / 512.0;

struct band {
    size_t first, last, whole;    /* bins; those between first and last that count whole */
    float first_part, last_part;  /* 0 beyond the spectrum */
};

struct pulsebands {
    double hop_s;
    struct band band[PULSEBANDS];
    uint64_t hops, frames;
    float last[PULSEBANDS]; /* loudness at the hop before */
    float kept[KEPT][PULSEBANDS];
};

/* Sum of whole bins of both channels; in lanes, as sums must not be reordered. */
SIMD_CLONES static float sum_bins(const float *restrict left, const float *restrict right,
                                  size_t count)
{
    float lanes[LANES] = {0.0f}, sum = 0.0f;
    size_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            lanes[k] += left[i + k] + right[i + k];
    for (; i < count; i++)
        sum += left[i] + right[i];
    for (size_t k = 0; k < LANES; k++)
        sum += lanes[k];
    return sum;
}

/* The outer bins count in part; between two bins where they are coarse. */
static float band_power(const struct band *band, const float *left, const float *right)
{
    return band->first_part * (left[band->first] + right[band->first]) +
           band->last_part * (left[band->last] + right[band->last]) +
           sum_bins(left + band->first + 1, right + band->first + 1, band->whole);
}

static struct band lay_band(double from, double to, size_t bins)
{
    if (to >= (double)(bins - 1))
        return (struct band){.first = 0};
    if (to - from < 1.0) {
        const double middle = 0.5 * (from + to);
        const size_t bin = (size_t)middle;
        const float part = (float)(middle - (double)bin);
        return (struct band){bin, bin + 1, 0, 1.0f - part, part};
    }
    const size_t first = (size_t)from, last = (size_t)to;
    return (struct band){first, last, last - first - 1, (float)((double)(first + 1) - from),
                         (float)(to - (double)last)};
}

struct pulsebands *pulsebands_new(unsigned rate_hz)
{
    struct pulsebands *bands = calloc(1, sizeof *bands);
    if (!bands)
        return NULL;
    const double bin_hz = (double)rate_hz / (double)stft_window_frames(rate_hz);
    bands->hop_s = (double)stft_hop_frames(rate_hz) / rate_hz;
    const size_t bins = stft_window_frames(rate_hz) / 2 + 1;
    for (unsigned b = 0; b < PULSEBANDS; b++)
        bands->band[b] = lay_band(low_hz * exp2((double)b / BANDS_PER_OCTAVE) / bin_hz,
                                  low_hz * exp2((double)(b + 1) / BANDS_PER_OCTAVE) / bin_hz, bins);
    return bands;
}

void pulsebands_free(struct pulsebands *bands)
{
    free(bands);
}

SIMD_CLONES static void compress(float powers[PULSEBANDS])
{
    const float gain = 0.5f * knee_gain * knee_gain;
    for (unsigned b = 0; b < PULSEBANDS; b++)
        powers[b] = quick_log2(1.0f + gain * powers[b]);
}

void pulsebands_measure(const struct pulsebands *bands, const struct stft_frame *spectrum,
                        float loudness[PULSEBANDS])
{
    const float *const left = spectrum->left_power;
    const float *const right = spectrum->right_power ? spectrum->right_power : left;
    for (unsigned b = 0; b < PULSEBANDS; b++)
        loudness[b] = band_power(&bands->band[b], left, right);
    compress(loudness);
}

static void write_rises(const struct pulsebands *bands, float rises[PULSEBANDS])
{
    const float *const now = bands->kept[bands->frames % KEPT];
    const float *const ago = bands->kept[(bands->frames + KEPT - AGO) % KEPT];
    for (unsigned b = 0; b < PULSEBANDS; b++) {
        const float below = b > 0 ? ago[b - 1] : 0.0f;
        const float above = b + 1 < PULSEBANDS ? ago[b + 1] : 0.0f;
        float before = ago[b] > below ? ago[b] : below;
        before = above > before ? above : before;
        rises[b] = bands->frames >= AGO && now[b] > before ? scale * (now[b] - before) : 0.0f;
    }
}

unsigned pulsebands_process(struct pulsebands *bands, const struct stft_frame *spectrum,
                            float rises[PULSEBANDS_FRAMES_MAX][PULSEBANDS])
{
    float loudness[PULSEBANDS];
    pulsebands_measure(bands, spectrum, loudness);
    bands->hops++;
    unsigned count = 0;
    while (count < PULSEBANDS_FRAMES_MAX) {
        const double at = (double)bands->frames / pulsebands_rate_hz / bands->hop_s + lag_hops;
        const double part = at - (double)(bands->hops - 1);
        if (part > 1.0)
            break;
        float *const now = bands->kept[bands->frames % KEPT];
        const float share = bands->hops > 1 ? (float)fmax(part, 0.0) : 1.0f;
        for (unsigned b = 0; b < PULSEBANDS; b++)
            now[b] = bands->last[b] + share * (loudness[b] - bands->last[b]);
        write_rises(bands, rises[count++]);
        bands->frames++;
    }
    memcpy(bands->last, loudness, sizeof loudness);
    return count;
}
