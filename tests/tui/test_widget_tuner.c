/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tui/widget_tuner.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void frequencies_find_their_note(void **state)
{
    (void)state;
    assert_int_equal(tuner_midi(440.0), 69);
    assert_int_equal(tuner_midi(82.41), 40);
    assert_int_equal(tuner_midi(452.0), 69);
    assert_int_equal(tuner_midi(453.5), 70);
    assert_int_equal(tuner_midi(0.0), -1);
    assert_int_equal(tuner_midi(-5.0), -1);
    assert_int_equal(tuner_midi(1e9), -1);
    assert_int_equal(tuner_midi((double)NAN), -1);
    assert_int_equal(tuner_midi((double)INFINITY), -1);
}

static void cents_find_their_column(void **state)
{
    (void)state;
    assert_int_equal(tuner_column(-50.0, 41), 0);
    assert_int_equal(tuner_column(0.0, 41), 20);
    assert_int_equal(tuner_column(50.0, 41), 40);
    assert_int_equal(tuner_column(5.0, 41), 22);
    assert_int_equal(tuner_column(900.0, 41), 40);
    assert_int_equal(tuner_column(-900.0, 41), 0);
    assert_int_equal(tuner_column(10.0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frequencies_find_their_note),
        cmocka_unit_test(cents_find_their_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
