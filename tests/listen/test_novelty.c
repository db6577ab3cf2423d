/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Textures that change in a slot that is known; the same noise lies over all of them. */

#include "listen/novelty.h"
#include "listen/whiten.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const double slot_s = 0.09;
static struct novelty *novelty;
static uint64_t seed;
static unsigned played; /* slots */

static int start(void **state)
{
    (void)state;
    novelty = novelty_new(slot_s);
    seed = 1;
    played = 0;
    return novelty ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    novelty_free(novelty);
    return 0;
}

static unsigned borders;
static double border_s, told_s;

/* Plays `seconds` of a texture whose bands lie at `level`. */
static void play(double seconds, double level, double noise)
{
    const unsigned end = played + (unsigned)(seconds / slot_s);
    for (; played < end; played++) {
        struct texture_slot slot = {.loudness = 0};
        unsigned ago = 0;
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            slot.dims[d] = (float)(level * (d % 3 == 0) + noise * (2 * synth_random(&seed) - 1));
        if (!novelty_process(novelty, &slot, &ago))
            continue;
        borders++;
        assert_true(ago >= 1 && ago <= played + 1);
        border_s = (played + 1 - ago) * slot_s;
        told_s = (played + 1) * slot_s;
    }
}

static void a_change_is_told_with_its_slot(void **state)
{
    (void)state;
    static const double at_s[] = {20, 23.3, 31.7, 47};
    for (size_t i = 0; i < sizeof at_s / sizeof at_s[0]; i++) {
        stop(NULL);
        start(NULL);
        borders = 0;
        play(at_s[i], 0, 0.1);
        assert_int_equal(borders, 0);
        const double change_s = played * slot_s;
        play(20, 1.5, 0.1);
        assert_int_equal(borders, 1);
        assert_near(border_s, change_s, 0.5 * slot_s);
        assert_true(told_s - change_s > 2 && told_s - change_s < 12);
    }
}

static void what_stays_has_no_border(void **state)
{
    (void)state;
    borders = 0;
    play(120, 0, 0);
    play(120, 0, 0.4);
    assert_int_equal(borders, 0);
}

/* The same step is news in still music and none in music that moves so all the time. */
static void what_varies_anyway_is_no_border(void **state)
{
    (void)state;
    borders = 0;
    for (int i = 0; i < 60; i++)
        play(2.0, i % 2 ? 0.9 : 0, 0.05);
    const unsigned restless = borders;
    stop(NULL);
    start(NULL);
    borders = 0;
    play(30, 0, 0.05);
    play(30, 0.9, 0.05);
    assert_int_equal(borders, 1);
    assert_true(restless <= 1); /* at first nobody knows */
}

static void every_section_is_told(void **state)
{
    (void)state;
    borders = 0;
    for (int i = 0; i < 6; i++)
        play(18, i % 2 ? 1.5 : 0, 0.1);
    play(12, 0, 0.1);
    assert_int_equal(borders, 6);
}

/* Before eight seconds there is nothing to hold it against. */
static void an_early_change_waits(void **state)
{
    (void)state;
    borders = 0;
    play(3.0, 0, 0.1);
    play(4.5, 2, 0.1);
    assert_int_equal(borders, 0);
}

static void restart_forgets_what_was_before(void **state)
{
    (void)state;
    borders = 0;
    play(30, 0, 0.1);
    novelty_restart(novelty);
    play(30, 1.5, 0.1);
    assert_int_equal(borders, 0);
}

static void the_mean_is_of_the_latest_slots(void **state)
{
    (void)state;
    float mean[TEXTURE_DIMS];
    play(30, 0.25, 0);
    play(10 * slot_s + 0.001, 1, 0);
    novelty_mean(novelty, 10, mean);
    assert_near(mean[0], 1, 1e-5);
    assert_near(mean[1], 0, 1e-5);
    novelty_mean(novelty, 20, mean);
    assert_near(mean[0], 0.625, 1e-5);
    novelty_mean(novelty, 100000, mean); /* no more than are kept */
    assert_near(mean[0], (10 + 0.25 * (NOVELTY_SLOTS - 10)) / NOVELTY_SLOTS, 1e-4);
    novelty_mean(novelty, 0, mean);
    assert_near(mean[0], 0, 0);
}

/* Squares of each difference over what is usual: before much was heard, what whitening expects. */
static void distances_are_in_usual_deviations(void **state)
{
    (void)state;
    float a[TEXTURE_DIMS] = {0}, b[TEXTURE_DIMS] = {0};
    play(1, 0, 0);
    b[0] = 0.5F;
    assert_near(novelty_distance(novelty, a, b), pow(0.5 * whiten_gain(0, 0.15 * 0.15), 2), 1e-3);
    assert_near(novelty_distance(novelty, b, a), novelty_distance(novelty, a, b), 0);
    assert_near(novelty_distance(novelty, b, b), 0, 0);
    const double before = novelty_distance(novelty, a, b);
    play(200, 0, 0); /* now that it is known to be still, it means more */
    assert_true(novelty_distance(novelty, a, b) > 2 * before);
    novelty_free(NULL);
}

static void any_length_of_slots_is_fine(void **state)
{
    (void)state;
    static const double lengths_s[] = {0.0701, 0.0853, 0.0929, 0.1049, 1, 100, 1e-4};
    for (size_t i = 0; i < sizeof lengths_s / sizeof lengths_s[0]; i++) {
        struct novelty *other = novelty_new(lengths_s[i]);
        const struct texture_slot slot = {.dims = {1}};
        unsigned ago;
        for (int n = 0; n < 600; n++)
            assert_false(novelty_process(other, &slot, &ago));
        novelty_free(other);
    }
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(a_change_is_told_with_its_slot),
        TEST(what_stays_has_no_border),
        TEST(what_varies_anyway_is_no_border),
        TEST(every_section_is_told),
        TEST(an_early_change_waits),
        TEST(restart_forgets_what_was_before),
        TEST(the_mean_is_of_the_latest_slots),
        TEST(distances_are_in_usual_deviations),
        TEST(any_length_of_slots_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
