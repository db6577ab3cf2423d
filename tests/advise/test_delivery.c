/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/delivery.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct targets targets = {
    .count = 3,
    .rows = {
        {.name = "up", .integrated_lufs = -14, .tolerance_lu = 1, .true_peak_dbtp = -1,
         .short_term_max_lufs = NAN, .normalises = true, .turns_up = true},
        {.name = "down", .integrated_lufs = -14, .tolerance_lu = 1, .true_peak_dbtp = -1,
         .short_term_max_lufs = NAN, .normalises = true},
        {.name = "norm", .integrated_lufs = -23, .tolerance_lu = 0.2F, .true_peak_dbtp = -1,
         .short_term_max_lufs = -18},
    }};

static struct delivery_row rows[TARGETS_MAX];

static void read_rows(float integrated_lufs, float short_term_max_lufs, float true_peak_dbtp)
{
    const struct loudness_reading loudness = {.integrated_lufs = integrated_lufs,
                                              .short_term_max_lufs = short_term_max_lufs,
                                              .true_peak_dbtp = true_peak_dbtp};
    assert_int_equal(delivery_table(&loudness, &targets, rows), 3);
}

static void loud_material_is_turned_down_or_misses_the_norm(void **state)
{
    (void)state;
    read_rows(-9.0F, -19.0F, -1.5F);
    assert_int_equal(rows[0].verdict, DELIVERY_TURNED_DOWN);
    assert_int_equal(rows[1].verdict, DELIVERY_TURNED_DOWN);
    assert_int_equal(rows[2].verdict, DELIVERY_TOO_LOUD);
    assert_float_equal(rows[0].plays_at_lufs, -14.0F, 1e-4);
    assert_float_equal(rows[2].plays_at_lufs, -9.0F, 1e-4);
    assert_float_equal(rows[2].off_lu, 14.0F, 1e-4);
}

static void quiet_material_is_turned_up_as_far_as_its_peaks_allow(void **state)
{
    (void)state;
    read_rows(-20.0F, -19.0F, -3.0F);
    assert_int_equal(rows[0].verdict, DELIVERY_TURNED_UP);
    assert_float_equal(rows[0].plays_at_lufs, -18.0F, 1e-4);
    assert_int_equal(rows[1].verdict, DELIVERY_TOO_QUIET);
    assert_float_equal(rows[1].plays_at_lufs, -20.0F, 1e-4);
}

static void peaks_and_short_term_come_first(void **state)
{
    (void)state;
    read_rows(-23.1F, -15.0F, -2.0F);
    assert_int_equal(rows[2].verdict, DELIVERY_SHORT_TERM);
    read_rows(-23.1F, -19.0F, -0.2F);
    assert_int_equal(rows[2].verdict, DELIVERY_PEAKS);
    assert_float_equal(rows[2].peak_over_db, 0.8F, 1e-4);
    read_rows(-23.1F, -19.0F, -2.0F);
    assert_int_equal(rows[2].verdict, DELIVERY_FITS);
    read_rows(-9.0F, -8.0F, 0.1F); /* 14 dB less is asked for anyway */
    assert_int_equal(rows[2].verdict, DELIVERY_TOO_LOUD);
    assert_int_equal(rows[0].verdict, DELIVERY_PEAKS); /* encoded before it is turned down */
}

static void nothing_heard_is_no_table(void **state)
{
    (void)state;
    const struct loudness_reading loudness = {.integrated_lufs = NAN};
    assert_int_equal(delivery_table(&loudness, &targets, rows), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loud_material_is_turned_down_or_misses_the_norm),
        cmocka_unit_test(quiet_material_is_turned_up_as_far_as_its_peaks_allow),
        cmocka_unit_test(peaks_and_short_term_come_first),
        cmocka_unit_test(nothing_heard_is_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
