/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/likeness.h"
#include "base/readings.h"
#include "measure/erb.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const double step_s = 0.085;

/* What a track does in band b at step n, dB. */
typedef double movement(unsigned n, unsigned b);

static double hash(unsigned n, unsigned b, unsigned who)
{
    uint64_t x = ((uint64_t)n << 32 | b << 8 | who) * 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return (double)(int64_t)(x ^ x >> 31) / 9223372036854775808.0 * 10;
}

static double own(unsigned n, unsigned b)
{
    return -40 + hash(n, b, 1);
}

static double softer_and_darker(unsigned n, unsigned b)
{
    return own(n, b) - 10 - 0.3 * b;
}

static double opposite(unsigned n, unsigned b)
{
    return -40 - hash(n, b, 1);
}

static double stranger(unsigned n, unsigned b)
{
    return -40 + hash(n, b, 2);
}

static double still(unsigned n, unsigned b)
{
    (void)n;
    return -30 - 0.5 * b;
}

static double silence(unsigned n, unsigned b)
{
    (void)n, (void)b;
    return (double)-INFINITY;
}

static double nonsense(unsigned n, unsigned b)
{
    (void)n, (void)b;
    return (double)NAN;
}

static void take(struct likeness *likeness, unsigned track, movement *moves, unsigned n,
                 bool active)
{
    float levels_db[ERB_ROW] = {0};
    for (unsigned b = 0; b < ERB_BANDS; b++)
        levels_db[b] = (float)moves(n, b);
    likeness_take(likeness, track, levels_db, active);
}

static void play(struct likeness *likeness, movement *a, movement *b, unsigned from, unsigned steps)
{
    for (unsigned n = from; n < from + steps; n++) {
        take(likeness, 0, a, n, true);
        take(likeness, 1, b, n, true);
        likeness_step(likeness);
    }
}

static float likeness_after(movement *a, movement *b, unsigned steps)
{
    struct likeness *likeness = likeness_new(2, step_s);
    play(likeness, a, b, 0, steps);
    const float found = likeness_of(likeness, 0, 1);
    assert_near(likeness_of(likeness, 1, 0), found, 0);
    likeness_free(likeness);
    return found;
}

static void the_same_moves_are_alike_at_any_level_and_colour(void **state)
{
    (void)state;
    assert_near(likeness_after(own, own, 100), 1, 1e-5);
    assert_near(likeness_after(own, softer_and_darker, 100), 1, 1e-4);
}

static void opposite_moves_are_minus_one(void **state)
{
    (void)state;
    assert_near(likeness_after(own, opposite, 100), -1, 1e-4);
}

/* 38 bands for 8 s: chance leaves some 1 / sqrt(38 * 100). */
static void strangers_are_not_alike(void **state)
{
    (void)state;
    assert_near(likeness_after(own, stranger, 100), 0, 0.1);
}

static void who_does_not_move_is_like_nobody(void **state)
{
    (void)state;
    assert_near(likeness_after(own, still, 100), 0, 0);
    assert_near(likeness_after(still, still, 100), 0, 0);
    assert_near(likeness_after(own, silence, 100), 0, 0);
    assert_near(likeness_after(silence, silence, 100), 0, 0);
}

/* 24 steps, of which the oldest fade: with 20 s of memory it takes 25. */
static void at_first_nothing_is_said(void **state)
{
    (void)state;
    assert_near(likeness_after(own, own, 0), 0, 0);
    assert_near(likeness_after(own, own, 23), 0, 0);
    assert_near(likeness_after(own, own, 30), 1, 1e-4);
}

/* While one of them plays the other's pause tells against them; while none does nothing is told. */
static void what_pauses_together_waits(void **state)
{
    (void)state;
    struct likeness *likeness = likeness_new(2, step_s);
    play(likeness, own, own, 0, 100);
    const float before = likeness_of(likeness, 0, 1);
    for (unsigned n = 0; n < 500; n++) {
        take(likeness, 0, own, n, false);
        take(likeness, 1, stranger, n, false);
        likeness_step(likeness);
    }
    assert_near(likeness_of(likeness, 0, 1), before, 0);
    play(likeness, own, stranger, 0, 100);
    assert_true(likeness_of(likeness, 0, 1) < 0.7F);
    likeness_free(likeness);
}

/* After three memories of 20 s a twentieth is left of it. */
static void the_past_fades(void **state)
{
    (void)state;
    struct likeness *likeness = likeness_new(2, step_s);
    play(likeness, own, own, 0, 300);
    play(likeness, own, opposite, 300, (unsigned)(60 / step_s));
    assert_near(likeness_of(likeness, 0, 1), -1 + 2 * exp(-3) * (1 - exp(-300 * step_s / 20)),
                0.02);
    likeness_free(likeness);
}

static void reset_forgets(void **state)
{
    (void)state;
    struct likeness *likeness = likeness_new(2, step_s);
    play(likeness, own, own, 0, 100);
    likeness_reset(likeness);
    assert_near(likeness_of(likeness, 0, 1), 0, 0);
    play(likeness, own, opposite, 100, 50); /* the mean goes on, and is followed */
    assert_true(likeness_of(likeness, 0, 1) < -0.9F);
    likeness_free(likeness);
}

static void pairs_are_apart(void **state)
{
    (void)state;
    struct likeness *likeness = likeness_new(TRACKS_MAX, step_s);
    for (unsigned n = 0; n < 40; n++) {
        for (unsigned t = 0; t < TRACKS_MAX; t++)
            take(likeness, t, t % 3 == 0 ? own : t % 3 == 1 ? stranger : opposite, n, true);
        likeness_step(likeness);
    }
    for (unsigned a = 0; a < TRACKS_MAX; a += 7)
        for (unsigned b = 0; b < TRACKS_MAX; b++) {
            const double expected = a % 3 == b % 3 ? 1 : a % 3 == 1 || b % 3 == 1 ? 0 : -1;
            if (a != b)
                assert_near(likeness_of(likeness, a, b), expected, 0.1);
        }
    likeness_free(likeness);
}

static void nonsense_does_not_spread(void **state)
{
    (void)state;
    struct likeness *likeness = likeness_new(2, step_s);
    play(likeness, nonsense, own, 0, 30);
    assert_near(likeness_of(likeness, 0, 1), 0, 0);
    play(likeness, own, own, 30, 800);
    assert_true(likeness_of(likeness, 0, 1) > 0.95F);
    likeness_free(likeness);
    likeness_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_moves_are_alike_at_any_level_and_colour),
        cmocka_unit_test(opposite_moves_are_minus_one),
        cmocka_unit_test(strangers_are_not_alike),
        cmocka_unit_test(who_does_not_move_is_like_nobody),
        cmocka_unit_test(at_first_nothing_is_said),
        cmocka_unit_test(what_pauses_together_waits),
        cmocka_unit_test(the_past_fades),
        cmocka_unit_test(reset_forgets),
        cmocka_unit_test(pairs_are_apart),
        cmocka_unit_test(nonsense_does_not_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
