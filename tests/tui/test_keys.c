/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The command table is whole, and keys can be bound anew without taking another's. */
#include "config.h"

#include "tui/keys.h"
#include "tui/term.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void every_command_has_its_own_key_and_name(void **state)
{
    (void)state;
    for (int i = COMMAND_NONE + 1; i < COMMANDS; i++) {
        const struct command_info *info = command_info((enum command)i);
        assert_string_equal(keys_name((enum command)i), info->default_key);
        assert_true(strlen(info->help) > 0);
        assert_true(strlen(command_group_title(info->group)) > 0);
        for (int j = i + 1; j < COMMANDS; j++) {
            assert_string_not_equal(info->name, command_info((enum command)j)->name);
            assert_string_not_equal(info->default_key, command_info((enum command)j)->default_key);
        }
    }
}

static void default_keys_give_their_commands(void **state)
{
    (void)state;
    assert_int_equal(keys_command('1'), COMMAND_VIEW_1);
    assert_int_equal(keys_command(' '), COMMAND_PAUSE);
    assert_int_equal(keys_command('t'), COMMAND_TILT);
    assert_int_equal(keys_command('T'), COMMAND_THEME);
    assert_int_equal(keys_command(12), COMMAND_REDRAW);
    assert_int_equal(keys_command(TERM_KEY_BACK_TAB), COMMAND_PREVIOUS_VIEW);
    assert_int_equal(keys_command(TERM_KEY_F1), COMMAND_HELP);
    assert_int_equal(keys_command('j'), COMMAND_DOWN);
    assert_int_equal(keys_command('Z'), COMMAND_NONE);
    assert_int_equal(keys_command(0), COMMAND_NONE);
}

static void keys_can_be_bound(void **state)
{
    (void)state;
    assert_true(keys_bind("reset", "x"));
    assert_int_equal(keys_command('x'), COMMAND_RESET);
    assert_int_equal(keys_command('r'), COMMAND_NONE);
    assert_string_equal(keys_name(COMMAND_RESET), "x");
    assert_true(keys_bind("reset", "x"));
    assert_true(keys_bind("quit", "Ctrl-Q"));
    assert_int_equal(keys_command(17), COMMAND_QUIT);
    assert_true(keys_bind("loop", "ö"));
    assert_int_equal(keys_command(0xF6), COMMAND_LOOP);
    /* A key that was an alias belongs to the user now. */
    assert_true(keys_bind("target", "h"));
    assert_int_equal(keys_command('h'), COMMAND_TARGET);
    assert_int_equal(keys_command('?'), COMMAND_HELP);
}

static void wrong_bindings_change_nothing(void **state)
{
    (void)state;
    static const char *const keys[] = {"",  "xy", "Ctrl-", "Ctrl-1", "Hyper-A",
                                       " ", "\n", "\xff",  "ab"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_false(keys_bind("pause", keys[i]));
    assert_false(keys_bind("no-such-command", "z"));
    assert_false(keys_bind("", "z"));
    assert_false(keys_bind("pause", "1"));
    assert_string_equal(keys_name(COMMAND_PAUSE), "Space");
    assert_int_equal(keys_command('1'), COMMAND_VIEW_1);
}

int main(void)
{
    if (!setlocale(LC_ALL, "C.UTF-8"))
        return 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_has_its_own_key_and_name),
        cmocka_unit_test(default_keys_give_their_commands),
        cmocka_unit_test(keys_can_be_bound),
        cmocka_unit_test(wrong_bindings_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
