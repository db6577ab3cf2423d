/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The meter against libebur128 on random programme. */

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
#include <ebur128.h>

enum { SECONDS = 30 };

/* Noise whose level leaps every 0.1 to 2 s, by up to 50 dB, now and then silent; in every channel
 * its own, above a common part. */
static void fill_programme(float *interleaved, size_t frames, unsigned rate_hz, unsigned channels,
                           uint64_t *seed)
{
    double low[CHANNELS_MAX] = {0};
    double gain = 0.1;
    size_t until = 0;
    for (size_t i = 0; i < frames; i++) {
        if (i == until) {
            until += (size_t)((0.1 + 1.9 * synth_random(seed)) * rate_hz);
            gain = synth_random(seed) < 0.1 ? 0 : pow(10, -2.5 * synth_random(seed));
        }
        const double common = 2 * synth_random(seed) - 1;
        for (unsigned c = 0; c < channels; c++) {
            low[c] += 0.2 * (common + 2 * synth_random(seed) - 1 - low[c]);
            interleaved[i * channels + c] = (float)(gain * low[c]);
        }
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Tech 3342 on short-term values, straightforwardly. */
static double range_of(double *short_term, size_t count)
{
    double energy = 0;
    size_t above = 0, kept = 0;
    for (size_t i = 0; i < count; i++)
        if (short_term[i] >= -70) {
            energy += pow(10, short_term[i] / 10);
            above++;
        }
    const double gate = 10 * log10(energy / (double)above) - 20;
    for (size_t i = 0; i < count; i++)
        if (short_term[i] >= -70 && short_term[i] >= gate)
            short_term[kept++] = short_term[i];
    qsort(short_term, kept, sizeof *short_term, by_value);
    const double last = (double)(kept - 1);
    return short_term[(size_t)round(last * 0.95)] - short_term[(size_t)round(last * 0.1)];
}

/* Feeds both, 100 ms at a time; collects the oracle's S once its window is full (or only the last:
 * it is slow). */
static size_t feed_both(const float *interleaved, size_t frames, unsigned channels,
                        unsigned rate_hz, struct loudness *loudness, ebur128_state *oracle,
                        double *short_term)
{
    const bool watch = rate_hz <= 48000 && channels <= 2;
    float *planar = malloc(frames * channels * sizeof *planar);
    const size_t step = rate_hz / 10;
    size_t count = 0;
    for (unsigned c = 0; c < channels; c++)
        for (size_t i = 0; i < frames; i++)
            planar[c * frames + i] = interleaved[i * channels + c];
    for (size_t at = 0; at + step <= frames; at += step) {
        const float *rows[CHANNELS_MAX];
        for (unsigned c = 0; c < channels; c++)
            rows[c] = planar + c * frames + at;
        loudness_process(loudness, rows, step);
        assert_int_equal(ebur128_add_frames_float(oracle, interleaved + at * channels, step),
                         EBUR128_SUCCESS);
        if (at + step >= 3 * (size_t)rate_hz && (watch || at + 2 * step > frames))
            ebur128_loudness_shortterm(oracle, &short_term[count++]);
    }
    free(planar);
    return count;
}

/* From 96 kHz up the oracle interpolates less, and may read lower. */
static void compare_peaks(const struct loudness *loudness, ebur128_state *oracle, unsigned channels,
                          unsigned rate_hz)
{
    const double more_db = rate_hz < 96000 ? 0.3 : 1.5;
    for (unsigned c = 0; c < channels; c++) {
        double peak;
        ebur128_true_peak(oracle, c, &peak);
        const double above_db = (double)loudness_true_peak_dbtp(loudness, c) - 20 * log10(peak);
        assert_true(above_db > -0.3 && above_db < more_db);
    }
}

static void compare(unsigned rate_hz, unsigned channels, uint64_t *seed)
{
    const size_t frames = (size_t)SECONDS * rate_hz;
    float *programme = malloc(frames * channels * sizeof *programme);
    fill_programme(programme, frames, rate_hz, channels, seed);
    struct loudness *loudness = loudness_new(rate_hz, channels);
    ebur128_state *oracle =
        ebur128_init(channels, rate_hz, EBUR128_MODE_I | EBUR128_MODE_S | EBUR128_MODE_TRUE_PEAK);
    double short_term[10 * SECONDS];
    const size_t count =
        feed_both(programme, frames, channels, rate_hz, loudness, oracle, short_term);

    struct loudness_reading reading;
    double momentary, integrated, highest = -HUGE_VAL;
    loudness_read(loudness, &reading, false);
    ebur128_loudness_momentary(oracle, &momentary);
    ebur128_loudness_global(oracle, &integrated);
    for (size_t i = 0; i < count; i++)
        highest = fmax(highest, short_term[i]);
    assert_near(reading.integrated_lufs, integrated, 0.01);
    if (momentary > -120)
        assert_near(reading.momentary_lufs, momentary, 0.01);
    assert_near(reading.short_term_lufs, short_term[count - 1], 0.01);
    if (count > 1) {
        assert_near(reading.short_term_max_lufs, highest + 0.05, 0.06); /* we also look between */
        assert_near(reading.range_lu, range_of(short_term, count), 0.1);
    }
    compare_peaks(loudness, oracle, channels, rate_hz);
    ebur128_destroy(&oracle);
    loudness_free(loudness);
    free(programme);
}

static void programme_reads_as_libebur128_reads_it(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {22050, 32000, 44100, 48000, 88200, 96000, 192000};
    static const unsigned channels[] = {1, 2, 5, 6};
    uint64_t seed = 2026;
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++)
        for (size_t c = 0; c < (rates_hz[r] > 48000 ? 2 : 4); c++)
            compare(rates_hz[r], channels[c], &seed);
    for (int turn = 0; turn < 10; turn++)
        compare(48000, 2, &seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programme_reads_as_libebur128_reads_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
