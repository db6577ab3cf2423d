/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/hop.h"

#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void bad_samples_become_silence(void **state)
{
    (void)state;
    float row[13] = {0.5F, NAN, -0.5F, INFINITY, -INFINITY, 1e-20F, -1e-40F, 0.0F, 2.0F, 1e30F,
                     -NAN, 0.25F, -1e-10F};
    static const float clean[13] = {0.5F, 0, -0.5F, 0, 0, 0, 0, 0, 2.0F, 0, 0, 0.25F, -1e-10F};
    float *const rows[1] = {row};
    struct hop hop;
    hop_take(&hop, rows, 1, 13);
    assert_int_equal(hop.bad_samples, 5);
    for (int i = 0; i < 13; i++)
        assert_near(row[i], clean[i], 0.0);
    assert_near(hop.power[0], (0.25 + 0.25 + 4.0 + 0.0625) / 13, 1e-6);
    assert_true(hop.active);
}

static void power_is_the_mean_over_channels(void **state)
{
    (void)state;
    float left[100], right[100];
    float *const rows[2] = {left, right};
    struct hop hop;
    for (int i = 0; i < 100; i++) {
        left[i] = i % 2 ? 0.5F : -0.5F;
        right[i] = 0.0F;
    }
    hop_take(&hop, rows, 2, 100);
    assert_near(hop.power[0], 0.25, 1e-6);
    assert_near(hop.power[1], 0.0, 0.0);
    assert_near(hop.mean_power, 0.125, 1e-6);
    hop_take(&hop, rows, 2, 0);
    assert_near(hop.mean_power, 0.0, 0.0);
    assert_false(hop.active);
}

static void activity_starts_at_minus_seventy(void **state)
{
    (void)state;
    float row[64];
    float *const rows[1] = {row};
    struct hop hop;
    for (int side = -1; side <= 1; side += 2) {
        for (int i = 0; i < 64; i++)
            row[i] = (float)pow(10, (-70 + 0.1 * side) / 20);
        hop_take(&hop, rows, 1, 64);
        assert_int_equal(hop.active, side > 0);
    }
}

static void products_of_any_length(void **state)
{
    (void)state;
    float x[40], y[40];
    double sum = 0.0;
    for (int i = 0; i < 40; i++) {
        x[i] = (float)(i + 1);
        y[i] = (float)(3 - i);
    }
    for (size_t n = 0; n <= 40; n++) {
        assert_near(hop_product(x, y, n), sum, 1e-9);
        if (n < 40)
            sum += (double)(x[n] * y[n]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_samples_become_silence),
        cmocka_unit_test(power_is_the_mean_over_channels),
        cmocka_unit_test(activity_starts_at_minus_seventy),
        cmocka_unit_test(products_of_any_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
