/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/decimate.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { BLOCK = 512, BLOCKS = 40 };

/* Level of a sine at `part` of the new Nyquist frequency behind `halvings`, against before. */
static double gain_db(unsigned halvings, double part)
{
    struct decimate *decimate = decimate_new(halvings, BLOCK);
    assert_non_null(decimate);
    const double cycles = 0.5 * part / (double)(1u << halvings);
    double power = 0.0;
    size_t counted = 0;
    for (unsigned b = 0; b < BLOCKS; b++) {
        float in[BLOCK];
        for (unsigned i = 0; i < BLOCK; i++)
            in[i] = (float)sin(6.283185307179586 * cycles * (double)(b * BLOCK + i));
        const float *out = decimate_process(decimate, in, BLOCK);
        for (unsigned i = 0; b >= 4 && i < (unsigned)BLOCK >> halvings; i++, counted++)
            power += (double)out[i] * (double)out[i];
    }
    decimate_free(decimate);
    return 10.0 * log10(2.0 * power / (double)counted + 1e-20);
}

static void low_tones_pass(void **state)
{
    (void)state;
    for (unsigned halvings = 0; halvings <= 4; halvings++)
        for (double part = 0.011; part < 0.25; part += 0.03)
            if (fabs(gain_db(halvings, part)) > 0.1)
                fail_msg("%u halvings, %g of Nyquist: %g dB", halvings, part,
                         gain_db(halvings, part));
}

static void what_would_fold_is_gone(void **state)
{
    (void)state;
    for (unsigned halvings = 1; halvings <= 4; halvings++)
        for (double part = 1.751; part < 2.0; part += 0.03)
            if (gain_db(halvings, part) > -60.0)
                fail_msg("%u halvings, %g of Nyquist: %g dB", halvings, part,
                         gain_db(halvings, part));
}

static void impossible_ones_are_refused(void **state)
{
    (void)state;
    assert_null(decimate_new(9, BLOCK));
    assert_null(decimate_new(1, 0));
    decimate_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(low_tones_pass),
        cmocka_unit_test(what_would_fold_is_gone),
        cmocka_unit_test(impossible_ones_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
