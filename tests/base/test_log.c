/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/log.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The text behind "12:03:44 ". */
static const char *text_of(size_t n)
{
    const char *line = log_line(n);
    assert_non_null(line);
    assert_true(strlen(line) > 9);
    return line + 9;
}

static void newest_comes_first(void **state)
{
    (void)state;
    log_write(LOG_INFO, "first %d", 1);
    log_write(LOG_WARNING, "second\nline\t%s ", "x");
    assert_string_equal(text_of(0), "warning: second line x");
    assert_string_equal(text_of(1), "first 1");
}

static void repeats_are_counted(void **state)
{
    (void)state;
    const size_t before = log_count();
    for (int i = 0; i < 5; i++)
        log_write(LOG_INFO, "again");
    assert_int_equal(log_count(), before + 1);
    assert_string_equal(text_of(0), "again (5 x)");
}

static void the_last_200_lines_are_kept(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++)
        log_write(LOG_INFO, "line %d", i);
    assert_string_equal(text_of(0), "line 999");
    assert_string_equal(text_of(LOG_LINES - 1), "line 800");
    assert_null(log_line(LOG_LINES));
    assert_null(log_line(SIZE_MAX));
}

static void long_lines_are_cut_between_characters(void **state)
{
    (void)state;
    char text[2048] = "";
    for (int i = 0; i < 300; i++)
        strcat(text, "ä");
    for (int shift = 0; shift < 2; shift++) {
        log_write(LOG_ERROR, "%s%s", shift ? "a" : "", text);
        const char *line = text_of(0);
        const size_t length = strlen(line);
        assert_true(length > 200 && length < LOG_LINE_MAX);
        assert_memory_equal(line + length - 2, "ä", 2);
    }
}

static void *write_many(void *name)
{
    for (int i = 0; i < 2000; i++)
        log_write(LOG_INFO, "%s %d", (const char *)name, i);
    return NULL;
}

static void threads_may_write_together(void **state)
{
    (void)state;
    const size_t before = log_count();
    pthread_t threads[4];
    static char names[4][4] = {"one", "two", "3rd", "4th"};
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, names[i]), 0);
    for (size_t i = 0; i < 100; i++)
        assert_non_null(log_line(i % 5));
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(log_count(), before + 8000);
}

static void a_file_gets_every_line(void **state)
{
    (void)state;
    char path[] = "/tmp/sideman-log-XXXXXX";
    close(mkstemp(path));
    assert_int_equal(log_open_file(path, NULL), STATUS_OK);
    log_write(LOG_INFO, "one");
    log_write(LOG_ERROR, "two");
    log_close_file();
    log_write(LOG_INFO, "three");
    FILE *file = fopen(path, "r");
    char line[400];
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line + 20, "one\n");
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line + 20, "error: two\n");
    assert_null(fgets(line, sizeof line, file));
    fclose(file);
    unlink(path);
}

static void a_full_disk_is_told_once(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_int_equal(log_open_file("/dev/full", NULL), STATUS_OK);
    log_write(LOG_INFO, "this does not fit");
    assert_non_null(strstr(log_line(0), "warning: cannot write to the log file /dev/full"));
    assert_string_equal(text_of(1), "this does not fit");
    log_write(LOG_INFO, "life goes on");
    assert_string_equal(text_of(0), "life goes on");
}

static void a_file_that_cannot_be_is_an_error(void **state)
{
    (void)state;
    struct error error;
    assert_int_equal(log_open_file("/nowhere/log", &error), STATUS_FAILED);
    assert_string_equal(error.text, "cannot open the log file /nowhere/log: No such file or "
                        "directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newest_comes_first),
        cmocka_unit_test(repeats_are_counted),
        cmocka_unit_test(the_last_200_lines_are_kept),
        cmocka_unit_test(long_lines_are_cut_between_characters),
        cmocka_unit_test(threads_may_write_together),
        cmocka_unit_test(a_file_gets_every_line),
        cmocka_unit_test(a_full_disk_is_told_once),
        cmocka_unit_test(a_file_that_cannot_be_is_an_error),
    };
    log_set_echo(false);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
