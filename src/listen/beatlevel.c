/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatlevel.h"

#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "measure/stft.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    G = BEATLEVEL_GROUPS,
    LAGS = 481,
    PAIRS = 6,
    SIZE = 2048, /* above BEATLEVEL_FRAMES + LAGS */
    BINS = SIZE / 2 + 1
};

static const char model_name[] = "models/beats-level.txt";
const float beatlevel_factors[BEATLEVEL_FACTORS] = {
    0.25f, 1.0f / 3.0f, 0.5f, 2.0f / 3.0f, 0.75f, 1.0f, 4.0f / 3.0f, 1.5f, 2.0f, 3.0f, 4.0f};
const unsigned beatlevel_same = 5;
static const double least_bpm = 45.0, most_bpm = 240.0;
static const unsigned group_end[G - 1] = {8, 16, 24, 32, PULSEBANDS};
static const unsigned pairs[PAIRS][2] = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
/* Periods at which the groups are compared with themselves, and with each other. */
static const double own_periods[] = {0.25, 1.0 / 3.0, 0.5, 2.0 / 3.0, 0.75, 1.0,
                                     4.0 / 3.0, 1.5, 2.0, 3.0, 4.0};
static const double pair_periods[] = {0.5, 1.0, 1.5, 2.0};
static const double reach = 0.02; /* of a period: a tempo varies */

struct beatlevel {
    struct beatlevel_model *model;
    float ring[BEATLEVEL_FRAMES][G];
    size_t frames; /* pushed */
    float *time;
    fftwf_complex *spectrum, *product;
    fftwf_complex kept[G][BINS];
    fftwf_plan forward, backward;
    float own[G][LAGS], pair[PAIRS][LAGS];
    struct beatlevel_texture texture;
};

struct beatlevel *beatlevel_new(void)
{
    char path[PATHS_MAX];
    struct error error = {.status = STATUS_OK};
    struct beatlevel *level = calloc(1, sizeof *level);
    if (!level)
        return NULL;
    paths_data_file(model_name, path);
    level->model = beatlevel_read(path, &error);
    if (!level->model)
        log_write(LOG_WARNING, _("%s; a tempo may be told as its half or its double"), error.text);
    level->time = fftwf_alloc_real(SIZE);
    level->spectrum = fftwf_alloc_complex(BINS);
    level->product = fftwf_alloc_complex(BINS);
    if (level->time && level->spectrum && level->product) {
        stft_lock_planner();
        level->forward =
            fftwf_plan_dft_r2c_1d(SIZE, level->time, level->spectrum, FFTW_ESTIMATE);
        level->backward = fftwf_plan_dft_c2r_1d(SIZE, level->product, level->time, FFTW_ESTIMATE);
        stft_unlock_planner();
    }
    if (level->forward && level->backward)
        return level;
    beatlevel_free(level);
    return NULL;
}

void beatlevel_free(struct beatlevel *level)
{
    if (!level)
        return;
    stft_lock_planner();
    if (level->forward)
        fftwf_destroy_plan(level->forward);
    if (level->backward)
        fftwf_destroy_plan(level->backward);
    stft_unlock_planner();
    fftwf_free(level->time);
    fftwf_free(level->spectrum);
    fftwf_free(level->product);
    free(level->model);
    free(level);
}

void beatlevel_forget(struct beatlevel *level)
{
    level->frames = 0;
}

bool beatlevel_judges(const struct beatlevel *level)
{
    return level->model != NULL;
}

void beatlevel_push(struct beatlevel *level, const float rises[PULSEBANDS])
{
    float *const now = level->ring[level->frames++ % BEATLEVEL_FRAMES];
    unsigned b = 0;
    now[G - 1] = 0.0f;
    for (unsigned g = 0; g < G - 1; g++) {
        now[g] = 0.0f;
        for (; b < group_end[g]; b++)
            now[g] += rises[b];
        now[G - 1] += now[g];
    }
}

/* How much the strong frames stand out. */
static float skewness(const float *x, size_t count, double spread)
{
    double third = 0.0;
    for (size_t i = 0; i < count; i++)
        third += (double)x[i] * (double)x[i] * (double)x[i] / (double)count;
    return (float)fmin(third / (spread * spread * spread), 8.0);
}

/* The group's frames less their mean, in order of time, go into `time`; the spread is returned. */
static double load_group(struct beatlevel *level, unsigned group, size_t count)
{
    const size_t first = level->frames - count;
    double mean = 0.0, power = 0.0;
    for (size_t i = 0; i < count; i++)
        mean += (double)level->ring[(first + i) % BEATLEVEL_FRAMES][group] / (double)count;
    for (size_t i = 0; i < count; i++) {
        const double off = (double)level->ring[(first + i) % BEATLEVEL_FRAMES][group] - mean;
        level->time[i] = (float)off;
        power += off * off / (double)count;
    }
    for (size_t i = count; i < SIZE; i++)
        level->time[i] = 0.0f;
    return sqrt(power) + 1e-3;
}

/* Of both directions, as a share of what it is at most. */
static void correlate(struct beatlevel *level, unsigned a, unsigned b, double scale, size_t count,
                      float out[LAGS])
{
    for (unsigned k = 0; k < BINS; k++) {
        level->product[k][0] = level->kept[a][k][0] * level->kept[b][k][0] +
                               level->kept[a][k][1] * level->kept[b][k][1];
        level->product[k][1] = 0.0f; /* the real part alone: the mean of both directions */
    }
    fftwf_execute(level->backward);
    for (unsigned lag = 0; lag < LAGS; lag++) {
        const double heard = fmax((double)count - lag, 0.25 * (double)count);
        out[lag] = (float)((double)level->time[lag] / SIZE / heard / scale);
    }
}

static bool analyse(struct beatlevel *level)
{
    const size_t count = level->frames < BEATLEVEL_FRAMES ? level->frames : BEATLEVEL_FRAMES;
    double spread[G];
    if (count < BEATLEVEL_FRAMES_MIN)
        return false;
    for (unsigned g = 0; g < G; g++) {
        spread[g] = load_group(level, g, count);
        level->texture.peaked = skewness(level->time, count, spread[g]);
        fftwf_execute(level->forward);
        memcpy(level->kept[g], level->spectrum, sizeof level->kept[g]);
    }
    double parts = 0.0;
    for (unsigned g = 0; g < G - 1; g++)
        parts += spread[g] * spread[g];
    level->texture.together = (float)(spread[G - 1] * spread[G - 1] / parts);
    for (unsigned g = 0; g < G; g++)
        correlate(level, g, g, spread[g] * spread[g], count, level->own[g]);
    for (unsigned p = 0; p < PAIRS; p++)
        correlate(level, pairs[p][0], pairs[p][1], spread[pairs[p][0]] * spread[pairs[p][1]],
                  count, level->pair[p]);
    return true;
}

/* The greatest around a lag; 0 beyond the end. */
static float greatest_at(const float curve[LAGS], double lag)
{
    const long low = lrint(floor(lag * (1.0 - reach)));
    const long high = lrint(fmin(ceil(lag * (1.0 + reach)), LAGS - 1));
    float most = low < LAGS ? curve[low] : 0.0f;
    for (long i = low + 1; i <= high; i++)
        most = curve[i] > most ? curve[i] : most;
    return most;
}

float beatlevel_repeats(const struct beatlevel *level, double bpm)
{
    const double period = 60.0 * pulsebands_rate_hz / bpm;
    const float *const all = level->own[G - 1];
    return (greatest_at(all, period) + greatest_at(all, 2.0 * period) +
            greatest_at(all, 4.0 * period)) / 3.0f;
}

struct beatlevel_texture beatlevel_texture(const struct beatlevel *level)
{
    return level->texture; /* `peaked` of the last group: of all */
}

void beatlevel_describe(const struct beatlevel *level, double bpm, float inputs[BEATLEVEL_INPUTS])
{
    const double period = 60.0 * pulsebands_rate_hz / bpm;
    float *at = inputs;
    for (size_t m = 0; m < sizeof own_periods / sizeof *own_periods; m++)
        for (unsigned g = 0; g < G - 1; g++)
            *at++ = greatest_at(level->own[g], own_periods[m] * period);
    for (size_t m = 0; m < sizeof pair_periods / sizeof *pair_periods; m++)
        for (unsigned p = 0; p < PAIRS; p++)
            *at++ = greatest_at(level->pair[p], pair_periods[m] * period);
    const float octaves = (float)log2(bpm / 110.0);
    *at++ = octaves;
    *at = octaves * octaves;
}

static float weigh(const struct beatlevel_model *model, const float inputs[BEATLEVEL_INPUTS])
{
    float sum = 0.0f;
    for (unsigned i = 0; i < BEATLEVEL_INPUTS; i++)
        sum += model->weight[i] * inputs[i];
    return sum;
}

bool beatlevel_judge(struct beatlevel *level, double bpm, float log_p[BEATLEVEL_FACTORS])
{
    if (!level->model || !(bpm > 0.0) || !analyse(level))
        return false;
    float most = -INFINITY, all = 0.0f;
    for (unsigned f = 0; f < BEATLEVEL_FACTORS; f++) {
        const double here = bpm * (double)beatlevel_factors[f];
        log_p[f] = -INFINITY;
        if (here >= least_bpm && here <= most_bpm) {
            float inputs[BEATLEVEL_INPUTS];
            beatlevel_describe(level, here, inputs);
            log_p[f] = weigh(level->model, inputs);
        }
        most = fmaxf(most, log_p[f]);
    }
    for (unsigned f = 0; f < BEATLEVEL_FACTORS; f++)
        all += expf(log_p[f] - most);
    for (unsigned f = 0; f < BEATLEVEL_FACTORS; f++)
        log_p[f] -= most + logf(all);
    return isfinite(most);
}
