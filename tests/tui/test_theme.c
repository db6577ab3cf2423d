/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every theme in every number of colours has every role and glyph; without colour, roles that mean
 * something differ in another way.  Curses runs on a terminal that nobody looks at. */
#include "config.h"

#include "tui/grid.h"
#include "tui/theme.h"

#include <curses.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static FILE *nowhere_in, *nowhere_out;

static SCREEN *start(const char *type)
{
    SCREEN *screen = newterm(type, nowhere_out, nowhere_in);
    assert_non_null(screen);
    return screen;
}

static void stop(SCREEN *screen)
{
    endwin();
    delscreen(screen);
}

static int columns_of(const char *text)
{
    int columns = 0;
    uint32_t code;
    while ((code = grid_decode(&text)) != 0)
        columns += grid_code_columns(code);
    return columns;
}

static void all_glyphs_are_one_column(void **state)
{
    (void)state;
    SCREEN *screen = start("xterm");
    for (int set = GLYPHS_FULL; set <= GLYPHS_ASCII; set++)
        for (int color = 0; color < 2; color++) {
            const struct theme_options options = {.no_color = !color,
                                                  .glyphs = (enum theme_glyphs)set};
            theme_start(&options);
            assert_int_equal(theme_glyphs(), set);
            for (int glyph = 0; glyph < GLYPHS; glyph++) {
                assert_int_equal(columns_of(theme_glyph((enum theme_glyph)glyph)), 1);
                if (set == GLYPHS_ASCII)
                    assert_int_equal(strlen(theme_glyph((enum theme_glyph)glyph)), 1);
            }
            for (int eighths = -3; eighths <= 12; eighths++) {
                assert_int_equal(columns_of(theme_block_h(eighths)), 1);
                assert_int_equal(columns_of(theme_block_v(eighths)), 1);
                for (int zone = THEME_METER_LOW; zone <= THEME_METER_OVER; zone++)
                    assert_int_equal(columns_of(theme_block_meter((enum theme_role)zone, eighths)),
                                     1);
            }
            for (unsigned halves = 0; halves < 4; halves++)
                assert_int_equal(columns_of(theme_block_half(halves)), 1);
        }
    stop(screen);
}

static void zones_differ_without_colour(void **state)
{
    (void)state;
    SCREEN *screen = start("xterm-256color");
    for (int set = GLYPHS_FULL; set <= GLYPHS_ASCII; set++) {
        const struct theme_options options = {.name = "mono", .glyphs = (enum theme_glyphs)set};
        assert_true(theme_start(&options));
        assert_false(theme_has_color());
        for (int a = THEME_METER_LOW; a < THEME_METER_OVER; a++)
            for (int b = a + 1; b <= THEME_METER_OVER; b++)
                assert_string_not_equal(theme_block_meter((enum theme_role)a, 8),
                                        theme_block_meter((enum theme_role)b, 8));
        assert_true(theme_attr(THEME_OK) != theme_attr(THEME_BAD));
        assert_true(theme_attr(THEME_TAB) != theme_attr(THEME_TAB_ACTIVE));
        for (int role = 0; role < THEME_ROLES; role++)
            assert_int_equal(PAIR_NUMBER(theme_attr((enum theme_role)role)), 0);
    }
    stop(screen);
}

static void themes_come_in_all_depths(void **state)
{
    (void)state;
    static const char *const types[] = {"xterm-256color", "xterm-16color", "xterm", "linux",
                                        "screen",         "tmux",          "vt100"};
    for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
        SCREEN *screen = newterm(types[t], nowhere_out, nowhere_in);
        if (!screen)
            continue; /* this machine has no such description */
        for (int i = 0; theme_names[i]; i++) {
            const struct theme_options options = {.name = theme_names[i]};
            assert_true(theme_start(&options));
            assert_string_equal(theme_name(), theme_names[i]);
            assert_string_equal(theme_next(),
                                theme_names[i + 1] ? theme_names[i + 1] : theme_names[0]);
            assert_int_equal(theme_has_color(),
                             has_colors() && strcmp(theme_names[i], "mono") != 0);
        }
        stop(screen);
    }
}

static void unknown_theme_gives_the_default(void **state)
{
    (void)state;
    SCREEN *screen = start("xterm");
    const struct theme_options options = {.name = "no such"};
    assert_false(theme_start(&options));
    assert_string_equal(theme_name(), "default");
    const struct theme_options plain = {.no_color = true};
    assert_true(theme_start(&plain));
    assert_false(theme_has_color());
    stop(screen);
}

int main(void)
{
    if (!setlocale(LC_ALL, "C.UTF-8"))
        return 77;
    nowhere_in = fopen("/dev/null", "r");
    nowhere_out = fopen("/dev/null", "w");
    if (!nowhere_in || !nowhere_out)
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_glyphs_are_one_column),
        cmocka_unit_test(zones_differ_without_colour),
        cmocka_unit_test(themes_come_in_all_depths),
        cmocka_unit_test(unknown_theme_gives_the_default),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    fclose(nowhere_in);
    fclose(nowhere_out);
    return failed;
}
