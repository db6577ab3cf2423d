/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/tally.h"
#include "base/units.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct tally tally;

static int clear(void **state)
{
    (void)state;
    memset(&tally, 0, sizeof tally);
    return 0;
}

static struct texture_slot slot_of(double lufs, double left, double right, double product)
{
    struct texture_slot slot = {.loudness = (float)units_power_from_db(lufs),
                                .left = (float)left, .right = (float)right,
                                .product = (float)product};
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        slot.dims[d] = (float)(lufs * 0.125) + (float)d;
    return slot;
}

static void add(unsigned times, double lufs)
{
    const struct texture_slot slot = slot_of(lufs, 0, 0, 0);
    for (unsigned i = 0; i < times; i++)
        tally_add(&tally, &slot, 1);
}

static void nothing_has_no_loudness_and_no_width(void **state)
{
    (void)state;
    assert_true(isnan(tally_loudness_lufs(&tally)));
    assert_true(isnan(tally_width(&tally)));
    add(10, -INFINITY);
    add(10, -75); /* below the absolute gate */
    assert_true(isnan(tally_loudness_lufs(&tally)));
    assert_int_equal(tally.slots, 20);
}

static void loudness_is_the_mean_of_the_energies(void **state)
{
    (void)state;
    add(10, -20);
    assert_near(tally_loudness_lufs(&tally), -20, 0.001);
    add(10, -23);
    const double mean = (units_power_from_db(-20) + units_power_from_db(-23)) / 2;
    assert_near(tally_loudness_lufs(&tally), units_db_from_power(mean), 0.001);
    add(100, -80); /* gated */
    assert_near(tally_loudness_lufs(&tally), units_db_from_power(mean), 0.001);
}

/* BS.1770: what is 10 LU below the mean does not count. */
static void pauses_within_are_gated(void **state)
{
    (void)state;
    add(10, -14.5);
    add(10, -40.5);
    assert_near(tally_loudness_lufs(&tally), -14.5, 0.001);
    add(10, -21.5); /* 5 LU below the mean of all: counts */
    assert_near(tally_loudness_lufs(&tally),
                units_db_from_power((units_power_from_db(-14.5) + units_power_from_db(-21.5)) / 2),
                0.001);
}

static void extremes_stay_in_the_histogram(void **state)
{
    (void)state;
    add(3, 35);
    assert_near(tally_loudness_lufs(&tally), 35, 0.001);
    clear(NULL);
    add(3, -69.99);
    assert_near(tally_loudness_lufs(&tally), -69.99, 0.001);
}

/* The share of the side in the energy: mono 0, one side alone a half, upside down 1. */
static void width_is_the_share_of_the_side(void **state)
{
    (void)state;
    static const struct {
        double left, right, product, width;
    } cases[] = {{1, 1, 1, 0}, {1, 1, -1, 1}, {1, 1, 0, 0.5}, {1, 0, 0, 0.5},
                 {0.04, 0.01, 0.02, 0.1}, {1, 1, 1.1, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        clear(NULL);
        const struct texture_slot slot =
            slot_of(-20, cases[i].left, cases[i].right, cases[i].product);
        for (int k = 0; k < 3; k++)
            tally_add(&tally, &slot, 0);
        assert_near(tally_width(&tally), cases[i].width, 1e-6);
    }
}

static void what_is_taken_out_was_never_there(void **state)
{
    (void)state;
    const struct texture_slot stays = slot_of(-20, 1, 0.5, 0.25), goes = slot_of(-11, 2, 2, -1);
    for (int i = 0; i < 20; i++)
        tally_add(&tally, &stays, 2);
    const struct tally before = tally;
    for (int i = 0; i < 7; i++)
        tally_add(&tally, &goes, 3);
    assert_int_equal(tally.slots, 27);
    assert_int_equal(tally.onsets, 61);
    for (int i = 0; i < 7; i++)
        tally_take_out(&tally, &goes, 3);
    assert_int_equal(tally.slots, before.slots);
    assert_int_equal(tally.onsets, before.onsets);
    assert_near(tally_loudness_lufs(&tally), -20, 0.001);
    assert_near(tally_width(&tally), (double)tally_width(&before), 1e-6);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        assert_near(tally.dims[d], before.dims[d], 1e-6);
    for (int i = 0; i < 20; i++)
        tally_take_out(&tally, &stays, 2);
    assert_int_equal(tally.slots + tally.onsets, 0);
    assert_true(isnan(tally_loudness_lufs(&tally)));
    assert_true(isnan(tally_width(&tally)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_has_no_loudness_and_no_width, clear),
        cmocka_unit_test_setup(loudness_is_the_mean_of_the_energies, clear),
        cmocka_unit_test_setup(pauses_within_are_gated, clear),
        cmocka_unit_test_setup(extremes_stay_in_the_histogram, clear),
        cmocka_unit_test_setup(width_is_the_share_of_the_side, clear),
        cmocka_unit_test_setup(what_is_taken_out_was_never_there, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
