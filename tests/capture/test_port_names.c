/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/port_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool matches(const char *text, const char *port)
{
    struct port_pattern pattern;
    struct error error;
    assert_int_equal(port_pattern_init(&pattern, text, &error), STATUS_OK);
    const bool found = port_pattern_matches(&pattern, port);
    port_pattern_done(&pattern);
    return found;
}

static void a_pattern_means_whole_names(void **state)
{
    (void)state;
    assert_true(matches("ardour:vocals/audio_out.*", "ardour:vocals/audio_out 1"));
    assert_false(matches("vocals", "ardour:vocals/audio_out 1"));
    assert_true(matches(".*vocals.*", "ardour:vocals/audio_out 1"));
    assert_false(matches("system:capture_1", "system:capture_10"));
    assert_true(matches("a:x|b:y", "b:y"));
    assert_false(matches("a:x|b:y", "b:yy"));
}

static void a_client_means_all_its_ports(void **state)
{
    (void)state;
    assert_true(matches("ardour", "ardour:Master/audio_out 1"));
    assert_false(matches("ardour", "ardour-01:Master/audio_out 1"));
    assert_true(matches("ard.*", "ardour-01:Master/audio_out 1"));
    assert_true(matches("Built-in (Speakers)", "Built-in (Speakers):monitor_FL"));
}

static void a_name_need_not_be_an_expression(void **state)
{
    (void)state;
    assert_true(matches("Speaker + Headphones:out_1", "Speaker + Headphones:out_1"));
    assert_true(matches("odd (name:out[1", "odd (name:out[1"));
    struct port_pattern pattern;
    struct error error;
    assert_int_equal(port_pattern_init(&pattern, "vocals(", &error), STATUS_USAGE);
    assert_non_null(error.text);
    port_pattern_done(&pattern);
}

static void names_sort_as_people_do(void **state)
{
    (void)state;
    const char *names[] = {"a:out_10", "a:out_9", "a:out_1", "B:out_2", "a:out_1b", "a:out_09"};
    port_names_sort(names, 6);
    assert_string_equal(names[0], "B:out_2");
    assert_string_equal(names[1], "a:out_1");
    assert_string_equal(names[2], "a:out_1b");
    assert_string_equal(names[5], "a:out_10");
    port_names_sort(names, 0);
}

static void check_places(const char *const *names, size_t n, unsigned channels,
                         const unsigned *wanted)
{
    unsigned places[8];
    assert_int_equal(port_names_assign(names, n, places), channels);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(places[i], wanted[i]);
}

static void left_and_right_by_name(void **state)
{
    (void)state;
    check_places((const char *[]){"a:out_1"}, 1, 1, (const unsigned[]){0});
    check_places((const char *[]){"a:out_2"}, 1, 1, (const unsigned[]){0});
    check_places((const char *[]){"a:out 1", "a:out 2"}, 2, 2, (const unsigned[]){0, 1});
    check_places((const char *[]){"sc:out_0", "sc:out_1"}, 2, 2, (const unsigned[]){0, 1});
    check_places((const char *[]){"s:playback_FL", "s:playback_FR"}, 2, 2,
                 (const unsigned[]){0, 1});
    check_places((const char *[]){"m:MAIN R", "m:MAIN L"}, 2, 2, (const unsigned[]){1, 0});
    check_places((const char *[]){"x:outL", "x:outR"}, 2, 2, (const unsigned[]){0, 1});
    check_places((const char *[]){"x:left", "x:right"}, 2, 2, (const unsigned[]){0, 1});
    check_places((const char *[]){"x:kick", "x:snare"}, 2, 2, (const unsigned[]){0, 1});
    check_places((const char *[]){"a:out 1", "a:out 2", "b:out 1", "b:out 2"}, 4, 2,
                 (const unsigned[]){0, 1, 0, 1});
}

static void surround_by_speaker(void **state)
{
    (void)state;
    check_places((const char *[]){"s:FC", "s:FL", "s:FR", "s:LFE", "s:SL", "s:SR"}, 6, 6,
                 (const unsigned[]){2, 0, 1, 3, 4, 5});
    check_places((const char *[]){"s:FL", "s:FR", "s:RL", "s:RR"}, 4, 2,
                 (const unsigned[]){0, 1, 0, 1});
    check_places((const char *[]){"a:FL", "b:FL", "b:FC"}, 3, 2, (const unsigned[]){0, 0, 0});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pattern_means_whole_names),
        cmocka_unit_test(a_client_means_all_its_ports),
        cmocka_unit_test(a_name_need_not_be_an_expression),
        cmocka_unit_test(names_sort_as_people_do),
        cmocka_unit_test(left_and_right_by_name),
        cmocka_unit_test(surround_by_speaker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
