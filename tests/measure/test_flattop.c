/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tops drawn by hand, whose number, length and height are known. */

#include "measure/flattop.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES = 9600, PERIOD = 48 };

static float wave[FRAMES];

static void clip(float *samples, size_t frames, float ceiling)
{
    for (size_t i = 0; i < frames; i++)
        samples[i] = fminf(fmaxf(samples[i], -ceiling), ceiling);
}

static struct flattop look_at(const float *samples, size_t frames)
{
    struct flattop flattop = {0};
    flattop_process(&flattop, samples, frames);
    return flattop;
}

/* `count` plateaus of `length` at `height`, that much silence between them. */
static size_t draw_plateaus(float *to, size_t count, size_t length, float height)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < length; k++)
            to[at++] = 0;
        for (size_t k = 0; k < length; k++)
            to[at++] = height;
    }
    to[at++] = 0;
    return at;
}

static void a_round_top_is_not_flat(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 44100, 48000, 96000, 192000};
    static const double hz[] = {20, 50, 997, 3000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++)
        for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++) {
            synth_sine(wave, FRAMES, rates_hz[r], hz[i], 0.9);
            assert_int_equal(look_at(wave, FRAMES).runs, 0);
        }
    synth_sine(wave, FRAMES, 48000, 997, 0.9);
    assert_near(look_at(wave, FRAMES).ceiling, 0.9, 0.001);
}

/* |sin| >= 0.6 from 36.87 to 143.13 degrees: fifteen samples of 7.5 degrees. */
static void each_half_of_a_clipped_sine_has_one(void **state)
{
    (void)state;
    static const float levels[] = {1.0F, 0.5F, 0.1F, 0.02F};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        synth_sine(wave, FRAMES, 48000, 48000.0 / PERIOD, (double)levels[i]);
        clip(wave, FRAMES, 0.6F * levels[i]);
        const struct flattop found = look_at(wave, FRAMES);
        assert_int_equal(found.runs, 2 * FRAMES / PERIOD);
        assert_int_equal(found.longest, 15);
        assert_near(found.ceiling, 0.6F * levels[i], 0);
    }
}

static void below_minus_40_dbfs_nobody_looks(void **state)
{
    (void)state;
    size_t frames = draw_plateaus(wave, 20, 8, 0.0101F);
    assert_int_equal(look_at(wave, frames).runs, 20);
    frames = draw_plateaus(wave, 20, 8, 0.0099F);
    assert_int_equal(look_at(wave, frames).runs, 0);
}

static void three_samples_are_flat_and_two_are_not(void **state)
{
    (void)state;
    size_t frames = draw_plateaus(wave, 10, 2, 0.5F);
    assert_int_equal(look_at(wave, frames).runs, 0);
    frames = draw_plateaus(wave, 10, 3, -0.5F);
    assert_int_equal(look_at(wave, frames).runs, 10);
    assert_int_equal(look_at(wave, frames).longest, 3);
}

/* Up and down by 0.2 % of the height a sample: what music does; by 2 %: what a converter does. */
static void a_flat_top_breaks_off(void **state)
{
    (void)state;
    static const struct {
        size_t ramp;
        unsigned runs;
    } cases[] = {{500, 0}, {50, 1}};
    for (size_t c = 0; c < 2; c++) {
        size_t at = 0;
        for (size_t i = 0; i < cases[c].ramp; i++)
            wave[at++] = 0.8F * (float)i / (float)cases[c].ramp;
        for (size_t i = 0; i < 10; i++)
            wave[at++] = 0.8F;
        for (size_t i = cases[c].ramp; i-- > 0;)
            wave[at++] = 0.8F * (float)i / (float)cases[c].ramp;
        assert_int_equal(look_at(wave, at).runs, cases[c].runs);
    }
}

/* At both ends: a limiter's release, or a plucked string, breaks off at one. */
static void one_sharp_end_is_not_enough(void **state)
{
    (void)state;
    enum { RAMP = 500 };
    for (int rising = 0; rising < 2; rising++) {
        size_t at = 0;
        wave[at++] = 0;
        for (size_t i = 0; rising && i < RAMP; i++)
            wave[at++] = 0.8F * (float)i / RAMP;
        for (size_t i = 0; i < 10; i++)
            wave[at++] = 0.8F;
        for (size_t i = RAMP; !rising && i-- > 0;)
            wave[at++] = 0.8F * (float)i / RAMP;
        wave[at++] = 0;
        assert_int_equal(look_at(wave, at).runs, 0);
    }
}

static void what_stands_lower_is_no_ceiling(void **state)
{
    (void)state;
    size_t at = draw_plateaus(wave, 5, 4, 0.8F);
    at += draw_plateaus(wave + at, 7, 6, 0.7F);
    struct flattop found = look_at(wave, at);
    assert_int_equal(found.runs, 5);
    assert_int_equal(found.longest, 4);
    at = draw_plateaus(wave, 7, 6, 0.7F);
    at += draw_plateaus(wave + at, 5, 4, 0.8F);
    found = look_at(wave, at);
    assert_int_equal(found.runs, 5);
    assert_int_equal(found.longest, 4);
}

/* One peak above the tops, and they were none. */
static void a_higher_peak_takes_them_back(void **state)
{
    (void)state;
    size_t at = draw_plateaus(wave, 7, 6, 0.7F);
    assert_int_equal(look_at(wave, at).runs, 7);
    wave[at++] = 0.75F;
    wave[at++] = 0;
    assert_int_equal(look_at(wave, at).runs, 0);
}

static void nearly_the_same_height_is_the_same(void **state)
{
    (void)state;
    size_t at = draw_plateaus(wave, 3, 4, 0.8F);
    at += draw_plateaus(wave + at, 3, 4, -0.801F); /* 0.1 % up */
    at += draw_plateaus(wave + at, 3, 4, 0.793F);  /* 1 % down */
    assert_int_equal(look_at(wave, at).runs, 9);
}

static void dither_of_16_bits_does_not_hide_it(void **state)
{
    (void)state;
    uint64_t seed = 1;
    const size_t frames = draw_plateaus(wave, 50, 8, 0.5F);
    for (size_t i = 0; i < frames; i++)
        wave[i] += (float)(synth_random(&seed) - synth_random(&seed)) / 32768.0F;
    assert_in_range(look_at(wave, frames).runs, 48, 50);
}

static void direct_current_has_no_top(void **state)
{
    (void)state;
    for (size_t i = 0; i < FRAMES; i++)
        wave[i] = 0.5F;
    assert_int_equal(look_at(wave, FRAMES).runs, 0);
    memset(wave, 0, sizeof wave);
    assert_int_equal(look_at(wave, FRAMES).runs, 0);
    assert_near(look_at(wave, 0).ceiling, 0, 0);
}

static void block_sizes_do_not_matter(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 2, 64, 441, 512, 4096};
    for (size_t i = 0; i < FRAMES; i++) {
        const double t = (double)i / 48000;
        wave[i] = (float)(sin(2 * SYNTH_PI * 220 * t) +
                          0.7 * sin(2 * SYNTH_PI * 1270 * t) * sin(2 * SYNTH_PI * 3 * t));
    }
    clip(wave, FRAMES, 0.9F);
    const struct flattop whole = look_at(wave, FRAMES);
    assert_true(whole.runs > 20);
    for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
        struct flattop flattop = {0};
        for (size_t at = 0; at < FRAMES; at += blocks[b])
            flattop_process(&flattop, wave + at,
                            FRAMES - at < blocks[b] ? FRAMES - at : blocks[b]);
        assert_int_equal(flattop.runs, whole.runs);
        assert_int_equal(flattop.longest, whole.longest);
        assert_near(flattop.ceiling, whole.ceiling, 0);
    }
}

static void nonsense_is_no_top_and_is_forgotten(void **state)
{
    (void)state;
    struct flattop flattop = {0};
    for (size_t i = 0; i < 512; i++)
        wave[i] = NAN;
    flattop_process(&flattop, wave, 512);
    assert_int_equal(flattop.runs, 0);
    const size_t frames = draw_plateaus(wave, 10, 4, 0.5F);
    flattop_process(&flattop, wave, frames);
    assert_int_equal(flattop.runs, 10);
    assert_near(flattop.ceiling, 0.5, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_top_is_not_flat),
        cmocka_unit_test(each_half_of_a_clipped_sine_has_one),
        cmocka_unit_test(below_minus_40_dbfs_nobody_looks),
        cmocka_unit_test(three_samples_are_flat_and_two_are_not),
        cmocka_unit_test(a_flat_top_breaks_off),
        cmocka_unit_test(one_sharp_end_is_not_enough),
        cmocka_unit_test(what_stands_lower_is_no_ceiling),
        cmocka_unit_test(a_higher_peak_takes_them_back),
        cmocka_unit_test(nearly_the_same_height_is_the_same),
        cmocka_unit_test(dither_of_16_bits_does_not_hide_it),
        cmocka_unit_test(direct_current_has_no_top),
        cmocka_unit_test(block_sizes_do_not_matter),
        cmocka_unit_test(nonsense_is_no_top_and_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
