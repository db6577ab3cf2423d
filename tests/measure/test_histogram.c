/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/histogram.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct histogram histogram;

static double energy_of(double lufs)
{
    return pow(10, (lufs + 0.691) / 10);
}

static void empty_knows_nothing(void **state)
{
    (void)state;
    memset(&histogram, 0, sizeof histogram);
    assert_true(isnan(histogram_integrated_lufs(&histogram)));
    assert_true(isnan(histogram_range_lu(&histogram)));
    assert_near(histogram_gate(&histogram, 0.1), 0, 0);
    histogram_add(&histogram, 0);
    histogram_add(&histogram, -1);
    histogram_add(&histogram, NAN);
    histogram_add(&histogram, INFINITY);
    histogram_add(&histogram, energy_of(-70.001));
    assert_int_equal(histogram.all.blocks, 0);
    histogram_add(&histogram, energy_of(-69.999));
    assert_near(histogram_integrated_lufs(&histogram), -69.999, 1e-9);
    assert_near(histogram_range_lu(&histogram), 0, 0);
}

static void means_are_exact(void **state)
{
    (void)state;
    memset(&histogram, 0, sizeof histogram);
    histogram_add(&histogram, energy_of(-20.013));
    histogram_add(&histogram, energy_of(-23.987));
    histogram_add(&histogram, energy_of(-40)); /* below the gate */
    assert_near(histogram_integrated_lufs(&histogram),
                10 * log10((pow(10, -2.0013) + pow(10, -2.3987)) / 2), 1e-9);
}

static void the_top_bin_takes_what_is_above(void **state)
{
    (void)state;
    memset(&histogram, 0, sizeof histogram);
    histogram_add(&histogram, energy_of(55));
    histogram_add(&histogram, energy_of(56));
    assert_near(histogram_integrated_lufs(&histogram),
                10 * log10((pow(10, 5.5) + pow(10, 5.6)) / 2), 1e-6);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Against sorting everything, on levels spread over the whole scale. */
static void percentiles_are_those_of_a_sorted_list(void **state)
{
    (void)state;
    enum { COUNT_MAX = 8000 };
    static double lufs[COUNT_MAX], kept[COUNT_MAX];
    uint64_t seed = 11;
    for (int turn = 0; turn < 20; turn++) {
        const size_t count = turn % 2 ? 60 : COUNT_MAX; /* some exact, some from the bins */
        memset(&histogram, 0, sizeof histogram);
        double sum = 0, gated = 0;
        size_t above = 0;
        for (size_t i = 0; i < count; i++) {
            lufs[i] = -69 + 60 * synth_random(&seed);
            histogram_add(&histogram, energy_of(lufs[i]));
            sum += pow(10, lufs[i] / 10);
        }
        const double mean = 10 * log10(sum / (double)count);
        for (size_t i = 0; i < count; i++)
            if (lufs[i] > mean - 10) {
                gated += pow(10, lufs[i] / 10);
                above++;
            }
        assert_near(histogram_integrated_lufs(&histogram), 10 * log10(gated / (double)above), 0.01);
        above = 0;
        for (size_t i = 0; i < count; i++)
            if (lufs[i] >= mean - 20)
                kept[above++] = lufs[i];
        qsort(kept, above, sizeof *kept, by_value);
        const double range = kept[(size_t)round((double)(above - 1) * 0.95)]
                             - kept[(size_t)round((double)(above - 1) * 0.1)];
        assert_near(histogram_range_lu(&histogram), range, 0.1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_knows_nothing),
        cmocka_unit_test(means_are_exact),
        cmocka_unit_test(the_top_bin_takes_what_is_above),
        cmocka_unit_test(percentiles_are_those_of_a_sorted_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
