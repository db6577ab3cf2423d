/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct settings fresh(void)
{
    struct settings settings;
    settings_init(&settings);
    return settings;
}

static void every_row_is_whole(void **state)
{
    (void)state;
    const struct settings settings = fresh();
    for (int i = 0; i < SETTINGS; i++) {
        const enum setting setting = (enum setting)i;
        const struct setting_info *info = setting_info(setting);
        assert_non_null(info->name);
        assert_non_null(info->help);
        assert_int_equal(setting_from_name(info->name), i);
        assert_false(settings_is_set(&settings, setting));
        assert_int_equal(info->type == SETTING_CHOICE, info->choices != NULL);
        assert_int_equal(info->type == SETTING_STRING, info->text != NULL);
        if (info->type == SETTING_INT || info->type == SETTING_FLOAT)
            assert_true(info->min <= info->number && info->number <= info->max);
        if (info->option)
            assert_int_equal(info->argument != NULL, info->type != SETTING_BOOL);
        if (info->option && strncmp(info->option, "no-", 3) == 0) {
            assert_true(info->number != 0);
            assert_non_null(info->option_help);
        }
    }
    assert_int_equal(setting_from_name("nothing"), SETTINGS);
    assert_string_equal(setting_nearest_name("colour"), "color");
    assert_null(setting_nearest_name("qqqqqqqq"));
}

static void layers_overrule_each_other(void **state)
{
    (void)state;
    struct settings settings = fresh();
    assert_int_equal(settings_int(&settings, SETTING_FPS), 25);
    assert_int_equal(settings_parse(&settings, SETTING_SAVED, SETTING_FPS, "12", NULL), STATUS_OK);
    assert_int_equal(settings_int(&settings, SETTING_FPS), 12);
    assert_int_equal(settings_parse(&settings, SETTING_OVERRIDE, SETTING_FPS, "5", NULL),
                     STATUS_OK);
    assert_int_equal(settings_int(&settings, SETTING_FPS), 5);
    assert_true(settings.has[SETTING_SAVED][SETTING_FPS]);
    assert_int_equal((int)settings.layers[SETTING_SAVED][SETTING_FPS].number, 12);
}

static void the_environment_never_becomes_saved(void **state)
{
    (void)state;
    struct settings settings = fresh();
    setenv("NO_COLOR", "", 1);
    settings_apply_environment(&settings);
    assert_true(settings_bool(&settings, SETTING_COLOR));
    setenv("NO_COLOR", "0", 1);
    setenv("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22", 1);
    settings_apply_environment(&settings);
    assert_false(settings_bool(&settings, SETTING_COLOR));
    assert_false(settings.has[SETTING_SAVED][SETTING_COLOR]);
    assert_int_equal(settings_int(&settings, SETTING_FPS), 10);
    assert_false(settings_is_set(&settings, SETTING_FPS));
    settings_set_number(&settings, SETTING_SAVED, SETTING_FPS, 50);
    assert_int_equal(settings_int(&settings, SETTING_FPS), 50);
    unsetenv("NO_COLOR");
    unsetenv("SSH_CONNECTION");
}

static void a_change_in_the_program_is_saved_a_no_change_is_not(void **state)
{
    (void)state;
    struct settings settings = fresh();
    settings_parse(&settings, SETTING_OVERRIDE, SETTING_THEME, "mono", NULL);
    settings_change_text(&settings, SETTING_THEME, "mono");
    assert_false(settings.has[SETTING_SAVED][SETTING_THEME]);
    settings_change_text(&settings, SETTING_THEME, "colour-blind");
    assert_true(settings.has[SETTING_SAVED][SETTING_THEME]);
    assert_string_equal(settings_text(&settings, SETTING_THEME), "colour-blind");
    settings_change_text(&settings, SETTING_THEME, "no such theme");
    assert_string_equal(settings_text(&settings, SETTING_THEME), "colour-blind");
    settings_change_text(&settings, SETTING_TARGET, "spotify");
    assert_string_equal(settings_text(&settings, SETTING_TARGET), "spotify");
    settings_change_number(&settings, SETTING_MAX_HOLD, 1);
    assert_true(settings_bool(&settings, SETTING_MAX_HOLD));
}

static void check_refused(enum setting setting, const char *text, const char *message)
{
    struct settings settings = fresh();
    struct error error;
    assert_int_equal(settings_parse(&settings, SETTING_SAVED, setting, text, &error), STATUS_USAGE);
    assert_string_equal(error.text, message);
    assert_false(settings_is_set(&settings, setting));
}

static void wrong_values_are_refused_in_words(void **state)
{
    (void)state;
    check_refused(SETTING_FPS, "0", "fps: '0' is not a whole number from 1 to 60");
    check_refused(SETTING_FPS, "61", "fps: '61' is not a whole number from 1 to 60");
    check_refused(SETTING_FPS, "nan", "fps: 'nan' is not a whole number from 1 to 60");
    check_refused(SETTING_FPS, "1e9", "fps: '1e9' is not a whole number from 1 to 60");
    check_refused(SETTING_FPS, "2.5", "fps: '2.5' is not a whole number from 1 to 60");
    check_refused(SETTING_FPS, "25 ", "fps: '25 ' is not a whole number from 1 to 60");
    check_refused(SETTING_FPS, "", "fps: '' is not a whole number from 1 to 60");
    check_refused(SETTING_MOUSE, "maybe", "mouse: 'maybe' is not true or false");
    check_refused(SETTING_AVERAGE, "lnog",
                  "average: 'lnog' is not one of fast, slow, long; did you mean 'long'?");
    char text[400];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    check_refused(SETTING_LOG, text, "log: this text is too long");
}

static void bools_in_many_words(void **state)
{
    (void)state;
    struct settings settings = fresh();
    static const char *const yes[] = {"true", "YES", "on", "1"}, *const no[] = {"false", "No",
                                                                                "off", "0"};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(settings_parse(&settings, SETTING_SAVED, SETTING_ASCII, yes[i], NULL),
                         STATUS_OK);
        assert_true(settings_bool(&settings, SETTING_ASCII));
        assert_int_equal(settings_parse(&settings, SETTING_SAVED, SETTING_ASCII, no[i], NULL),
                         STATUS_OK);
        assert_false(settings_bool(&settings, SETTING_ASCII));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_whole),
        cmocka_unit_test(layers_overrule_each_other),
        cmocka_unit_test(the_environment_never_becomes_saved),
        cmocka_unit_test(a_change_in_the_program_is_saved_a_no_change_is_not),
        cmocka_unit_test(wrong_values_are_refused_in_words),
        cmocka_unit_test(bools_in_many_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
