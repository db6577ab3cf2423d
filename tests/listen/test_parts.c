/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Units that are drawn white already: one trait is up in each kind, a little noise lies over all. */

#include "listen/parts.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COUNT_MAX = 1024 };

static float rows[COUNT_MAX * TEXTURE_DIMS];
static double edges[COUNT_MAX + 1];
static bool on_bar[COUNT_MAX + 1];
static struct units units;
static struct part *parts;

static int stop(void **state)
{
    (void)state;
    free(parts);
    parts = NULL;
    return 0;
}

/* `kinds`: a letter a section, of `length` beats of half a second each; bars of four. */
static size_t find(const char *kinds, size_t length, double height)
{
    uint64_t seed = 2;
    const size_t count = strlen(kinds) * length;
    for (size_t u = 0; u <= count; u++) {
        edges[u] = (double)u * 5.5;
        on_bar[u] = u % 4 == 0;
        for (unsigned d = 0; u < count && d < TEXTURE_DIMS; d++)
            rows[u * TEXTURE_DIMS + d] =
                (float)((d % 8 == (unsigned)(kinds[u / length] - 'a') ? height : 0) +
                        2 * synth_random(&seed) - 1);
    }
    units = (struct units){.count = count, .beats_each = 1, .edges = edges, .on_bar = on_bar,
                           .mean_s = 0.5, .rows = rows};
    stop(NULL);
    const size_t found = parts_find(&units, &parts);
    assert_true(found > 0);
    assert_int_equal(parts[0].first, 0);
    assert_int_equal(parts[found - 1].end, count);
    for (size_t i = 1; i < found; i++) {
        assert_int_equal(parts[i].first, parts[i - 1].end);
        assert_int_not_equal(parts[i].kind, parts[i - 1].kind);
    }
    return found;
}

/* The kinds by first appearance. */
static const char *kinds_of(size_t count)
{
    static char text[64];
    char next = 'a';
    for (size_t i = 0; i < count; i++) {
        text[i] = '\0';
        for (size_t before = 0; before < i && !text[i]; before++)
            text[i] = parts[before].kind == parts[i].kind ? text[before] : '\0';
        text[i] = text[i] ? text[i] : next++;
    }
    text[count] = '\0';
    return text;
}

static void what_returns_is_of_the_same_kind(void **state)
{
    (void)state;
    static const char *const songs[] = {"a", "ab", "aba", "ababcb", "abcabc"};
    for (size_t i = 0; i < sizeof songs / sizeof songs[0]; i++) {
        const size_t count = find(songs[i], 32, 3);
        assert_string_equal(kinds_of(count), songs[i]);
        for (size_t p = 0; p < count; p++)
            assert_int_equal(parts[p].first, 32 * p);
    }
}

static void what_goes_on_is_one_part(void **state)
{
    (void)state;
    assert_int_equal(find("aaaa", 32, 3), 1);
    assert_string_equal(kinds_of(find("aabb", 32, 3)), "ab");
    assert_int_equal(parts[1].first, 64);
}

/* A difference within what is usual is no reason for a section. */
static void little_differences_are_none(void **state)
{
    (void)state;
    assert_int_equal(find("abab", 32, 0.3), 1);
}

static void long_sections_stay_whole(void **state)
{
    (void)state;
    const size_t count = find("ab", 160, 3);
    assert_string_equal(kinds_of(count), "ab");
    assert_int_equal(parts[1].first, 160);
}

/* Four beats are no section of their own. */
static void a_fill_is_no_section(void **state)
{
    (void)state;
    assert_int_equal(find("aaaabaaa", 4, 1.5), 1);
}

static void few_units_are_one_part(void **state)
{
    (void)state;
    for (size_t length = 1; length < 8; length++)
        assert_int_equal(find("a", length, 3), 1);
}

static void nothing_is_no_part(void **state)
{
    (void)state;
    units = (struct units){.count = 0, .edges = edges, .on_bar = on_bar, .mean_s = 0.5, .rows = rows};
    assert_int_equal(parts_find(&units, &parts), 0);
    assert_null(parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_returns_is_of_the_same_kind, stop),
        cmocka_unit_test_teardown(what_goes_on_is_one_part, stop),
        cmocka_unit_test_teardown(little_differences_are_none, stop),
        cmocka_unit_test_teardown(long_sections_stay_whole, stop),
        cmocka_unit_test_teardown(a_fill_is_no_section, stop),
        cmocka_unit_test_teardown(few_units_are_one_part, stop),
        cmocka_unit_test_teardown(nothing_is_no_part, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
