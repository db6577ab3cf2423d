/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The signals as EBU Tech 3341 describes them: a known sine around the splice, a top at full scale,
 * and four offsets of one and the same signal. */

#include "measure/splice.h"
#include "base/units.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES = 600, OFFSETS = 4, FAR = 128 /* half the filter, in samples */ };

static float fine[OFFSETS * FRAMES];

static int fill_all(void **state)
{
    (void)state;
    static float samples[FRAMES];
    for (unsigned offset = 0; offset < OFFSETS; offset++) {
        if (!splice_fill(samples, FRAMES, offset))
            return -1;
        for (size_t i = 0; i < FRAMES; i++)
            fine[i * OFFSETS + offset] = samples[i];
    }
    return 0;
}

static double sine(double periods)
{
    return sin(2 * SYNTH_PI * periods);
}

static void away_from_the_splice_it_is_a_sine_of_a_sixth(void **state)
{
    (void)state;
    const long splice = OFFSETS * FRAMES / 2, held = 4 * OFFSETS;
    for (long n = 0; n < OFFSETS * FRAMES; n++) {
        const double since = (double)(n - splice) / OFFSETS;
        if (n < splice - FAR * OFFSETS)
            assert_near(fine[n], 0.5 * sine(since / 6), 1e-5);
        if (n > splice + held + FAR * OFFSETS)
            assert_near(fine[n], 0.5 * sine((since - 4) / 6), 1e-5);
    }
}

/* Tech 3341, table 1: 0.0 dBTP, +0.2 -0.4. */
static void the_top_is_full_scale(void **state)
{
    (void)state;
    double peak = 0;
    long place = 0;
    for (long n = 0; n < OFFSETS * FRAMES; n++)
        if (fabs((double)fine[n]) > peak) {
            peak = fabs((double)fine[n]);
            place = n;
        }
    assert_true(units_db_from_amplitude(peak) < 0.2 && units_db_from_amplitude(peak) > -0.4);
    assert_in_range(place, OFFSETS * FRAMES / 2, OFFSETS * FRAMES / 2 + 4 * OFFSETS);
}

/* That is what the offsets are for: a meter of sample peaks misses the top. */
static void samples_alone_miss_it(void **state)
{
    (void)state;
    double peaks[OFFSETS] = {0}, least = 2;
    for (size_t n = 0; n < OFFSETS * FRAMES; n++)
        peaks[n % OFFSETS] = fmax(peaks[n % OFFSETS], fabs((double)fine[n]));
    for (unsigned offset = 0; offset < OFFSETS; offset++)
        least = fmin(least, peaks[offset]);
    assert_true(units_db_from_amplitude(least) < -1);
}

/* Nothing above 23 kHz at 48 kHz, a fourth of it at the fine rate. */
static void it_is_band_limited(void **state)
{
    (void)state;
    enum { COUNT = OFFSETS * FRAMES };
    for (double hz = 23500; hz < 96000; hz += 4250) {
        double re = 0, im = 0, weight = 0;
        for (size_t n = 0; n < COUNT; n++) {
            const double hann = 0.5 - 0.5 * cos(2 * SYNTH_PI * (double)n / COUNT);
            const double turn = 2 * SYNTH_PI * hz / 192000 * (double)n;
            re += hann * (double)fine[n] * cos(turn);
            im += hann * (double)fine[n] * sin(turn);
            weight += hann;
        }
        assert_true(units_db_from_amplitude(2 * hypot(re, im) / weight) < -90);
    }
}

static void a_few_frames_are_fine(void **state)
{
    (void)state;
    float few[4] = {9, 9, 9, 9};
    assert_true(splice_fill(few, 0, 3));
    assert_near(few[0], 9, 0);
    assert_true(splice_fill(few, 3, 0));
    for (int i = 0; i < 3; i++)
        assert_true(fabsf(few[i]) <= 1.1F);
    assert_near(few[3], 9, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(away_from_the_splice_it_is_a_sine_of_a_sixth),
        cmocka_unit_test(the_top_is_full_scale),
        cmocka_unit_test(samples_alone_miss_it),
        cmocka_unit_test(it_is_band_limited),
        cmocka_unit_test(a_few_frames_are_fine),
    };
    return cmocka_run_group_tests(tests, fill_all, NULL);
}
