/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tui/widget_spectrum.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void bars_use_the_width(void **state)
{
    (void)state;
    static const int fits[][5] = { /* columns, group, bars, pitch, bar columns */
        {80, 1, 31, 2, 2}, {120, 1, 31, 3, 2}, {200, 1, 31, 6, 5}, {400, 1, 31, 6, 5},
        {35, 1, 31, 1, 1}, {34, 2, 16, 1, 1}, {20, 2, 16, 1, 1}, {5, 7, 5, 1, 1}, {1, 31, 1, 1, 1},
        {0, 31, 1, 1, 1},
    };
    for (size_t i = 0; i < sizeof fits / sizeof fits[0]; i++) {
        const struct spectrum_layout layout = spectrum_layout_fit(16, fits[i][0]);
        assert_int_equal(layout.group, fits[i][1]);
        assert_int_equal(layout.bars, fits[i][2]);
        assert_int_equal(layout.pitch, fits[i][3]);
        assert_int_equal(layout.bar_columns, fits[i][4]);
    }
}

static void every_size_fits_and_reaches_down(void **state)
{
    (void)state;
    for (int rows = 0; rows < 90; rows++) {
        for (int columns = 1; columns < 260; columns++) {
            const struct spectrum_layout layout = spectrum_layout_fit(rows, columns);
            assert_true(layout.graph_rows >= 0 && layout.graph_rows + layout.has_axis <= rows);
            assert_true(spectrum_columns(&layout) <= columns);
            assert_true(layout.graph_rows < 2 || layout.graph_rows * layout.db_per_row >= 66);
        }
    }
}

static void a_labelled_value_is_in_the_middle_of_its_row(void **state)
{
    (void)state;
    const struct spectrum_layout layout = spectrum_layout_fit(14, 80);
    assert_int_equal(layout.graph_rows, 13);
    assert_int_equal(layout.db_per_row, 6);
    for (int row = 0; row < layout.graph_rows; row++) {
        assert_int_equal(spectrum_row(&layout, -6.0 * row), row);
        assert_int_equal(spectrum_height_eighths(&layout, -6.0 * row), 8 * (12 - row) + 4);
    }
    assert_int_equal(spectrum_height_eighths(&layout, 3.0), 104);
    assert_int_equal(spectrum_height_eighths(&layout, 40.0), 104);
    assert_int_equal(spectrum_row(&layout, 40.0), 0);
    assert_int_equal(spectrum_height_eighths(&layout, -75.1), 0);
    assert_int_equal(spectrum_row(&layout, -75.1), -1);
    assert_int_equal(spectrum_height_eighths(&layout, (double)NAN), 0);
    assert_int_equal(spectrum_row(&layout, (double)NAN), -1);
    assert_int_equal(spectrum_height_eighths(&layout, (double)-INFINITY), 0);
    assert_int_equal(spectrum_row(&layout, (double)-INFINITY), -1);
}

static void tilt_turns_about_one_kilohertz(void **state)
{
    (void)state;
    assert_float_equal(spectrum_tilt_db(17, 4.5), 0.0, 0.0);
    assert_float_equal(spectrum_tilt_db(20, 4.5), 4.5, 1e-9);  /* 2 kHz */
    assert_float_equal(spectrum_tilt_db(7, 3.0), -10.0, 1e-9); /* 100 Hz: ten third-octaves */
    assert_float_equal(spectrum_tilt_db(3, 0.0), 0.0, 0.0);
}

static void frequencies_have_short_names(void **state)
{
    (void)state;
    static const struct {
        double hz;
        const char *name;
    } names[] = {{20, "20"}, {31.5, "31.5"}, {630, "630"}, {1000, "1k"}, {1250, "1.25k"},
                 {12500, "12.5k"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[16];
        spectrum_frequency_name(text, sizeof text, names[i].hz);
        assert_string_equal(text, names[i].name);
    }
}

static void labels_stand_below_their_bars(void **state)
{
    (void)state;
    const struct spectrum_layout wide = spectrum_layout_fit(20, 200);
    assert_int_equal(spectrum_label_column(&wide, 0, 2), 2);
    assert_int_equal(spectrum_label_column(&wide, 17, 2), 17 * 6 + 2);
    assert_int_equal(spectrum_label_column(&wide, 17, 5), 17 * 6);
    const struct spectrum_layout narrow = spectrum_layout_fit(20, 80);
    assert_int_equal(spectrum_label_column(&narrow, 0, 2), 0);
    assert_int_equal(spectrum_label_column(&narrow, 30, 3), 59);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_use_the_width),
        cmocka_unit_test(every_size_fits_and_reaches_down),
        cmocka_unit_test(a_labelled_value_is_in_the_middle_of_its_row),
        cmocka_unit_test(tilt_turns_about_one_kilohertz),
        cmocka_unit_test(frequencies_have_short_names),
        cmocka_unit_test(labels_stand_below_their_bars),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
