/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/melbank.h"

#include "base/simd.h"

#include <math.h>
#include <stdlib.h>

/* Slaney: linear below 1 kHz (15 mel), logarithmic above. */
static const double linear_hz = 200.0 / 3.0;
static const double corner_hz = 1000.0, corner_mel = 15.0;
static const double highest_hz = 11025.0;

struct band {
    size_t first, count;
    const float *weights;
};

struct melbank {
    struct band bands[MEL_BANDS];
    float *weights;
    float cosines[MEL_BANDS][MEL_CEPSTRA];
};

static double mel_of(double hz)
{
    return hz < corner_hz ? hz / linear_hz
                          : corner_mel + log(hz / corner_hz) * 27.0 / log(6.4);
}

static double hz_of(double mel)
{
    return mel < corner_mel ? mel * linear_hz
                            : corner_hz * exp((mel - corner_mel) * log(6.4) / 27.0);
}

static double edge_hz(int i)
{
    return hz_of(mel_of(highest_hz) * i / (MEL_BANDS + 1));
}

static double weight(int band, double hz)
{
    const double low = edge_hz(band), middle = edge_hz(band + 1), high = edge_hz(band + 2);
    const double height = fmin((hz - low) / (middle - low), (high - hz) / (high - middle));
    return fmax(0.0, height) * 2.0 / (high - low);
}

static void lay_out(struct melbank *bank, double bin_hz, size_t bins)
{
    size_t used = 0;
    for (int b = 0; b < MEL_BANDS; b++) {
        struct band *const band = &bank->bands[b];
        band->first = (size_t)ceil(edge_hz(b) / bin_hz);
        const size_t end = (size_t)ceil(edge_hz(b + 2) / bin_hz);
        const size_t last = end < bins ? end : bins;
        band->count = band->first < last ? last - band->first : 0;
        band->weights = bank->weights + used;
        for (size_t i = 0; i < band->count; i++)
            bank->weights[used + i] = (float)weight(b, (double)(band->first + i) * bin_hz);
        used += band->count;
    }
}

static void lay_out_cosines(struct melbank *bank)
{
    const double pi = acos(-1.0);
    for (int i = 0; i < MEL_BANDS; i++)
        for (int k = 0; k < MEL_CEPSTRA; k++) {
            const double norm = sqrt((k == 0 ? 1.0 : 2.0) / MEL_BANDS);
            bank->cosines[i][k] = (float)(norm * cos(pi * k * (2 * i + 1) / (2.0 * MEL_BANDS)));
        }
}

struct melbank *melbank_new(double bin_hz, size_t bins)
{
    struct melbank *bank = calloc(1, sizeof *bank);
    if (!bank)
        return NULL;
    bank->weights = calloc(2 * bins + MEL_BANDS, sizeof *bank->weights); /* two bands a bin */
    if (!bank->weights) {
        free(bank);
        return NULL;
    }
    lay_out(bank, bin_hz, bins);
    lay_out_cosines(bank);
    return bank;
}

void melbank_free(struct melbank *bank)
{
    if (!bank)
        return;
    free(bank->weights);
    free(bank);
}

void melbank_apply(const struct melbank *bank, const float *power, float *bands)
{
    for (size_t b = 0; b < MEL_BANDS; b++) {
        const struct band *const band = &bank->bands[b];
        float sum = 0.0f;
        for (size_t i = 0; i < band->count; i++)
            sum += band->weights[i] * power[band->first + i];
        bands[b] = sum;
    }
}

SIMD_CLONES static void transform(const float (*restrict cosines)[MEL_CEPSTRA],
                                  const float *restrict levels, float *restrict cepstrum)
{
    for (int k = 0; k < MEL_CEPSTRA; k++)
        cepstrum[k] = 0.0f;
    for (int i = 0; i < MEL_BANDS; i++)
        for (int k = 0; k < MEL_CEPSTRA; k++)
            cepstrum[k] += cosines[i][k] * levels[i];
}

void melbank_cepstrum(const struct melbank *bank, const float *levels_db, float *cepstrum)
{
    transform((const float (*)[MEL_CEPSTRA])bank->cosines, levels_db, cepstrum);
}
