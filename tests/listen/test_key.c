/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/key.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/sideman-key-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/key.conf", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_file(const char *text, size_t length)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void is_built_in(const struct key_model *model)
{
    assert_memory_equal(model, &key_model_built_in, sizeof *model);
}

static void the_built_in_model_is_the_file(void **state)
{
    (void)state;
    const char *const source = getenv("srcdir");
    char shipped[512];
    snprintf(shipped, sizeof shipped, "%s/data/models/key.conf", source ? source : ".");
    struct key_model model;
    struct error error;
    assert_int_equal(key_model_read(&model, shipped, &error), STATUS_OK);
    for (unsigned m = 0; m < 2; m++)
        for (unsigned i = 0; i < PITCH_CLASSES; i++)
            assert_true(fabsf(model.profile[m][i] - key_model_built_in.profile[m][i]) < 0.002f);
    assert_true(fabsf(model.minor_bias - key_model_built_in.minor_bias) < 0.002f);
}

static void a_missing_model_is_told(void **state)
{
    (void)state;
    struct key_model model;
    struct error error;
    assert_int_equal(key_model_read(&model, "/nowhere/key.conf", &error), STATUS_NOT_FOUND);
    assert_non_null(strstr(error.text, "/nowhere/key.conf"));
    is_built_in(&model);
    assert_int_equal(key_model_read(&model, folder, &error), STATUS_FAILED);
    is_built_in(&model);
}

#define ROW "[4, -2, 0, -2, 2, 1, -2, 3, -2, 0, -2, 0]"

static void hostile_models_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "version",
        "version = 1;",
        "version = 2; major = " ROW "; minor = " ROW "; minor_bias = 0;",
        "version = \"1\"; major = " ROW "; minor = " ROW "; minor_bias = 0;",
        "version = 1; major = " ROW "; minor = " ROW ";",
        "version = 1; major = " ROW "; minor = " ROW "; minor_bias = \"0\";",
        "version = 1; major = " ROW "; minor = " ROW "; minor_bias = 1e300;",
        "version = 1; major = " ROW "; minor = [1, 2, 3]; minor_bias = 0;",
        "version = 1; major = " ROW "; minor = 7; minor_bias = 0;",
        "version = 1; major = " ROW "; minor = { a = 1; }; minor_bias = 0;",
        "version = 1; major = (1,2,3,4,5,6,7,8,9,10,11,\"12\"); minor = " ROW "; minor_bias = 0;",
        "version = 1; major = [1e9,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0]; minor = " ROW
        "; minor_bias = 0;",
        "version = 1; major = " ROW "; minor = [4, -2, 0, -2",
        "@include \"/etc/passwd\"\n",
        "\x01\x02\x03\xff\xfe",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        write_file(texts[i], strlen(texts[i]));
        struct key_model model;
        struct error error = {.text = ""};
        if (key_model_read(&model, path, &error) == STATUS_OK)
            fail_msg("model %zu was taken", i);
        assert_non_null(strstr(error.text, path));
        is_built_in(&model);
    }
    write_file("version = 1;\0major", 18);
    struct key_model model;
    struct error error;
    assert_int_not_equal(key_model_read(&model, path, &error), STATUS_OK);
}

static void a_model_of_ones_own_is_used(void **state)
{
    (void)state;
    static const char text[] =
        "version = 1; major = " ROW "; minor = " ROW "; minor_bias = -20;";
    write_file(text, sizeof text - 1);
    struct key_model model;
    struct error error;
    assert_int_equal(key_model_read(&model, path, &error), STATUS_OK);
    const float classes[PITCH_CLASSES] = {3, 0, 1, 0, 2, 1, 0, 2, 0, 1, 0, 1};
    float probability[KEYS];
    key_judge(&model, classes, probability);
    const struct key_estimate key = key_choose(probability);
    assert_int_equal(key.key.tonic, 0);
    assert_false(key.key.minor);
    assert_false(key.runner_up.minor);
}

static void probabilities_add_up_whatever_is_heard(void **state)
{
    (void)state;
    static const float shapes[][PITCH_CLASSES] = {
        {0}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {1e20f}, {1e-20f}, {0, 0, 0, 5, 0, 1},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        float probability[KEYS], sum = 0.0f;
        key_judge(&key_model_built_in, shapes[i], probability);
        for (unsigned k = 0; k < KEYS; k++)
            sum += probability[k];
        assert_true(fabsf(sum - 1.0f) < 1e-4f);
        const struct key_estimate key = key_choose(probability);
        assert_in_range(key.key.tonic, 0, 11);
        assert_in_range(key.runner_up.tonic, 0, 11);
        assert_true(key.confidence >= key.runner_up_confidence);
        assert_true(key.key.tonic != key.runner_up.tonic || key.key.minor != key.runner_up.minor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_built_in_model_is_the_file),
        cmocka_unit_test(a_missing_model_is_told),
        cmocka_unit_test(hostile_models_are_refused),
        cmocka_unit_test(a_model_of_ones_own_is_used),
        cmocka_unit_test(probabilities_add_up_whatever_is_heard),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
