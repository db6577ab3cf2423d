/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Spectra drawn by hand, and at random against medians found by sorting. */

#include "listen/percussion.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BINS = PERCUSSION_BINS, SPAN = PERCUSSION_SPAN, FRAMES = 40 };

static struct percussion percussion;
static float frames[FRAMES][BINS];

static int clear(void **state)
{
    (void)state;
    memset(&percussion, 0, sizeof percussion);
    memset(frames, 0, sizeof frames);
    return 0;
}

static void a_note_lasts_and_is_narrow(void **state)
{
    (void)state;
    for (int f = 0; f < FRAMES; f++)
        frames[f][40] = 0.5F;
    for (int f = 0; f < FRAMES; f++) {
        const struct percussion_powers powers = percussion_add(&percussion, frames[f], SPAN);
        assert_near(powers.harmonic, f >= SPAN - 1 ? 0.25 : 0, 1e-6);
        assert_near(powers.percussive, 0, 1e-9);
    }
}

/* A click is told when it stands in the middle of what is remembered. */
static void a_click_is_wide_and_short(void **state)
{
    (void)state;
    for (int i = 0; i < BINS; i++)
        frames[20][i] = 0.1F;
    for (int f = 0; f < FRAMES; f++) {
        const struct percussion_powers powers = percussion_add(&percussion, frames[f], SPAN);
        assert_near(powers.percussive, f == 20 + SPAN / 2 ? 0.01 * BINS : 0, 1e-5);
        assert_near(powers.harmonic, 0, 1e-9);
    }
}

/* A noise that goes on is as much the one as the other: each mask is a half, power a quarter. */
static void what_is_both_is_shared(void **state)
{
    (void)state;
    struct percussion_powers powers = {0, 0};
    for (int f = 0; f < FRAMES; f++)
        for (int i = 0; i < BINS; i++)
            frames[f][i] = 0.1F;
    for (int f = 0; f < FRAMES; f++)
        powers = percussion_add(&percussion, frames[f], SPAN);
    assert_near(powers.harmonic, 0.01 * BINS / 4, 1e-5);
    assert_near(powers.percussive, 0.01 * BINS / 4, 1e-5);
}

static void silence_has_neither(void **state)
{
    (void)state;
    for (int f = 0; f < FRAMES; f++) {
        const struct percussion_powers powers = percussion_add(&percussion, frames[f], 7);
        assert_near(powers.harmonic, 0, 0);
        assert_near(powers.percussive, 0, 0);
    }
}

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static double median(float *values, size_t count)
{
    qsort(values, count, sizeof *values, ascending);
    return (double)values[count / 2];
}

/* Fitzgerald's soft masks, the long way round. */
static struct percussion_powers expected_of(int newest, int span)
{
    double harmonic = 0, percussive = 0;
    const int middle = newest - span / 2;
    for (int i = 0; i < BINS; i++) {
        float over_time[SPAN], over_bins[7];
        for (int k = 0; k < span; k++)
            over_time[k] = frames[newest - k][i];
        for (int tap = -3; tap <= 3; tap++) {
            const int at = i + 5 * tap;
            const int in = at < 0 ? -1 - at : at >= BINS ? 2 * BINS - 1 - at : at;
            over_bins[tap + 3] = frames[middle][in];
        }
        const double h = median(over_time, (size_t)span), p = median(over_bins, 7);
        const double power = (double)frames[middle][i] * (double)frames[middle][i];
        const double all = h * h + p * p;
        harmonic += power * (h * h / all) * (h * h / all);
        percussive += power * (p * p / all) * (p * p / all);
    }
    return (struct percussion_powers){(float)harmonic, (float)percussive};
}

static void every_span_takes_the_true_median(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int span = 3; span <= SPAN; span += 2) {
        memset(&percussion, 0, sizeof percussion);
        for (int f = 0; f < FRAMES; f++)
            for (int i = 0; i < BINS; i++)
                frames[f][i] = (float)(0.01 + synth_random(&seed));
        for (int f = 0; f < FRAMES; f++) {
            const struct percussion_powers powers =
                percussion_add(&percussion, frames[f], (unsigned)span);
            if (f + 1 < span || f % 5 != 0)
                continue;
            const struct percussion_powers expected = expected_of(f, span);
            assert_near(powers.harmonic, expected.harmonic, 1e-4 * (double)expected.harmonic);
            assert_near(powers.percussive, expected.percussive, 1e-4 * (double)expected.percussive);
        }
    }
}

static void the_level_squares(void **state)
{
    (void)state;
    uint64_t seed = 4;
    struct percussion_powers loud = {0, 0}, soft = {0, 0};
    for (int f = 0; f < FRAMES; f++)
        synth_noise(frames[f], BINS, &seed, 1);
    for (int f = 0; f < SPAN; f++)
        for (int i = 0; i < BINS; i++)
            frames[f][i] = fabsf(frames[f][i]);
    for (int f = 0; f < SPAN; f++)
        loud = percussion_add(&percussion, frames[f], SPAN);
    memset(&percussion, 0, sizeof percussion);
    for (int f = 0; f < SPAN; f++)
        for (int i = 0; i < BINS; i++)
            frames[f][i] *= 0.125F;
    for (int f = 0; f < SPAN; f++)
        soft = percussion_add(&percussion, frames[f], SPAN);
    assert_near(soft.harmonic, (double)loud.harmonic / 64, 1e-4 * (double)loud.harmonic);
    assert_near(soft.percussive, (double)loud.percussive / 64, 1e-4 * (double)loud.percussive);
}

static void restart_waits_anew(void **state)
{
    (void)state;
    for (int i = 0; i < BINS; i++)
        frames[0][i] = 0.5F;
    for (int f = 0; f < 20; f++)
        percussion_add(&percussion, frames[0], 5);
    percussion_restart(&percussion);
    for (int f = 0; f < 4; f++) {
        const struct percussion_powers powers = percussion_add(&percussion, frames[0], 5);
        assert_near(powers.harmonic + powers.percussive, 0, 0);
    }
    assert_true(percussion_add(&percussion, frames[0], 5).harmonic > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_note_lasts_and_is_narrow, clear),
        cmocka_unit_test_setup(a_click_is_wide_and_short, clear),
        cmocka_unit_test_setup(what_is_both_is_shared, clear),
        cmocka_unit_test_setup(silence_has_neither, clear),
        cmocka_unit_test_setup(every_span_takes_the_true_median, clear),
        cmocka_unit_test_setup(the_level_squares, clear),
        cmocka_unit_test_setup(restart_waits_anew, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
