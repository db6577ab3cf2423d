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

/* Tone bursts of 5 kHz against IEC 60268-10; steps against IEC 60268-17; returns. */

static const unsigned rates_hz[] = {44100, 48000, 96000};
enum { RATES = 3 };

static float samples[3 * 192000];

/* What the meter shows at the end, and has held. */
static struct channel_reading needle(struct levels *levels, const float *from, size_t frames)
{
    struct channel_reading reading;
    levels_process(levels, &from, frames);
    levels_read(levels, &reading);
    return reading;
}

static struct levels *meter_of(enum ballistics kind, unsigned rate_hz)
{
    struct levels *levels = levels_new(rate_hz, 1);
    assert_non_null(levels);
    levels_set_ballistics(levels, kind);
    return levels;
}

static double burst_db(enum ballistics kind, unsigned rate_hz, double seconds)
{
    struct levels *levels = meter_of(kind, rate_hz);
    const size_t length = (size_t)lround(seconds * rate_hz);
    memset(samples, 0, rate_hz * sizeof *samples);
    synth_sine(samples + rate_hz / 7, length, rate_hz, 5000, 1);
    const double top = (double)needle(levels, samples, rate_hz).meter_hold_dbfs;
    levels_free(levels);
    return top;
}

static void bursts_read_as_the_standard_wants(void **state)
{
    (void)state;
    static const struct {
        enum ballistics kind;
        double ms, db, tolerance_db;
    } rows[] = {
        {BALLISTICS_PPM1, 1000, 0, 0.1}, {BALLISTICS_PPM1, 100, 0, 0.5},
        {BALLISTICS_PPM1, 10, -1, 0.5},  {BALLISTICS_PPM1, 5, -2, 1},
        {BALLISTICS_PPM1, 3, -4, 1},     {BALLISTICS_PPM1, 0.4, -15, 4},
        {BALLISTICS_PPM2A, 1000, 0, 0.1}, {BALLISTICS_PPM2A, 100, 0, 0.5},
        {BALLISTICS_PPM2A, 10, -2.5, 0.5}, {BALLISTICS_PPM2A, 5, -4, 0.5},
        {BALLISTICS_PPM2A, 1.5, -9, 1},  {BALLISTICS_PPM2A, 0.5, -17, 2},
    };
    for (int r = 0; r < RATES; r++)
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            assert_near(burst_db(rows[i].kind, rates_hz[r], rows[i].ms / 1000), rows[i].db,
                        rows[i].tolerance_db);
}

static double fall_s(enum ballistics kind, unsigned rate_hz, double by_db)
{
    struct levels *levels = meter_of(kind, rate_hz);
    synth_sine(samples, rate_hz, rate_hz, 1000, 1);
    const double from = (double)needle(levels, samples, rate_hz).meter_dbfs;
    memset(samples, 0, rate_hz * sizeof *samples);
    int slots = 0;
    while (slots < 500 && (double)needle(levels, samples, rate_hz / 100).meter_dbfs > from - by_db)
        slots++;
    levels_free(levels);
    return slots / 100.0;
}

static void needles_return_in_time(void **state)
{
    (void)state;
    for (int r = 0; r < RATES; r++) {
        assert_near(fall_s(BALLISTICS_PEAK, rates_hz[r], 20), 1.7, 0.05);
        assert_near(fall_s(BALLISTICS_PPM1, rates_hz[r], 20), 1.7, 0.3);
        assert_near(fall_s(BALLISTICS_PPM2A, rates_hz[r], 24), 2.8, 0.3);
    }
}

static void vu_takes_300_ms_and_overshoots_a_little(void **state)
{
    (void)state;
    for (int r = 0; r < RATES; r++) {
        struct levels *levels = meter_of(BALLISTICS_VU, rates_hz[r]);
        double top = 0, reached_s = 0;
        synth_sine(samples, 5 * rates_hz[r], rates_hz[r], 1000, 0.1);
        for (unsigned slot = 0; slot < 500; slot++) {
            const size_t length = rates_hz[r] / 100;
            const double db = (double)needle(levels, samples + slot * length, length).meter_dbfs;
            const double amplitude = pow(10, (db + 20) / 20);
            if (reached_s <= 0 && amplitude >= 0.99)
                reached_s = (slot + 1) / 100.0;
            top = amplitude > top ? amplitude : top;
            if (slot == 499)
                assert_near(amplitude, 1, 0.003);
        }
        assert_near(reached_s, 0.3, 0.03);
        assert_true(top >= 1.01 && top <= 1.015);
        levels_free(levels);
    }
}

static void k_system_takes_600_ms(void **state)
{
    (void)state;
    for (int r = 0; r < RATES; r++) {
        struct levels *levels = meter_of(BALLISTICS_K20, rates_hz[r]);
        synth_sine(samples, 3 * rates_hz[r], rates_hz[r], 1000, 0.1);
        const double early = (double)needle(levels, samples, rates_hz[r] * 6 / 10).meter_dbfs;
        const double late = (double)needle(levels, samples, 2 * rates_hz[r]).meter_dbfs;
        assert_near(late, -20, 0.01);
        assert_near(pow(10, (early - late) / 10), 0.98, 0.01); /* of the power */
        levels_free(levels);
    }
}

static void steady_tone_reads_its_peak_everywhere(void **state)
{
    (void)state;
    static const unsigned all_hz[] = {8000, 11025, 32000, 44100, 48000, 96000, 192000};
    for (size_t r = 0; r < sizeof all_hz / sizeof all_hz[0]; r++)
        for (int kind = 0; kind < BALLISTICS_COUNT; kind++) {
            struct levels *levels = meter_of((enum ballistics)kind, all_hz[r]);
            /* An odd frequency, so that at low rates samples still fall on the peaks. */
            const size_t frames = 3 * all_hz[r];
            synth_sine(samples, frames, all_hz[r], 997, 0.1);
            assert_near(needle(levels, samples, frames).meter_dbfs, -20, 0.3);
            levels_free(levels);
        }
}

static void unknown_kind_is_ignored(void **state)
{
    (void)state;
    struct levels *levels = meter_of(BALLISTICS_COUNT, 48000);
    synth_sine(samples, 4800, 48000, 1000, 1);
    assert_near(needle(levels, samples, 4800).meter_dbfs, 0, 0.1);
    levels_free(levels);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_read_as_the_standard_wants),
        cmocka_unit_test(needles_return_in_time),
        cmocka_unit_test(vu_takes_300_ms_and_overshoots_a_little),
        cmocka_unit_test(k_system_takes_600_ms),
        cmocka_unit_test(steady_tone_reads_its_peak_everywhere),
        cmocka_unit_test(unknown_kind_is_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
