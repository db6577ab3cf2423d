/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatfile.h"
#include "tests/folder.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct beatfile_setting settings[] = {{"layers", 1, 9}, {"taps", 3, 5},
                                                   {"shift", -4, 4}};

static const char *file_of(const char *bytes, size_t count)
{
    static char path[80];
    snprintf(path, sizeof path, "%s/model.txt", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    fclose(file);
    return path;
}

static void comments_are_left_out_and_lines_stay(void **state)
{
    (void)state;
    static const char text[] = "# a model\nlayers 3 # three\n-5 6#7\n";
    char *const read = beatfile_read(file_of(text, sizeof text - 1), NULL);
    assert_non_null(read);
    assert_string_equal(read, "         \nlayers 3        \n-5 6  \n");
    free(read);
    char *const empty = beatfile_read(file_of("", 0), NULL);
    assert_string_equal(empty, "");
    free(empty);
}

static void what_cannot_be_read_is_told(void **state)
{
    (void)state;
    struct error error = {.status = STATUS_OK};
    assert_null(beatfile_read("/nonexistent/model.txt", &error));
    assert_int_equal(error.status, STATUS_NOT_FOUND);
    assert_non_null(strstr(error.text, "/nonexistent/model.txt"));
    assert_null(beatfile_read(folder, &error));
    assert_int_equal(error.status, STATUS_FAILED);
    assert_null(beatfile_read(folder, NULL));
}

static void binary_and_huge_files_are_no_models(void **state)
{
    (void)state;
    struct error error = {.status = STATUS_OK};
    static char huge[(1 << 20) + 1];
    assert_null(beatfile_read(file_of("layers\0 3", 9), &error));
    assert_int_equal(error.status, STATUS_USAGE);
    assert_non_null(strstr(error.text, "not a beat model"));
    memset(huge, ' ', sizeof huge);
    char *const most = beatfile_read(file_of(huge, sizeof huge - 1), NULL);
    assert_non_null(most);
    free(most);
    assert_null(beatfile_read(file_of(huge, sizeof huge), &error));
    assert_int_equal(error.status, STATUS_USAGE);
}

/* Whether the three settings can be read from `text`, and what is left then. */
static bool read_settings(const char *text, long values[3], const char *rest)
{
    static char copy[128];
    snprintf(copy, sizeof copy, "%s", text);
    char *at = copy;
    if (!beatfile_settings(&at, settings, 3, values))
        return false;
    assert_string_equal(at, rest);
    return true;
}

static void settings_come_in_their_order_and_range(void **state)
{
    (void)state;
    long values[3];
    assert_true(read_settings(" layers 9\n\ttaps 3\r\nshift -4 12", values, " 12"));
    assert_int_equal(values[0], 9);
    assert_int_equal(values[1], 3);
    assert_int_equal(values[2], -4);
    static const char *const wrong[] = {
        "", "layers", "layers 3", "taps 3 layers 3 shift 0", "layers 0 taps 3 shift 0",
        "layers 10 taps 3 shift 0", "layers 3 taps 6 shift 0", "layers 3 taps 3 shift -5",
        "layers 3 taps 3 shift", "layers 3.5 taps 3 shift 0", "layers 3x taps 3 shift 0",
        "layers x taps 3 shift 0", "LAYERS 3 taps 3 shift 0",
        "layers 99999999999999999999 taps 3 shift 0",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (read_settings(wrong[i], values, ""))
            fail_msg("'%s' is taken", wrong[i]);
}

static void weights_are_thousandths(void **state)
{
    (void)state;
    char text[] = " 1000 -500\n0 1 -1000000 1000000";
    char *at = text;
    float weights[6];
    static const double expected[] = {1, -0.5, 0, 0.001, -1000, 1000};
    assert_true(beatfile_weights(&at, weights, 6));
    for (int i = 0; i < 6; i++)
        assert_near(weights[i], expected[i], 1e-6 * fmax(1, fabs(expected[i])));
    assert_true(beatfile_end(at));
    assert_false(beatfile_weights(&at, weights, 1));
    assert_true(beatfile_weights(&at, weights, 0));
}

static void what_is_no_weight_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"", "  ", "x", "1.5", "1e3", "1,2", "0x10", "1000001",
                                        "-1000001", "nan", "99999999999999999999", "--1", "1-"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[32];
        char *at = text;
        float weight;
        snprintf(text, sizeof text, "%s", wrong[i]);
        if (beatfile_weights(&at, &weight, 1))
            fail_msg("'%s' is taken", wrong[i]);
    }
}

static void the_end_is_nothing_but_space(void **state)
{
    (void)state;
    char blank[] = " \t\r\n", more[] = " \n 7";
    assert_true(beatfile_end(blank));
    assert_true(beatfile_end(blank + 4));
    assert_false(beatfile_end(more));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_are_left_out_and_lines_stay),
        cmocka_unit_test(what_cannot_be_read_is_told),
        cmocka_unit_test(binary_and_huge_files_are_no_models),
        cmocka_unit_test(settings_come_in_their_order_and_range),
        cmocka_unit_test(weights_are_thousandths),
        cmocka_unit_test(what_is_no_weight_is_refused),
        cmocka_unit_test(the_end_is_nothing_but_space),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
