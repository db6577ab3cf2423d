/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define AUBIO_UNSTABLE 1
#include "listen/onset.h"

#include "base/quick.h"
#include "base/simd.h"
#include "listen/attack.h"

#include <aubio/aubio.h>
#include <math.h>
#include <stdlib.h>

enum { BANDS_MAX = 128, BANDS_PER_OCTAVE = 12, LANES = 8 };

static const float low_hz = 30.0f;
static const float high_hz = 16000.0f;
/* Compression log2(1 + power * gain^2): the knee of each band is at -72 dBFS. */
static const float knee_gain = 4000.0f;
static const float pick_threshold = 0.3f;
/* A peak lower than this (a mean rise of 2.5 % in each band) is the noise's own. */
static const float least_height = 0.035f;

/* What begins within this long began at once. */
static const double gap_s = 0.040;

/* How far before the end of the current hop lies the sound that its flux speaks of. */
static const float lag_hops = 2.05f;
/* No peak of the flux is found later than this. */
static const float flux_latest_hops = 3.6f;

struct onset {
    size_t edges[BANDS_MAX + 1]; /* bins: band b is edges[b] .. edges[b + 1] - 1 */
    unsigned bands;
    float gain;                  /* knee_gain squared */
    cvec_t *spectrum;
    fvec_t *flux, *picked;
    aubio_specdesc_t *descriptor;
    aubio_peakpicker_t *picker;
    float previous;              /* thresholded flux, one hop ago: what the picker decides about */
    struct attack *attack;
    float gap_hops;
    float waiting_hops[ONSETS_MAX]; /* attacks that wait for the flux: how long ago, oldest first */
    unsigned waiting;
    size_t hop_frames;
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
    onset->hop_frames = stft_hop_frames(rate_hz);
    onset->gap_hops = (float)(gap_s * rate_hz / (double)onset->hop_frames);
    onset->attack = attack_new(rate_hz, onset->hop_frames);
    if (!onset->spectrum || !onset->flux || !onset->picked || !onset->descriptor ||
        !onset->picker || !onset->attack) {
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
    attack_free(onset->attack);
    free(onset);
}

SIMD_CLONES static void compress(float *restrict powers, size_t count, float gain)
{
    for (size_t i = 0; i < count; i++)
        powers[i] = quick_log2(1.0f + gain * powers[i]);
}

SIMD_CLONES static float sum_of(const float *restrict left, const float *restrict right, size_t n)
{
    float lanes[LANES] = {0.0f};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            lanes[k] += left[i + k] + right[i + k];
    for (; i < n; i++)
        lanes[0] += left[i] + right[i];
    float sum = 0.0f;
    for (size_t k = 0; k < LANES; k++)
        sum += lanes[k];
    return sum;
}

/* The power of both channels, so that sound that cancels in mono is heard too. */
static void fill_bands(struct onset *onset, const struct stft_frame *spectrum)
{
    const float *const left = spectrum->left_power;
    const float *const right = spectrum->right_power ? spectrum->right_power : left;
    smpl_t *const norm = onset->spectrum->norm;
    for (unsigned b = 0; b < onset->bands; b++) {
        const size_t from = onset->edges[b], bins = onset->edges[b + 1] - from;
        norm[b] = bins == 1 ? left[from] + right[from] : sum_of(left + from, right + from, bins);
    }
    compress(norm, onset->bands, 0.5f * onset->gain);
}

static void add(struct onset_result *result, float ago_hops)
{
    if (result->count < ONSETS_MAX)
        result->ago_hops[result->count++] = ago_hops;
}

/* A peak of the flux has the say about attacks close to it; an attack alone is an onset as soon as
 * no earlier peak can come. */
static void add_both(struct onset *onset, float peak_ago_hops, struct onset_result *result)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < onset->waiting; i++) {
        const float ago_hops = onset->waiting_hops[i];
        const float ahead = ago_hops - peak_ago_hops; /* NAN without a peak */
        if (ahead > onset->gap_hops || ago_hops > flux_latest_hops + onset->gap_hops)
            add(result, ago_hops);
        else if (!(ahead >= -onset->gap_hops))
            onset->waiting_hops[kept++] = ago_hops;
    }
    onset->waiting = kept;
    if (!isnan(peak_ago_hops))
        add(result, peak_ago_hops);
}

/* Hops since the peak of the flux that this hop shows; NAN: none. */
static float find_peak(struct onset *onset, const struct stft_frame *spectrum)
{
    fill_bands(onset, spectrum);
    aubio_specdesc_do(onset->descriptor, onset->spectrum, onset->flux);
    aubio_peakpicker_do(onset->picker, onset->flux, onset->picked);
    const float now = aubio_peakpicker_get_thresholded_input(onset->picker)->data[0];
    const float at = onset->picked->data[0]; /* 0, or hops since the oldest of three: about 1 */
    const float height = onset->previous / (float)onset->bands;
    onset->previous = now;
    return at > 0.0f && height > least_height ? lag_hops + 2.0f - at : NAN;
}

static void find_attack(struct onset *onset, const float *mono)
{
    float ago_hops;
    for (unsigned i = 0; i < onset->waiting; i++)
        onset->waiting_hops[i] += 1.0f;
    if (attack_process(onset->attack, mono, &ago_hops) && onset->waiting < ONSETS_MAX - 1)
        onset->waiting_hops[onset->waiting++] = ago_hops;
}

struct onset_result onset_process(struct onset *onset, const float *mono, size_t frames,
                                  const struct stft_frame *spectrum)
{
    struct onset_result result = {.count = 0};
    const float peak_ago_hops = find_peak(onset, spectrum);
    if (frames == onset->hop_frames) /* the last, short one ends in nothing */
        find_attack(onset, mono);
    add_both(onset, peak_ago_hops, &result);
    return result;
}
