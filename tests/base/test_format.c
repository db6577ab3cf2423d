/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/format.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void numbers(void **state)
{
    (void)state;
    static const struct {
        double value;
        int places;
        const char *plain, *with_sign;
    } cases[] = {
        {-14.24, 1, "-14.2", "-14.2"}, {0.04, 1, "0.0", "+0.0"},   {-0.04, 1, "0.0", "+0.0"},
        {NAN, 1, "-", "-"},            {-INFINITY, 1, "-inf", "-inf"}, {INFINITY, 0, "+inf", "+inf"},
        {12345678.0, 0, "12345678", "+12345678"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[32];
        format_number(text, sizeof text, cases[i].value, cases[i].places);
        assert_string_equal(text, cases[i].plain);
        format_signed(text, sizeof text, cases[i].value, cases[i].places);
        assert_string_equal(text, cases[i].with_sign);
    }
}

static void heads_end_at_their_column(void **state)
{
    (void)state;
    static const struct {
        const char *head, *printed;
    } cases[] = {{"LUFS", "   LUFS"}, {"相関", "   相関"}, {"longer-than-that", "longer-than-that"}};
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        skip();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *printed = NULL;
        size_t size;
        FILE *out = open_memstream(&printed, &size);
        format_right(out, cases[i].head, 7);
        fclose(out);
        assert_string_equal(printed, cases[i].printed);
        free(printed);
    }
}

static void times(void **state)
{
    (void)state;
    char text[32];
    format_time(text, sizeof text, 187.46);
    assert_string_equal(text, "3:07.5");
    format_time(text, sizeof text, 59.96);
    assert_string_equal(text, "1:00.0");
    format_time(text, sizeof text, 3723.5);
    assert_string_equal(text, "1:02:03.5");
    format_time(text, sizeof text, NAN);
    assert_string_equal(text, "-");
    format_time(text, sizeof text, -1.0);
    assert_string_equal(text, "-");
}

static void notes(void **state)
{
    (void)state;
    char text[8];
    assert_int_equal(format_note_of_hz(440.0), 69);
    assert_int_equal(format_note_of_hz(NAN), -1);
    assert_int_equal(format_note_of_hz(0.0), -1);
    format_note(text, sizeof text, 69);
    assert_string_equal(text, "A4");
    format_note(text, sizeof text, format_note_of_hz(41.2));
    assert_string_equal(text, "E1");
    format_note(text, sizeof text, -1);
    assert_string_equal(text, "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(heads_end_at_their_column),
        cmocka_unit_test(times),
        cmocka_unit_test(notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
