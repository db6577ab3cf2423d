/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/levels.h"
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

static float left[20 * SECOND], right[20 * SECOND];

static struct channel_reading measure(struct levels *levels, const float *samples, size_t frames)
{
    struct channel_reading reading[CHANNELS_MAX];
    memset(reading, 0, sizeof reading);
    const float *rows[CHANNELS_MAX];
    for (int c = 0; c < CHANNELS_MAX; c++)
        rows[c] = samples;
    levels_process(levels, rows, frames);
    levels_read(levels, reading);
    return reading[0];
}

static void nothing_is_known_before_the_first_frame(void **state)
{
    (void)state;
    assert_null(levels_new(999, 2));
    assert_null(levels_new(RATE, 0));
    assert_null(levels_new(RATE, CHANNELS_MAX + 1));
    levels_free(NULL);
    struct levels *levels = levels_new(RATE, 1);
    const struct channel_reading reading = measure(levels, left, 0);
    assert_true(isnan(reading.sample_peak_dbfs));
    assert_true(isnan(reading.rms_dbfs));
    assert_true(isnan(reading.rms_short_dbfs));
    assert_true(isnan(reading.crest_db));
    assert_true(isnan(reading.crest_short_db));
    assert_true(isnan(reading.dc_offset));
    assert_true(isinf(reading.meter_dbfs));
    assert_false(reading.clipped_recently);
    levels_free(levels);
}

static void a_sine_reads_as_a_sine(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 11025, 22050, 44100, 48000, 96000, 192000};
    for (size_t i = 0; i < sizeof rates_hz / sizeof rates_hz[0]; i++) {
        struct levels *levels = levels_new(rates_hz[i], 1);
        synth_sine(left, 4 * rates_hz[i], rates_hz[i], rates_hz[i] / 64.0, 0.5);
        const struct channel_reading reading = measure(levels, left, 4 * rates_hz[i]);
        assert_near(reading.sample_peak_dbfs, -6.02, 0.01);
        assert_near(reading.rms_dbfs, -9.03, 0.01);
        assert_near(reading.rms_short_dbfs, -9.03, 0.05);
        assert_near(reading.crest_db, 3.01, 0.01);
        assert_near(reading.crest_short_db, 3.01, 0.01);
        assert_near(reading.dc_offset, 0, 1e-4);
        assert_near(reading.meter_dbfs, -6.02, 0.01);
        assert_near(reading.meter_hold_dbfs, -6.02, 0.01);
        assert_int_equal(reading.clipped_samples, 0);
        levels_free(levels);
    }
}

static void a_few_samples_are_enough(void **state)
{
    (void)state;
    static const float few[3] = {0.5F, -0.25F, 0.25F};
    struct levels *levels = levels_new(RATE, 1);
    const struct channel_reading reading = measure(levels, few, 3);
    assert_near(reading.sample_peak_dbfs, -6.02, 0.01);
    assert_near(reading.rms_dbfs, 10 * log10(0.375 / 3), 0.01);
    assert_near(reading.dc_offset, 0.5 / 3, 1e-6);
    levels_free(levels);
}

static void silence_has_no_crest(void **state)
{
    (void)state;
    memset(left, 0, sizeof left);
    struct levels *levels = levels_new(RATE, 1);
    const struct channel_reading reading = measure(levels, left, SECOND);
    assert_true(isinf(reading.sample_peak_dbfs) && reading.sample_peak_dbfs < 0);
    assert_true(isinf(reading.rms_dbfs) && reading.rms_dbfs < 0);
    assert_true(isnan(reading.crest_db));
    assert_near(reading.dc_offset, 0, 0);
    levels_free(levels);
}

static void direct_current_is_its_mean(void **state)
{
    (void)state;
    synth_sine(left, 10 * SECOND, RATE, 100, 0.1);
    for (size_t i = 0; i < 10 * SECOND; i++)
        left[i] += 0.02F;
    struct levels *levels = levels_new(RATE, 1);
    assert_near(measure(levels, left, 10 * SECOND).dc_offset, 0.02, 1e-6);
    levels_free(levels);
}

static void a_full_scale_square_clips_in_every_half(void **state)
{
    (void)state;
    for (size_t i = 0; i < SECOND; i++)
        left[i] = i / 24 % 2 ? -1.0F : 1.0F;
    struct levels *levels = levels_new(RATE, 1);
    const struct channel_reading reading = measure(levels, left, SECOND);
    assert_near(reading.rms_dbfs, 0, 1e-5);
    assert_near(reading.crest_db, 0, 1e-5);
    assert_int_equal(reading.clipped_samples, SECOND);
    assert_int_equal(reading.clip_runs, SECOND / 24);
    assert_int_equal(reading.longest_clip_frames, 24);
    assert_true(reading.clipped_recently);
    levels_free(levels);
}

static void three_in_a_row_are_a_clip(void **state)
{
    (void)state;
    memset(left, 0, sizeof left);
    left[100] = left[101] = 1;                        /* two: not yet */
    left[200] = left[201] = left[202] = -1.5F;        /* three */
    left[300] = left[301] = 1, left[302] = -1;        /* the sign changes */
    for (size_t i = 475; i < 485; i++)                /* across a slot of 10 ms */
        left[i] = 32767.0F / 32768.0F;
    left[600] = left[601] = left[602] = 0.9999F;      /* not at full scale */
    struct levels *levels = levels_new(RATE, 1);
    const struct channel_reading reading = measure(levels, left, SECOND);
    assert_int_equal(reading.clipped_samples, 2 + 3 + 3 + 10);
    assert_int_equal(reading.clip_runs, 2);
    assert_int_equal(reading.longest_clip_frames, 10);
    assert_near(reading.sample_peak_dbfs, 20 * log10(1.5), 1e-4);
    levels_free(levels);
}

static void clip_mark_fades_after_three_seconds(void **state)
{
    (void)state;
    memset(left, 0, sizeof left);
    left[10] = 1;
    struct levels *levels = levels_new(RATE, 1);
    assert_true(measure(levels, left, 29 * SECOND / 10).clipped_recently);
    assert_false(measure(levels, left + SECOND, SECOND / 5).clipped_recently);
    levels_free(levels);
}

static void short_term_follows_and_long_term_stays(void **state)
{
    (void)state;
    memset(left, 0, sizeof left);
    synth_sine(left, SECOND, RATE, 1000, 1);
    synth_sine(left + SECOND, 4 * SECOND, RATE, 1000, 0.01);
    struct levels *levels = levels_new(RATE, 1);
    const struct channel_reading reading = measure(levels, left, 5 * SECOND);
    assert_near(reading.rms_short_dbfs, -43.01, 0.01);
    assert_near(reading.crest_short_db, 3.01, 0.01);
    assert_near(reading.rms_dbfs, 10 * log10(0.5 * (1 + 4e-4) / 5), 0.01);
    assert_near(reading.crest_db, -10 * log10(0.5 * (1 + 4e-4) / 5), 0.01);
    levels_free(levels);
}

static void needle_falls_and_hold_waits(void **state)
{
    (void)state;
    memset(left, 0, sizeof left);
    left[5] = 0.9F;
    struct levels *levels = levels_new(RATE, 1);
    struct channel_reading reading = measure(levels, left, SECOND);
    assert_near(reading.meter_dbfs, -0.915 - 20 / 1.7, 0.2);
    assert_near(reading.meter_hold_dbfs, -0.915, 0.01);
    assert_near(measure(levels, left + SECOND, SECOND * 4 / 10).meter_hold_dbfs, -0.915, 0.01);
    reading = measure(levels, left + SECOND, SECOND * 18 / 10);
    assert_near(reading.meter_hold_dbfs, -0.915 - 20, 0.3);
    assert_near(reading.sample_peak_dbfs, -0.915, 0.01);
    levels_free(levels);
}

static void reset_starts_anew(void **state)
{
    (void)state;
    for (size_t i = 0; i < SECOND; i++)
        left[i] = 1;
    synth_sine(left + SECOND, SECOND, RATE, 1000, 0.1);
    struct levels *levels = levels_new(RATE, 1);
    measure(levels, left, SECOND - 7);
    levels_reset(levels);
    assert_true(isnan(measure(levels, left, 0).rms_dbfs));
    const struct channel_reading reading = measure(levels, left + SECOND, SECOND);
    assert_near(reading.sample_peak_dbfs, -20, 0.01);
    assert_near(reading.rms_dbfs, -23.01, 0.01);
    assert_near(reading.dc_offset, 0, 1e-5);
    assert_int_equal(reading.clipped_samples, 0);
    assert_int_equal(reading.clip_runs, 0);
    assert_int_equal(reading.longest_clip_frames, 0);
    assert_true(reading.meter_dbfs > -13); /* the needle goes on */
    levels_free(levels);
}

static void reset_peaks_clears_marks_alone(void **state)
{
    (void)state;
    for (size_t i = 0; i < SECOND; i++)
        left[i] = i < SECOND / 2 ? 1 : 0.001F;
    struct levels *levels = levels_new(RATE, 1);
    measure(levels, left, SECOND);
    levels_reset_peaks(levels);
    const struct channel_reading reading = measure(levels, left + SECOND / 2, SECOND / 2);
    assert_near(reading.sample_peak_dbfs, -60, 0.01);
    assert_true(reading.meter_hold_dbfs < -3);
    assert_false(reading.clipped_recently);
    assert_int_equal(reading.clipped_samples, SECOND / 2);
    assert_near(reading.rms_dbfs, 10 * log10(0.5 / 1.5), 0.01);
    assert_near(reading.crest_db, -10 * log10(0.5 / 1.5), 0.01);
    levels_free(levels);
}

static void pause_holds_what_is_since_reset(void **state)
{
    (void)state;
    synth_sine(left, SECOND, RATE, 1000, 0.1);
    for (size_t i = 0; i < SECOND; i++)
        right[i] = 1;
    struct levels *levels = levels_new(RATE, 1);
    measure(levels, left, SECOND);
    levels_set_paused(levels, true);
    struct channel_reading reading = measure(levels, right, SECOND);
    assert_near(reading.sample_peak_dbfs, -20, 0.01);
    assert_near(reading.rms_dbfs, -23.01, 0.01);
    assert_near(reading.rms_short_dbfs, 0, 0.01);
    assert_near(reading.meter_dbfs, 0, 0.01);
    assert_int_equal(reading.clipped_samples, 0);
    levels_set_paused(levels, false);
    reading = measure(levels, left, SECOND);
    assert_near(reading.rms_dbfs, -23.01, 0.01);
    levels_free(levels);
}

static void block_sizes_do_not_matter(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 64, 441, 512, 4096};
    static const unsigned rates_hz[] = {11025, 44100, 48000};
    uint64_t seed = 5;
    synth_noise(left, 2 * SECOND, &seed, 1.01);
    for (int kind = 0; kind < BALLISTICS_COUNT; kind++)
        for (size_t r = 0; r < 3; r++) {
            struct levels *whole = levels_new(rates_hz[r], 1);
            levels_set_ballistics(whole, (enum ballistics)kind);
            const struct channel_reading expected = measure(whole, left, 2 * SECOND);
            levels_free(whole);
            for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
                struct levels *levels = levels_new(rates_hz[r], 1);
                levels_set_ballistics(levels, (enum ballistics)kind);
                for (size_t at = 0; at < 2 * SECOND; at += blocks[b]) {
                    const size_t rest = 2 * SECOND - at;
                    const float *row = left + at;
                    levels_process(levels, &row, rest < blocks[b] ? rest : blocks[b]);
                }
                const struct channel_reading reading = measure(levels, left, 0);
                assert_memory_equal(&reading, &expected, sizeof reading);
                levels_free(levels);
            }
        }
}

static void channels_are_apart(void **state)
{
    (void)state;
    synth_sine(left, SECOND, RATE, 1000, 0.5);
    memset(right, 0, SECOND * sizeof *right);
    const float *rows[CHANNELS_MAX] = {right, right, right, right, right, left, right, right};
    struct levels *levels = levels_new(RATE, CHANNELS_MAX);
    struct channel_reading readings[CHANNELS_MAX];
    levels_process(levels, rows, SECOND);
    levels_read(levels, readings);
    for (int c = 0; c < CHANNELS_MAX; c++)
        if (c == 5)
            assert_near(readings[c].sample_peak_dbfs, -6.02, 0.01);
        else
            assert_true(isinf(readings[c].sample_peak_dbfs));
    levels_free(levels);
}

static void nonsense_does_not_crash(void **state)
{
    (void)state;
    for (size_t i = 0; i < SECOND; i++)
        left[i] = i % 3 ? NAN : i % 2 ? INFINITY : -INFINITY;
    for (int kind = 0; kind < BALLISTICS_COUNT; kind++) {
        struct levels *levels = levels_new(RATE, 2);
        levels_set_ballistics(levels, (enum ballistics)kind);
        measure(levels, left, SECOND);
        levels_reset(levels);
        memset(right, 0, SECOND * sizeof *right);
        measure(levels, right, SECOND);
        assert_true(isinf(measure(levels, right, SECOND).rms_dbfs));
        levels_free(levels);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_known_before_the_first_frame),
        cmocka_unit_test(a_sine_reads_as_a_sine),
        cmocka_unit_test(a_few_samples_are_enough),
        cmocka_unit_test(silence_has_no_crest),
        cmocka_unit_test(direct_current_is_its_mean),
        cmocka_unit_test(a_full_scale_square_clips_in_every_half),
        cmocka_unit_test(three_in_a_row_are_a_clip),
        cmocka_unit_test(clip_mark_fades_after_three_seconds),
        cmocka_unit_test(short_term_follows_and_long_term_stays),
        cmocka_unit_test(needle_falls_and_hold_waits),
        cmocka_unit_test(reset_starts_anew),
        cmocka_unit_test(reset_peaks_clears_marks_alone),
        cmocka_unit_test(pause_holds_what_is_since_reset),
        cmocka_unit_test(block_sizes_do_not_matter),
        cmocka_unit_test(channels_are_apart),
        cmocka_unit_test(nonsense_does_not_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
