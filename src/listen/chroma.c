/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/chroma.h"

#include "base/simd.h"
#include "measure/stft.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double wanted_window_s = 0.71;
static const float lowest_hz = 70.0f;
static const float highest_hz = 2100.0f;
static const float stands_out = 1.5f;       /* over the mean amplitude of half an octave each way */
static const float least_of_loudest = 0.03f;
static const float least_power = 1e-10f;    /* of the loudest peak: -100 dBFS */
static const double pi = 3.14159265358979323846;

struct chroma {
    struct stft *stft; /* two windows, half a window apart, as if they were two channels */
    size_t window;
    double rate_hz;
    float *past;       /* 1.5 windows */
    size_t filled;     /* of the latest window */
    size_t bins;       /* whose amplitudes are needed */
    float *amplitude;
    double *sum;       /* of the amplitudes below each bin */
    struct chroma_frame frames[CHROMA_FRAMES];
};

static size_t power_of_two_near(double x)
{
    size_t n = 256;
    while ((double)n * sqrt(2.0) < x)
        n *= 2;
    return n;
}

struct chroma *chroma_new(double rate_hz, size_t max_frames)
{
    struct chroma *const chroma = calloc(1, sizeof *chroma);
    if (!chroma)
        return NULL;
    chroma->rate_hz = rate_hz;
    chroma->window = power_of_two_near(wanted_window_s * rate_hz);
    const double bin_hz = rate_hz / (double)chroma->window;
    chroma->bins = (size_t)fmin((double)highest_hz * sqrt(2.0) / bin_hz + 4.0,
                                (double)chroma->window / 2.0);
    chroma->stft = stft_new_sized(rate_hz, chroma->window, chroma->window, 2);
    chroma->past = calloc(chroma->window * 3 / 2, sizeof(float));
    chroma->amplitude = calloc(chroma->bins, sizeof(float));
    chroma->sum = calloc(chroma->bins + 1, sizeof(double));
    if (!chroma->stft || !chroma->past || !chroma->amplitude || !chroma->sum ||
        max_frames > chroma->window) {
        chroma_free(chroma);
        return NULL;
    }
    return chroma;
}

void chroma_free(struct chroma *chroma)
{
    if (!chroma)
        return;
    stft_free(chroma->stft);
    free(chroma->past);
    free(chroma->amplitude);
    free(chroma->sum);
    free(chroma);
}

double chroma_frame_s(const struct chroma *chroma)
{
    return (double)chroma->window / CHROMA_FRAMES / chroma->rate_hz;
}

SIMD_CLONES static void take_roots(const float *restrict power, float *restrict amplitude,
                                   size_t bins)
{
    for (size_t k = 0; k < bins; k++)
        amplitude[k] = sqrtf(power[k]);
}

/* The mean amplitude from half an octave below bin k to half an octave above. */
static float surroundings(const struct chroma *chroma, size_t k)
{
    const size_t half_below = k * 181 / 256, half_above = k * 362 / 256;
    const size_t low = half_below > 4 ? half_below - 4 : 0;
    const size_t high = half_above + 4 < chroma->bins ? half_above + 4 : chroma->bins - 1;
    return (float)((chroma->sum[high + 1] - chroma->sum[low]) / (double)(high + 1 - low));
}

/* Shares an amplitude out between the two cells around `place`, so that no cell is favoured. */
static void add_to_cells(struct chroma_frame *frame, float place, float amplitude)
{
    const float whole = floorf(place);
    const float above = place - whole;
    const int low = (((int)whole % CHROMA_CELLS) + CHROMA_CELLS) % CHROMA_CELLS;
    frame->cell[low] += amplitude * (1.0f - above);
    frame->cell[(low + 1) % CHROMA_CELLS] += amplitude * above;
}

/* The peak at bin k, through a parabola over the logarithms of three bins.  Returns its relief. */
static float add_peak(const struct chroma *chroma, size_t k, struct chroma_frame *frame)
{
    const float around = surroundings(chroma, k);
    const float *const a = chroma->amplitude + k;
    if (a[0] < stands_out * around)
        return 0.0f;
    const float left = logf(a[-1] + 1e-12f), middle = logf(a[0]), right = logf(a[1] + 1e-12f);
    const float bend = left - 2.0f * middle + right;
    const float shift = bend < 0.0f ? 0.5f * (left - right) / bend : 0.0f;
    const float top = expf(middle - 0.25f * (left - right) * shift);
    const float hz = ((float)k + shift) * (float)(chroma->rate_hz / (double)chroma->window);
    const float octaves = log2f(hz / 440.0f) + 0.75f; /* above C */
    add_to_cells(frame, octaves * CHROMA_CELLS, top);
    return top / (around + 1e-20f);
}

static void fill_frame(struct chroma *chroma, const float *power, struct chroma_frame *frame)
{
    memset(frame, 0, sizeof *frame);
    take_roots(power, chroma->amplitude, chroma->bins);
    for (size_t k = 0; k < chroma->bins; k++)
        chroma->sum[k + 1] = chroma->sum[k] + (double)chroma->amplitude[k];
    const float bin_hz = (float)(chroma->rate_hz / (double)chroma->window);
    const size_t first = (size_t)ceilf(lowest_hz / bin_hz);
    const size_t wanted_end = (size_t)(highest_hz / bin_hz) + 1;
    const size_t end = wanted_end < chroma->bins - 1 ? wanted_end : chroma->bins - 1;
    float loudest = 0.0f;
    for (size_t k = first; k < end; k++)
        loudest = chroma->amplitude[k] > loudest ? chroma->amplitude[k] : loudest;
    if (loudest * loudest < least_power)
        return;
    const float least = least_of_loudest * loudest;
    float relief = 0.0f;
    unsigned peaks = 0;
    for (size_t k = first; k < end; k++) {
        const float *const a = chroma->amplitude + k;
        if (a[0] < least || a[0] <= a[-1] || a[0] < a[1])
            continue;
        const float found = add_peak(chroma, k, frame);
        relief += found;
        peaks += found > 0.0f;
    }
    float sum = 0.0f;
    for (size_t i = 0; i < CHROMA_CELLS; i++)
        sum += frame->cell[i];
    for (size_t i = 0; i < CHROMA_CELLS && sum > 0.0f; i++)
        frame->cell[i] /= sum;
    frame->relief = peaks > 0 ? relief / (float)peaks : 0.0f;
}

const struct chroma_frame *chroma_process(struct chroma *chroma, const float *samples,
                                          size_t frames)
{
    const size_t half = chroma->window / 2;
    const size_t room = chroma->window - chroma->filled;
    const size_t take = frames < room ? frames : room;
    memcpy(chroma->past + half + chroma->filled, samples, take * sizeof(float));
    chroma->filled += take;
    if (chroma->filled < chroma->window)
        return NULL;
    const float *const rows[2] = {chroma->past, chroma->past + half};
    const struct stft_frame *const spectra = stft_process(chroma->stft, rows, chroma->window);
    fill_frame(chroma, spectra->left_power, &chroma->frames[0]);
    fill_frame(chroma, spectra->right_power, &chroma->frames[1]);
    memmove(chroma->past, chroma->past + chroma->window, half * sizeof(float));
    chroma->filled = frames - take;
    memcpy(chroma->past + half, samples + take, chroma->filled * sizeof(float));
    return chroma->frames;
}

enum { A_CLASS = CHROMA_CELLS / PITCH_CLASSES };

void chroma_fold(const double *cells, double tuning_cents, float classes[PITCH_CLASSES])
{
    const double shift = tuning_cents / 10.0;
    const int first = (int)ceil(shift) - A_CLASS;
    double weight[2 * A_CLASS + 1] = {0.0};
    for (int i = 0; i <= 2 * A_CLASS; i++) {
        const double root = cos(0.5 * pi * fmin(fabs(first + i - shift) / A_CLASS, 1.0));
        weight[i] = root * root;
    }
    for (int c = 0; c < PITCH_CLASSES; c++) {
        double sum = 0.0;
        for (int i = 0; i <= 2 * A_CLASS; i++)
            sum += weight[i] * cells[(c * A_CLASS + first + i + CHROMA_CELLS) % CHROMA_CELLS];
        classes[c] = (float)sum;
    }
}

struct chroma_tuning chroma_tuning(const double *cells)
{
    double x = 0.0, y = 0.0, sum = 1e-12;
    for (int i = 0; i < A_CLASS; i++) {
        double alike = 0.0;
        for (int c = 0; c < PITCH_CLASSES; c++)
            alike += cells[c * A_CLASS + i];
        x += alike * cos(2.0 * pi * i / A_CLASS);
        y += alike * sin(2.0 * pi * i / A_CLASS);
        sum += alike;
    }
    return (struct chroma_tuning){
        .cents = atan2(y, x) * 100.0 / (2.0 * pi),
        .agreement = sqrt(x * x + y * y) / sum,
    };
}
