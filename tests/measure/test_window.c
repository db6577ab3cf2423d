/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/window.h"

#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void hann(void **state)
{
    (void)state;
    const float *const window = window_get(256, 2.0);
    double sum = 0.0;
    for (int i = 0; i < 256; i++)
        sum += (double)window[i];
    assert_near(sum, 2.0, 1e-6);
    assert_near(window[0], 0.0, 0.0);
    assert_near(window[128], 4.0 / 256, 1e-9);
    assert_near(window[64], 2.0 / 256, 1e-9);
    assert_near(window[1], window[255], 1e-9);
    window_put(window);
}

static void shared_by_those_alike(void **state)
{
    (void)state;
    const float *const one = window_get(512, 1.0);
    const float *const same = window_get(512, 1.0);
    const float *const louder = window_get(512, 2.0);
    const float *const longer = window_get(1024, 1.0);
    assert_ptr_equal(one, same);
    assert_ptr_not_equal(one, louder);
    assert_ptr_not_equal(one, longer);
    window_put(one);
    assert_near(same[256], 2.0 / 512, 1e-9);
    window_put(louder);
    window_put(same);
    window_put(longer);
    window_put(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hann),
        cmocka_unit_test(shared_by_those_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
