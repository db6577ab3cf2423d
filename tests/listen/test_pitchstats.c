/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/pitchstats.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct pitchstats stats;

static int clear(void **state)
{
    (void)state;
    memset(&stats, 0, sizeof stats);
    return 0;
}

static double cents_between(float hz, double reference_hz)
{
    return 1200 * log2((double)hz / reference_hz);
}

static double note_hz(int semitones, double cents)
{
    return 440 * exp2((semitones + cents / 100) / 12);
}

static void sing(unsigned times, double hz)
{
    for (unsigned i = 0; i < times; i++)
        pitchstats_add(&stats, (float)hz, true);
}

static struct pitch_reading read(void)
{
    struct pitch_reading reading = {0};
    pitchstats_read(&stats, &reading);
    return reading;
}

static void nothing_is_known_of_silence(void **state)
{
    (void)state;
    struct pitch_reading reading = read();
    assert_true(isnan(reading.median_hz) && isnan(reading.low_hz) && isnan(reading.high_hz));
    assert_true(isnan(reading.voiced_ratio) && isnan(reading.tuning_cents));
    for (int i = 0; i < 100; i++) /* what is too soft is not heard, whatever it seems to be */
        pitchstats_add(&stats, 440, false);
    reading = read();
    assert_true(isnan(reading.voiced_ratio) && isnan(reading.median_hz));
}

static void one_note_is_all_of_them(void **state)
{
    (void)state;
    for (int semitones = -48; semitones <= 38; semitones += 5) {
        clear(NULL);
        sing(20, note_hz(semitones, 0));
        const struct pitch_reading reading = read();
        assert_near(cents_between(reading.median_hz, note_hz(semitones, 0)), 0, 0.1);
        assert_near(cents_between(reading.low_hz, note_hz(semitones, 0)), 0, 0.1);
        assert_near(cents_between(reading.high_hz, note_hz(semitones, 0)), 0, 0.1);
        assert_near(reading.tuning_cents, 0, 0.1);
        assert_near(reading.voiced_ratio, 1, 0);
    }
}

static void the_median_divides_and_the_ends_are_hundredths(void **state)
{
    (void)state;
    sing(5, 82.41);    /* half a percent: a slip */
    sing(400, 110);
    sing(350, 220);
    sing(300, 330);
    sing(5, 987.77);
    const struct pitch_reading reading = read();
    assert_near(reading.median_hz, 220, 0.1);
    assert_near(reading.low_hz, 110, 0.1);
    assert_near(reading.high_hz, 330, 0.1);
}

/* Three estimates within 60 cents make a note. */
static void what_is_not_held_does_not_count(void **state)
{
    (void)state;
    for (int i = 0; i < 300; i++)
        sing(1, note_hz(7 * (i % 12) - 30, 0));
    assert_true(isnan(read().median_hz));
    assert_near(read().voiced_ratio, 1, 0);
    sing(2, 440);
    pitchstats_add(&stats, NAN, true);
    sing(2, 440);
    assert_true(isnan(read().median_hz));
    sing(1, 440);
    assert_near(read().median_hz, 440, 0.1);
    assert_int_equal(stats.sustained, 3);
}

static void a_glide_is_held_in_small_steps(void **state)
{
    (void)state;
    for (int cents = 0; cents <= 1150; cents += 50)
        sing(1, note_hz(0, cents));
    assert_int_equal(stats.sustained, 24);
    clear(NULL);
    for (int cents = 0; cents <= 1200; cents += 70)
        sing(1, note_hz(0, cents));
    assert_int_equal(stats.sustained, 0);
}

static void a_pause_ends_a_note(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        sing(2, 440);
        pitchstats_add(&stats, 440, false);
    }
    assert_true(isnan(read().median_hz));
}

static void the_voiced_share_is_of_what_was_heard(void **state)
{
    (void)state;
    sing(30, 440);
    for (int i = 0; i < 90; i++)
        pitchstats_add(&stats, NAN, true);
    for (int i = 0; i < 500; i++)
        pitchstats_add(&stats, NAN, false);
    assert_near(read().voiced_ratio, 0.25, 1e-6);
}

/* Notes all over the scale, each as far off. */
static void tuning_is_how_far_all_notes_are_off(void **state)
{
    (void)state;
    for (int cents = -45; cents <= 45; cents += 9) {
        clear(NULL);
        for (int semitones = -24; semitones <= 24; semitones += 5)
            sing(10, note_hz(semitones, cents));
        assert_near(read().tuning_cents, cents, 0.1);
    }
    clear(NULL);
    for (int semitones = -24; semitones <= 24; semitones += 5)
        sing(10, note_hz(semitones, semitones % 2 ? 8 : -2));
    assert_true(read().tuning_cents > -2 && read().tuning_cents < 8);
}

static void what_is_no_pitch_is_unvoiced(void **state)
{
    (void)state;
    static const float nothings[] = {NAN, 0, -440, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof nothings / sizeof nothings[0]; i++)
        for (int k = 0; k < 10; k++)
            pitchstats_add(&stats, nothings[i], true);
    assert_near(read().voiced_ratio, 0, 0);
    assert_true(isnan(read().median_hz));
}

/* Eight octaves from 20 Hz. */
static void what_lies_outside_the_scale_is_left_out(void **state)
{
    (void)state;
    sing(10, 19.9);
    sing(10, 5130);
    sing(10, 1e30);
    sing(10, 1e-30);
    assert_true(isnan(read().median_hz));
    sing(10, 20.1);
    sing(10, 5110);
    assert_near(read().low_hz, 20.1, 0.05);
    assert_near(read().high_hz, 5110, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_is_known_of_silence, clear),
        cmocka_unit_test_setup(one_note_is_all_of_them, clear),
        cmocka_unit_test_setup(the_median_divides_and_the_ends_are_hundredths, clear),
        cmocka_unit_test_setup(what_is_not_held_does_not_count, clear),
        cmocka_unit_test_setup(a_glide_is_held_in_small_steps, clear),
        cmocka_unit_test_setup(a_pause_ends_a_note, clear),
        cmocka_unit_test_setup(the_voiced_share_is_of_what_was_heard, clear),
        cmocka_unit_test_setup(tuning_is_how_far_all_notes_are_off, clear),
        cmocka_unit_test_setup(what_is_no_pitch_is_unvoiced, clear),
        cmocka_unit_test_setup(what_lies_outside_the_scale_is_left_out, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
