/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/noisefloor.h"
#include "base/units.h"
#include "measure/stft.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RATE = 48000, BLOCK = RATE / 10 };

static struct noisefloor floor_now;

static int start(void **state)
{
    (void)state;
    noisefloor_init(&floor_now, RATE);
    return 0;
}

static void play(double db, unsigned blocks)
{
    for (unsigned i = 0; i < blocks; i++)
        noisefloor_process(&floor_now, units_power_from_db(db), BLOCK);
}

static void play_programme(unsigned blocks)
{
    for (unsigned i = 0; i < blocks; i++)
        play(i % 2 ? -18 : -22, 1);
}

static void without_a_pause_nothing_is_known(void **state)
{
    (void)state;
    assert_true(isnan(noisefloor_dbfs(&floor_now)));
    play_programme(50);
    assert_true(isnan(noisefloor_dbfs(&floor_now)));
    play(-20, 50); /* steady, but programme */
    assert_true(isnan(noisefloor_dbfs(&floor_now)));
}

static void the_pause_is_the_floor_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 11025, 44100, 48000, 96000, 192000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        const size_t hop = stft_hop_frames(rates_hz[r]);
        const size_t hops_a_second = rates_hz[r] / hop;
        noisefloor_init(&floor_now, rates_hz[r]);
        for (int round = 0; round < 4; round++) {
            for (size_t i = 0; i < hops_a_second; i++)
                noisefloor_process(&floor_now, units_power_from_db(i % 3 ? -12 : -30), hop);
            for (size_t i = 0; i < hops_a_second; i++)
                noisefloor_process(&floor_now, units_power_from_db(-71.3), hop);
        }
        assert_near(noisefloor_dbfs(&floor_now), -71.3, 0.01);
    }
}

/* The RMS of two levels of equal length is the mean of their powers. */
static void the_quietest_pauses_count_together(void **state)
{
    (void)state;
    for (int round = 0; round < 5; round++) {
        play_programme(10);
        play(-79.5, 5);
        play_programme(10);
        play(-77.5, 5); /* within 3 dB */
        play_programme(10);
        play(-60, 10); /* louder: an amplifier's hum, say */
    }
    const double both = (units_power_from_db(-79.5) + units_power_from_db(-77.5)) / 2;
    assert_near(noisefloor_dbfs(&floor_now), units_db_from_power(both), 0.01);
}

static void a_fade_is_no_pause(void **state)
{
    (void)state;
    for (int round = 0; round < 10; round++) {
        play_programme(10);
        for (double db = -30; db > -100; db -= 1.5)
            play(db, 1);
    }
    assert_true(isnan(noisefloor_dbfs(&floor_now)));
}

/* Of a pause the third block is the first that counts, and three of those are needed. */
static void short_gaps_are_no_pause(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        play_programme(5);
        play(-70, 2);
    }
    assert_true(isnan(noisefloor_dbfs(&floor_now)));
    play_programme(5);
    play(-70, 4);
    assert_true(isnan(noisefloor_dbfs(&floor_now)));
    play_programme(5);
    play(-70, 3);
    assert_near(noisefloor_dbfs(&floor_now), -70, 0.01);
}

/* Programme of -20 dB: what lies above -45 dB is soft music. */
static void a_floor_is_25_db_below_the_programme(void **state)
{
    (void)state;
    play_programme(200);
    play(-43.5, 6);
    assert_true(isnan(noisefloor_dbfs(&floor_now)));
    start(NULL);
    play_programme(200);
    play(-46.5, 6);
    assert_near(noisefloor_dbfs(&floor_now), -46.5, 0.01);
}

static void digital_silence_counts_when_there_is_nothing_else(void **state)
{
    (void)state;
    play(-INFINITY, 20);
    assert_true(isnan(noisefloor_dbfs(&floor_now))); /* nothing was played yet */
    play_programme(10);
    assert_true(isinf(noisefloor_dbfs(&floor_now)) && noisefloor_dbfs(&floor_now) < 0);
    start(NULL);
    play_programme(10);
    play(-INFINITY, 4); /* of which two count */
    assert_true(isnan(noisefloor_dbfs(&floor_now)));
    play(-INFINITY, 1);
    assert_true(isinf(noisefloor_dbfs(&floor_now)));
    play(-65, 6);
    assert_near(noisefloor_dbfs(&floor_now), -65, 0.01);
    play(-INFINITY, 20);
    assert_near(noisefloor_dbfs(&floor_now), -65, 0.01);
}

static void reset_forgets_all(void **state)
{
    (void)state;
    play_programme(10);
    play(-90, 10);
    noisefloor_process(&floor_now, 1.0, BLOCK / 2); /* half a block hangs over */
    assert_near(noisefloor_dbfs(&floor_now), -90, 0.01);
    noisefloor_reset(&floor_now);
    assert_true(isnan(noisefloor_dbfs(&floor_now)));
    play_programme(10);
    play(-60, 10);
    assert_near(noisefloor_dbfs(&floor_now), -60, 0.01);
}

static void nonsense_does_not_stay(void **state)
{
    (void)state;
    play_programme(10);
    noisefloor_process(&floor_now, (double)NAN, BLOCK);
    noisefloor_process(&floor_now, 1e20, 0);
    play(-60, 10);
    assert_near(noisefloor_dbfs(&floor_now), -60, 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(without_a_pause_nothing_is_known, start),
        cmocka_unit_test_setup(the_pause_is_the_floor_at_every_rate, start),
        cmocka_unit_test_setup(the_quietest_pauses_count_together, start),
        cmocka_unit_test_setup(a_fade_is_no_pause, start),
        cmocka_unit_test_setup(short_gaps_are_no_pause, start),
        cmocka_unit_test_setup(a_floor_is_25_db_below_the_programme, start),
        cmocka_unit_test_setup(digital_silence_counts_when_there_is_nothing_else, start),
        cmocka_unit_test_setup(reset_forgets_all, start),
        cmocka_unit_test_setup(nonsense_does_not_stay, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
