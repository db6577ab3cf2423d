/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Areas, numbers, scales, meters, graphs and big figures, drawn into a grid, not a
 * terminal. */
#include "config.h"

#include "tui/grid.h"
#include "tui/term.h"
#include "tui/widget.h"

#include <curses.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct grid grid;

int term_put(int row, int column, int max_columns, enum theme_role role, const char *text)
{
    return grid_put(&grid, row, column, max_columns, role, text);
}

void term_keep(int row, int column, int rows, int columns)
{
    (void)row;
    (void)column;
    (void)rows;
    (void)columns;
    fail();
}

static struct area start(int rows, int columns)
{
    assert_true(grid_resize(&grid, rows + 2, columns + 2));
    return (struct area){.y = 1, .x = 1, .h = rows, .w = columns};
}

/* Nothing was drawn on the border around the area. */
static void check_border(void)
{
    for (int y = 0; y < grid.rows; y++)
        for (int x = 0; x < grid.columns; x++)
            if (y == 0 || x == 0 || y == grid.rows - 1 || x == grid.columns - 1)
                assert_int_equal(grid_row(&grid, y)[x].code, ' ');
}

static uint32_t code_at(int row, int column)
{
    return grid_row(&grid, row + 1)[column + 1].code;
}

static void areas_never_grow(void **state)
{
    (void)state;
    const struct area area = {.y = 2, .x = 3, .h = 5, .w = 7};
    struct area part = area_rows(area, 1, 2);
    assert_true(part.y == 3 && part.h == 2 && part.w == 7);
    part = area_rows(area, 4, 9);
    assert_true(part.y == 6 && part.h == 1);
    part = area_rows(area, 9, 3);
    assert_int_equal(part.h, 0);
    part = area_rows(area, -2, 3);
    assert_true(part.y == 2 && part.h <= 3);
    part = area_columns(area, 5, -4);
    assert_int_equal(part.w, 0);
}

static void numbers_are_aligned_and_honest(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {-9.84, "  -9.8"},  {(double)NAN, "     -"}, {-(double)INFINITY, "  -inf"},
        {-200.0, "  -inf"}, {-0.04, "   0.0"},       {0.0, "   0.0"},
        {3.05, "   3.0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[32];
        widget_format_number(text, sizeof text, cases[i].value, 6, 1);
        assert_string_equal(text, cases[i].text);
    }
}

static void scale_is_monotonic_from_0_to_1(void **state)
{
    (void)state;
    double before = -1.0;
    for (double db = -80.0; db <= 10.0; db += 0.1) {
        const double at = scale_position(&scale_dbfs, db);
        assert_true(at >= before && at >= 0.0 && at <= 1.0);
        before = at;
    }
    assert_true(scale_position(&scale_dbfs, (double)NAN) == 0.0);
    assert_true(scale_position(&scale_dbfs, -(double)INFINITY) == 0.0);
    assert_true(scale_position(&scale_dbfs, (double)INFINITY) == 1.0);
}

static void zones_begin_where_they_say(void **state)
{
    (void)state;
    assert_int_equal(widget_meter_zone(-18.01), THEME_METER_LOW);
    assert_int_equal(widget_meter_zone(-18.0), THEME_METER_MID);
    assert_int_equal(widget_meter_zone(-6.0), THEME_METER_HIGH);
    assert_int_equal(widget_meter_zone(0.0), THEME_METER_OVER);
    assert_int_equal(widget_meter_zone((double)NAN), THEME_METER_LOW);
}

static void numbers_of_a_scale_never_touch(void **state)
{
    (void)state;
    for (int width = 1; width <= 300; width++) {
        const struct area area = start(1, width);
        widget_scale(area, 0, &scale_dbfs);
        check_border();
        char row[400] = "";
        for (int x = 0; x < width; x++)
            row[x] = (char)code_at(0, x);
        for (char *word = strtok(row, " "); word; word = strtok(NULL, " ")) {
            bool known = width < 3;
            for (int i = 0; i < scale_dbfs.count; i++) {
                char mark[16];
                snprintf(mark, sizeof mark, "%g", (double)scale_dbfs.marks_db[i]);
                known = known || strcmp(mark, word) == 0;
            }
            assert_true(known);
        }
    }
}

static void meters_stay_in_their_area(void **state)
{
    (void)state;
    static const double levels[] = {(double)NAN, -(double)INFINITY, -60.0, -33.3, -6.0, 0.0, 12.0,
                                    (double)INFINITY};
    for (int width = 0; width <= 90; width += 3)
        for (size_t i = 0; i < 8; i++)
            for (size_t j = 0; j < 8; j++) {
                const struct area area = start(1, width);
                widget_meter(area, 0, &scale_dbfs, levels[i], levels[j]);
                widget_meter(area, 1, &scale_dbfs, levels[i], levels[j]);
                check_border();
            }
}

static void meter_fills_in_eighths(void **state)
{
    (void)state;
    const struct area area = start(1, 10);
    widget_meter(area, 0, &scale_dbfs, 0.0, (double)NAN);
    for (int x = 0; x < 10; x++)
        assert_int_equal(code_at(0, x), 0x2588);
    int last = 0;
    for (double db = -60.0; db <= 0.0; db += 0.05) {
        widget_meter(area, 0, &scale_dbfs, db, (double)NAN);
        int eighths = 0;
        for (int x = 0; x < 10; x++) {
            const uint32_t code = code_at(0, x);
            eighths += code >= 0x2588 && code <= 0x258F ? 8 - (int)(code - 0x2588) : 0;
        }
        assert_in_range(eighths, last, last + 1);
        last = eighths;
    }
    assert_int_equal(last, 80);
}

static void graphs_take_any_value(void **state)
{
    (void)state;
    const float values[] = {-1.0f, 0.0f, 0.01f, 0.5f, 1.0f, 7.0f, NAN, INFINITY, -INFINITY};
    float marks[9];
    for (int i = 0; i < 9; i++)
        marks[i] = values[8 - i];
    for (int rows = 0; rows < 6; rows++)
        for (int columns = 0; columns < 12; columns++) {
            const struct area area = start(rows, columns);
            widget_columns_graph(area, values, marks, 9, THEME_GRAPH, THEME_GRAPH_ALT);
            widget_columns_shade(area, values, marks, 9, THEME_GRAPH);
            widget_columns_graph(area, values, NULL, 9, THEME_GRAPH, THEME_GRAPH_ALT);
            check_border();
        }
}

static void needles_take_any_value(void **state)
{
    (void)state;
    static const double values[] = {-5.0, -1.0, 0.0, 1.0, 5.0, (double)NAN, (double)INFINITY};
    for (int width = 0; width < 20; width++)
        for (size_t i = 0; i < 7; i++) {
            const struct area area = start(1, width);
            widget_needle(area, 0, values[i], -1.0, 1.0, 0.0);
            check_border();
        }
    const struct area area = start(1, 21);
    widget_needle(area, 0, 0.0, -1.0, 1.0, 0.0);
    assert_int_equal(code_at(0, 10), 0x25C6);
}

static void big_figures_fit_their_columns(void **state)
{
    (void)state;
    for (int size = 1; size <= 3; size++) {
        const struct area area = start(widget_big_rows(size), widget_big_columns(size, "-12.8"));
        widget_big(area, 0, 0, THEME_STRONG, size, "-12.8");
        check_border();
        bool last = false;
        for (int y = 0; y < area.h; y++)
            last = last || code_at(y, area.w - 1) != ' ';
        assert_true(last);
    }
    assert_int_equal(widget_big_columns(1, ""), 0);
}

static void text_is_clipped_by_columns(void **state)
{
    (void)state;
    const struct area area = start(2, 6);
    assert_int_equal(widget_columns("音量abc"), 7);
    assert_int_equal(widget_text(area, 0, 0, THEME_TEXT, "音量abc"), 6);
    assert_int_equal(widget_text(area, 0, 6, THEME_TEXT, "a"), 0);
    assert_int_equal(widget_text(area, 2, 0, THEME_TEXT, "a"), 0);
    widget_text_right(area, 1, THEME_TEXT, "too long for it");
    widget_heading(area, "A TITLE", "detail", "note");
    check_border();
}

int main(void)
{
    if (!setlocale(LC_ALL, "C.UTF-8"))
        return 77;
    FILE *in = fopen("/dev/null", "r"), *out = fopen("/dev/null", "w");
    SCREEN *screen = in && out ? newterm("xterm-256color", out, in) : NULL;
    if (!screen || !theme_start(&(struct theme_options){.name = "default"}))
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(areas_never_grow),
        cmocka_unit_test(numbers_are_aligned_and_honest),
        cmocka_unit_test(scale_is_monotonic_from_0_to_1),
        cmocka_unit_test(zones_begin_where_they_say),
        cmocka_unit_test(numbers_of_a_scale_never_touch),
        cmocka_unit_test(meters_stay_in_their_area),
        cmocka_unit_test(meter_fills_in_eighths),
        cmocka_unit_test(graphs_take_any_value),
        cmocka_unit_test(needles_take_any_value),
        cmocka_unit_test(big_figures_fit_their_columns),
        cmocka_unit_test(text_is_clipped_by_columns),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    endwin();
    delscreen(screen);
    fclose(in);
    fclose(out);
    grid_free(&grid);
    return failed;
}
