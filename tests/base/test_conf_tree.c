/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/conf_tree.h"
#include "tests/folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static config_t tree;
static struct error error;
static char path[80];

static int start(void **state)
{
    (void)state;
    config_init(&tree);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    config_destroy(&tree);
    return 0;
}

static bool parse_bytes(const char *bytes, size_t count)
{
    snprintf(path, sizeof path, "%s/my.conf", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    fclose(file);
    error = (struct error){.status = STATUS_OK};
    return conf_tree_parse(&tree, path, &error);
}

static void refuse(const char *text, const char *says)
{
    if (parse_bytes(text, strlen(text)))
        fail_msg("'%s' is taken", text);
    assert_int_equal(error.status, STATUS_USAGE);
    if (!strstr(error.text, says))
        fail_msg("'%s' does not say '%s'", error.text, says);
    assert_non_null(strstr(error.text, path));
}

static void what_is_written_can_be_read(void **state)
{
    (void)state;
    static const char text[] = "a = 3;\nb = 3000000000L;\nc = -2.5;\nd = \"x\"; # @include \"y\"\n"
                               "e = true;\nf = { g = 0x10; };\n";
    assert_true(parse_bytes(text, sizeof text - 1));
    assert_int_equal(error.status, STATUS_OK);
    static const struct {
        const char *name;
        bool number;
        double value;
    } settings[] = {{"a", true, 3}, {"b", true, 3e9}, {"c", true, -2.5}, {"d", false, 0},
                    {"e", false, 0}, {"f", false, 0}, {"f.g", true, 16}};
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        const config_setting_t *const node = config_lookup(&tree, settings[i].name);
        assert_non_null(node);
        assert_int_equal(conf_tree_is_number(node), settings[i].number);
        if (settings[i].number)
            assert_true(conf_tree_number(node) == settings[i].value);
    }
    assert_true(parse_bytes("", 0));
    assert_int_equal(config_setting_length(config_root_setting(&tree)), 0);
}

static void what_is_not_there_is_told_as_such(void **state)
{
    (void)state;
    assert_false(conf_tree_parse(&tree, "/nonexistent/my.conf", &error));
    assert_int_equal(error.status, STATUS_NOT_FOUND);
    assert_non_null(strstr(error.text, "/nonexistent/my.conf"));
    assert_false(conf_tree_parse(&tree, "/nonexistent/my.conf", NULL));
}

/* libconfig would end the process. */
static void a_folder_cannot_be_read(void **state)
{
    (void)state;
    assert_false(conf_tree_parse(&tree, folder, &error));
    assert_int_equal(error.status, STATUS_FAILED);
    assert_non_null(strstr(error.text, folder));
}

static void faults_are_told_with_their_line(void **state)
{
    (void)state;
    refuse("a = 1;\nb = ;\n", "my.conf:2: ");
    refuse("a = 1;\n\n\nb = { c = 1;\n", "my.conf:5: ");
    refuse("= 3;", "my.conf:1: ");
    refuse("a = 1;\na = 2;\n", "my.conf:2: ");
    refuse("a = \"open", "my.conf:1: ");
}

static void includes_are_refused_with_their_line(void **state)
{
    (void)state;
    refuse("@include \"/etc/passwd\"\n", "my.conf:1: @include");
    refuse("a = 1;\n  \t@include \"other.conf\"\n", "my.conf:2: @include");
    refuse("a = 1;\n@include \"/\"", "my.conf:2: @include");
    static const char fine[] = "a = \"@include\"; b = 1; # @include \"x\"\n";
    assert_true(parse_bytes(fine, sizeof fine - 1));
}

static void binary_and_huge_files_are_none(void **state)
{
    (void)state;
    static char huge[256 * 1024 + 1];
    assert_false(parse_bytes("a = 1;\0b = 2;", 13));
    assert_int_equal(error.status, STATUS_USAGE);
    assert_non_null(strstr(error.text, "not a configuration file"));
    memset(huge, ' ', sizeof huge);
    assert_true(parse_bytes(huge, sizeof huge - 1));
    assert_false(parse_bytes(huge, sizeof huge));
    assert_non_null(strstr(error.text, "not a configuration file"));
    assert_false(conf_tree_parse(&tree, "/dev/zero", &error));
    assert_int_equal(error.status, STATUS_USAGE);
}

static void no_bytes_at_all_harm(void **state)
{
    (void)state;
    uint64_t seed = 1;
    static const char alphabet[] = "a1=;{}()[],\"\\#/*\n .-+@x";
    for (int round = 0; round < 60; round++) {
        char text[40];
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            text[i] = alphabet[(seed >> 33) % (sizeof alphabet - 1)];
        }
        assert_true(parse_bytes(text, sizeof text) || error.status == STATUS_USAGE);
    }
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_can_be_read),
        TEST(what_is_not_there_is_told_as_such),
        TEST(a_folder_cannot_be_read),
        TEST(faults_are_told_with_their_line),
        TEST(includes_are_refused_with_their_line),
        TEST(binary_and_huge_files_are_none),
        TEST(no_bytes_at_all_harm),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
