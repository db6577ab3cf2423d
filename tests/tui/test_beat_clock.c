/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tui/beat_clock.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct snapshot snapshot;

static void see(struct beat_clock *clock, double time_s, double now_s)
{
    snapshot.time_s = time_s;
    beat_clock_see(clock, &snapshot, now_s);
}

/* Snapshots that are between 2 and 25 ms old when they come, every 40 ms; the sound card's clock is
 * a little slow. */
static void the_time_is_known_between_snapshots(void **state)
{
    (void)state;
    static const double ages_s[] = {0.012, 0.025, 0.002, 0.019, 0.008};
    struct beat_clock clock = {.runs = false};
    for (unsigned i = 0; i < 10000; i++) {
        const double now_s = 500.0 + 0.04 * i, sounds_s = 7.0 + 0.04 * i * (1.0 - 5e-5);
        see(&clock, sounds_s - ages_s[i % 5], now_s);
        for (double later_s = 0.0; i > 5 && later_s < 0.04; later_s += 0.01)
            assert_true(fabs(beat_clock_time_s(&clock, now_s + later_s) - sounds_s - later_s) <
                        0.004);
    }
}

static void a_source_that_stands_has_one_time(void **state)
{
    (void)state;
    struct beat_clock clock = {.runs = false};
    for (unsigned i = 0; i < 100; i++)
        see(&clock, 0.04 * i, 9.0 + 0.04 * i);
    const double stood_s = snapshot.time_s;
    for (unsigned i = 0; i < 50; i++)
        see(&clock, stood_s, 13.0 + 0.04 * i);
    assert_true(beat_clock_time_s(&clock, 15.0) == stood_s);
    see(&clock, 100.0, 15.0); /* elsewhere in the file */
    assert_true(fabs(beat_clock_time_s(&clock, 15.02) - 100.02) < 1e-6);
    see(&clock, 3.0, 16.0);
    assert_true(fabs(beat_clock_time_s(&clock, 16.02) - 3.02) < 1e-6);
}

static void the_light_is_on_from_the_beat(void **state)
{
    (void)state;
    struct tempo_reading tempo = {.beat_last_s = 10.0, .beat_next_s = 10.5};
    static const struct {
        double time_s;
        bool lit;
    } moments[] = {{9.99, false}, {10.0, true}, {10.1, true}, {10.2, false}, {10.49, false},
                   {10.5, true},  {10.55, true}, {10.7, false}};
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++)
        assert_int_equal(beat_clock_is_lit(&tempo, moments[i].time_s), moments[i].lit);
    tempo.beat_last_s = tempo.beat_next_s = NAN;
    assert_false(beat_clock_is_lit(&tempo, 10.0));
}

static void it_is_time_when_the_beat_comes(void **state)
{
    (void)state;
    struct tempo_reading tempo = {.beat_last_s = 10.0, .beat_next_s = 10.5};
    struct beat_clock clock = {.runs = false};
    assert_true(isinf(beat_clock_due_s(&clock, &tempo, 70.0)));
    see(&clock, 10.25, 70.0);
    assert_true(fabs(beat_clock_due_s(&clock, &tempo, 70.0) - 70.25) < 1e-9);
    assert_true(isinf(beat_clock_due_s(&clock, &tempo, 70.3)));
    tempo.beat_next_s = NAN;
    assert_true(isinf(beat_clock_due_s(&clock, &tempo, 70.0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_time_is_known_between_snapshots),
        cmocka_unit_test(a_source_that_stands_has_one_time),
        cmocka_unit_test(the_light_is_on_from_the_beat),
        cmocka_unit_test(it_is_time_when_the_beat_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
