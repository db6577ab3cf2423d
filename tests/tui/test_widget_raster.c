/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tui/widget_raster.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct raster raster, other;

static const char *cell(int row, int column)
{
    static char text[4];
    return raster_cell_text(&raster, row, column, text);
}

static void sizes_are_clamped(void **state)
{
    (void)state;
    raster_start(&raster, GLYPHS_FULL, 100000, 100000);
    assert_int_equal(raster.rows, RASTER_ROWS_MAX);
    assert_int_equal(raster.columns, RASTER_COLUMNS_MAX);
    raster_plot(&raster, raster_dot_rows(&raster) - 1, raster_dot_columns(&raster) - 1);
    assert_string_equal(cell(RASTER_ROWS_MAX - 1, RASTER_COLUMNS_MAX - 1), "\u2880");
    raster_start(&raster, GLYPHS_FULL, -1, -5);
    raster_plot(&raster, 0, 0);
    assert_int_equal(raster_dot_rows(&raster), 0);
    assert_int_equal(raster.cells[0][0], 0);
}

static void braille_has_two_by_four_dots(void **state)
{
    (void)state;
    raster_start(&raster, GLYPHS_FULL, 2, 3);
    assert_int_equal(raster_dot_rows(&raster), 8);
    assert_int_equal(raster_dot_columns(&raster), 6);
    assert_string_equal(cell(0, 0), "");
    raster_plot(&raster, 0, 0);
    assert_string_equal(cell(0, 0), "\u2801");
    raster_plot(&raster, 3, 1);
    assert_string_equal(cell(0, 0), "\u2881");
    for (int row = 4; row < 8; row++)
        for (int column = 4; column < 6; column++)
            raster_plot(&raster, row, column);
    assert_string_equal(cell(1, 2), "\u28ff");
    raster_plot(&raster, 6, 2);
    assert_string_equal(cell(1, 1), "\u2804");
}

static void other_glyphs_have_halves(void **state)
{
    (void)state;
    raster_start(&raster, GLYPHS_REDUCED, 2, 2);
    assert_int_equal(raster_dot_rows(&raster), 4);
    assert_int_equal(raster_dot_columns(&raster), 2);
    raster_plot(&raster, 1, 1);
    assert_string_equal(cell(0, 1), "▄");
    raster_plot(&raster, 0, 1);
    assert_string_equal(cell(0, 1), "█");
    raster_start(&raster, GLYPHS_ASCII, 2, 2);
    raster_plot(&raster, 2, 0);
    assert_string_equal(cell(1, 0), "'");
    raster_plot(&raster, 3, 0);
    assert_string_equal(cell(1, 0), ":");
}

static void dots_outside_are_nothing(void **state)
{
    (void)state;
    raster_start(&raster, GLYPHS_FULL, 2, 2);
    raster_plot(&raster, -1, 0);
    raster_plot(&raster, 0, -1);
    raster_plot(&raster, 8, 0);
    raster_plot(&raster, 0, 4);
    raster_line(&raster, -20, -20, -5, 90);
    for (int i = 0; i < 4; i++)
        assert_int_equal(raster.cells[i / 2][i % 2], 0);
}

static void lines_reach_both_ends(void **state)
{
    (void)state;
    static const int ends[][4] = {{0, 0, 7, 15}, {7, 0, 0, 15}, {7, 15, 0, 0}, {3, 3, 3, 3},
                                  {0, 5, 7, 5}};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        raster_start(&raster, GLYPHS_REDUCED, 4, 16);
        raster_line(&raster, ends[i][0], ends[i][1], ends[i][2], ends[i][3]);
        int dots = 0;
        for (int row = 0; row < 4; row++)
            for (int column = 0; column < 16; column++)
                dots += (raster.cells[row][column] & 1) + (raster.cells[row][column] >> 1);
        const int rows = ends[i][2] > ends[i][0]
            ? ends[i][2] - ends[i][0] : ends[i][0] - ends[i][2];
        const int columns = ends[i][3] > ends[i][1]
            ? ends[i][3] - ends[i][1] : ends[i][1] - ends[i][3];
        assert_int_equal(dots, (rows > columns ? rows : columns) + 1);
        assert_int_not_equal(raster.cells[ends[i][0] / 2][ends[i][1]] & (1 << ends[i][0] % 2), 0);
        assert_int_not_equal(raster.cells[ends[i][2] / 2][ends[i][3]] & (1 << ends[i][2] % 2), 0);
    }
}

static void changes_are_counted_in_cells(void **state)
{
    (void)state;
    raster_start(&raster, GLYPHS_FULL, 3, 4);
    raster_start(&other, GLYPHS_FULL, 3, 4);
    assert_int_equal(raster_changes(&raster, &other), 0);
    raster_plot(&raster, 0, 0);
    raster_plot(&raster, 1, 1);
    raster_plot(&raster, 11, 7);
    assert_int_equal(raster_changes(&raster, &other), 2);
    raster_start(&other, GLYPHS_FULL, 3, 5);
    assert_int_equal(raster_changes(&raster, &other), 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_clamped),
        cmocka_unit_test(braille_has_two_by_four_dots),
        cmocka_unit_test(other_glyphs_have_halves),
        cmocka_unit_test(dots_outside_are_nothing),
        cmocka_unit_test(lines_reach_both_ends),
        cmocka_unit_test(changes_are_counted_in_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
