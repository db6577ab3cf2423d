/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/timbre.h"

#include "base/simd.h"
#include "measure/stft.h"

#include <fftw3.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    LANES = 8,
    LARGEST_PRIME = 7,
    STEP = 16,
    OPENING_WINDOWS = 10, /* only find how loud it gets: the floor of the levels hangs on it */
    DENSE_WINDOWS = 640,
    PRODUCT = 16, /* factors of a logarithm: no fewer than 1e-9 each */
    DENSE_SPAN = 15, /* windows in 0.7 s */
    SPARSE_SPAN = 5,
    WINDOW_REFERENCE = 2048
};

static const double reference_hz = 22050.0;
static const double rolloff_share = 0.85;
static const double contrast_edges_hz[CONTRAST_BANDS + 1] = {20,   200,  400,  800,
                                                             1600, 3200, 6400, 11025};
static const float contrast_floor = 1e-9f; /* of the whole power */
static const float least_power = 1e-10f, range_db = 80.0f;

struct timbre {
    size_t window_frames, bins; /* bins: those below 11025 Hz */
    double bin_hz;
    size_t contrast_edge[CONTRAST_BANDS + 1]; /* in bins */
    float power_scale;
    float *window;  /* periodic Hann */
    float *history; /* a circle of window_frames */
    size_t write;
    uint64_t heard, next; /* in samples */
    unsigned windows;
    float loudest_db;
    float *time;
    fftwf_complex *spectrum;
    float *power, *amplitude;
    fftwf_plan plan;
    struct melbank *mel;
    struct chromabank *chroma;
    struct percussion percussion;
};

static bool is_smooth(size_t n)
{
    for (size_t prime = 2; prime <= LARGEST_PRIME; prime++)
        while (n % prime == 0)
            n /= prime;
    return n == 1;
}

/* Of the sizes that transform fast, the one nearest to 2048 / 22050 s. */
size_t timbre_window_frames(unsigned rate_hz)
{
    const double wanted = WINDOW_REFERENCE * (double)rate_hz / reference_hz / STEP;
    const size_t steps = (size_t)lround(fmax(1.0, wanted));
    for (size_t apart = 0;; apart++) {
        if (is_smooth(steps + apart))
            return (steps + apart) * STEP;
        if (apart + 2 < steps && is_smooth(steps - apart))
            return (steps - apart) * STEP;
    }
}

static bool allocate(struct timbre *timbre)
{
    const size_t n = timbre->window_frames;
    timbre->window = calloc(n, sizeof *timbre->window);
    timbre->history = calloc(n, sizeof *timbre->history);
    timbre->time = fftwf_alloc_real(n);
    timbre->spectrum = fftwf_alloc_complex(n / 2 + 1);
    const size_t room = timbre->bins + PERCUSSION_BINS; /* whole lanes and all of percussion's */
    timbre->power = calloc(room, sizeof *timbre->power);
    timbre->amplitude = calloc(room, sizeof *timbre->amplitude);
    timbre->mel = melbank_new(timbre->bin_hz, timbre->bins);
    timbre->chroma = chromabank_new(timbre->bin_hz, timbre->bins);
    if (!timbre->window || !timbre->history || !timbre->time || !timbre->spectrum ||
        !timbre->power || !timbre->amplitude || !timbre->mel || !timbre->chroma)
        return false;
    const double turn = 2.0 * acos(-1.0);
    for (size_t i = 0; i < n; i++)
        timbre->window[i] = (float)(0.5 - 0.5 * cos(turn * (double)i / (double)n));
    stft_lock_planner();
    timbre->plan = fftwf_plan_dft_r2c_1d((int)n, timbre->time, timbre->spectrum, FFTW_ESTIMATE);
    stft_unlock_planner();
    return timbre->plan != NULL;
}

struct timbre *timbre_new(unsigned rate_hz)
{
    struct timbre *timbre = calloc(1, sizeof *timbre);
    if (!timbre || rate_hz == 0) {
        free(timbre);
        return NULL;
    }
    const size_t n = timbre->window_frames = timbre_window_frames(rate_hz);
    timbre->bin_hz = (double)rate_hz / (double)n;
    const size_t wanted = (size_t)(reference_hz / 2.0 / timbre->bin_hz + 1.0001);
    timbre->bins = wanted < n / 2 + 1 ? wanted : n / 2 + 1;
    /* As loud as 2048 samples at 22050 Hz would be, tones and noise alike. */
    timbre->power_scale = (float)(pow((double)WINDOW_REFERENCE / (double)n, 2.0) * timbre->bin_hz /
                                  (reference_hz / WINDOW_REFERENCE));
    for (int i = 0; i <= CONTRAST_BANDS; i++) {
        const size_t bin = (size_t)ceil(contrast_edges_hz[i] / timbre->bin_hz);
        timbre->contrast_edge[i] = bin < timbre->bins ? bin : timbre->bins;
    }
    if (!allocate(timbre)) {
        timbre_free(timbre);
        return NULL;
    }
    timbre_reset(timbre);
    return timbre;
}

void timbre_free(struct timbre *timbre)
{
    if (!timbre)
        return;
    stft_lock_planner();
    if (timbre->plan)
        fftwf_destroy_plan(timbre->plan);
    stft_unlock_planner();
    free(timbre->window);
    fftwf_free(timbre->time);
    fftwf_free(timbre->spectrum);
    free(timbre->history);
    free(timbre->power);
    free(timbre->amplitude);
    melbank_free(timbre->mel);
    chromabank_free(timbre->chroma);
    free(timbre);
}

void timbre_reset(struct timbre *timbre)
{
    timbre->heard = 0;
    timbre->next = timbre->window_frames;
    timbre->windows = 0;
    timbre->loudest_db = -INFINITY;
    percussion_restart(&timbre->percussion);
}

SIMD_CLONES static void multiply(float *restrict to, const float *restrict a,
                                 const float *restrict b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = a[i] * b[i];
}

SIMD_CLONES static float sum_of_squares(const float *x, size_t n)
{
    float lanes[LANES] = {0.0f}, sum = 0.0f;
    for (size_t i = 0; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            lanes[k] += x[i + k] * x[i + k];
    for (size_t k = 0; k < LANES; k++)
        sum += lanes[k];
    return sum;
}

SIMD_CLONES static void take_powers(const float *restrict spectrum, float scale,
                                    float *restrict power, float *restrict amplitude, size_t bins)
{
    for (size_t i = 0; i < bins; i++)
        power[i] = scale * (spectrum[2 * i] * spectrum[2 * i] +
                            spectrum[2 * i + 1] * spectrum[2 * i + 1]);
    for (size_t i = 0; i < bins; i++)
        amplitude[i] = sqrtf(power[i]);
}

struct moments {
    double sum, first, second; /* of 1, bin, bin squared */
};

/* `amplitude` is padded with zeros to whole lanes. */
SIMD_CLONES static struct moments moments_of(const float *amplitude, size_t bins)
{
    float sum[LANES] = {0.0f}, first[LANES] = {0.0f}, second[LANES] = {0.0f};
    for (size_t i = 0; i < bins; i += LANES)
        for (size_t k = 0; k < LANES; k++) {
            const float at = (float)(int)(i + k);
            sum[k] += amplitude[i + k];
            first[k] += amplitude[i + k] * at;
            second[k] += amplitude[i + k] * at * at;
        }
    struct moments moments = {0.0, 0.0, 0.0};
    for (int k = 0; k < LANES; k++) {
        moments.sum += (double)sum[k];
        moments.first += (double)first[k];
        moments.second += (double)second[k];
    }
    return moments;
}

static void take_shape(const struct timbre *timbre, struct timbre_frame *frame)
{
    const struct moments moments = moments_of(timbre->amplitude, timbre->bins);
    frame->centroid_hz = frame->bandwidth_hz = frame->rolloff_hz = 0.0f;
    if (!(moments.sum > 0.0))
        return;
    const double mean = moments.first / moments.sum;
    const double spread = fmax(0.0, moments.second / moments.sum - mean * mean);
    const double wanted = rolloff_share * moments.sum;
    double below = 0.0;
    size_t at = 0;
    for (; at < timbre->bins; at++) {
        below += (double)timbre->amplitude[at];
        if (below >= wanted)
            break;
    }
    frame->centroid_hz = (float)(mean * timbre->bin_hz);
    frame->bandwidth_hz = (float)(sqrt(spread) * timbre->bin_hz);
    frame->rolloff_hz = (float)((double)at * timbre->bin_hz);
}

static float contrast_of(const float *power, size_t bins, float scale)
{
    double sum = 0.0, logs = 0.0;
    for (size_t at = 0; at < bins;) {
        const size_t end = at + PRODUCT < bins ? at + PRODUCT : bins;
        double product = 1.0;
        for (; at < end; at++) {
            const double x = (double)(power[at] * scale + contrast_floor);
            sum += x;
            product *= x;
        }
        logs += log(product);
    }
    return bins > 0 ? (float)(log(sum / (double)bins) - logs / (double)bins) : 0.0f;
}

static void take_contrast(const struct timbre *timbre, struct timbre_frame *frame)
{
    float sum = 0.0f;
    for (size_t i = 0; i < timbre->bins; i++)
        sum += timbre->power[i];
    const float scale = sum > 0.0f && isfinite(sum) ? 1.0f / sum : 0.0f;
    for (int i = 0; i < CONTRAST_BANDS; i++) {
        const size_t from = timbre->contrast_edge[i];
        frame->contrast[i] =
            contrast_of(timbre->power + from, timbre->contrast_edge[i + 1] - from, scale);
    }
}

static void take_cepstrum(struct timbre *timbre, struct timbre_frame *frame)
{
    float levels[MEL_BANDS];
    melbank_apply(timbre->mel, timbre->power, levels);
    for (int i = 0; i < MEL_BANDS; i++) {
        levels[i] = 10.0f * log10f(fmaxf(levels[i], least_power));
        timbre->loudest_db = fmaxf(timbre->loudest_db, levels[i]);
    }
    for (int i = 0; i < MEL_BANDS; i++)
        levels[i] = fmaxf(levels[i], timbre->loudest_db - range_db);
    melbank_cepstrum(timbre->mel, levels, frame->cepstrum);
}

static void analyse(struct timbre *timbre, struct timbre_frame *frame)
{
    const size_t n = timbre->window_frames, older = n - timbre->write;
    multiply(timbre->time, timbre->history + timbre->write, timbre->window, older);
    multiply(timbre->time + older, timbre->history, timbre->window + older, timbre->write);
    fftwf_execute(timbre->plan);
    take_powers((const float *)timbre->spectrum, timbre->power_scale, timbre->power,
                timbre->amplitude, timbre->bins);
    frame->rms = sqrtf(sum_of_squares(timbre->history, n) / (float)n);
    take_shape(timbre, frame);
    take_cepstrum(timbre, frame);
    take_contrast(timbre, frame);
    chromabank_apply(timbre->chroma, timbre->power, frame->chroma);
    const bool dense = timbre->windows <= DENSE_WINDOWS;
    if (timbre->windows == DENSE_WINDOWS + 1)
        percussion_restart(&timbre->percussion);
    frame->powers = percussion_add(&timbre->percussion, timbre->amplitude,
                                   dense ? DENSE_SPAN : SPARSE_SPAN);
}

bool timbre_process(struct timbre *timbre, const float *mono, size_t frames,
                    struct timbre_frame *frame)
{
    const size_t n = timbre->window_frames;
    if (frames > n)
        frames = n;
    const size_t room = n - timbre->write, first = frames < room ? frames : room;
    memcpy(timbre->history + timbre->write, mono, first * sizeof *mono);
    memcpy(timbre->history, mono + first, (frames - first) * sizeof *mono);
    timbre->write = (timbre->write + frames) % n;
    timbre->heard += frames;
    if (timbre->heard < timbre->next)
        return false;
    timbre->next += timbre->windows++ < DENSE_WINDOWS ? n / 2 : 2 * n;
    analyse(timbre, frame);
    return timbre->windows > OPENING_WINDOWS;
}
