/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text into cells: wide letters, accents, broken UTF-8, clipping. */
#include "config.h"

#include "tui/grid.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static uint32_t decode_one(const char *text)
{
    return grid_decode(&text);
}

static void decodes_utf8(void **state)
{
    (void)state;
    assert_int_equal(decode_one(""), 0);
    assert_int_equal(decode_one("a"), 'a');
    assert_int_equal(decode_one("\xc3\xa9"), 0xE9);
    assert_int_equal(decode_one("\xe2\x96\x88"), 0x2588);
    assert_int_equal(decode_one("\xf0\x9d\x84\x9e"), 0x1D11E);
}

static void broken_utf8_is_replaced(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "\x80", "\xc0\xaf", "\xe2\x96", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe2", "\xc3(",
        "\xe0\x80\xaf",
    };
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        const char *text = broken[i];
        assert_int_equal(grid_decode(&text), 0xFFFD);
        for (int steps = 0; *text; steps++) {
            assert_in_range(steps, 0, 4);
            grid_decode(&text);
        }
    }
}

static void wide_letters_take_two_cells(void **state)
{
    (void)state;
    struct grid grid = {0};
    assert_true(grid_resize(&grid, 1, 8));
    assert_int_equal(grid_put(&grid, 0, 0, 8, 3, "音x"), 3);
    const struct grid_cell *row = grid_row(&grid, 0);
    assert_int_equal(row[0].columns, 2);
    assert_int_equal(row[1].columns, 0);
    assert_int_equal(row[2].code, 'x');
    assert_int_equal(row[0].role, 3);
    /* A half of it overwritten, the other half is blank. */
    grid_put(&grid, 0, 1, 1, 0, "y");
    assert_int_equal(row[0].code, ' ');
    assert_int_equal(row[0].columns, 1);
    /* One that does not fit is left out. */
    assert_int_equal(grid_put(&grid, 0, 6, 1, 0, "音"), 0);
    assert_int_equal(grid_put(&grid, 0, 7, 9, 0, "音"), 0);
    grid_free(&grid);
}

static void accents_join_their_letter(void **state)
{
    (void)state;
    struct grid grid = {0};
    assert_true(grid_resize(&grid, 1, 4));
    assert_int_equal(grid_put(&grid, 0, 0, 4, 0, "e\xcc\x81" "a"), 2);
    assert_int_equal(grid_row(&grid, 0)[0].accent, 0x301);
    assert_int_equal(grid_row(&grid, 0)[1].code, 'a');
    assert_int_equal(grid_put(&grid, 0, 0, 4, 0, "\xcc\x81"), 0);
    grid_free(&grid);
}

static void nothing_leaves_the_grid(void **state)
{
    (void)state;
    struct grid grid = {0};
    assert_true(grid_resize(&grid, 2, 3));
    assert_int_equal(grid_put(&grid, 0, 1, 100, 0, "abcdef"), 2);
    assert_int_equal(grid_put(&grid, 2, 0, 3, 0, "a"), 0);
    assert_int_equal(grid_put(&grid, -1, 0, 3, 0, "a"), 0);
    assert_int_equal(grid_put(&grid, 0, 3, 3, 0, "a"), 0);
    assert_int_equal(grid_put(&grid, 0, -1, 3, 0, "a"), 0);
    assert_int_equal(grid_put(&grid, 0, 0, -4, 0, "a"), 0);
    assert_int_equal(grid_row(&grid, 1)[0].code, ' ');
    /* What would move the cursor or ring the bell is shown as '?'. */
    grid_put(&grid, 1, 0, 3, 0, "\x1b\a\n");
    for (int x = 0; x < 3; x++)
        assert_int_equal(grid_row(&grid, 1)[x].code, '?');
    grid_free(&grid);
}

int main(void)
{
    if (!setlocale(LC_ALL, "C.UTF-8"))
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_utf8),
        cmocka_unit_test(broken_utf8_is_replaced),
        cmocka_unit_test(wide_letters_take_two_cells),
        cmocka_unit_test(accents_join_their_letter),
        cmocka_unit_test(nothing_leaves_the_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
