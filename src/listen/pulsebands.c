/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/pulsebands.h"

#include "base/quick.h"
#include "base/simd.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BANDS_PER_OCTAVE = 4, AGO = 2, KEPT = AGO + 1 };

static const double low_hz = 30.0;
/* The knee of the compression log2(1 + power * gain^2): -72 dBFS. */
static const float knee_gain = 4000.0f;
static const float scale = 0.5f;
/* The middle of the sound that a spectrum hears of lies so many hops before its end. */
static const double lag_hops = 2.05;

const double pulsebands_rate_hz = 44100.0 / 512.0;

struct pulsebands {
    double hop_s;
    double from_bin[PULSEBANDS], to_bin[PULSEBANDS];
    size_t bins;
    uint64_t hops, frames;
    float last[PULSEBANDS]; /* loudness at the hop before */
    float kept[KEPT][PULSEBANDS];
};

struct pulsebands *pulsebands_new(unsigned rate_hz)
{
    struct pulsebands *bands = calloc(1, sizeof *bands);
    if (!bands)
        return NULL;
    const double bin_hz = (double)rate_hz / (double)stft_window_frames(rate_hz);
    bands->hop_s = (double)stft_hop_frames(rate_hz) / rate_hz;
    bands->bins = stft_window_frames(rate_hz) / 2 + 1;
    for (unsigned b = 0; b < PULSEBANDS; b++) {
        bands->from_bin[b] = low_hz * exp2((double)b / BANDS_PER_OCTAVE) / bin_hz;
        bands->to_bin[b] = low_hz * exp2((double)(b + 1) / BANDS_PER_OCTAVE) / bin_hz;
    }
    return bands;
}

void pulsebands_free(struct pulsebands *bands)
{
    free(bands);
}

/* Power of bins `from` .. `to`, the outer ones in part; between two bins where they are coarse. */
static float power_between(const float *power, double from, double to)
{
    if (to - from < 1.0) {
        const double middle = 0.5 * (from + to);
        const size_t bin = (size_t)middle;
        const float part = (float)(middle - (double)bin);
        return (1.0f - part) * power[bin] + part * power[bin + 1];
    }
    const size_t first = (size_t)from;
    const size_t last = (size_t)to;
    float sum = (float)((double)(first + 1) - from) * power[first];
    for (size_t k = first + 1; k < last; k++)
        sum += power[k];
    return sum + (float)(to - (double)last) * power[last];
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
    for (unsigned b = 0; b < PULSEBANDS; b++) {
        const double from = bands->from_bin[b];
        const double to = bands->to_bin[b];
        loudness[b] = 0.0f;
        if (to < (double)(bands->bins - 1))
            loudness[b] = power_between(left, from, to) + power_between(right, from, to);
    }
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
