/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/tempotally.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct tempotally tally;

static int clear(void **state)
{
    (void)state;
    memset(&tally, 0, sizeof tally);
    return 0;
}

static struct tempo_reading read(void)
{
    struct tempo_reading reading = {.bpm = 77};
    tempotally_read(&tally, &reading);
    assert_near(reading.bpm, 77, 0); /* the present is not touched */
    return reading;
}

static void add(unsigned times, float bpm, float certainty, float steadiness)
{
    for (unsigned i = 0; i < times; i++)
        tempotally_add(&tally, bpm, certainty, steadiness);
}

static void before_a_look_there_is_no_tempo(void **state)
{
    (void)state;
    const struct tempo_reading reading = read();
    assert_true(isnan(reading.bpm_overall));
    assert_near(reading.confidence_overall, 0, 0);
    assert_near(reading.steadiness_overall, 0, 0);
}

static void every_tempo_is_told_within_a_cell(void **state)
{
    (void)state;
    for (float bpm = 30; bpm < 249; bpm += 7.3F) {
        clear(NULL);
        add(10, bpm, 1, 1);
        assert_near(read().bpm_overall, bpm, 0.126);
        assert_near(read().confidence_overall, 1, 1e-6);
        assert_near(read().steadiness_overall, 1, 1e-6);
    }
}

/* Estimates that scatter by a percent are one tempo: their mean. */
static void a_little_drift_is_one_tempo(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 400; i++)
        add(1, (float)(120 + 2.4 * (synth_random(&seed) - 0.5)), 1, 1);
    assert_near(read().bpm_overall, 120, 0.2);
    assert_near(read().confidence_overall, 1, 1e-6);
}

static void what_most_of_it_had_wins(void **state)
{
    (void)state;
    add(40, 90, 1, 1);
    add(60, 140, 1, 1);
    assert_near(read().bpm_overall, 140, 0.13);
    assert_near(read().confidence_overall, 0.6, 1e-6);
    add(21, 90, 1, 1);
    assert_near(read().bpm_overall, 90, 0.13);
}

/* Neither has more than half of it: 0.4, 0.35 and 0.25. */
static void without_a_majority_nothing_is_told(void **state)
{
    (void)state;
    add(40, 90, 1, 1);
    add(35, 140, 1, 1);
    add(25, 180, 1, 1);
    assert_true(isnan(read().bpm_overall));
    assert_near(read().confidence_overall, 0.4, 1e-6);
}

static void evidence_is_weighed(void **state)
{
    (void)state;
    add(50, 90, 0.2F, 1);
    add(50, 140, 0.9F, 1);
    assert_near(read().bpm_overall, 140, 0.13);
    add(100, 90, 1, 0); /* unsteady: no evidence */
    assert_near(read().bpm_overall, 140, 0.13);
    assert_near(read().steadiness_overall, 0.5, 1e-6);
}

static void a_trace_is_not_enough(void **state)
{
    (void)state;
    add(100, 100, 0.11F, 1);
    assert_true(isnan(read().bpm_overall));
    clear(NULL);
    add(100, 100, 0.13F, 1);
    assert_near(read().bpm_overall, 100, 0.13);
}

/* Looks without a tempo make it less sure, and no more. */
static void what_is_no_tempo_is_counted_and_left_out(void **state)
{
    (void)state;
    static const float nothings[] = {NAN, -5, 0, 250, 1e9F, INFINITY, -INFINITY};
    add(21, 100, 1, 1);
    for (size_t i = 0; i < sizeof nothings / sizeof nothings[0]; i++)
        add(1, nothings[i], 0, 1);
    assert_near(read().bpm_overall, 100, 0.13);
    assert_near(read().confidence_overall, 0.75, 1e-6);
}

static void the_ends_of_the_scale_are_safe(void **state)
{
    (void)state;
    add(10, 249.8F, 1, 1);
    assert_near(read().bpm_overall, 249.8, 0.13);
    clear(NULL);
    add(10, 1, 1, 1);
    assert_near(read().bpm_overall, 1, 0.13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(before_a_look_there_is_no_tempo, clear),
        cmocka_unit_test_setup(every_tempo_is_told_within_a_cell, clear),
        cmocka_unit_test_setup(a_little_drift_is_one_tempo, clear),
        cmocka_unit_test_setup(what_most_of_it_had_wins, clear),
        cmocka_unit_test_setup(without_a_majority_nothing_is_told, clear),
        cmocka_unit_test_setup(evidence_is_weighed, clear),
        cmocka_unit_test_setup(a_trace_is_not_enough, clear),
        cmocka_unit_test_setup(what_is_no_tempo_is_counted_and_left_out, clear),
        cmocka_unit_test_setup(the_ends_of_the_scale_are_safe, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
