/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bands whose level moves at known rates. */

#include "listen/groove.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BINS_MAX = 8193 };

static const double band_hz[GROOVE_LEVELS + 1] = {20, 100, 200, 400, 800, 1600, 3200, 6400, 11025};
static const double rate_a_second[GROOVE_RATES] = {0.7, 1.5, 2.5, 3.75, 5.5, 7.75, 11.5, 18};

static float power[BINS_MAX];
static struct groove groove;
static struct groove_frame frame;

struct pulse {
    unsigned rate_hz;
    int band;           /* -1: all */
    double hz, depth_db, level;
};

/* Plays `seconds`; the mean power of the movement in the last half of them. */
static void play(const struct pulse *pulse, double seconds, double mean[GROOVE_BANDS][GROOVE_RATES])
{
    const size_t window = stft_window_frames(pulse->rate_hz);
    const double hop_s = (double)stft_hop_frames(pulse->rate_hz) / pulse->rate_hz;
    const double bin_hz = pulse->rate_hz / (double)window;
    const struct stft_frame spectrum = {.bins = window / 2 + 1, .bin_hz = (float)bin_hz,
                                        .left_power = power};
    const size_t hops = (size_t)(seconds / hop_s);
    unsigned count = 0;
    memset(mean, 0, GROOVE_BANDS * sizeof *mean);
    for (size_t hop = 0; hop < hops; hop++) {
        const double turn = 2 * SYNTH_PI * pulse->hz * (double)hop * hop_s;
        const double swing = pow(10, pulse->depth_db / 10 * sin(turn));
        for (size_t k = 0; k < spectrum.bins; k++) {
            const double hz = (double)k * bin_hz;
            const int band = pulse->band;
            const bool moves = band < 0 || (hz >= band_hz[band] && hz < band_hz[band + 1]);
            power[k] = (float)(pulse->level * (moves ? swing : 1));
        }
        if (groove_process(&groove, &spectrum, &frame) && hop > hops / 2) {
            count++;
            for (int b = 0; b < GROOVE_BANDS; b++)
                for (int r = 0; r < GROOVE_RATES; r++)
                    mean[b][r] += (double)frame.power[b][r];
        }
    }
    for (int b = 0; b < GROOVE_BANDS && count > 0; b++)
        for (int r = 0; r < GROOVE_RATES; r++)
            mean[b][r] /= count;
}

static int strongest(const double *powers)
{
    int best = 0;
    for (int r = 1; r < GROOVE_RATES; r++)
        best = powers[r] > powers[best] ? r : best;
    return best;
}

static void a_pulse_is_strongest_at_its_rate_at_every_sample_rate(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 44100, 48000, 192000};
    for (size_t s = 0; s < sizeof rates_hz / sizeof rates_hz[0]; s++)
        for (int r = 0; r < GROOVE_RATES; r += s == 1 ? 1 : 3) {
            double mean[GROOVE_BANDS][GROOVE_RATES];
            const struct pulse pulse = {rates_hz[s], 3, rate_a_second[r], 6, 1e-5};
            groove_init(&groove, rates_hz[s]);
            play(&pulse, 8, mean);
            assert_int_equal(strongest(mean[3]), r);
            assert_true(mean[3][r] > 20 * mean[5][r]); /* another band hardly moves */
        }
}

/* A sine of the level of `depth` in the middle of a rate comes through as it is: half of it, as
 * each pole sees but one of its two sides; squared. */
static void the_power_is_that_of_the_movement(void **state)
{
    (void)state;
    double few[GROOVE_BANDS][GROOVE_RATES], many[GROOVE_BANDS][GROOVE_RATES];
    const struct pulse shallow = {44100, 2, 5.5, 1, 1e-5}, deep = {44100, 2, 5.5, 2, 1e-5};
    groove_init(&groove, 44100);
    play(&shallow, 8, few);
    groove_init(&groove, 44100);
    play(&deep, 8, many);
    const double swing = log(10) / 10; /* 1 dB as a natural logarithm of power */
    assert_near(few[2][4], swing * swing / 4, 0.1 * swing * swing / 4);
    assert_near(many[2][4] / few[2][4], 4, 0.1);
}

static void the_level_of_the_music_does_not_matter(void **state)
{
    (void)state;
    double soft[GROOVE_BANDS][GROOVE_RATES], loud[GROOVE_BANDS][GROOVE_RATES];
    const struct pulse low = {44100, -1, 2.5, 3, 1e-7}, high = {44100, -1, 2.5, 3, 1e-3};
    groove_init(&groove, 44100);
    play(&low, 5, soft);
    groove_init(&groove, 44100);
    play(&high, 5, loud);
    for (int b = 0; b < GROOVE_BANDS; b++)
        assert_near(soft[b][2], loud[b][2], 0.01 * loud[b][2]);
}

/* The last band hears what rises anywhere. */
static void rises_of_all_bands_come_together(void **state)
{
    (void)state;
    double one[GROOVE_BANDS][GROOVE_RATES], all[GROOVE_BANDS][GROOVE_RATES];
    const struct pulse single = {44100, 4, 2.5, 3, 1e-5}, every = {44100, -1, 2.5, 3, 1e-5};
    groove_init(&groove, 44100);
    play(&single, 6, one);
    groove_init(&groove, 44100);
    play(&every, 6, all);
    assert_int_equal(strongest(one[GROOVE_LEVELS]), 2);
    assert_near(all[GROOVE_LEVELS][2] / one[GROOVE_LEVELS][2], GROOVE_LEVELS * GROOVE_LEVELS, 8);
}

static void what_stands_still_does_not_move(void **state)
{
    (void)state;
    double mean[GROOVE_BANDS][GROOVE_RATES];
    for (int silent = 0; silent < 2; silent++) {
        const struct pulse still = {44100, -1, 1, 0, silent ? 0 : 1e-4};
        groove_init(&groove, 44100);
        play(&still, 4, mean);
        for (int b = 0; b < GROOVE_BANDS; b++)
            for (int r = 0; r < GROOVE_RATES; r++)
                assert_near(mean[b][r], 0, 1e-9);
    }
}

static void it_settles_for_two_seconds_and_answers_every_second_hop(void **state)
{
    (void)state;
    const struct stft_frame spectrum = {.bins = 1025, .left_power = power, .right_power = power};
    groove_init(&groove, 44100);
    for (int round = 0; round < 2; round++) {
        unsigned first = 0, answers = 0;
        for (unsigned hop = 0; hop < 500; hop++)
            if (groove_process(&groove, &spectrum, &frame)) {
                answers++;
                first = first ? first : hop;
            }
        assert_near(first * 512.0 / 44100, 2, 0.05);
        assert_near(answers, (500 - first) / 2.0, 1);
        groove_restart(&groove);
    }
}

static void nonsense_does_not_stay(void **state)
{
    (void)state;
    double mean[GROOVE_BANDS][GROOVE_RATES];
    const struct stft_frame spectrum = {.bins = 1025, .left_power = power};
    groove_init(&groove, 44100);
    for (int kind = 0; kind < 2; kind++) {
        for (size_t k = 0; k < BINS_MAX; k++)
            power[k] = kind ? INFINITY : NAN;
        for (unsigned hop = 0; hop < 10; hop++)
            groove_process(&groove, &spectrum, &frame);
    }
    const struct pulse pulse = {44100, 3, 5.5, 6, 1e-5};
    play(&pulse, 20, mean);
    assert_int_equal(strongest(mean[3]), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pulse_is_strongest_at_its_rate_at_every_sample_rate),
        cmocka_unit_test(the_power_is_that_of_the_movement),
        cmocka_unit_test(the_level_of_the_music_does_not_matter),
        cmocka_unit_test(rises_of_all_bands_come_together),
        cmocka_unit_test(what_stands_still_does_not_move),
        cmocka_unit_test(it_settles_for_two_seconds_and_answers_every_second_hop),
        cmocka_unit_test(nonsense_does_not_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
