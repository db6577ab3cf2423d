/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/taptempo.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool near(double bpm, double wanted)
{
    return fabs(bpm - wanted) < 0.01 * wanted;
}

static void a_single_tap_is_no_tempo(void **state)
{
    (void)state;
    struct taptempo taps = {.taps = 0};
    assert_true(isnan(taptempo_bpm(&taps)));
    taptempo_tap(&taps, 5.0);
    assert_true(isnan(taptempo_bpm(&taps)));
    assert_true(taptempo_going_on(&taps, 6.0));
    assert_false(taptempo_going_on(&taps, 9.0));
}

static void tapping_gives_the_tempo(void **state)
{
    (void)state;
    static const double tempi[] = {30, 40, 60, 90, 120, 180, 240};
    for (size_t i = 0; i < sizeof tempi / sizeof *tempi; i++) {
        struct taptempo taps = {.taps = 0};
        for (unsigned k = 0; k < 40; k++) {
            taptempo_tap(&taps, 1000.0 + k * 60.0 / tempi[i] + 0.01 * sin(k * 3.0));
            if (k >= 8)
                assert_true(near(taptempo_bpm(&taps), tempi[i]));
        }
    }
}

static void a_pause_begins_anew(void **state)
{
    (void)state;
    struct taptempo taps = {.taps = 0};
    for (unsigned k = 0; k < 6; k++)
        taptempo_tap(&taps, k * 0.5);
    for (unsigned k = 0; k < 3; k++)
        taptempo_tap(&taps, 10.0 + k * 0.8);
    assert_true(near(taptempo_bpm(&taps), 75.0));
}

static void another_tempo_begins_anew(void **state)
{
    (void)state;
    struct taptempo taps = {.taps = 0};
    for (unsigned k = 0; k < 6; k++)
        taptempo_tap(&taps, k * 0.5);
    for (unsigned k = 1; k <= 4; k++)
        taptempo_tap(&taps, 2.5 + k * 0.9);
    assert_true(near(taptempo_bpm(&taps), 60.0 / 0.9));
}

static void bounces_and_a_clock_set_back_do_no_harm(void **state)
{
    (void)state;
    struct taptempo taps = {.taps = 0};
    for (unsigned k = 0; k < 8; k++) {
        taptempo_tap(&taps, k * 0.5);
        taptempo_tap(&taps, k * 0.5 + 0.03);
    }
    assert_true(near(taptempo_bpm(&taps), 120.0));
    taptempo_tap(&taps, 1.0);
    assert_true(isnan(taptempo_bpm(&taps)));
    taptempo_tap(&taps, 1.6);
    assert_true(near(taptempo_bpm(&taps), 100.0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_tap_is_no_tempo),
        cmocka_unit_test(tapping_gives_the_tempo),
        cmocka_unit_test(a_pause_begins_anew),
        cmocka_unit_test(another_tempo_begins_anew),
        cmocka_unit_test(bounces_and_a_clock_set_back_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
