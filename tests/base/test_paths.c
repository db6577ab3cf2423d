/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static void data_is_where_the_environment_says(void **state)
{
    (void)state;
    char path[PATHS_MAX];
    setenv("SIDEMAN_DATA_DIR", "/etc", 1);
    assert_true(paths_data_file("passwd", path));
    assert_string_equal(path, "/etc/passwd");
    assert_false(paths_data_file("no such file", path));
    assert_string_equal(path, "/etc/no such file");
    setenv("SIDEMAN_DATA_DIR", "", 1);
    assert_false(paths_data_file("no such file", path));
    assert_string_equal(path, PKGDATADIR "/no such file");
}

static void xdg_variables_come_before_home(void **state)
{
    (void)state;
    char path[PATHS_MAX];
    setenv("HOME", "/users/ann", 1);
    unsetenv("XDG_CONFIG_HOME");
    assert_true(paths_config_file("sideman.conf", path));
    assert_string_equal(path, "/users/ann/.config/sideman/sideman.conf");
    assert_true(paths_state_file("x", path));
    assert_string_equal(path, "/users/ann/.local/state/sideman/x");
    setenv("XDG_CONFIG_HOME", "/xdg", 1);
    assert_true(paths_config_file("sideman.conf", path));
    assert_string_equal(path, "/xdg/sideman/sideman.conf");
    setenv("XDG_CONFIG_HOME", "not/absolute", 1);
    assert_true(paths_config_file("sideman.conf", path));
    assert_string_equal(path, "/users/ann/.config/sideman/sideman.conf");
}

static void odd_homes_are_no_crash(void **state)
{
    (void)state;
    char path[PATHS_MAX];
    unsetenv("XDG_CONFIG_HOME");
    setenv("HOME", "relative", 1);
    assert_false(paths_config_file("sideman.conf", path));
    unsetenv("HOME");
    paths_config_file("sideman.conf", path); /* whatever the user database says */
    char *home = malloc(PATHS_MAX + 10);
    memset(home, '/', PATHS_MAX + 9);
    home[PATHS_MAX + 9] = '\0';
    setenv("HOME", home, 1);
    assert_false(paths_config_file("sideman.conf", path));
    free(home);
}

static void parents_are_made_for_this_user_only(void **state)
{
    (void)state;
    char folder[] = "/tmp/sideman-paths-XXXXXX", path[PATHS_MAX];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a/b/c.conf", folder);
    assert_int_equal(paths_make_parents(path, NULL), STATUS_OK);
    assert_int_equal(paths_make_parents(path, NULL), STATUS_OK);
    struct stat info;
    snprintf(path, sizeof path, "%s/a/b", folder);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777U, 0700);
    assert_int_equal(rmdir(path), 0);
    snprintf(path, sizeof path, "%s/a", folder);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0);

    struct error error;
    assert_int_equal(paths_make_parents("/proc/nothing/here.conf", &error), STATUS_FAILED);
    assert_non_null(strstr(error.text, "cannot create the folder /proc/nothing"));
}

static void base_names(void **state)
{
    (void)state;
    assert_string_equal(paths_base_name("/a/b.wav"), "b.wav");
    assert_string_equal(paths_base_name("b.wav"), "b.wav");
    assert_string_equal(paths_base_name("a/"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_is_where_the_environment_says),
        cmocka_unit_test(xdg_variables_come_before_home),
        cmocka_unit_test(odd_homes_are_no_crash),
        cmocka_unit_test(parents_are_made_for_this_user_only),
        cmocka_unit_test(base_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
