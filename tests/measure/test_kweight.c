/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/kweight.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void the_table_holds_at_48k(void **state)
{
    (void)state;
    struct kweight filter;
    kweight_design(&filter, 48000);
    assert_near(filter.shelf.b0, 1.53512485958697, 0);
    assert_near(filter.highpass.a1, -1.99004745483398, 0);
    /* The -0.691 of the standard undoes this. */
    assert_near(kweight_gain_db(&filter, 48000, 997), 0.691, 0.001);
    assert_near(kweight_gain_db(&filter, 48000, 10000), 4.04, 0.02);
    assert_near(kweight_gain_db(&filter, 48000, 38.1), -6, 0.2);
}

/* Coefficients in wide use at 44.1 kHz. */
static void the_design_is_the_known_one(void **state)
{
    (void)state;
    struct kweight filter;
    kweight_design(&filter, 44100);
    assert_near(filter.shelf.b0, 1.5308412300498355, 1e-9);
    assert_near(filter.shelf.b1, -2.6509799951536985, 1e-9);
    assert_near(filter.shelf.b2, 1.1690790799210682, 1e-9);
    assert_near(filter.shelf.a1, -1.6636551132560204, 1e-9);
    assert_near(filter.shelf.a2, 0.7125954280732254, 1e-9);
    assert_near(filter.highpass.a1, -1.9891696736297957, 1e-9);
    assert_near(filter.highpass.a2, 0.9891990357870394, 1e-9);
}

static void the_response_is_the_same_at_every_rate(void **state)
{
    (void)state;
    static const struct {
        unsigned rate_hz;
        double at_997_db, below_4k_db; /* tolerances */
    } rows[] = {{8000, 1e-9, 0.6},  {11025, 1e-9, 0.6}, {16000, 1e-9, 0.5}, {22050, 0.04, 0.2},
                {32000, 0.03, 0.1}, {44100, 0.005, 0.02}, {88200, 0.03, 0.06}, {96000, 0.03, 0.06},
                {176400, 0.04, 0.08}, {192000, 0.04, 0.08}, {384000, 0.05, 0.1}};
    struct kweight reference, filter;
    kweight_design(&reference, 48000);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kweight_design(&filter, rows[i].rate_hz);
        assert_near(kweight_gain_db(&filter, rows[i].rate_hz, 997),
                    kweight_gain_db(&reference, 48000, 997), rows[i].at_997_db);
        for (double hz = 25; hz < 3000; hz *= 1.2)
            assert_near(kweight_gain_db(&filter, rows[i].rate_hz, hz),
                        kweight_gain_db(&reference, 48000, hz), rows[i].below_4k_db);
    }
}

static void it_is_stable_at_absurd_rates(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {1000, 1994, 2000, 3000, 3364, 4000, 768000};
    static float samples[48000];
    uint64_t seed = 3;
    synth_noise(samples, 48000, &seed, 1);
    for (size_t i = 0; i < sizeof rates_hz / sizeof rates_hz[0]; i++) {
        struct kweight filter;
        struct kweight_state filter_state = {{{0}}, {{0}}};
        double energy[2] = {0, 0};
        kweight_design(&filter, rates_hz[i]);
        kweight_process(&filter, &filter_state, samples, samples, 48000, energy);
        assert_true(energy[0] > 0 && energy[0] < 48000 * 4);
        assert_near(energy[0], energy[1], 0);
    }
}

static void the_filter_is_its_formula(void **state)
{
    (void)state;
    enum { RATE = 48000, FRAMES = 4 * RATE };
    static const double hz[] = {30, 100, 997, 3000, 12000};
    float *samples = malloc(FRAMES * sizeof *samples);
    struct kweight filter;
    kweight_design(&filter, RATE);
    for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++) {
        struct kweight_state filter_state = {{{0}}, {{0}}};
        double energy[2] = {0, 0}, before[2] = {0, 0};
        synth_sine(samples, FRAMES, RATE, hz[i], 1);
        kweight_process(&filter, &filter_state, samples, samples, FRAMES - RATE, before);
        const float *end = samples + FRAMES - RATE;
        kweight_process(&filter, &filter_state, end, end, RATE, energy);
        assert_near(10 * log10(2 * energy[0] / RATE), kweight_gain_db(&filter, RATE, hz[i]), 0.001);
    }
    free(samples);
}

static void faded_state_is_silence(void **state)
{
    (void)state;
    struct kweight_state filter_state = {{{1e-31, 0.5}, {NAN, -INFINITY}},
                                         {{-1e-40, 1}, {0, -1e-29}}};
    kweight_settle(&filter_state);
    assert_near(filter_state.shelf[0][0], 0, 0);
    assert_near(filter_state.shelf[0][1], 0.5, 0);
    assert_near(filter_state.shelf[1][0], 0, 0);
    assert_near(filter_state.shelf[1][1], 0, 0);
    assert_near(filter_state.highpass[0][0], 0, 0);
    assert_near(filter_state.highpass[1][1], -1e-29, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_holds_at_48k),
        cmocka_unit_test(the_design_is_the_known_one),
        cmocka_unit_test(the_response_is_the_same_at_every_rate),
        cmocka_unit_test(it_is_stable_at_absurd_rates),
        cmocka_unit_test(the_filter_is_its_formula),
        cmocka_unit_test(faded_state_is_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
