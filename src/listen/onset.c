/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define AUBIO_UNSTABLE 1
#include "listen/onset.h"

#include <aubio/aubio.h>
#include <math.h>
#include <stdlib.h>

enum { BANDS_MAX = 128, BANDS_PER_OCTAVE = 12 };

static const float low_hz = 30.0f;
static const float high_hz = 16000.0f;
/* Compression log2(1 + power * gain^2): the knee of each band is at -72 dBFS. */
static const float knee_gain = 4000.0f;
static const float pick_threshold = 0.3f;
/* A peak lower than this (a mean rise of 2.5 % in each band) is the noise's own. */
static const float least_height = 0.035f;

const float onset_lag_hops = 2.05f;

struct onset {
    size_t edges[BANDS_MAX + 1]; /* bins: band b is edges[b] .. edges[b + 1] - 1 */
    unsigned bands;
    float gain;                  /* knee_gain squared */
    cvec_t *spectrum;
    fvec_t *flux, *picked;
    aubio_specdesc_t *descriptor;
    aubio_peakpicker_t *picker;
    float previous;              /* thresholded flux, one hop ago: what the picker decides about */
};

/* Bands as narrow as the ear's where the bins allow it, one bin each where they do not. */
static void lay_bands(struct onset *onset, unsigned rate_hz)
{
    const size_t window = stft_window_frames(rate_hz);
    const double bin_hz = (double)rate_hz / (double)window;
    const double step = pow(2.0, 1.0 / BANDS_PER_OCTAVE);
    const double top = fmin(high_hz, 0.45 * rate_hz);
    size_t bin = (size_t)fmax(1.0, floor(low_hz / bin_hz));
    onset->edges[0] = bin;
    for (double hz = low_hz * step; hz < top * step && onset->bands < BANDS_MAX; hz *= step) {
        const size_t next = (size_t)(fmin(hz, top) / bin_hz + 0.5);
        if (next > bin) {
            onset->edges[++onset->bands] = next;
            bin = next;
        }
    }
}

struct onset *onset_new(unsigned rate_hz)
{
    struct onset *onset = calloc(1, sizeof *onset);
    if (!onset)
        return NULL;
    lay_bands(onset, rate_hz);
    onset->gain = knee_gain * knee_gain;
    const uint_t size = 2 * (onset->bands - 1);
    onset->spectrum = new_cvec(size);
    onset->flux = new_fvec(1);
    onset->picked = new_fvec(1);
    onset->descriptor = new_aubio_specdesc("specflux", size);
    onset->picker = new_aubio_peakpicker();
    if (!onset->spectrum || !onset->flux || !onset->picked || !onset->descriptor ||
        !onset->picker) {
        onset_free(onset);
        return NULL;
    }
    aubio_peakpicker_set_threshold(onset->picker, pick_threshold);
    return onset;
}

void onset_free(struct onset *onset)
{
    if (!onset)
        return;
    if (onset->spectrum)
        del_cvec(onset->spectrum);
    if (onset->flux)
        del_fvec(onset->flux);
    if (onset->picked)
        del_fvec(onset->picked);
    if (onset->descriptor)
        del_aubio_specdesc(onset->descriptor);
    if (onset->picker)
        del_aubio_peakpicker(onset->picker);
    free(onset);
}

/* The power of both channels, so that sound that cancels in mono is heard too. */
static void fill_bands(struct onset *onset, const struct stft_frame *spectrum)
{
    const float *const left = spectrum->left_power;
    const float *const right = spectrum->right_power ? spectrum->right_power : left;
    smpl_t *const norm = onset->spectrum->norm;
    for (unsigned b = 0; b < onset->bands; b++) {
        const size_t end = onset->edges[b + 1];
        float power = 0.0f;
        for (size_t k = onset->edges[b]; k < end; k++)
            power += left[k] + right[k];
        norm[b] = log2f(1.0f + onset->gain * 0.5f * power);
    }
}

struct onset_result onset_process(struct onset *onset, const struct stft_frame *spectrum)
{
    fill_bands(onset, spectrum);
    aubio_specdesc_do(onset->descriptor, onset->spectrum, onset->flux);
    aubio_peakpicker_do(onset->picker, onset->flux, onset->picked);
    const float now = aubio_peakpicker_get_thresholded_input(onset->picker)->data[0];
    struct onset_result result = {.strength = now / (float)onset->bands};
    const float at = onset->picked->data[0]; /* 0, or hops since the oldest of three: about 1 */
    const float height = onset->previous / (float)onset->bands;
    if (at > 0.0f && height > least_height) {
        result.found = true;
        result.height = height;
        result.ago_hops = onset_lag_hops + 2.0f - at;
    }
    onset->previous = now;
    return result;
}
