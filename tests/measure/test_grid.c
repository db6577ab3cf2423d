/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A day of slots, fed in uneven pieces: neither long nor short by a frame. */
static void a_day_does_not_drift(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {1000, 11025, 44056, 44100, 47999, 48000, 767999};
    const uint64_t day = 24 * 3600 * GRID_SLOTS_PER_S;
    for (size_t i = 0; i < sizeof rates_hz / sizeof rates_hz[0]; i++) {
        struct grid grid;
        grid_start(&grid, rates_hz[i]);
        uint64_t frames = 0;
        while (grid.slot < day) {
            const size_t count = grid_take(&grid, 1 + frames % 4096);
            frames += count;
            assert_true(count > 0);
            grid_advance(&grid, count);
        }
        assert_true(frames == (uint64_t)24 * 3600 * rates_hz[i]);
    }
}

static void slots_are_even(void **state)
{
    (void)state;
    struct grid grid;
    grid_start(&grid, 11025);
    for (int i = 0; i < 1000; i++) {
        assert_true(grid.length == 110 || grid.length == 111);
        assert_true(grid_advance(&grid, grid_take(&grid, 4096)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_does_not_drift),
        cmocka_unit_test(slots_are_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
