/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/ballistics.h"

#include <math.h>

enum { HOLD_SLOTS = 150 }; /* 1.5 s */

static const double faded = 1e-10; /* -200 dB: the needle rests */

struct ballistics_rule {
    void (*process)(const struct ballistics_law *law, struct needle *needle, const float *samples,
                    size_t frames);
    double attack[2];   /* 1 / s */
    double fall_db_s;   /* 0: the poles alone say how it falls */
    double gain;        /* so that a steady sine reads its peak */
};

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* Two one-poles in parallel that only rise, and fall together at a fixed rate in dB. */
static void process_quasi_peak(const struct ballistics_law *law, struct needle *needle,
                               const float *samples, size_t frames)
{
    const double gain = law->rule->gain;
    double fast = needle->pole[0], slow = needle->pole[1], top = needle->top;
    for (size_t i = 0; i < frames; i++) {
        const double level = fabs((double)samples[i]);
        fast = law->decay * (fast + law->attack[0] * larger(level - fast, 0));
        slow = law->decay * (slow + law->attack[1] * larger(level - slow, 0));
        top = larger(top, gain * (fast + slow));
    }
    needle->pole[0] = fast;
    needle->pole[1] = slow;
    needle->top = top;
}

/* A needle with mass: two one-poles in a row, half of the second fed back, overshoots by 1.2 %. */
static void process_vu(const struct ballistics_law *law, struct needle *needle,
                       const float *samples, size_t frames)
{
    double first = needle->pole[0], second = needle->pole[1];
    for (size_t i = 0; i < frames; i++) {
        const double level = fabs((double)samples[i]);
        first += law->attack[0] * (level - 0.5 * second - first);
        second += law->attack[1] * (first - second);
    }
    needle->pole[0] = first;
    needle->pole[1] = second;
    needle->top = larger(law->rule->gain * second, 0);
}

static void process_rms(const struct ballistics_law *law, struct needle *needle,
                        const float *samples, size_t frames)
{
    double first = needle->pole[0], second = needle->pole[1];
    for (size_t i = 0; i < frames; i++) {
        const double power = (double)samples[i] * (double)samples[i];
        first += law->attack[0] * (power - first);
        second += law->attack[1] * (first - second);
    }
    needle->pole[0] = first;
    needle->pole[1] = second;
    needle->top = law->rule->gain * sqrt(larger(second, 0));
}

static const double peak_fall_db_s = 20 / 1.7;

#define K_SYSTEM {process_rms, {9.72, 9.72}, 0, 1.41421356237309505}

static const struct ballistics_rule rules[BALLISTICS_COUNT] = {
    [BALLISTICS_PEAK] = {0, {0, 0}, 20 / 1.7, 1},
    [BALLISTICS_PPM1] = {process_quasi_peak, {450, 1300}, 20 / 1.7, 0.5108},
    [BALLISTICS_PPM2A] = {process_quasi_peak, {200, 860}, 24 / 2.8, 0.5141},
    [BALLISTICS_VU] = {process_vu, {11.1, 11.1}, 0, 1.5 * 1.57079632679489662},
    [BALLISTICS_K12] = K_SYSTEM,
    [BALLISTICS_K14] = K_SYSTEM,
    [BALLISTICS_K20] = K_SYSTEM,
};

void ballistics_design(struct ballistics_law *law, enum ballistics ballistics, unsigned rate_hz)
{
    const struct ballistics_rule *rule = &rules[ballistics];
    *law = (struct ballistics_law){
        .rule = rule,
        .attack = {1 - exp(-rule->attack[0] / rate_hz), 1 - exp(-rule->attack[1] / rate_hz)},
        .decay = pow(10, -rule->fall_db_s / 20 / rate_hz),
        .fall = pow(10, -rule->fall_db_s / 20 / 100),
        .hold_fall = pow(10, -peak_fall_db_s / 20 / 100),
    };
}

void ballistics_process(const struct ballistics_law *law, struct needle *needle,
                        const float *samples, size_t frames, float peak)
{
    if (law->rule->process)
        law->rule->process(law, needle, samples, frames);
    else
        needle->top = larger(needle->top, peak);
}

static double rest(double value)
{
    return value > faded && value < HUGE_VAL ? value : 0;
}

void ballistics_finish_slot(const struct ballistics_law *law, struct needle *needle)
{
    const double falling = law->rule->process ? 0 : needle->value * law->fall;
    needle->value = rest(larger(needle->top, falling));
    needle->top = 0;
    for (int i = 0; i < 2; i++)
        if (!(fabs(needle->pole[i]) > faded * faded) || isinf(needle->pole[i]))
            needle->pole[i] = 0;
    if (needle->value >= needle->hold) {
        needle->hold = needle->value;
        needle->hold_slots = 0;
    } else if (++needle->hold_slots > HOLD_SLOTS) {
        needle->hold = larger(needle->value, needle->hold * law->hold_fall);
    }
}
