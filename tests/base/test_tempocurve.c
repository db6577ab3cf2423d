/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tempocurve.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { BEATS_MAX = 400 };

static double chance(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed / 4294967296.0 - 0.5;
}

/* From one tempo to another, each beat up to half of `jitter_s` beside its place. */
static size_t play(double *beats_s, double from_bpm, double to_bpm, double seconds, double jitter_s)
{
    uint32_t seed = 7;
    size_t count = 0;
    for (double at = 0.5; at < seconds && count < BEATS_MAX;
         at += 60.0 / (from_bpm + (to_bpm - from_bpm) * at / seconds))
        beats_s[count++] = at + jitter_s * chance(&seed);
    return count;
}

static void the_curve_follows_the_tempo(void **state)
{
    (void)state;
    double beats_s[BEATS_MAX];
    const size_t count = play(beats_s, 90.0, 120.0, 60.0, 0.01);
    const size_t points = tempocurve_points(count);
    assert_int_equal(points, (count - 1) / TEMPOCURVE_BEATS);
    for (size_t i = 0; i < points; i++) {
        const double middle_s = 0.5 * (beats_s[i * TEMPOCURVE_BEATS] +
                                       beats_s[(i + 1) * TEMPOCURVE_BEATS]);
        const double wanted = 90.0 + 30.0 * middle_s / 60.0;
        assert_true(fabs((double)tempocurve_bpm(beats_s, i) / wanted - 1.0) < 0.01);
    }
    assert_int_equal(tempocurve_points(0), 0);
    assert_int_equal(tempocurve_points(TEMPOCURVE_BEATS), 0);
    assert_int_equal(tempocurve_points(TEMPOCURVE_BEATS + 1), 1);
}

static void a_pause_is_no_slow_beat(void **state)
{
    (void)state;
    double beats_s[2 * TEMPOCURVE_BEATS + 1];
    for (unsigned i = 0; i <= 2 * TEMPOCURVE_BEATS; i++)
        beats_s[i] = 0.5 * i + (i > TEMPOCURVE_BEATS + 2 ? 4.0 : 0.0);
    assert_true(fabsf(tempocurve_bpm(beats_s, 0) - 120.0f) < 0.01f);
    assert_true(isnan(tempocurve_bpm(beats_s, 1)));
}

static void steady_drifting_and_free_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        double from_bpm, to_bpm;
        enum tempo_course course;
    } takes[] = {
        {120.0, 120.0, TEMPO_STEADY},   {61.0, 61.0, TEMPO_STEADY},
        {120.0, 124.0, TEMPO_DRIFTING}, {96.0, 108.0, TEMPO_DRIFTING},
        {90.0, 140.0, TEMPO_DRIFTING},  {140.0, 100.0, TEMPO_DRIFTING},
    };
    double beats_s[BEATS_MAX];
    for (size_t i = 0; i < sizeof takes / sizeof takes[0]; i++) {
        const size_t count = play(beats_s, takes[i].from_bpm, takes[i].to_bpm, 90.0, 0.02);
        if (tempocurve_course(beats_s, count) != takes[i].course)
            fail_msg("%g to %g BPM is %s", takes[i].from_bpm, takes[i].to_bpm,
                     tempo_course_names[tempocurve_course(beats_s, count)]);
    }
    for (uint32_t seed = 1; seed <= 20; seed++) { /* rubato */
        uint32_t random = seed;
        double at = 0.0, period = 0.6;
        for (size_t i = 0; i < 150; i++, at += period) {
            beats_s[i] = at;
            period = 0.6 * (1.0 + 0.5 * chance(&random));
        }
        assert_int_equal(tempocurve_course(beats_s, 150), TEMPO_FREE);
    }
    assert_int_equal(tempocurve_course(beats_s, 0), TEMPO_UNKNOWN);
    assert_int_equal(tempocurve_course(beats_s, TEMPOCURVE_BEATS + 1), TEMPO_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_curve_follows_the_tempo),
        cmocka_unit_test(a_pause_is_no_slow_beat),
        cmocka_unit_test(steady_drifting_and_free_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
