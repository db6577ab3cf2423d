/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Differences whose deviations and correlations are known. */

#include "listen/whiten.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { COUNT = 600 };

static double rows[COUNT * TEXTURE_DIMS];
static struct whiten whiten;

static double normal(uint64_t *seed)
{
    double sum = -6;
    for (int i = 0; i < 12; i++)
        sum += synth_random(seed);
    return sum;
}

/* Traits on their own, each of deviation `deviation`. */
static void fill(size_t count, double deviation)
{
    uint64_t seed = 1;
    for (size_t i = 0; i < count * TEXTURE_DIMS; i++)
        rows[i] = deviation * normal(&seed);
}

static void learn(size_t count)
{
    memset(&whiten, 0, sizeof whiten);
    whiten_learn(&whiten, rows, count);
}

static void before_anything_is_heard_each_trait_has_its_usual_gain(void **state)
{
    (void)state;
    learn(0);
    for (unsigned a = 0; a < TEXTURE_DIMS; a++)
        for (unsigned b = 0; b < TEXTURE_DIMS; b++)
            assert_near(whiten.turn[a][b], a == b ? whiten_gain(a, 0.15 * 0.15) : 0, 1e-9);
}

/* A floor below which a difference is nothing: 1 dB of a band, a shade of a chord. */
static void the_gain_is_the_inverse_of_the_deviation(void **state)
{
    (void)state;
    assert_near(whiten_gain(0, 1e6), 1e-3, 1e-6);
    assert_near(whiten_gain(0, 0), 10, 1e-9);
    assert_near(whiten_gain(TEXTURE_LEVEL, 0), 10, 1e-9);
    assert_near(whiten_gain(TEXTURE_BANDS, 0), 1 / 0.16, 1e-9);
    assert_near(whiten_gain(TEXTURE_LEVEL - 1, 0), 1 / 0.16, 1e-9);
}

/* Twice the deviation, half the gain, where it is far above the floor. */
static void gains_follow_what_was_heard(void **state)
{
    (void)state;
    fill(COUNT, 10);
    learn(COUNT);
    const struct whiten ten = whiten;
    fill(COUNT, 20);
    learn(COUNT);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        assert_near(whiten.turn[d][d] / ten.turn[d][d], 0.5, 0.01);
    assert_near(ten.turn[0][0], 1.0 / (10 * sqrt(0.5)), 0.03); /* half of it is of each bar */
}

static void still_music_stops_at_the_floor(void **state)
{
    (void)state;
    fill(COUNT, 0);
    learn(COUNT);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        assert_true(whiten.turn[d][d] < whiten_gain(d, 0));
        assert_true(whiten.turn[d][d] > 0.95 * whiten_gain(d, 0));
    }
}

/* A tenth of the bars changed for good: that is no variation. */
static void the_greatest_differences_are_left_out(void **state)
{
    (void)state;
    fill(COUNT, 1);
    learn(COUNT);
    const double usual = whiten.turn[5][5];
    for (size_t i = 0; i < COUNT; i += 10)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            rows[i * TEXTURE_DIMS + d] += 1000;
    learn(COUNT);
    assert_near(whiten.turn[5][5] / usual, 1, 0.2);
}

static void few_differences_are_believed_a_little(void **state)
{
    (void)state;
    fill(30, 10);
    learn(30);
    const double few = 1 / (whiten.turn[0][0] * whiten.turn[0][0]);
    fill(COUNT, 10);
    learn(COUNT);
    const double many = 1 / (whiten.turn[0][0] * whiten.turn[0][0]);
    assert_true(few > 0.2 * many && few < 0.8 * many); /* half of what it would be */
}

/* One hit moves all bands: together they count little more than one alone. */
static void traits_that_go_together_count_once(void **state)
{
    (void)state;
    uint64_t seed = 3;
    float moved[TEXTURE_DIMS];
    double white[TEXTURE_DIMS], together = 0, alone = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const double hit = normal(&seed);
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            rows[i * TEXTURE_DIMS + d] = hit + 0.05 * normal(&seed);
    }
    learn(COUNT);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        moved[d] = 1;
    whiten_apply(&whiten, moved, white);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        together += white[d] * white[d];
    fill(COUNT, 1);
    learn(COUNT);
    whiten_apply(&whiten, moved, white);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        alone += white[d] * white[d];
    assert_true(together < alone / 5);
}

static void what_is_usual_is_nowhere(void **state)
{
    (void)state;
    float dims[TEXTURE_DIMS];
    double white[TEXTURE_DIMS];
    fill(COUNT, 1);
    learn(COUNT);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        whiten.mean[d] = 0.25 * d;
        dims[d] = 0.25F * (float)d;
    }
    whiten_apply(&whiten, dims, white);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        assert_near(white[d], 0, 0);
    dims[7] += 2;
    whiten_apply(&whiten, dims, white);
    for (unsigned d = 0; d < 7; d++)
        assert_near(white[d], 0, 0);
    assert_near(white[7], 2 * whiten.turn[7][7], 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_anything_is_heard_each_trait_has_its_usual_gain),
        cmocka_unit_test(the_gain_is_the_inverse_of_the_deviation),
        cmocka_unit_test(gains_follow_what_was_heard),
        cmocka_unit_test(still_music_stops_at_the_floor),
        cmocka_unit_test(the_greatest_differences_are_left_out),
        cmocka_unit_test(few_differences_are_believed_a_little),
        cmocka_unit_test(traits_that_go_together_count_once),
        cmocka_unit_test(what_is_usual_is_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
