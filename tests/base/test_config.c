/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/config.h"

#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/folder.h"

static char path[64];
static char warnings[4096];
static struct config config;

static void note(const char *text)
{
    snprintf(warnings + strlen(warnings), sizeof warnings - strlen(warnings), "%s\n", text);
}

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static const char *read_file(void)
{
    static char text[8192];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static enum status load(const char *text)
{
    warnings[0] = '\0';
    if (text)
        write_file(text);
    return config_load(&config, path, note, NULL);
}

/* What `text` is warned of, behind "file:". */
static void check_warning(const char *text, const char *expected)
{
    char whole[512];
    assert_int_equal(load(text), STATUS_OK);
    snprintf(whole, sizeof whole, "%s:%s\n", path, expected);
    assert_string_equal(warnings, whole);
}

static void good_files_are_read(void **state)
{
    (void)state;
    assert_int_equal(load("fps = 12; theme = \"mono\"; mouse = true; tilt = 4.5\n"
                          "target: \"spotify\";\nkeys = { reset = \"x\"; view-1 = \"F2\"; }\n"),
                     STATUS_OK);
    assert_string_equal(warnings, "");
    assert_int_equal(settings_int(&config.settings, SETTING_FPS), 12);
    assert_string_equal(settings_text(&config.settings, SETTING_THEME), "mono");
    assert_string_equal(settings_text(&config.settings, SETTING_TILT), "4.5");
    assert_string_equal(settings_text(&config.settings, SETTING_TARGET), "spotify");
    assert_true(settings_bool(&config.settings, SETTING_MOUSE));
    assert_int_equal(config.n_keys, 2);
    assert_string_equal(config.keys[1].command, "view-1");
    assert_string_equal(config.keys[1].key, "F2");
    assert_int_equal(config.keys[1].line, 3);
    assert_int_equal(load("# nothing\n"), STATUS_OK);
    assert_string_equal(warnings, "");
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
    (void)state;
    check_warning("fps = 10;\nthem = \"mono\";", "2: there is no setting 'them'; did you mean "
                  "'theme'?");
    check_warning("qqqqqqqqqqq = 1;", "1: there is no setting 'qqqqqqqqqqq'; see sideman.conf(5)");
    check_warning("fps = \"fast\";",
                  "1: fps must be a whole number from 1 to 60, not text; the default is used");
    check_warning("fps = 900;", "1: fps: '900' is not a whole number from 1 to 60; the default is "
                  "used");
    check_warning("fps = 9999999999L;",
                  "1: fps: '9999999999' is not a whole number from 1 to 60; the default is used");
    check_warning("\n\nmouse = 1;", "3: mouse must be true or false, not a number; the default is "
                  "used");
    check_warning("theme = [\"mono\"];",
                  "1: theme must be one of default, high-contrast, colour-blind, mono, not a group or "
                  "list; the default is used");
    check_warning("theme = \"momo\";",
                  "1: theme: 'momo' is not one of default, high-contrast, colour-blind, mono; did you "
                  "mean 'mono'?; the default is used");
    check_warning("keys = 3;", "1: keys must be a group, such as keys = { reset = \"r\"; }");
    check_warning("keys = { reset = 3; }",
                  "1: keys: reset must be the name of a key, such as \"r\" or \"Ctrl-L\"");
    check_warning("fps = 10;\nmouse true;\n", "2: syntax error; the whole file is left out");
    check_warning("fps = 10;\n  @include \"/etc/passwd\"\n",
                  "2: @include is not supported; the whole file is left out");
    assert_int_equal(settings_int(&config.settings, SETTING_FPS), 25);
}

static void the_rest_of_a_faulty_file_counts(void **state)
{
    (void)state;
    load("fps = 10; nonsense = 1; mouse = true; theme = 3;");
    assert_int_equal(settings_int(&config.settings, SETTING_FPS), 10);
    assert_true(settings_bool(&config.settings, SETTING_MOUSE));
    assert_string_equal(settings_text(&config.settings, SETTING_THEME), "default");
}

static void files_that_are_none(void **state)
{
    (void)state;
    struct error error;
    warnings[0] = '\0';
    assert_int_equal(config_load(&config, "/nowhere/x.conf", note, &error), STATUS_NOT_FOUND);
    assert_string_equal(error.text, "cannot read /nowhere/x.conf: No such file or directory");
    assert_int_equal(config_load(&config, "/tmp", note, &error), STATUS_FAILED);
    assert_string_equal(error.text, "cannot read /tmp: Is a directory");
    assert_int_equal(config_load(&config, "/dev/zero", note, NULL), STATUS_OK);
    assert_string_equal(warnings, "/dev/zero is not a configuration file; it is left out\n");

    setenv("XDG_CONFIG_HOME", "/nowhere", 1);
    warnings[0] = '\0';
    assert_int_equal(config_load(&config, NULL, note, NULL), STATUS_OK);
    assert_string_equal(warnings, "");
    assert_string_equal(config.path, "/nowhere/sideman/sideman.conf");
    assert_int_equal(settings_int(&config.settings, SETTING_FPS), 25);
}

static void too_many_keys(void **state)
{
    (void)state;
    char text[4096] = "keys = {\n";
    for (int i = 0; i < CONFIG_KEYS_MAX + 3; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "k%d = \"x\";\n", i);
    strcat(text, "}\n");
    check_warning(text, "66: keys: more than 64 bindings; the rest is left out");
    assert_int_equal(config.n_keys, CONFIG_KEYS_MAX);
}

static void only_what_was_asked_for_is_saved(void **state)
{
    (void)state;
    load("fps = 12;\nunknown-to-us = [1, 2];\nkeys = { reset = \"x\"; }\n");
    settings_parse(&config.settings, SETTING_OVERRIDE, SETTING_THEME, "mono", NULL);
    settings_change_text(&config.settings, SETTING_BALLISTICS, "k14");
    settings_change_number(&config.settings, SETTING_MAX_HOLD, 1);
    settings_change_text(&config.settings, SETTING_LOG, "a\"b\\c");
    assert_int_equal(config_save(&config, NULL), STATUS_OK);
    const char *text = read_file();
    assert_null(strstr(text, "theme"));
    assert_non_null(strstr(text, "unknown-to-us"));
    assert_non_null(strstr(text, "reset = \"x\";"));
    load(NULL);
    assert_int_equal(settings_int(&config.settings, SETTING_FPS), 12);
    assert_string_equal(settings_text(&config.settings, SETTING_BALLISTICS), "k14");
    assert_string_equal(settings_text(&config.settings, SETTING_LOG), "a\"b\\c");
    assert_true(settings_bool(&config.settings, SETTING_MAX_HOLD));
    assert_false(settings_is_set(&config.settings, SETTING_THEME));
    assert_int_equal(config.n_keys, 1);
}

static void saving_makes_folders_and_keeps_links(void **state)
{
    (void)state;
    char home[80], link[128];
    snprintf(home, sizeof home, "%s/home", folder);
    setenv("XDG_CONFIG_HOME", home, 1);
    assert_int_equal(config_load(&config, NULL, note, NULL), STATUS_OK);
    settings_change_number(&config.settings, SETTING_FPS, 30);
    assert_int_equal(config_save(&config, NULL), STATUS_OK);
    assert_int_equal(config_load(&config, NULL, note, NULL), STATUS_OK);
    assert_int_equal(settings_int(&config.settings, SETTING_FPS), 30);

    write_file("fps = 9;");
    snprintf(link, sizeof link, "%s/link.conf", folder);
    assert_int_equal(symlink(path, link), 0);
    assert_int_equal(config_load(&config, link, note, NULL), STATUS_OK);
    settings_change_number(&config.settings, SETTING_FPS, 8);
    assert_int_equal(config_save(&config, NULL), STATUS_OK);
    struct stat info;
    assert_int_equal(lstat(link, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_non_null(strstr(read_file(), "fps = 8;"));
}

static void what_has_comments_is_kept(void **state)
{
    (void)state;
    static const char commented[] = "# loud rooms\nfps = 12;\n";
    char kept[128], text[64] = "";
    struct stat info;
    snprintf(kept, sizeof kept, "%s~", path);
    load(commented);
    assert_int_equal(chmod(path, 0640), 0);
    for (int fps = 20; fps < 22; fps++) { /* the second file has none, and the first one stays */
        settings_change_number(&config.settings, SETTING_FPS, fps);
        assert_int_equal(config_save(&config, NULL), STATUS_OK);
    }
    FILE *file = fopen(kept, "r");
    assert_non_null(file);
    assert_int_equal(fread(text, 1, sizeof text - 1, file), sizeof commented - 1);
    fclose(file);
    assert_string_equal(text, commented);
    assert_non_null(strstr(read_file(), "fps = 21;"));
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    unlink(kept);
}

static void nothing_is_lost_when_saving_fails(void **state)
{
    (void)state;
    struct error error;
    load("fps = 12;");
    settings_change_number(&config.settings, SETTING_FPS, 20);
    write_file("fps = = 13;");
    assert_int_equal(config_save(&config, &error), STATUS_FAILED);
    assert_non_null(strstr(error.text, "not saved, mend the file first: "));
    assert_string_equal(read_file(), "fps = = 13;");

    snprintf(config.path, sizeof config.path, "/proc/sideman/x.conf");
    assert_int_equal(config_save(&config, &error), STATUS_FAILED);
    config.path[0] = '\0';
    assert_int_equal(config_save(&config, &error), STATUS_FAILED);
    assert_non_null(strstr(error.text, "--config FILE"));
}

static void a_full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    struct error error;
    struct rlimit limit, none;
    load("fps = 12;");
    settings_change_number(&config.settings, SETTING_FPS, 20);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    none = limit;
    none.rlim_cur = 0;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    const enum status status = config_save(&config, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(status, STATUS_FAILED);
    assert_non_null(strstr(error.text, "cannot save the settings: "));
    assert_string_equal(read_file(), "fps = 12;");
    char pattern[96];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/test.conf.*", folder);
    assert_int_equal(glob(pattern, 0, NULL, &found), GLOB_NOMATCH);

    assert_int_equal(config_load(&config, "/dev/null", note, NULL), STATUS_OK);
    assert_int_equal(config_save(&config, &error), STATUS_FAILED);
    assert_string_equal(error.text, "cannot save the settings to /dev/null: it is not a file");
}

static void what_is_printed_can_be_read_again(void **state)
{
    (void)state;
    load("fps = 12; log = \"a\\\"b\\\\c\"; color = false; average = \"long\";");
    FILE *file = fopen(path, "w");
    config_print(file, &config);
    fclose(file);
    load(NULL);
    assert_string_equal(warnings, "");
    assert_int_equal(settings_int(&config.settings, SETTING_FPS), 12);
    assert_string_equal(settings_text(&config.settings, SETTING_LOG), "a\"b\\c");
    assert_false(settings_bool(&config.settings, SETTING_COLOR));
    assert_false(settings_is_set(&config.settings, SETTING_THEME));
}

static int make_folder(void **state)
{
    if (folder_make(state))
        return -1;
    snprintf(path, sizeof path, "%s/test.conf", folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files_are_read),
        cmocka_unit_test(what_is_wrong_is_told_with_its_line),
        cmocka_unit_test(the_rest_of_a_faulty_file_counts),
        cmocka_unit_test(files_that_are_none),
        cmocka_unit_test(too_many_keys),
        cmocka_unit_test(only_what_was_asked_for_is_saved),
        cmocka_unit_test(saving_makes_folders_and_keeps_links),
        cmocka_unit_test(what_has_comments_is_kept),
        cmocka_unit_test(nothing_is_lost_when_saving_fails),
        cmocka_unit_test(a_full_disk_leaves_the_old_file),
        cmocka_unit_test(what_is_printed_can_be_read_again),
    };
    return cmocka_run_group_tests(tests, make_folder, folder_remove);
}
