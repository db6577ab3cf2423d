/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tui/view_list.h"

#include <limits.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_cursor_stays_in_the_list(void **state)
{
    (void)state;
    int cursor = 0;
    assert_int_equal(list_move_cursor(&cursor, 5, 3, COMMAND_UP), COMMAND_NONE);
    assert_int_equal(cursor, 0);
    list_move_cursor(&cursor, 5, 3, COMMAND_DOWN);
    assert_int_equal(cursor, 1);
    list_move_cursor(&cursor, 5, 3, COMMAND_PAGE_DOWN);
    assert_int_equal(cursor, 3);
    list_move_cursor(&cursor, 5, 3, COMMAND_PAGE_DOWN);
    assert_int_equal(cursor, 4);
    list_move_cursor(&cursor, 5, 3, COMMAND_PAGE_UP);
    assert_int_equal(cursor, 2);
    cursor = INT_MAX;
    list_move_cursor(&cursor, 2, 3, COMMAND_UP);
    assert_int_equal(cursor, 0);
    list_move_cursor(&cursor, 0, 0, COMMAND_PAGE_DOWN);
    assert_int_equal(cursor, 0);
}

static void other_commands_come_back(void **state)
{
    (void)state;
    int at = 1;
    assert_int_equal(list_move_cursor(&at, 5, 3, COMMAND_QUIT), COMMAND_QUIT);
    assert_int_equal(list_move_scroll(&at, 5, 3, COMMAND_LEFT), COMMAND_LEFT);
    assert_int_equal(at, 1);
}

static void the_list_follows_its_cursor(void **state)
{
    (void)state;
    assert_int_equal(list_scroll_to(0, 4, 10, 5), 0);
    assert_int_equal(list_scroll_to(0, 5, 10, 5), 1);
    assert_int_equal(list_scroll_to(5, 2, 10, 5), 2);
    assert_int_equal(list_scroll_to(9, 9, 10, 5), 5);
    assert_int_equal(list_scroll_to(3, 0, 3, 5), 0);
    assert_int_equal(list_scroll_to(-7, 2, 10, 5), 0);
    assert_int_equal(list_scroll_to(3, 3, 0, 5), 0);
    assert_int_equal(list_scroll_to(3, 3, 10, 0), 0);
}

static void scrolling_ends_with_the_last_row(void **state)
{
    (void)state;
    int scroll = 0;
    assert_int_equal(list_move_scroll(&scroll, 20, 8, COMMAND_PAGE_DOWN), COMMAND_NONE);
    assert_int_equal(scroll, 7);
    list_move_scroll(&scroll, 20, 8, COMMAND_PAGE_DOWN);
    assert_int_equal(scroll, 12);
    list_move_scroll(&scroll, 20, 8, COMMAND_UP);
    assert_int_equal(scroll, 11);
    list_move_scroll(&scroll, 5, 8, COMMAND_DOWN);
    assert_int_equal(scroll, 0);
}

static void long_text_breaks_at_spaces(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int columns;
        size_t bytes, next;
        int rows;
    } wraps[] = {
        {"", 10, 0, 0, 1},
        {"short", 10, 5, 5, 1},
        {"two words", 9, 9, 9, 1},
        {"two words", 8, 3, 4, 2},
        {"two words", 3, 3, 4, 3}, /* "two" "wor" "ds" */
        {"unbreakable", 4, 4, 4, 3},
        {"日本語", 4, 6, 6, 2},
        {"日本", 1, 3, 3, 2},
        {"x", 0, 1, 1, 1},
    };
    for (size_t i = 0; i < sizeof wraps / sizeof wraps[0]; i++) {
        const char *next;
        assert_int_equal(list_wrap(wraps[i].text, wraps[i].columns, &next), wraps[i].bytes);
        assert_int_equal(next - wraps[i].text, wraps[i].next);
        assert_int_equal(list_wrapped_rows(wraps[i].text, wraps[i].columns), wraps[i].rows);
    }
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8"); /* widths of letters */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cursor_stays_in_the_list),
        cmocka_unit_test(other_commands_come_back),
        cmocka_unit_test(the_list_follows_its_cursor),
        cmocka_unit_test(scrolling_ends_with_the_last_row),
        cmocka_unit_test(long_text_breaks_at_spaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
