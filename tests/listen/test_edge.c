/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Textures that change in one slot, which is known. */

#include "listen/edge.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SLOTS = 200 };

static struct texture_slot slots[SLOTS];

/* All traits move by `step` at slot `at`, in a noise of `noise`. */
static void make(size_t at, double step, double noise)
{
    uint64_t seed = 11;
    for (size_t s = 0; s < SLOTS; s++)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            slots[s].dims[d] = (float)(0.1 * d + (s < at ? 0 : d % 2 ? step : -step) +
                                       noise * (2 * synth_random(&seed) - 1));
}

static void the_slot_of_the_change_is_found(void **state)
{
    (void)state;
    for (size_t at = 90; at <= 110; at++) {
        make(at, 0.5, 0.1);
        assert_int_equal(edge_find(slots, 0, 100, SLOTS, 12), at);
    }
}

static void a_change_that_one_trait_makes_is_enough(void **state)
{
    (void)state;
    make(0, 0, 0.05);
    for (size_t s = 97; s < SLOTS; s++)
        slots[s].dims[3] += 0.6F;
    assert_int_equal(edge_find(slots, 0, 100, SLOTS, 12), 97);
}

/* Louder noise is a change as well: the spread, not the mean. */
static void a_change_of_spread_is_one(void **state)
{
    (void)state;
    make(0, 0, 0.3);
    for (size_t s = 0; s < 104; s++)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            slots[s].dims[d] = 0.1F * (float)d + (slots[s].dims[d] - 0.1F * (float)d) * 0.1F;
    const size_t edge = edge_find(slots, 0, 100, SLOTS, 12);
    assert_in_range(edge, 103, 105);
}

static void it_does_not_reach_farther_than_it_may(void **state)
{
    (void)state;
    make(130, 0.5, 0.05);
    assert_in_range(edge_find(slots, 0, 100, SLOTS, 12), 88, 112);
    make(70, 0.5, 0.05);
    assert_in_range(edge_find(slots, 0, 100, SLOTS, 12), 88, 112);
    assert_int_equal(edge_find(slots, 0, 100, SLOTS, 0), 100);
}

/* Each side keeps four slots, and what lies outside is not looked at. */
static void both_sides_keep_some_slots(void **state)
{
    (void)state;
    make(102, 0.5, 0.05);
    assert_int_equal(edge_find(slots, 100, 106, 120, 50), 104);
    make(118, 0.5, 0.05);
    assert_int_equal(edge_find(slots, 100, 112, 120, 50), 116);
    make(80, 0.5, 0.05);
    for (size_t s = 110; s < SLOTS; s++)
        slots[s].dims[0] += 1;
    assert_int_equal(edge_find(slots, 100, 112, 130, 5), 110);
}

static void too_little_leaves_the_border(void **state)
{
    (void)state;
    make(3, 0.5, 0.05);
    for (size_t end = 0; end <= 8; end++)
        assert_int_equal(edge_find(slots, 0, 2, end, 5), 2);
    assert_int_equal(edge_find(slots, 0, 150, 20, 3), 150); /* a border that lies outside */
}

/* Where one moment is as good as another, there is no reason to move. */
static void without_any_change_the_border_stays(void **state)
{
    (void)state;
    memset(slots, 0, sizeof slots);
    assert_int_equal(edge_find(slots, 0, 100, SLOTS, 12), 100);
    make(0, 0, 0);
    assert_int_equal(edge_find(slots, 0, 100, SLOTS, 12), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_slot_of_the_change_is_found),
        cmocka_unit_test(a_change_that_one_trait_makes_is_enough),
        cmocka_unit_test(a_change_of_spread_is_one),
        cmocka_unit_test(it_does_not_reach_farther_than_it_may),
        cmocka_unit_test(both_sides_keep_some_slots),
        cmocka_unit_test(too_little_leaves_the_border),
        cmocka_unit_test(without_any_change_the_border_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
