/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/targets.h"

#include <math.h>
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

#include "tests/folder.h"

static char warnings[4096];
static struct targets targets;

static void note(const char *text)
{
    snprintf(warnings + strlen(warnings), sizeof warnings - strlen(warnings), "%s\n", text);
}

static void write_file(const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void load(void)
{
    warnings[0] = '\0';
    targets_load(&targets, note);
}

static void the_shipped_targets_are_whole(void **state)
{
    (void)state;
    const char *source = getenv("srcdir");
    char data[1024];
    snprintf(data, sizeof data, "%s/data", source ? source : ".");
    setenv("SIDEMAN_DATA_DIR", data, 1);
    load();
    assert_string_equal(warnings, "");
    static const char *const names[] = {
        "spotify", "apple-music", "youtube", "tidal", "amazon", "deezer", "podcast", "podcast-mono",
        "ebu-r128", "ebu-r128-s1", "ebu-r128-s2", "atsc-a85", "aes-td1008", "cinema", "cd"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_non_null(targets_find(&targets, names[i]));
    const struct target *spotify = targets_find(&targets, "spotify");
    assert_float_equal(spotify->integrated_lufs, -14, 0);
    assert_float_equal(spotify->true_peak_dbtp, -1, 0);
    assert_true(spotify->turns_up);
    assert_true(isnan(spotify->short_term_max_lufs));
    assert_float_equal(targets_find(&targets, "ebu-r128-s1")->short_term_max_lufs, -18, 0);
    assert_string_equal(targets.rows[0].name, "ebu-r128");
}

static void next_goes_round(void **state)
{
    (void)state;
    const char *name = targets.rows[0].name;
    for (size_t i = 0; i < targets.count; i++)
        name = targets_next(&targets, name)->name;
    assert_string_equal(name, targets.rows[0].name);
    assert_ptr_equal(targets_next(&targets, "none"), &targets.rows[0]);
}

static void unknown_names_get_the_nearest(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(targets_check(&targets, "spotify", &error), STATUS_OK);
    assert_int_equal(targets_check(&targets, "spotfy", &error), STATUS_USAGE);
    assert_string_equal(error.text, "there is no target 'spotfy'; did you mean 'spotify'?");
    assert_int_equal(targets_check(&targets, "qqqqqq", &error), STATUS_USAGE);
    assert_non_null(strstr(error.text, "there are: ebu-r128 "));
}

static void a_user_may_add_and_replace(void **state)
{
    (void)state;
    setenv("XDG_CONFIG_HOME", folder, 1);
    char own[128];
    snprintf(own, sizeof own, "%s/sideman", folder);
    assert_int_equal(mkdir(own, 0700), 0);
    write_file("sideman/targets.conf",
               "targets = ({ name = \"club\"; title = \"My club\"; integrated_lufs = -8; tolerance_lu = 2;\n"
               "true_peak_dbtp = 0.0; source = \"me\"; date = \"today\"; },\n"
               "{ name = \"cd\"; title = \"My CD\"; integrated_lufs = -11.5; tolerance_lu = 1;\n"
               "true_peak_dbtp = -0.3; source = \"me\"; date = \"today\"; });");
    const size_t before = targets.count;
    load();
    assert_string_equal(warnings, "");
    assert_int_equal(targets.count, before + 1);
    assert_float_equal(targets_find(&targets, "club")->integrated_lufs, -8, 0);
    assert_string_equal(targets_find(&targets, "cd")->title, "My CD");
    unsetenv("XDG_CONFIG_HOME");
}

static void check_fallback(const char *text, const char *warning)
{
    write_file("targets.conf", text);
    load();
    assert_non_null(strstr(warnings, warning));
    assert_non_null(strstr(warnings, "no delivery targets: only EBU R 128 is offered"));
    assert_int_equal(targets.count, 1);
    assert_string_equal(targets.rows[0].name, "ebu-r128");
}

static void broken_files_fall_back(void **state)
{
    (void)state;
    setenv("HOME", folder, 1);
    setenv("SIDEMAN_DATA_DIR", "/nowhere", 1);
    load();
    assert_string_equal(warnings, "cannot read /nowhere/targets.conf: No such file or directory\n"
                                  "no delivery targets: only EBU R 128 is offered\n");
    assert_int_equal(targets.count, 1);
    assert_float_equal(targets.rows[0].integrated_lufs, -23, 0);
    assert_ptr_equal(targets_next(&targets, "ebu-r128"), &targets.rows[0]);

    setenv("SIDEMAN_DATA_DIR", folder, 1);
    check_fallback("targets = 3;", "targets must be a list of groups");
    check_fallback("targets = (3);", "targets must be a list of groups");
    check_fallback("targets = (", "syntax error; the whole file is left out");
    check_fallback("targets = ();", "");
    check_fallback("targets = ({ name = \"x\"; });", "title is missing; this target is left out");
    check_fallback("targets = ({ name = \"x\"; title = \"X\"; integrated_lufs = 14.0; "
                   "tolerance_lu = 1;\n"
                   "true_peak_dbtp = 0; source = \"\"; date = 3; });",
                   ":1: integrated_lufs must be from -70 to 0; this target is left out");
    check_fallback("targets = ({ name = \"x\"; tittle = \"X\"; });",
                   "a target has no 'tittle'; did you mean 'title'?");
}

static int make_folder(void **state)
{
    (void)state;
    unsetenv("XDG_CONFIG_HOME");
    setenv("HOME", "/nowhere", 1);
    return folder_make(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_targets_are_whole),
        cmocka_unit_test(next_goes_round),
        cmocka_unit_test(unknown_names_get_the_nearest),
        cmocka_unit_test(a_user_may_add_and_replace),
        cmocka_unit_test(broken_files_fall_back),
    };
    return cmocka_run_group_tests(tests, make_folder, folder_remove);
}
