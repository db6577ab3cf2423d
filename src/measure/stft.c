/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/stft.h"

#include "base/simd.h"
#include "measure/window.h"

#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double window_s = 2048.0 / 48000.0;
static const double hann_noise_bandwidth_bins = 1.5;
enum { WINDOW_MIN = 256, OVERLAP = 4, ALIGN_FLOATS = 16 };

static pthread_mutex_t planning = PTHREAD_MUTEX_INITIALIZER;

struct stft {
    struct stft_frame frame;
    size_t window_frames, hop_frames;
    unsigned channels;
    size_t write; /* in the circle of each history: where the next hop goes, the oldest is now */
    float *memory;
    const float *window;
    float *history[2];
    float *time[2];     /* windowed, in order of time */
    float *spectrum[2]; /* two channels: of time[0] + i time[1] */
    float *pairs;       /* one channel: its spectrum, real and imaginary parts in turn */
    float *re[2], *im[2]; /* where time was, which is done with by then */
    float *power[2];
    fftwf_plan plan;
};

void stft_lock_planner(void)
{
    pthread_mutex_lock(&planning);
}

void stft_unlock_planner(void)
{
    pthread_mutex_unlock(&planning);
}

size_t stft_window_frames(unsigned rate_hz)
{
    const double wanted = window_s * (double)rate_hz;
    size_t frames = WINDOW_MIN;
    while ((double)frames * sqrt(2.0) < wanted)
        frames *= 2;
    return frames;
}

size_t stft_hop_frames(unsigned rate_hz)
{
    return stft_window_frames(rate_hz) / OVERLAP;
}

struct stft *stft_new(unsigned rate_hz, unsigned channels)
{
    return stft_new_sized((double)rate_hz, stft_window_frames(rate_hz), stft_hop_frames(rate_hz),
                          channels);
}

static size_t aligned(size_t floats)
{
    return (floats + ALIGN_FLOATS - 1) / ALIGN_FLOATS * ALIGN_FLOATS;
}

static float *take(float **free_memory, size_t floats)
{
    float *const taken = *free_memory;
    *free_memory += aligned(floats);
    return taken;
}

static bool allocate_rows(struct stft *stft)
{
    const size_t n = stft->window_frames;
    const size_t bins = n / 2 + 1;
    const size_t parts = 4 * aligned(bins);
    const size_t floats = aligned(n) * 4 + parts + 2 * aligned(bins) +
                          (stft->channels == 1 ? aligned(2 * bins) : 0);
    stft->memory = fftwf_alloc_real(floats);
    if (!stft->memory)
        return false;
    memset(stft->memory, 0, floats * sizeof *stft->memory);
    float *memory = stft->memory;
    for (int c = 0; c < 2; c++) {
        stft->history[c] = take(&memory, n);
        stft->spectrum[c] = take(&memory, n);
        stft->power[c] = take(&memory, bins);
    }
    float *const shared = take(&memory, parts);
    for (size_t c = 0; c < 2; c++) {
        stft->time[c] = shared + c * aligned(n);
        stft->re[c] = shared + 2 * c * aligned(bins);
        stft->im[c] = shared + (2 * c + 1) * aligned(bins);
    }
    if (stft->channels == 1)
        stft->pairs = take(&memory, 2 * bins);
    return true;
}

/* Estimated, never measured: the same plan, and so the same bits, in every run. */
static bool make_plan(struct stft *stft)
{
    const fftwf_iodim size = {.n = (int)stft->window_frames, .is = 1, .os = 1};
    stft_lock_planner();
    if (stft->channels == 2)
        stft->plan =
            fftwf_plan_guru_split_dft(1, &size, 0, NULL, stft->time[0], stft->time[1],
                                      stft->spectrum[0], stft->spectrum[1], FFTW_ESTIMATE);
    else
        stft->plan = fftwf_plan_dft_r2c_1d(size.n, stft->time[0], (fftwf_complex *)stft->pairs,
                                           FFTW_ESTIMATE);
    stft_unlock_planner();
    return stft->plan != NULL;
}

struct stft *stft_new_sized(double rate_hz, size_t window_frames, size_t hop_frames,
                            unsigned channels)
{
    if (channels < 1 || channels > 2 || hop_frames == 0 || window_frames % 2 != 0 ||
        window_frames % hop_frames != 0 || window_frames > (1u << 20))
        return NULL;
    struct stft *const stft = calloc(1, sizeof *stft);
    if (!stft)
        return NULL;
    stft->window_frames = window_frames;
    stft->hop_frames = hop_frames;
    stft->channels = channels;
    /* A full-scale sine gives |X| = 1; taking two channels apart doubles. */
    stft->window = window_get(window_frames, channels == 2 ? 1.0 : 2.0);
    if (!stft->window || !allocate_rows(stft) || !make_plan(stft)) {
        stft_free(stft);
        return NULL;
    }
    const bool stereo = channels == 2;
    stft->frame = (struct stft_frame){
        .bins = window_frames / 2 + 1,
        .bin_hz = (float)(rate_hz / (double)window_frames),
        .power_to_band_db = (float)(-10.0 * log10(hann_noise_bandwidth_bins)),
        .left_re = stft->re[0],
        .left_im = stft->im[0],
        .right_re = stereo ? stft->re[1] : NULL,
        .right_im = stereo ? stft->im[1] : NULL,
        .left_power = stft->power[0],
        .right_power = stereo ? stft->power[1] : NULL,
    };
    return stft;
}

void stft_free(struct stft *stft)
{
    if (!stft)
        return;
    stft_lock_planner();
    if (stft->plan)
        fftwf_destroy_plan(stft->plan);
    stft_unlock_planner();
    window_put(stft->window);
    fftwf_free(stft->memory);
    free(stft);
}

void stft_reset(struct stft *stft)
{
    for (unsigned c = 0; c < stft->channels; c++)
        memset(stft->history[c], 0, stft->window_frames * sizeof(float));
    stft->write = 0;
}

SIMD_CLONES static void multiply(float *restrict to, const float *restrict a,
                                 const float *restrict b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = a[i] * b[i];
}

static void take_hop(struct stft *stft, unsigned channel, const float *samples, size_t frames)
{
    float *const to = stft->history[channel] + stft->write;
    memcpy(to, samples, frames * sizeof *to);
    memset(to + frames, 0, (stft->hop_frames - frames) * sizeof *to);
}

/* Oldest first, through the window. */
static void lay_out(struct stft *stft, unsigned channel)
{
    const size_t older = stft->window_frames - stft->write;
    const float *const history = stft->history[channel];
    float *const time = stft->time[channel];
    multiply(time, history + stft->write, stft->window, older);
    multiply(time + older, history, stft->window + older, stft->write);
}

/* Z = L + iR of real L and R: L is Z's conjugate-even part, R the odd one. */
SIMD_CLONES static void split_channels(const float *restrict zr, const float *restrict zi, size_t n,
                                       float *restrict lr, float *restrict li, float *restrict rr,
                                       float *restrict ri)
{
    lr[0] = 2.0f * zr[0];
    rr[0] = 2.0f * zi[0];
    li[0] = 0.0f;
    ri[0] = 0.0f;
    for (size_t k = 1; k < n / 2 + 1; k++) {
        lr[k] = zr[k] + zr[n - k];
        li[k] = zi[k] - zi[n - k];
        rr[k] = zi[k] + zi[n - k];
        ri[k] = zr[n - k] - zr[k];
    }
}

SIMD_CLONES static void square(const float *restrict re, const float *restrict im,
                               float *restrict power, size_t bins)
{
    for (size_t k = 0; k < bins; k++)
        power[k] = re[k] * re[k] + im[k] * im[k];
}

SIMD_CLONES static void part_pairs(const float *restrict pairs, float *restrict re,
                                   float *restrict im, size_t bins)
{
    for (size_t k = 0; k < bins; k++) {
        re[k] = pairs[2 * k];
        im[k] = pairs[2 * k + 1];
    }
}

const struct stft_frame *stft_process(struct stft *stft, const float *const *channels,
                                      size_t frames)
{
    if (frames > stft->hop_frames)
        frames = stft->hop_frames;
    for (unsigned c = 0; c < stft->channels; c++)
        take_hop(stft, c, channels[c], frames);
    stft->write = (stft->write + stft->hop_frames) % stft->window_frames;
    for (unsigned c = 0; c < stft->channels; c++)
        lay_out(stft, c);
    fftwf_execute(stft->plan);

    const size_t bins = stft->frame.bins;
    if (stft->channels == 2) {
        split_channels(stft->spectrum[0], stft->spectrum[1], stft->window_frames, stft->re[0],
                       stft->im[0], stft->re[1], stft->im[1]);
        square(stft->re[1], stft->im[1], stft->power[1], bins);
    } else {
        part_pairs(stft->pairs, stft->re[0], stft->im[0], bins);
    }
    square(stft->re[0], stft->im[0], stft->power[0], bins);
    return &stft->frame;
}

struct stft_history stft_history(const struct stft *stft, unsigned channel)
{
    return (struct stft_history){
        .older = stft->history[channel] + stft->write,
        .older_frames = stft->window_frames - stft->write,
        .newer = stft->history[channel],
        .newer_frames = stft->write,
    };
}
