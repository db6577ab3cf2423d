/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/hum.h"

#include <math.h>
#include <string.h>

static const double pi = 3.14159265358979323846;
static const double base_hz[HUM_BASES] = {50.0, 60.0};
static const double block_s = 6.0;
static const double offset_step_hz = 0.0125; /* of the fundamental: 0.15 Hz either way */
static const double floor_power = 1e-11;
static const double silent_power = 1e-12;
static const double coherence_min = 0.5;
static const double prominence_min = 4.0; /* over the bins around, in power */
static const double level_change_max = 3.0, gone_below = 0.1;
static const double frames_min = 4.0; /* that bear the weight */
enum { LINES_MIN = 3, BLOCKS_MIN = 2, OFFSET_CHANGE_MAX = 4, NEAR = 3, FAR = 4 };

/* The part of a line's amplitude that a Hann window leaves, `d` bins away. */
static double window_response(double d)
{
    if (fabs(d) < 1e-9)
        return 1.0;
    return sin(pi * d) / (pi * d) / (1.0 - d * d);
}

static void start_block(struct hum_line *line)
{
    memset(line->sum_re, 0, sizeof line->sum_re);
    memset(line->sum_im, 0, sizeof line->sum_im);
    for (int o = 0; o < HUM_OFFSETS; o++) {
        line->turn_re[o] = 1.0F;
        line->turn_im[o] = 0.0F;
    }
    line->weight = line->weight2 = line->power = 0.0;
    line->frames = 0;
}

void hum_init(struct hum *hum, double bin_hz, double step_s)
{
    *hum = (struct hum){.block_frames = (unsigned)(block_s / step_s + 0.5)};
    for (int b = 0; b < HUM_BASES; b++)
        for (int h = 0; h < HUM_HARMONICS; h++) {
            struct hum_line *const line = &hum->traces[b].lines[h];
            const double hz = base_hz[b] * (h + 1);
            line->bin = (unsigned)(hz / bin_hz + 0.5);
            line->scale = (float)(1.0 / window_response(hz / bin_hz - (double)line->bin));
            for (int o = 0; o < HUM_OFFSETS; o++) {
                const double off = (o - HUM_OFFSETS / 2) * offset_step_hz * (h + 1);
                const double turn = -2.0 * pi * fmod((hz + off) * step_s, 1.0);
                line->step_re[o] = (float)cos(turn);
                line->step_im[o] = (float)sin(turn);
            }
            start_block(line);
        }
}

void hum_reset(struct hum *hum)
{
    hum->frames = 0;
    for (int b = 0; b < HUM_BASES; b++) {
        hum->traces[b].blocks = 0;
        hum->traces[b].found = false;
        for (int h = 0; h < HUM_HARMONICS; h++)
            start_block(&hum->traces[b].lines[h]);
    }
}

static void add_frame(struct hum_line *line, float re, float im, double around)
{
    re *= line->scale;
    im *= line->scale;
    const double power = (double)(re * re + im * im);
    const bool silent = around < silent_power && power < silent_power;
    const double weight = silent ? 0.0 : 1.0 / (around + floor_power);
    const float w = (float)weight;
    for (int o = 0; o < HUM_OFFSETS; o++) {
        const float tr = line->turn_re[o], ti = line->turn_im[o];
        line->sum_re[o] += w * (re * tr - im * ti);
        line->sum_im[o] += w * (re * ti + im * tr);
        line->turn_re[o] = tr * line->step_re[o] - ti * line->step_im[o];
        line->turn_im[o] = tr * line->step_im[o] + ti * line->step_re[o];
    }
    line->weight += weight;
    line->weight2 += weight * weight;
    line->power += weight * power;
    line->frames += silent ? 0 : 1;
}

/* The line's power at an offset, 0 when it is no line. */
static double line_power(const struct hum_line *line, int offset)
{
    if (!(line->weight > 0.0) || line->weight * line->weight < frames_min * line->weight2)
        return 0.0;
    const double re = (double)line->sum_re[offset], im = (double)line->sum_im[offset];
    const double size2 = re * re + im * im;
    const double mean = size2 / (line->weight * line->weight);
    const double around = (double)line->frames / line->weight;
    const bool coherent = size2 > coherence_min * line->weight * line->power;
    return coherent && mean > prominence_min * around ? mean : 0.0;
}

/* The best offset of a block and its power; false when the block holds no hum. */
static bool find(const struct hum_trace *trace, int *offset, double *level)
{
    int most = 0;
    *level = 0.0;
    for (int o = 0; o < HUM_OFFSETS; o++) {
        int lines = 0;
        double sum = 0.0;
        for (int h = 0; h < HUM_HARMONICS; h++) {
            const double power = line_power(&trace->lines[h], o);
            lines += power > 0.0 ? 1 : 0;
            sum += power;
        }
        if (lines > most || (lines == most && sum > *level)) {
            most = lines;
            *offset = o;
            *level = sum;
        }
    }
    return most >= LINES_MIN;
}

/* Whether the quiet moments of a block show that there is nothing now. */
static bool is_gone(const struct hum_trace *trace)
{
    double power = 0.0;
    for (int h = 0; h < HUM_HARMONICS; h++)
        if (trace->lines[h].weight > 0.0)
            power += trace->lines[h].power / trace->lines[h].weight;
    return power < gone_below * trace->level && trace->lines[0].weight > 0.0;
}

static void end_block(struct hum_trace *trace)
{
    int offset = 0;
    double level = 0.0;
    if (find(trace, &offset, &level)) {
        const int moved = offset > trace->offset ? offset - trace->offset : trace->offset - offset;
        const bool agrees = trace->blocks > 0 && moved <= OFFSET_CHANGE_MAX &&
                            level < level_change_max * trace->level &&
                            level * level_change_max > trace->level;
        trace->blocks = agrees ? trace->blocks + 1 : 1;
        trace->found = trace->blocks >= BLOCKS_MIN || (trace->found && agrees);
        trace->offset = offset;
        trace->level = level;
    } else {
        trace->blocks = 0;
        trace->found = trace->found && !is_gone(trace);
    }
    for (int h = 0; h < HUM_HARMONICS; h++)
        start_block(&trace->lines[h]);
}

void hum_process(struct hum *hum, const float *re, const float *im, const float *power)
{
    for (int b = 0; b < HUM_BASES; b++)
        for (int h = 0; h < HUM_HARMONICS; h++) {
            struct hum_line *const line = &hum->traces[b].lines[h];
            const unsigned k = line->bin;
            const float around = fmaxf(fmaxf(power[k - NEAR], power[k - FAR]),
                                       fmaxf(power[k + NEAR], power[k + FAR]));
            add_frame(line, re[k], im[k], (double)around);
        }
    if (++hum->frames < hum->block_frames)
        return;
    hum->frames = 0;
    for (int b = 0; b < HUM_BASES; b++)
        end_block(&hum->traces[b]);
}

float hum_frequency_hz(const struct hum *hum, double *power)
{
    float hz = NAN;
    *power = 0.0;
    for (int b = 0; b < HUM_BASES; b++)
        if (hum->traces[b].found && hum->traces[b].level > *power) {
            *power = hum->traces[b].level;
            hz = (float)base_hz[b];
        }
    return hz;
}
