/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tui/widget_scope.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { ROWS = 10, COLUMNS = 20 };

static struct raster raster;

static void plot(int side, int mid, int gain_db)
{
    struct stereo_reading stereo = {.scope_count = 1};
    stereo.scope_x[0] = (int8_t)side;
    stereo.scope_y[0] = (int8_t)mid;
    raster_start(&raster, GLYPHS_REDUCED, ROWS, COLUMNS);
    scope_plot(&raster, &stereo, gain_db);
}

static bool has_dot(int dot_row, int column)
{
    return (raster.cells[dot_row / 2][column] & (1 << dot_row % 2)) != 0;
}

static void mono_points_up_and_side_lies_flat(void **state)
{
    (void)state;
    plot(0, 127, 0);
    assert_true(has_dot(0, 10));
    plot(0, -127, 0);
    assert_true(has_dot(19, 10));
    plot(127, 0, 0);
    assert_true(has_dot(10, 19));
    plot(-127, 0, 0);
    assert_true(has_dot(10, 0));
    plot(-63, 63, 0); /* left alone: the upper left edge */
    assert_true(has_dot(5, 5));
}

static void gain_fills_the_picture_and_never_leaves_it(void **state)
{
    (void)state;
    plot(0, 64, 6);
    assert_true(has_dot(0, 10));
    plot(-127, 127, 24);
    assert_true(has_dot(0, 0));
    assert_int_equal(scope_gain_db(0.0), 0);
    assert_int_equal(scope_gain_db(3.0), 0);
    assert_int_equal(scope_gain_db(-7.9), 0);
    assert_int_equal(scope_gain_db(-8.0), 6);
    assert_int_equal(scope_gain_db(-15.0), 12);
    assert_int_equal(scope_gain_db(-90.0), 24);
    assert_int_equal(scope_gain_db((double)-INFINITY), 24);
    assert_int_equal(scope_gain_db((double)NAN), 0);
}

static void no_more_points_than_there_are(void **state)
{
    (void)state;
    struct stereo_reading stereo;
    memset(&stereo, 0, sizeof stereo);
    stereo.scope_count = UINT16_MAX;
    raster_start(&raster, GLYPHS_REDUCED, ROWS, COLUMNS);
    scope_plot(&raster, &stereo, 0);
    assert_true(has_dot(10, 10));
    raster_start(&raster, GLYPHS_FULL, 0, 0);
    scope_plot(&raster, &stereo, 0);
    scope_plot_frame(&raster);
    assert_int_equal(raster.cells[0][0], 0);
}

static void the_frame_is_the_square_on_its_corner(void **state)
{
    (void)state;
    raster_start(&raster, GLYPHS_REDUCED, ROWS, COLUMNS);
    scope_plot_frame(&raster);
    assert_true(has_dot(0, 9) && has_dot(0, 10));
    assert_true(has_dot(9, 0) && has_dot(10, 0));
    assert_true(has_dot(9, 19) && has_dot(10, 19));
    assert_false(has_dot(0, 0) || has_dot(10, 10) || has_dot(19, 19));
}

static void the_picture_is_square_and_fits(void **state)
{
    (void)state;
    static const int sizes[][4] = {
        {16, 80, 16, 32}, {16, 21, 10, 20}, {0, 9, 0, 0}, {400, 900, 64, 128}, {-3, 10, 0, 0},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        int rows, columns;
        scope_fit((struct area){.h = sizes[i][0], .w = sizes[i][1]}, &rows, &columns);
        assert_int_equal(rows, sizes[i][2]);
        assert_int_equal(columns, sizes[i][3]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mono_points_up_and_side_lies_flat),
        cmocka_unit_test(gain_fills_the_picture_and_never_leaves_it),
        cmocka_unit_test(no_more_points_than_there_are),
        cmocka_unit_test(the_frame_is_the_square_on_its_corner),
        cmocka_unit_test(the_picture_is_square_and_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
