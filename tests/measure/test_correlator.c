/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Copies of one noise whose delay, level, polarity and colour are known. */

#include "measure/correlator.h"
#include "measure/stft.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WINDOW_MAX = 1 << 16, MARGIN = 10000 };

static float noise[WINDOW_MAX + 2 * MARGIN], other[WINDOW_MAX];

static int make_noise(void **state)
{
    (void)state;
    uint64_t seed = 1;
    synth_noise(noise, sizeof noise / sizeof *noise, &seed, 0.5);
    return 0;
}

/* `gain` times the noise, `late` frames after noise + MARGIN. */
static void copy(float *to, size_t frames, long late, double gain)
{
    for (size_t i = 0; i < frames; i++)
        to[i] = (float)(gain * (double)noise[(long)i + MARGIN - late]);
}

static struct correlator_row row(const float *samples, size_t frames)
{
    return (struct correlator_row){.older = samples, .older_frames = frames, .newer = samples};
}

static const float *compare(struct correlator *correlator, const float *a, const float *b)
{
    const size_t frames = correlator_window_frames(correlator);
    const struct correlator_row first = row(a, frames), second = row(b, frames);
    return correlator_compare(correlator, &first, &second);
}

struct top {
    long lag;
    double height, second; /* the highest that is no neighbour */
};

static struct top top_of(const struct correlator *correlator, const float *lags)
{
    const long max = (long)correlator_max_lag(correlator);
    struct top top = {0};
    for (long lag = -max; lag <= max; lag++)
        if (fabs((double)lags[lag + max]) > fabs(top.height)) {
            top.height = (double)lags[lag + max];
            top.lag = lag;
        }
    for (long lag = -max; lag <= max; lag++)
        if (labs(lag - top.lag) > max / 50)
            top.second = fmax(top.second, fabs((double)lags[lag + max]));
    return top;
}

static const unsigned rates_hz[] = {8000, 11025, 22050, 44100, 48000, 96000, 192000};
enum { RATES = sizeof rates_hz / sizeof rates_hz[0] };

static void the_window_is_a_sixth_of_a_second_and_the_lag_50_ms(void **state)
{
    (void)state;
    for (size_t r = 0; r < RATES; r++) {
        struct correlator *correlator = correlator_new(rates_hz[r]);
        const size_t frames = correlator_window_frames(correlator);
        assert_int_equal(frames & (frames - 1), 0);
        assert_int_equal(frames % stft_hop_frames(rates_hz[r]), 0);
        assert_true((double)frames / rates_hz[r] > 0.12 && (double)frames / rates_hz[r] < 0.25);
        assert_int_equal(correlator_max_lag(correlator), rates_hz[r] / 20);
        correlator_free(correlator);
    }
    correlator_free(NULL);
}

static void a_copy_is_found_where_it_lies_at_every_rate(void **state)
{
    (void)state;
    for (size_t r = 0; r < RATES; r++) {
        struct correlator *correlator = correlator_new(rates_hz[r]);
        const size_t frames = correlator_window_frames(correlator);
        const long ms = (long)rates_hz[r] / 1000;
        const long delays[] = {0, 1, -1, 3 * ms, -17 * ms, 40 * ms};
        for (size_t i = 0; i < sizeof delays / sizeof delays[0]; i++) {
            copy(other, frames, delays[i], 0.1);
            const struct top top =
                top_of(correlator, compare(correlator, noise + MARGIN, other));
            assert_int_equal(top.lag, delays[i]);
            assert_true(top.height > 2 * top.second);
        }
        correlator_free(correlator);
    }
}

/* The definition: at the lag of an exact copy 1, upside down -1, at any level. */
static void an_exact_copy_is_one_at_any_level(void **state)
{
    (void)state;
    static const double gains[] = {1, -1, 1e-4, -1e-4, 300};
    struct correlator *correlator = correlator_new(48000);
    const size_t frames = correlator_window_frames(correlator);
    const size_t max = correlator_max_lag(correlator);
    for (size_t i = 0; i < sizeof gains / sizeof gains[0]; i++) {
        copy(other, frames, 0, gains[i]);
        const float *const lags = compare(correlator, noise + MARGIN, other);
        assert_near(lags[max], gains[i] > 0 ? 1 : -1, 1e-3);
        for (size_t k = 0; k <= 2 * max; k++)
            assert_true(fabsf(lags[k]) < 1.001F);
    }
    correlator_free(correlator);
}

/* A filter without delay changes sizes, not phases. */
static void a_filtered_copy_is_one_as_well(void **state)
{
    (void)state;
    struct correlator *correlator = correlator_new(48000);
    const size_t frames = correlator_window_frames(correlator);
    const size_t max = correlator_max_lag(correlator);
    for (size_t i = 0; i < frames; i++) {
        const float *const at = noise + MARGIN + i;
        other[i] = 0.25F * at[-1] + 0.5F * at[0] + 0.25F * at[1];
    }
    assert_near(compare(correlator, noise + MARGIN, other)[max], 1, 0.02);
    correlator_free(correlator);
}

/* b behind a by d is a behind b by -d. */
static void swapping_turns_the_lags_round(void **state)
{
    (void)state;
    static float kept[20000];
    struct correlator *correlator = correlator_new(44100);
    const size_t frames = correlator_window_frames(correlator);
    const size_t count = 2 * correlator_max_lag(correlator) + 1;
    copy(other, frames, 77, -0.5);
    memcpy(kept, compare(correlator, noise + MARGIN, other), count * sizeof *kept);
    const float *const lags = compare(correlator, other, noise + MARGIN);
    for (size_t i = 0; i < count; i++)
        assert_near(lags[i], kept[count - 1 - i], 1e-4);
    correlator_free(correlator);
}

static void strangers_have_nothing_in_common(void **state)
{
    (void)state;
    uint64_t seed = 99;
    struct correlator *correlator = correlator_new(48000);
    synth_noise(other, WINDOW_MAX, &seed, 0.5);
    const struct top top = top_of(correlator, compare(correlator, noise + MARGIN, other));
    assert_true(fabs(top.height) < 0.15);
    correlator_free(correlator);
}

static void silence_has_no_lag(void **state)
{
    (void)state;
    struct correlator *correlator = correlator_new(48000);
    const size_t count = 2 * correlator_max_lag(correlator) + 1;
    memset(other, 0, sizeof other);
    const float *lags = compare(correlator, noise + MARGIN, other);
    for (size_t i = 0; i < count; i++)
        assert_near(lags[i], 0, 0.15);
    lags = compare(correlator, other, other);
    for (size_t i = 0; i < count; i++)
        assert_near(lags[i], 0, 0);
    correlator_free(correlator);
}

/* Below 80 Hz nothing is looked at: rumble that two microphones share does not tie them. */
static void rumble_does_not_count(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct correlator *correlator = correlator_new(48000);
    const size_t frames = correlator_window_frames(correlator);
    static float first[WINDOW_MAX];
    synth_noise(other, frames, &seed, 0.01);
    for (size_t i = 0; i < frames; i++) {
        const double rumble = 0.5 * sin(2 * SYNTH_PI * 41 * (double)i / 48000);
        first[i] = (float)(0.02 * (double)noise[i] + rumble);
        other[i] += (float)rumble;
    }
    assert_true(fabs(top_of(correlator, compare(correlator, first, other)).height) < 0.15);
    correlator_free(correlator);
}

static void where_the_ring_is_cut_does_not_matter(void **state)
{
    (void)state;
    static float kept[20000];
    struct correlator *correlator = correlator_new(48000);
    const size_t frames = correlator_window_frames(correlator);
    const size_t bytes = (2 * correlator_max_lag(correlator) + 1) * sizeof *kept;
    copy(other, frames, 100, 0.7);
    memcpy(kept, compare(correlator, noise + MARGIN, other), bytes);
    const size_t cuts[] = {0, 1, frames / 2, frames - 1};
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++) {
        const float *const start = noise + MARGIN;
        const struct correlator_row a = {start, start + cuts[i], cuts[i]};
        const struct correlator_row b = {other, other + cuts[i], cuts[i]};
        assert_memory_equal(correlator_compare(correlator, &a, &b), kept, bytes);
    }
    correlator_free(correlator);
}

static void nothing_is_remembered_not_even_nonsense(void **state)
{
    (void)state;
    struct correlator *correlator = correlator_new(48000);
    const size_t frames = correlator_window_frames(correlator);
    const size_t max = correlator_max_lag(correlator);
    for (size_t i = 0; i < frames; i++)
        other[i] = i % 2 ? NAN : INFINITY;
    compare(correlator, other, noise);
    copy(other, frames, 0, 1);
    assert_near(compare(correlator, noise + MARGIN, other)[max], 1, 1e-3);
    correlator_free(correlator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_window_is_a_sixth_of_a_second_and_the_lag_50_ms),
        cmocka_unit_test(a_copy_is_found_where_it_lies_at_every_rate),
        cmocka_unit_test(an_exact_copy_is_one_at_any_level),
        cmocka_unit_test(a_filtered_copy_is_one_as_well),
        cmocka_unit_test(swapping_turns_the_lags_round),
        cmocka_unit_test(strangers_have_nothing_in_common),
        cmocka_unit_test(silence_has_no_lag),
        cmocka_unit_test(rumble_does_not_count),
        cmocka_unit_test(where_the_ring_is_cut_does_not_matter),
        cmocka_unit_test(nothing_is_remembered_not_even_nonsense),
    };
    return cmocka_run_group_tests(tests, make_noise, NULL);
}
