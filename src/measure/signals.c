/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/signals.h"

#include "base/readings.h"
#include "base/units.h"
#include "measure/splice.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { TONE_HZ = 1000, STEPS = 20, STEPS_MAX = 60, RATE_MIN_HZ = 4000 };

static const double pi = 3.14159265358979323846;
static const double fade_s = 0.01;

struct step {
    double seconds, level_dbfs;
};

/* Sequence i = 0 .. 19 of signals 10, 11, 13, 14: silence, tone, silence. */
struct stairs {
    double lead_s;               /* times i */
    double tone_s, level_dbfs, level_step_db;
    double tail_s, tail_step_s;  /* plus step times i */
    bool apart;                  /* each sequence is a file */
};

/* A sine of `divisor` samples a period, for true peak. */
struct peak_tone {
    double divisor, amplitude, phase_deg;
};

struct recipe {
    struct step steps[5]; /* of a 1 kHz tone, up to the first of no length */
    unsigned repeats;     /* 0 is once */
    struct stairs stairs;
    struct peak_tone tone;
    bool spliced;         /* 20 to 23 */
    unsigned offset;      /* of the spliced ones, in quarters of a sample */
    unsigned channels;    /* 0 is 2 */
    double channel_db[CHANNELS_MAX];
};

static const struct recipe recipes[SIGNALS] = {
    [SIGNAL_3341_1] = {.steps = {{20, -23}}},
    [SIGNAL_3341_2] = {.steps = {{20, -33}}},
    [SIGNAL_3341_3] = {.steps = {{10, -36}, {60, -23}, {10, -36}}},
    [SIGNAL_3341_4] = {.steps = {{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}}},
    [SIGNAL_3341_5] = {.steps = {{20, -26}, {20.1, -20}, {20, -26}}},
    [SIGNAL_3341_6] = {.steps = {{20, 0}}, .channels = 5, .channel_db = {-28, -28, -24, -30, -30}},
    [SIGNAL_3341_9] = {.steps = {{1.34, -20}, {1.66, -30}}, .repeats = 5},
    [SIGNAL_3341_10] = {.stairs = {0.15, 3, -23, 0, 1, 0, true}},
    [SIGNAL_3341_11] = {.stairs = {0.15, 3, -38, 1, 3, -0.15, false}},
    [SIGNAL_3341_12] = {.steps = {{0.18, -20}, {0.22, -30}}, .repeats = 25},
    [SIGNAL_3341_13] = {.stairs = {0.02, 0.4, -23, 0, 1, 0, true}},
    [SIGNAL_3341_14] = {.stairs = {0.02, 0.4, -38, 1, 0.4, -0.02, false}},
    [SIGNAL_3341_15] = {.tone = {4, 0.50, 0}},
    [SIGNAL_3341_16] = {.tone = {4, 0.50, 45}},
    [SIGNAL_3341_17] = {.tone = {6, 0.50, 60}},
    [SIGNAL_3341_18] = {.tone = {8, 0.50, 67.5}},
    [SIGNAL_3341_19] = {.tone = {4, 1.41, 45}},
    [SIGNAL_3341_20] = {.spliced = true, .offset = 0},
    [SIGNAL_3341_21] = {.spliced = true, .offset = 1},
    [SIGNAL_3341_22] = {.spliced = true, .offset = 2},
    [SIGNAL_3341_23] = {.spliced = true, .offset = 3},
    [SIGNAL_3342_1] = {.steps = {{20, -20}, {20, -30}}},
    [SIGNAL_3342_2] = {.steps = {{20, -20}, {20, -15}}},
    [SIGNAL_3342_3] = {.steps = {{20, -40}, {20, -20}}},
    [SIGNAL_3342_4] = {.steps = {{20, -50}, {20, -35}, {20, -20}, {20, -35}, {20, -50}}},
};

struct span {
    uint64_t end;     /* frame */
    double amplitude;
};

struct signal {
    unsigned rate_hz, channels;
    double gain[CHANNELS_MAX];
    uint64_t position, end;
    unsigned n_spans, span;
    struct span spans[STEPS_MAX];
    size_t n_wave;
    float *wave; /* whole true-peak signal, or the second of tone that repeats */
};

unsigned signal_parts(enum signal_id id)
{
    return recipes[id].stairs.apart ? STEPS : 1;
}

/* Ends are rounded from the sum of the durations, so that nothing adds up. */
static void add_span(struct signal *signal, double *time_s, double seconds, double level_dbfs)
{
    *time_s += seconds;
    signal->spans[signal->n_spans++] = (struct span){
        .end = (uint64_t)llround(*time_s * signal->rate_hz),
        .amplitude = units_amplitude_from_db(level_dbfs),
    };
    signal->end = signal->spans[signal->n_spans - 1].end;
}

static void add_steps(struct signal *signal, const struct recipe *recipe)
{
    double time_s = 0;
    const unsigned repeats = recipe->repeats ? recipe->repeats : 1;
    for (unsigned r = 0; r < repeats; r++)
        for (unsigned i = 0; i < 5 && recipe->steps[i].seconds > 0; i++)
            add_span(signal, &time_s, recipe->steps[i].seconds, recipe->steps[i].level_dbfs);
}

static void add_stairs(struct signal *signal, const struct stairs *stairs, unsigned part)
{
    double time_s = 0;
    const unsigned first = stairs->apart ? part : 0;
    const unsigned last = stairs->apart ? part : STEPS - 1;
    for (unsigned i = first; i <= last; i++) {
        add_span(signal, &time_s, i * stairs->lead_s, (double)-INFINITY);
        add_span(signal, &time_s, stairs->tone_s, stairs->level_dbfs + i * stairs->level_step_db);
        add_span(signal, &time_s, stairs->tail_s + i * stairs->tail_step_s, (double)-INFINITY);
    }
}

/* One second holds whole periods of 1 kHz at every whole rate. */
static bool make_tone(struct signal *signal)
{
    signal->n_wave = signal->rate_hz;
    signal->wave = malloc(signal->n_wave * sizeof *signal->wave);
    if (!signal->wave)
        return false;
    for (size_t i = 0; i < signal->n_wave; i++) {
        const uint64_t phase = (uint64_t)i * TONE_HZ % signal->rate_hz;
        signal->wave[i] = (float)sin(2 * pi * (double)phase / signal->rate_hz);
    }
    return true;
}

static void fade_ends(struct signal *signal)
{
    const size_t length = (size_t)(fade_s * signal->rate_hz);
    for (size_t i = 0; i < length; i++) {
        const float gain = (float)(0.5 - 0.5 * cos(pi * (double)i / (double)length));
        signal->wave[i] *= gain;
        signal->wave[signal->n_wave - 1 - i] *= gain;
    }
}

static bool make_peak_tone(struct signal *signal, const struct peak_tone *tone)
{
    signal->n_wave = signal->rate_hz;
    signal->wave = malloc(signal->n_wave * sizeof *signal->wave);
    if (!signal->wave)
        return false;
    for (size_t i = 0; i < signal->n_wave; i++) {
        const double turns = fmod((double)i, tone->divisor) / tone->divisor + tone->phase_deg / 360;
        signal->wave[i] = (float)(tone->amplitude * sin(2 * pi * turns));
    }
    fade_ends(signal);
    return true;
}

static bool make_splice(struct signal *signal, unsigned offset)
{
    signal->n_wave = signal->rate_hz / 4;
    signal->wave = malloc(signal->n_wave * sizeof *signal->wave);
    if (!signal->wave || !splice_fill(signal->wave, signal->n_wave, offset))
        return false;
    fade_ends(signal);
    return true;
}

static bool make(struct signal *signal, const struct recipe *recipe, unsigned part)
{
    if (recipe->stairs.tone_s > 0)
        add_stairs(signal, &recipe->stairs, part);
    else
        add_steps(signal, recipe);
    if (signal->n_spans > 0)
        return make_tone(signal);
    const bool made = recipe->spliced ? make_splice(signal, recipe->offset)
                                      : make_peak_tone(signal, &recipe->tone);
    signal->end = signal->n_wave;
    signal->spans[signal->n_spans++] = (struct span){.end = signal->end, .amplitude = 1};
    return made;
}

struct signal *signal_new(enum signal_id id, unsigned part, unsigned rate_hz)
{
    if (id >= SIGNALS || part >= signal_parts(id) || rate_hz < RATE_MIN_HZ)
        return NULL;
    struct signal *signal = calloc(1, sizeof *signal);
    if (!signal)
        return NULL;
    const struct recipe *recipe = &recipes[id];
    signal->rate_hz = rate_hz;
    signal->channels = recipe->channels ? recipe->channels : 2;
    for (unsigned c = 0; c < signal->channels; c++)
        signal->gain[c] = units_amplitude_from_db(recipe->channel_db[c]);
    if (make(signal, recipe, part))
        return signal;
    signal_free(signal);
    return NULL;
}

void signal_free(struct signal *signal)
{
    if (signal)
        free(signal->wave);
    free(signal);
}

unsigned signal_channels(const struct signal *signal)
{
    return signal->channels;
}

/* Within one span and one turn of the wave. */
static size_t read_piece(struct signal *signal, float *const *rows, size_t first, size_t frames)
{
    while (signal->spans[signal->span].end <= signal->position)
        signal->span++;
    const struct span *span = &signal->spans[signal->span];
    const size_t at = (size_t)(signal->position % signal->n_wave);
    size_t count = (size_t)(span->end - signal->position);
    if (count > signal->n_wave - at)
        count = signal->n_wave - at;
    if (count > frames)
        count = frames;
    for (unsigned c = 0; c < signal->channels; c++) {
        const float gain = (float)(span->amplitude * signal->gain[c]);
        for (size_t i = 0; i < count; i++)
            rows[c][first + i] = gain * signal->wave[at + i];
    }
    signal->position += count;
    return count;
}

size_t signal_read(struct signal *signal, float *const *rows, size_t frames)
{
    size_t done = 0;
    while (done < frames && signal->position < signal->end)
        done += read_piece(signal, rows, done, frames - done);
    return done;
}
