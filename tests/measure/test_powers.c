/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/powers.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BINS = 129 };

static float re[2][BINS], im[2][BINS], power[2][BINS];

static void fill(unsigned channel, size_t bin, float real, float imaginary)
{
    re[channel][bin] = real;
    im[channel][bin] = imaginary;
    power[channel][bin] = real * real + imaginary * imaginary;
}

static struct stft_frame frame_of(bool stereo)
{
    return (struct stft_frame){
        .bins = BINS, .bin_hz = 10,
        .left_re = re[0], .left_im = im[0], .left_power = power[0],
        .right_re = stereo ? re[1] : NULL, .right_im = stereo ? im[1] : NULL,
        .right_power = stereo ? power[1] : NULL,
    };
}

static int start(void **state)
{
    (void)state;
    memset(re, 0, sizeof re);
    memset(im, 0, sizeof im);
    memset(power, 0, sizeof power);
    return 0;
}

/* How much of the square of a Hann window lies in part `i` of `parts`: by summing it up. */
static double hann_part(unsigned i, unsigned parts)
{
    enum { STEPS = 4000 };
    double part = 0, whole = 0;
    for (unsigned n = 0; n < STEPS; n++) {
        const double hann = 0.5 - 0.5 * cos(2 * SYNTH_PI * (n + 0.5) / STEPS);
        whole += hann * hann;
        part += n * parts / STEPS == i ? hann * hann : 0;
    }
    return part / whole;
}

static void each_hop_weighs_what_the_window_leaves_of_it(void **state)
{
    (void)state;
    static const unsigned overlaps[] = {1, 2, 4, 8};
    for (size_t o = 0; o < sizeof overlaps / sizeof overlaps[0]; o++) {
        struct powers powers;
        assert_true(powers_init(&powers, BINS, 10, overlaps[o], false));
        double sum = 0;
        for (unsigned i = 0; i < overlaps[o]; i++) {
            assert_near(powers.hann[i], hann_part(i, overlaps[o]), 1e-5);
            sum += (double)powers.hann[i];
        }
        assert_near(sum, 1, 1e-6);
        powers_release(&powers);
    }
}

static void the_mean_over_programme_is_kept(void **state)
{
    (void)state;
    struct powers powers;
    assert_true(powers_init(&powers, BINS, 10, 4, false));
    assert_null(powers.right);
    fill(0, 5, 0.6F, 0.8F);
    fill(0, BINS - 1, 0, 2);
    const struct stft_frame frame = frame_of(false);
    for (int i = 0; i < 10; i++)
        powers_add(&powers, &frame, 1);
    assert_near(powers.left[5], 10, 1e-5);
    assert_near(powers.left[BINS - 1], 40, 1e-5);
    assert_near(powers.left[6], 0, 0);
    double weight = 7; /* the first three windows began before the programme did */
    for (unsigned i = 1; i < 4; i++)
        for (unsigned k = i; k < 4; k++)
            weight += hann_part(k, 4);
    assert_near(powers.weight, weight, 1e-5);
    powers_release(&powers);
}

/* A single hop of programme passes through the window, and counts once in all. */
static void silence_does_not_dilute(void **state)
{
    (void)state;
    struct powers powers;
    assert_true(powers_init(&powers, BINS, 10, 4, false));
    const struct stft_frame frame = frame_of(false);
    fill(0, 3, 1, 0);
    for (int i = 0; i < 20; i++)
        powers_add(&powers, &frame, 0);
    assert_near(powers.weight, 0, 0);
    assert_near(powers.left[3], 0, 0);
    powers_add(&powers, &frame, 1);
    for (int i = 0; i < 20; i++)
        powers_add(&powers, &frame, 0);
    assert_near(powers.weight, 1, 1e-6);
    assert_near(powers.left[3], 4, 1e-6); /* as often as a window saw it */
    powers_release(&powers);
}

static void half_a_hop_counts_half(void **state)
{
    (void)state;
    struct powers powers;
    assert_true(powers_init(&powers, BINS, 10, 8, false));
    const struct stft_frame frame = frame_of(false);
    powers_add(&powers, &frame, 0.5F);
    for (int i = 0; i < 8; i++)
        powers_add(&powers, &frame, 0);
    assert_near(powers.weight, 0.5, 1e-6);
    powers_release(&powers);
}

/* The real part of L R*: in phase, upside down, a quarter turn apart. */
static void the_product_tells_the_phase(void **state)
{
    (void)state;
    struct powers powers;
    assert_true(powers_init(&powers, BINS, 10, 1, true));
    fill(0, 1, 0.6F, 0.8F), fill(1, 1, 0.6F, 0.8F);
    fill(0, 2, 0.6F, 0.8F), fill(1, 2, -0.6F, -0.8F);
    fill(0, 3, 0.6F, 0.8F), fill(1, 3, -0.8F, 0.6F);
    fill(0, 4, 1, 0), fill(1, 4, 0.5F, 7);
    const struct stft_frame frame = frame_of(true);
    powers_add(&powers, &frame, 1);
    powers_add(&powers, &frame, 1);
    static const double expected[] = {0, 2, -2, 0, 1};
    for (int k = 0; k < 5; k++)
        assert_near(powers.product[k], expected[k], 1e-6);
    assert_near(powers.right[4], 2 * 49.25, 1e-4);
    assert_near(powers.left[4], 2, 1e-6);
    powers_release(&powers);
}

static void reset_starts_anew(void **state)
{
    (void)state;
    struct powers powers;
    assert_true(powers_init(&powers, BINS, 10, 4, true));
    const struct stft_frame frame = frame_of(true);
    fill(0, 1, 1, 0), fill(1, 1, 1, 0);
    for (int i = 0; i < 6; i++)
        powers_add(&powers, &frame, 1);
    powers_reset(&powers);
    assert_near(powers.weight, 0, 0);
    powers_add(&powers, &frame, 0); /* what was before is not seen through the window either */
    assert_near(powers.weight + powers.left[1] + powers.right[1] + powers.product[1], 0, 0);
    powers_release(&powers);
    powers_release(&powers); /* twice is fine */
}

static const struct band_grid grid = {.nyquist_hz = 24000, .crossover_hz = 350,
                                      .low_bin_hz = 1.5, .high_bin_hz = 23.4375,
                                      .low_bins = 400, .high_bins = 1025};

static double share_of(const struct band_span *span, size_t bin)
{
    static float bins[1100];
    static double longs[1100];
    bins[bin] = 1;
    longs[bin] = 1;
    const double share = (double)band_sum(span, bins);
    assert_near(band_sum_long(span, longs), share, 1e-6);
    bins[bin] = 0;
    longs[bin] = 0;
    return share;
}

/* Bin k is spread evenly over half a bin to either side: its share is what the band has of that. */
static void a_band_takes_its_share_of_every_bin(void **state)
{
    (void)state;
    static const double edges_hz[] = {350, 361, 375, 400, 1000, 1003, 1003.1, 5000, 20000};
    for (size_t i = 0; i + 1 < sizeof edges_hz / sizeof edges_hz[0]; i++) {
        const struct band band = band_of(&grid, edges_hz[i], edges_hz[i + 1]);
        assert_true(band.exists);
        assert_true(band.low.last < band.low.first);
        for (size_t k = 0; k < grid.high_bins; k++) {
            const double from = fmax(edges_hz[i] / grid.high_bin_hz, (double)k - 0.5);
            const double to = fmin(edges_hz[i + 1] / grid.high_bin_hz, (double)k + 0.5);
            assert_near(share_of(&band.high, k), fmax(to - from, 0), 1e-4);
        }
    }
}

static void the_lowest_bands_are_read_off_the_lowband(void **state)
{
    (void)state;
    const struct band low = band_of(&grid, 20, 60), across = band_of(&grid, 250, 500);
    double sum = 0;
    for (size_t k = 0; k < grid.low_bins; k++)
        sum += share_of(&low.low, k);
    assert_near(sum, 40 / 1.5, 1e-4);
    assert_true(low.high.last < low.high.first);
    sum = 0;
    for (size_t k = 0; k < grid.low_bins; k++)
        sum += share_of(&across.low, k) * grid.low_bin_hz;
    for (size_t k = 0; k < grid.high_bins; k++)
        sum += share_of(&across.high, k) * grid.high_bin_hz;
    assert_near(sum, 250, 1e-2);
}

static void above_nyquist_there_is_nothing(void **state)
{
    (void)state;
    static const float ones[1100] = {[1024] = 1};
    const struct band above = band_of(&grid, 24000, 26000);
    assert_false(above.exists);
    const struct band far = band_of(&grid, 30000, 40000), empty = band_of(&grid, 500, 500);
    assert_false(far.exists);
    assert_near(band_sum(&far.high, ones), 0, 0);
    assert_near(band_sum(&empty.high, ones), 0, 0);
    assert_near(band_sum(&empty.low, ones), 0, 0);
    const struct band last = band_of(&grid, 20000, 28000);
    assert_true(last.exists);
    assert_int_equal(last.high.last, grid.high_bins - 1);
    assert_near(share_of(&last.high, grid.high_bins - 1), 1, 1e-6);
}

/* The lanes of the sum leave none out, whatever the length. */
static void every_length_is_summed_up(void **state)
{
    (void)state;
    static float bins[64];
    static double longs[64];
    uint64_t seed = 3;
    for (size_t i = 0; i < 64; i++)
        longs[i] = bins[i] = (float)synth_random(&seed);
    for (size_t first = 0; first < 5; first++)
        for (size_t last = first; last < 64; last++) {
            const struct band_span span = {.first = first, .last = last, .first_weight = 0.25F,
                                           .last_weight = last > first ? 0.75F : 0};
            double sum = 0.25 * longs[first] + (last > first ? 0.75 * longs[last] : 0);
            for (size_t k = first + 1; k < last; k++)
                sum += longs[k];
            assert_near(band_sum(&span, bins), sum, 1e-4);
            assert_near(band_sum_long(&span, longs), sum, 1e-12);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_hop_weighs_what_the_window_leaves_of_it, start),
        cmocka_unit_test_setup(the_mean_over_programme_is_kept, start),
        cmocka_unit_test_setup(silence_does_not_dilute, start),
        cmocka_unit_test_setup(half_a_hop_counts_half, start),
        cmocka_unit_test_setup(the_product_tells_the_phase, start),
        cmocka_unit_test_setup(reset_starts_anew, start),
        cmocka_unit_test(a_band_takes_its_share_of_every_bin),
        cmocka_unit_test(the_lowest_bands_are_read_off_the_lowband),
        cmocka_unit_test(above_nyquist_there_is_nothing),
        cmocka_unit_test(every_length_is_summed_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
