/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/chromabank.h"

#include "base/simd.h"

#include <math.h>
#include <stdlib.h>

enum { ROW = 16 }; /* CHROMA_CLASSES, padded so that whole vectors fit */

static const double lowest_a_hz = 27.5;
static const double centre_octave = 5.0, octaves_wide = 2.0;

struct chromabank {
    size_t bins;
    float (*weights)[ROW]; /* a row a bin */
};

/* In semitones above the lowest A; the bin at 0 Hz lies an octave and a half below the first. */
static double semitones(double bin_hz, size_t bin)
{
    const double above = 12.0 * log2(bin_hz * (double)(bin ? bin : 1) / lowest_a_hz);
    return bin ? above : above - 18.0;
}

static void lay_out_bin(float *row, double at, double width)
{
    double raw[CHROMA_CLASSES], squares = 0.0;
    for (int c = 0; c < CHROMA_CLASSES; c++) {
        double apart = fmod(at - c + 6.0 + 120.0, 12.0);
        apart = (apart < 0.0 ? apart + 12.0 : apart) - 6.0;
        raw[c] = exp(-0.5 * pow(2.0 * apart / width, 2.0));
        squares += raw[c] * raw[c];
    }
    const double weight = exp(-0.5 * pow((at / 12.0 - centre_octave) / octaves_wide, 2.0));
    for (int c = 0; c < CHROMA_CLASSES; c++)
        row[c] = (float)(raw[c] / sqrt(squares) * weight);
}

struct chromabank *chromabank_new(double bin_hz, size_t bins)
{
    struct chromabank *bank = calloc(1, sizeof *bank);
    if (!bank)
        return NULL;
    bank->bins = bins;
    bank->weights = calloc(bins, sizeof *bank->weights);
    if (!bank->weights) {
        free(bank);
        return NULL;
    }
    for (size_t i = 0; i < bins; i++) {
        const double at = semitones(bin_hz, i);
        lay_out_bin(bank->weights[i], at, fmax(1.0, semitones(bin_hz, i + 1) - at));
    }
    return bank;
}

void chromabank_free(struct chromabank *bank)
{
    if (!bank)
        return;
    free(bank->weights);
    free(bank);
}

SIMD_CLONES static void add_up(const float (*restrict weights)[ROW], const float *restrict power,
                               size_t bins, float *restrict sums)
{
    float lane[ROW] = {0.0f};
    for (size_t i = 0; i < bins; i++)
        for (int c = 0; c < ROW; c++)
            lane[c] += weights[i][c] * power[i];
    for (int c = 0; c < ROW; c++)
        sums[c] = lane[c];
}

void chromabank_apply(const struct chromabank *bank, const float *power, float *chroma)
{
    float sums[ROW], most = 0.0f;
    add_up((const float (*)[ROW])bank->weights, power, bank->bins, sums);
    for (int c = 0; c < CHROMA_CLASSES; c++)
        most = fmaxf(most, sums[c]);
    for (int c = 0; c < CHROMA_CLASSES; c++)
        chroma[c] = most > 0.0f ? sums[c] / most : 0.0f;
}
