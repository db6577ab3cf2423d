/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void distances(void **state)
{
    (void)state;
    assert_int_equal(text_distance("theme", "theme"), 0);
    assert_int_equal(text_distance("theme", "THEME"), 0);
    assert_int_equal(text_distance("", "abc"), 3);
    assert_int_equal(text_distance("abc", ""), 3);
    assert_int_equal(text_distance("theme", "themes"), 1);
    assert_int_equal(text_distance("tehme", "theme"), 1);
    assert_int_equal(text_distance("kitten", "sitting"), 3);
    char longer[500];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    assert_int_equal(text_distance(longer, "x"), 62);
}

static void nearest_names(void **state)
{
    (void)state;
    struct text_nearest nearest = {.wanted = "balistics"};
    assert_null(text_nearest_best(&nearest));
    text_nearest_offer(&nearest, "theme");
    assert_null(text_nearest_best(&nearest));
    text_nearest_offer(&nearest, "ballistics");
    text_nearest_offer(&nearest, "fps");
    assert_string_equal(text_nearest_best(&nearest), "ballistics");
    struct text_nearest far = {.wanted = "xyz"};
    text_nearest_offer(&far, "fps");
    assert_null(text_nearest_best(&far));
}

static void columns_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_columns("abc"), 3);
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    assert_int_equal(text_columns("äöü"), 3);
    assert_int_equal(text_columns("音量"), 4);
    assert_int_equal(text_columns("a\xFF" "b"), 3);
    assert_int_equal(text_columns("a\xE3\x81"), 3);
}

static void names_cannot_steer_a_terminal(void **state)
{
    (void)state;
    char name[] = "a\033[31m\tb\x7F\xC2\x9B\xC3\xA4";
    text_make_printable(name);
    assert_string_equal(name, "a?[31m?b???\xC3\xA4");
}

static void any_bytes_become_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *utf8;
    } cases[] = {
        {"a\xC3\xA4\xE9\x9F\xB3\xF0\x9F\x8E\xB5", "a\xC3\xA4\xE9\x9F\xB3\xF0\x9F\x8E\xB5"},
        {"caf\xE9", "caf\xEF\xBF\xBD"},
        {"\xE9 x", "\xEF\xBF\xBD x"},
        {"\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF4\x90\x80\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"\xF0\x9F\x8E", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    char utf8[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        text_to_utf8(utf8, sizeof utf8, cases[i].bytes);
        assert_string_equal(utf8, cases[i].utf8);
    }
    text_to_utf8(utf8, 4, "ab\xC3\xA4");
    assert_string_equal(utf8, "ab");
}

static void check_wrapped(const char *text, int column, int width, const char *expected)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size);
    text_print_wrapped(out, text, column, "> ", width);
    fclose(out);
    assert_string_equal(printed, expected);
    free(printed);
}

static void wraps_words_and_wide_characters(void **state)
{
    (void)state;
    check_wrapped("", 0, 10, "\n");
    check_wrapped("one two three", 0, 80, "one two three\n");
    check_wrapped("one two three", 0, 8, "one two\n> three\n");
    check_wrapped("one two", 6, 10, "one\n> two\n");
    check_wrapped("unbreakable-and-long x", 0, 6, "unbreakable-and-long\n> x\n");
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    check_wrapped("音量測定", 0, 6, "音量測\n> 定\n");
    check_wrapped("LUFS 測定", 0, 7, "LUFS 測\n> 定\n");
}

static void a_cut_leaves_whole_characters(void **state)
{
    (void)state;
    char text[8];
    text_format(text, sizeof text, "%s %d", "level", 123);
    assert_string_equal(text, "level 1");
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    text_format(text, sizeof text, "%s", "音量測定"); /* 7 bytes: two letters and a third of one */
    assert_string_equal(text, "音量");
    text_format(text, sizeof text, "a%s", "音量");
    assert_string_equal(text, "a音量");
    text_format(text, 3, "%s", "音");
    assert_string_equal(text, "");
    text_format(text, sizeof text, "%s", "\xFF\xFFlow\xE9\x9F\xB3");
    assert_string_equal(text, "\xFF\xFFlow");
    char broken[] = "\xE9x\xE9\x9F";
    text_mend_end(broken);
    assert_string_equal(broken, "\xE9x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(nearest_names),
        cmocka_unit_test(columns_not_bytes),
        cmocka_unit_test(names_cannot_steer_a_terminal),
        cmocka_unit_test(any_bytes_become_utf8),
        cmocka_unit_test(a_cut_leaves_whole_characters),
        cmocka_unit_test(wraps_words_and_wide_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
