/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Levels whose moves and correlation are known: the same in both, in one only, against each other. */

#include "measure/swing.h"
#include "base/units.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { BLOCKS = 400 };

static void add_db(struct swing *swing, double all, double low, double high)
{
    swing_add(swing, (float)units_power_from_db(all), (float)units_power_from_db(low),
              (float)units_power_from_db(high));
}

/* Lows move by `own` dB in a period of 8 blocks, highs by as much in one of 10, both by `both`. */
static float heard(double own, double both, double sign)
{
    struct swing swing;
    swing_reset(&swing);
    for (int i = 0; i < BLOCKS; i++) {
        const double together = both * sin(2.0 * M_PI * i / 40.0);
        add_db(&swing, -20.0, -20.0 + own * sin(2.0 * M_PI * i / 8.0) + together,
               -30.0 + own * sin(2.0 * M_PI * i / 10.0) + sign * together);
    }
    return swing_read(&swing).unison;
}

static void test_correlation_is_that_of_the_moves(void **state)
{
    (void)state;
    assert_float_equal(heard(3.0, 0.0, 1.0), 0.0F, 0.01F);
    assert_float_equal(heard(3.0, 3.0, 1.0), 0.5F, 0.01F);
    assert_float_equal(heard(0.0, 3.0, 1.0), 1.0F, 1e-4F);
    assert_float_equal(heard(3.0, 6.0, -1.0), -0.8F, 0.01F);
}

static void test_what_does_not_move_is_not_judged(void **state)
{
    (void)state;
    assert_true(isnan(heard(0.0, 0.0, 1.0)));
}

static void test_pauses_do_not_count_for_the_correlation(void **state)
{
    (void)state;
    struct swing swing;
    swing_reset(&swing);
    for (int i = 0; i < BLOCKS; i++) {
        add_db(&swing, -20.0, 3.0 * sin(2.0 * M_PI * i / 10.0), 3.0 * cos(2.0 * M_PI * i / 10.0));
        add_db(&swing, -90.0, -70.0, -70.0);
    }
    assert_float_equal(swing_read(&swing).unison, 0.0F, 0.01F);
}

/* A quarter of each stretch soft; the second stretch all of it 20 dB softer: that is arrangement. */
static void test_moves_are_those_within_a_stretch(void **state)
{
    (void)state;
    struct swing swing;
    swing_reset(&swing);
    for (int i = 0; i < BLOCKS; i++)
        add_db(&swing, (i % 40 < 10 ? -32.0 : -20.0) - (i < BLOCKS / 2 ? 0.0 : 20.0), -30.0, -30.0);
    assert_float_equal(swing_read(&swing).moves_db, 12.0F, 0.6F);
}

static void test_the_rest_counts_once_it_is_long_enough(void **state)
{
    (void)state;
    struct swing swing;
    swing_reset(&swing);
    assert_true(isnan(swing_read(&swing).moves_db) && isnan(swing_read(&swing).unison));
    for (int i = 0; i < 200; i++)
        add_db(&swing, -20.0, -30.0, -30.0);
    const float before = swing_read(&swing).moves_db;
    for (int i = 0; i < 90; i++)
        add_db(&swing, i % 2 ? -20.0 : -40.0, -30.0, -30.0);
    assert_float_equal(swing_read(&swing).moves_db, before, 1e-6F);
    for (int i = 0; i < 20; i++)
        add_db(&swing, i % 2 ? -20.0 : -40.0, -30.0, -30.0);
    assert_float_equal(swing_read(&swing).moves_db, 10.0F, 0.6F);
    swing_reset(&swing);
    assert_true(isnan(swing_read(&swing).moves_db));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_correlation_is_that_of_the_moves),
        cmocka_unit_test(test_what_does_not_move_is_not_judged),
        cmocka_unit_test(test_pauses_do_not_count_for_the_correlation),
        cmocka_unit_test(test_moves_are_those_within_a_stretch),
        cmocka_unit_test(test_the_rest_counts_once_it_is_long_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
