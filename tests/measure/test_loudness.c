/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/loudness.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RATE = 48000, SECOND = RATE };

static float tone[10 * SECOND], other[10 * SECOND];

static const float *rows_of_tone[CHANNELS_MAX] = {tone, tone, tone, tone, tone, tone, tone, tone};

static void feed(struct loudness *loudness, double amplitude, double seconds)
{
    static const size_t hop = 512;
    size_t frames = (size_t)lround(seconds * RATE);
    synth_sine(tone, hop * 375, RATE, 1000, amplitude); /* 4000 whole periods */
    for (size_t at = 0; frames > 0;) {
        const size_t count = frames < hop ? frames : hop;
        const float *rows[CHANNELS_MAX];
        for (int c = 0; c < CHANNELS_MAX; c++)
            rows[c] = tone + at;
        loudness_process(loudness, rows, count);
        frames -= count;
        at = (at + count) % (hop * 375);
    }
}

static struct loudness_reading read_of(const struct loudness *loudness)
{
    struct loudness_reading reading;
    loudness_read(loudness, &reading, false);
    return reading;
}

static double amplitude_of(double db)
{
    return pow(10, db / 20);
}

static void nothing_is_known_before_windows_fill(void **state)
{
    (void)state;
    assert_null(loudness_new(999, 2));
    assert_null(loudness_new(RATE, 0));
    assert_null(loudness_new(RATE, CHANNELS_MAX + 1));
    loudness_free(NULL);
    struct loudness *loudness = loudness_new(RATE, 2);
    struct loudness_reading reading = read_of(loudness);
    assert_true(isnan(reading.momentary_lufs) && isnan(reading.short_term_lufs));
    assert_true(isnan(reading.integrated_lufs) && isnan(reading.range_lu));
    assert_true(isnan(reading.momentary_max_lufs) && isnan(reading.short_term_max_lufs));
    assert_true(isnan(reading.true_peak_dbtp) && isnan(reading.plr_db));
    assert_true(isnan(reading.psr_db) && isnan(reading.psr_min_db));
    assert_true(isnan(loudness_true_peak_dbtp(loudness, 0)));
    assert_near(reading.integrated_s, 0, 0);
    feed(loudness, 0.1, 0.39);
    assert_true(isnan(read_of(loudness).momentary_lufs));
    feed(loudness, 0.1, 0.02);
    reading = read_of(loudness);
    assert_near(reading.momentary_lufs, -20, 0.1);
    assert_near(reading.integrated_lufs, -20, 0.1);
    assert_true(isnan(reading.short_term_lufs) && isnan(reading.short_term_max_lufs));
    feed(loudness, 0.1, 2.6);
    assert_near(read_of(loudness).short_term_lufs, -20, 0.1);
    loudness_free(loudness);
}

static void channels_have_their_weights(void **state)
{
    (void)state;
    static const struct {
        unsigned channels, at;
        double gain; /* 0: silent */
    } rows[] = {{1, 0, 1},    {2, 1, 1},    {3, 2, 1},    {4, 2, 1.41}, {5, 2, 1},    {5, 3, 1.41},
                {6, 2, 1},    {6, 3, 0},    {6, 4, 1.41}, {6, 5, 1.41}, {7, 3, 0},    {7, 4, 1},
                {7, 6, 1.41}, {8, 3, 0},    {8, 4, 1},    {8, 5, 1},    {8, 6, 1.41}, {8, 7, 1.41}};
    memset(other, 0, sizeof other);
    synth_sine(tone, 4 * SECOND, RATE, 997, 1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct loudness *loudness = loudness_new(RATE, rows[i].channels);
        const float *channels[CHANNELS_MAX];
        for (unsigned c = 0; c < CHANNELS_MAX; c++)
            channels[c] = c == rows[i].at ? tone : other;
        loudness_process(loudness, channels, 4 * SECOND);
        const struct loudness_reading reading = read_of(loudness);
        if (rows[i].gain > 0)
            assert_near(reading.integrated_lufs, -3.01 + 10 * log10(rows[i].gain), 0.02);
        else
            assert_true(isnan(reading.integrated_lufs) && isinf(reading.short_term_lufs));
        assert_near(loudness_true_peak_dbtp(loudness, rows[i].at), 0, 0.1);
        loudness_free(loudness);
    }
}

static void a_tone_reads_right_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {4000,  8000,  11025, 16000, 22050,  32000,  44100, 44056,
                                        48000, 47999, 88200, 96000, 176400, 192000};
    static float samples[4 * 192000];
    const float *rows[2] = {samples, samples};
    for (size_t i = 0; i < sizeof rates_hz / sizeof rates_hz[0]; i++) {
        struct loudness *loudness = loudness_new(rates_hz[i], 2);
        synth_sine(samples, 4 * rates_hz[i], rates_hz[i], 997, amplitude_of(-23));
        loudness_process(loudness, rows, 4 * rates_hz[i]);
        const struct loudness_reading reading = read_of(loudness);
        assert_near(reading.momentary_lufs, -23, 0.05);
        assert_near(reading.short_term_lufs, -23, 0.05);
        assert_near(reading.integrated_lufs, -23, 0.05);
        assert_near(reading.integrated_s, 4, 0.01);
        assert_near(reading.true_peak_dbtp, -23, 0.4);
        loudness_free(loudness);
    }
}

static void range_is_stable_after_a_minute(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    feed(loudness, 0.1, 59.9);
    assert_false(read_of(loudness).range_stable);
    feed(loudness, 0.1, 0.2);
    assert_true(read_of(loudness).range_stable);
    loudness_reset(loudness);
    assert_false(read_of(loudness).range_stable);
    loudness_free(loudness);
}

static void pause_leaves_no_trace(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    feed(loudness, amplitude_of(-30), 10);
    loudness_set_paused(loudness, true);
    feed(loudness, amplitude_of(-6), 10);
    struct loudness_reading reading = read_of(loudness);
    assert_true(reading.paused);
    assert_near(reading.momentary_lufs, -6, 0.1);
    assert_near(reading.short_term_lufs, -6, 0.1);
    loudness_set_paused(loudness, false);
    feed(loudness, amplitude_of(-30), 10);
    reading = read_of(loudness);
    assert_false(reading.paused);
    assert_near(reading.integrated_lufs, -30, 0.1);
    assert_near(reading.momentary_max_lufs, -30, 0.1);
    assert_near(reading.short_term_max_lufs, -30, 0.1);
    assert_near(reading.true_peak_dbtp, -30, 0.5);
    assert_near(reading.range_lu, 0, 0.1);
    assert_near(reading.integrated_s, 20, 0.02);
    loudness_free(loudness);
}

static void reset_is_a_fresh_start(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    feed(loudness, amplitude_of(-6), 5.003);
    loudness_reset(loudness);
    struct loudness_reading reading = read_of(loudness);
    assert_true(isnan(reading.integrated_lufs) && isnan(reading.momentary_max_lufs));
    assert_near(reading.short_term_lufs, -6, 0.1); /* the needles go on */
    feed(loudness, amplitude_of(-30), 10);
    reading = read_of(loudness);
    assert_near(reading.integrated_lufs, -30, 0.1);
    assert_near(reading.momentary_max_lufs, -30, 0.1);
    assert_near(reading.short_term_max_lufs, -30, 0.1);
    assert_near(reading.range_lu, 0, 0.1);
    assert_near(reading.integrated_s, 10, 0.02);
    loudness_free(loudness);
}

static void reset_peaks_leaves_the_ratio(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    feed(loudness, 0.5, 1);
    feed(loudness, 0.1, 4);
    const struct loudness_reading before = read_of(loudness);
    loudness_reset_peaks(loudness);
    assert_true(isnan(read_of(loudness).true_peak_dbtp));
    feed(loudness, 0.1, 0.1);
    const struct loudness_reading after = read_of(loudness);
    assert_near(after.true_peak_dbtp, -20, 0.3);
    assert_near(after.plr_db, before.plr_db, 0.1);
    assert_near(before.plr_db, before.true_peak_dbtp - before.integrated_lufs, 0.001);
    loudness_free(loudness);
}

static void peak_ratios_of_tones_and_pauses(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    feed(loudness, 0.5, 5);
    assert_near(read_of(loudness).psr_db, 0, 0.3); /* both channels: +3.01 - 3.01 */
    feed(loudness, 0.005, 10);                     /* a quiet hum in a pause is not programme */
    const struct loudness_reading reading = read_of(loudness);
    assert_near(reading.psr_db, 0, 0.3);
    assert_true(reading.psr_min_db > -0.3);
    loudness_free(loudness);

    /* One loud click in 3 s lifts the ratio, and leaves it after 3 s. */
    loudness = loudness_new(RATE, 2);
    feed(loudness, 0.05, 5);
    memset(other, 0, sizeof other);
    other[0] = 1;
    const float *click[2] = {other, other};
    loudness_process(loudness, click, 480);
    feed(loudness, 0.05, 1);
    assert_true(read_of(loudness).psr_db > 15);
    feed(loudness, 0.05, 3);
    assert_near(read_of(loudness).psr_db, 0, 0.3);
    loudness_free(loudness);
}

static void silence_is_minus_infinity(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    feed(loudness, 0, 5);
    struct loudness_reading reading = read_of(loudness);
    assert_true(isinf(reading.momentary_lufs) && isinf(reading.short_term_lufs));
    assert_true(isnan(reading.integrated_lufs) && isnan(reading.range_lu));
    assert_true(isinf(reading.true_peak_dbtp));
    feed(loudness, 0.5, 4);
    feed(loudness, 0, 60); /* the filters' tails must end, not crawl on as denormals */
    reading = read_of(loudness);
    assert_true(isinf(reading.momentary_lufs) && isinf(reading.short_term_lufs));
    assert_true(isnan(reading.psr_db));
    assert_near(reading.integrated_lufs, -6, 0.5);
    loudness_free(loudness);
}

static void direct_current_is_not_loud(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    for (size_t i = 0; i < 10 * SECOND; i++)
        tone[i] = 0.5F;
    loudness_process(loudness, rows_of_tone, 10 * SECOND);
    assert_true((double)read_of(loudness).short_term_lufs < -70);
    loudness_free(loudness);
}

static void full_scale_square_keeps_its_head(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    for (size_t i = 0; i < 10 * SECOND; i++)
        tone[i] = i / 24 % 2 ? -1.0F : 1.0F;
    loudness_process(loudness, rows_of_tone, 10 * SECOND);
    const struct loudness_reading reading = read_of(loudness);
    assert_true((double)reading.integrated_lufs > 2 && (double)reading.integrated_lufs < 6);
    assert_true((double)reading.true_peak_dbtp > 0.5 && (double)reading.true_peak_dbtp < 4);
    loudness_free(loudness);
}

static void far_above_full_scale_still_counts(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    feed(loudness, amplitude_of(40), 5);
    assert_near(read_of(loudness).integrated_lufs, 40, 0.1);
    assert_near(read_of(loudness).true_peak_dbtp, 40, 0.5);
    loudness_free(loudness);
}

static void the_end_changes_nothing(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    feed(loudness, amplitude_of(-20), 10);
    feed(loudness, amplitude_of(-30), 10);
    struct loudness_reading first, second, live = read_of(loudness);
    loudness_read(loudness, &first, true);
    loudness_read(loudness, &second, true);
    assert_memory_equal(&first, &second, sizeof first);
    const struct loudness_reading again = read_of(loudness);
    assert_memory_equal(&live, &again, sizeof live);
    assert_near(first.range_lu, 10, 1);
    loudness_free(loudness);
}

static void block_sizes_do_not_matter(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 64, 441, 4096};
    static const unsigned rates_hz[] = {11025, 44100, 48000};
    uint64_t seed = 77;
    for (size_t i = 0; i < 10 * SECOND; i += SECOND / 4)
        synth_noise(tone + i, SECOND / 4, &seed, synth_random(&seed));
    synth_noise(other, 10 * SECOND, &seed, 0.1);
    const float *rows[2] = {tone, other};
    for (size_t r = 0; r < 3; r++) {
        struct loudness *whole = loudness_new(rates_hz[r], 2);
        loudness_process(whole, rows, 10 * SECOND);
        const struct loudness_reading expected = read_of(whole);
        loudness_free(whole);
        for (size_t b = 0; b < 4; b++) {
            struct loudness *loudness = loudness_new(rates_hz[r], 2);
            for (size_t at = 0; at < 10 * SECOND; at += blocks[b]) {
                const float *piece[2] = {tone + at, other + at};
                const size_t rest = 10 * SECOND - at;
                loudness_process(loudness, piece, rest < blocks[b] ? rest : blocks[b]);
            }
            const struct loudness_reading reading = read_of(loudness);
            assert_memory_equal(&reading, &expected, sizeof reading);
            loudness_free(loudness);
        }
    }
}

static void nonsense_does_not_crash_and_passes(void **state)
{
    (void)state;
    struct loudness *loudness = loudness_new(RATE, 2);
    for (size_t i = 0; i < SECOND; i++)
        tone[i] = i % 3 ? NAN : INFINITY;
    loudness_process(loudness, rows_of_tone, SECOND);
    read_of(loudness);
    feed(loudness, 0.1, 1);
    loudness_reset(loudness);
    feed(loudness, 0.1, 5);
    assert_near(read_of(loudness).integrated_lufs, -20, 0.1);
    assert_near(read_of(loudness).short_term_lufs, -20, 0.1);
    loudness_free(loudness);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_known_before_windows_fill),
        cmocka_unit_test(channels_have_their_weights),
        cmocka_unit_test(a_tone_reads_right_at_every_rate),
        cmocka_unit_test(range_is_stable_after_a_minute),
        cmocka_unit_test(pause_leaves_no_trace),
        cmocka_unit_test(reset_is_a_fresh_start),
        cmocka_unit_test(reset_peaks_leaves_the_ratio),
        cmocka_unit_test(peak_ratios_of_tones_and_pauses),
        cmocka_unit_test(silence_is_minus_infinity),
        cmocka_unit_test(direct_current_is_not_loud),
        cmocka_unit_test(full_scale_square_keeps_its_head),
        cmocka_unit_test(far_above_full_scale_still_counts),
        cmocka_unit_test(the_end_changes_nothing),
        cmocka_unit_test(block_sizes_do_not_matter),
        cmocka_unit_test(nonsense_does_not_crash_and_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
