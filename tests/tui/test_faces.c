/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is painted on the meters: scales rise, and the line-up level stands where it must. */
#include "config.h"

#include "tui/faces.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void scales_rise_from_end_to_end(void **state)
{
    (void)state;
    for (int b = 0; b < BALLISTICS_COUNT; b++) {
        const struct scale *scale = face_scale((enum ballistics)b);
        assert_true(scale->count >= 7);
        assert_true(scale->marks_at[0] < 0.02F);
        assert_float_equal(scale->marks_at[scale->count - 1], 1.0F, 0.0F);
        for (int i = 1; i < scale->count; i++) {
            assert_true(scale->marks_db[i] > scale->marks_db[i - 1]);
            assert_true(scale->marks_at[i] > scale->marks_at[i - 1]);
        }
        if (scale->zones_db) {
            assert_true(scale->zones_db[0] < scale->zones_db[1]);
            assert_true(scale->zones_db[1] < scale->zones_db[2]);
        }
    }
}

static void line_up_level_reads_as_the_standards_say(void **state)
{
    (void)state;
    static const struct {
        enum ballistics ballistics;
        double dbfs, shown;
    } cases[] = {
        {BALLISTICS_PEAK, -18, -18}, {BALLISTICS_PPM1, -9, 0},   {BALLISTICS_PPM2A, -18, 4},
        {BALLISTICS_PPM2A, -10, 6},  {BALLISTICS_VU, -18, 0},    {BALLISTICS_VU, -15, 3},
        {BALLISTICS_K20, -20, 0},    {BALLISTICS_K14, -14, 0},   {BALLISTICS_K12, -12, 0},
        {BALLISTICS_K20, 0, 20},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_float_equal((float)face_value(cases[i].ballistics, cases[i].dbfs),
                           (float)cases[i].shown, 1e-6F);
}

/* VU is linear in voltage: half the voltage of +3 VU stands in the middle. */
static void vu_is_linear_in_voltage(void **state)
{
    (void)state;
    const struct scale *scale = face_scale(BALLISTICS_VU);
    for (int i = 1; i < scale->count; i++) {
        const double top = 1.4125, bottom = 0.1; /* +3 and -20 VU */
        const double volts = pow(10.0, ((double)scale->marks_db[i] + 18.0) / 20.0);
        assert_float_equal(scale->marks_at[i], (float)((volts - bottom) / (top - bottom)), 0.004F);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scales_rise_from_end_to_end),
        cmocka_unit_test(line_up_level_reads_as_the_standards_say),
        cmocka_unit_test(vu_is_linear_in_voltage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
