/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/spread.h"
#include "base/units.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct spread spread;

static int clear(void **state)
{
    (void)state;
    memset(&spread, 0, sizeof spread);
    return 0;
}

static void add_db(double db)
{
    spread_add(&spread, (float)units_power_from_db(db));
}

static void nothing_is_known_of_nothing(void **state)
{
    (void)state;
    assert_true(isnan(spread_percentile(&spread, 0.5F)));
    assert_true(isnan(spread_percentile(&spread, 0)));
}

/* Somewhere within half a decibel, evenly. */
static void one_level_fills_its_bin(void **state)
{
    (void)state;
    for (int db = -129; db < 20; db += 7) {
        clear(NULL);
        for (int i = 0; i < 10; i++)
            add_db(db + 0.2);
        assert_near(spread_percentile(&spread, 0), db, 1e-4);
        assert_near(spread_percentile(&spread, 0.5F), db + 0.25, 1e-4);
        assert_near(spread_percentile(&spread, 1), db + 0.5, 1e-4);
    }
}

/* As many at every level from -100 to 0: the share is the level. */
static void an_even_spread_has_even_percentiles(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++)
        add_db(-100 + i * 0.1 + 0.05);
    for (int percent = 0; percent <= 100; percent++)
        assert_near(spread_percentile(&spread, (float)percent / 100), -100 + percent, 0.01);
}

static void the_order_does_not_matter(void **state)
{
    (void)state;
    for (int i = 0; i < 500; i++)
        add_db(-90 + i * 0.17);
    const struct spread rising = spread;
    clear(NULL);
    for (int i = 500; i-- > 0;)
        add_db(-90 + i * 0.17);
    assert_memory_equal(&spread, &rising, sizeof spread);
}

static void nine_of_ten_and_one_of_ten_are_told_apart(void **state)
{
    (void)state;
    for (int i = 0; i < 90; i++)
        add_db(-19.8);
    for (int i = 0; i < 10; i++)
        add_db(-59.8);
    assert_near(spread_percentile(&spread, 0.05F), -59.75, 0.01);
    assert_near(spread_percentile(&spread, 0.099F), -59.5, 0.01);
    assert_near(spread_percentile(&spread, 0.101F), -20, 0.01);
    assert_near(spread_percentile(&spread, 0.95F), -20 + 0.5 * 85 / 90, 0.01);
}

/* What lies outside is counted at the end of the scale, so that shares stay shares. */
static void extremes_stay_on_the_scale(void **state)
{
    (void)state;
    static const float lows[] = {0, -1, NAN, 1e-45F, 1e-30F};
    static const float highs[] = {INFINITY, 3e38F, 101};
    for (size_t i = 0; i < sizeof lows / sizeof lows[0]; i++)
        spread_add(&spread, lows[i]);
    assert_int_equal(spread.total, 5);
    assert_int_equal(spread.counts[0], 5);
    assert_near(spread_percentile(&spread, 1), SPREAD_LOWEST_DB + 0.5, 1e-4);
    clear(NULL);
    for (size_t i = 0; i < sizeof highs / sizeof highs[0]; i++)
        spread_add(&spread, highs[i]);
    assert_int_equal(spread.counts[SPREAD_BINS - 1], 3);
    assert_near(spread_percentile(&spread, 1), 20, 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_is_known_of_nothing, clear),
        cmocka_unit_test_setup(one_level_fills_its_bin, clear),
        cmocka_unit_test_setup(an_even_spread_has_even_percentiles, clear),
        cmocka_unit_test_setup(the_order_does_not_matter, clear),
        cmocka_unit_test_setup(nine_of_ten_and_one_of_ten_are_told_apart, clear),
        cmocka_unit_test_setup(extremes_stay_on_the_scale, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
