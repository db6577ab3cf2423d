/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/lowband.h"

#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const double tau = 6.28318530717958647692;
static const unsigned rates[] = {1000,  8000,  11025, 16000,  22050,  32000, 44100,
                                 48000, 88200, 96000, 176400, 192000, 768000};
enum { RATES = sizeof rates / sizeof rates[0] };

/* Power below 500 Hz in dB of a full-scale sine, after two seconds. */
static double level_db(unsigned rate_hz, double hz)
{
    struct lowband *const lowband = lowband_new(rate_hz, 2);
    const size_t hop = stft_hop_frames(rate_hz);
    float *const row = calloc(hop, sizeof *row);
    const struct stft_frame *frame = NULL;
    for (uint64_t start = 0; start < 2 * rate_hz || !frame; start += hop) {
        for (size_t i = 0; i < hop; i++)
            row[i] = (float)sin(tau * hz * (double)(start + i) / rate_hz);
        frame = lowband_process(lowband, (const float *const[]){row, row}, hop);
    }
    double sum = 0.0;
    for (size_t k = 0; k < frame->bins && (double)k * (double)frame->bin_hz < 500.0; k++)
        sum += (double)frame->right_power[k];
    const double db = 10.0 * log10(sum + 1e-30) + (double)frame->power_to_band_db;
    lowband_free(lowband);
    free(row);
    return db;
}

static void flat_up_to_450_hz(void **state)
{
    (void)state;
    static const double hz[] = {20, 31.5, 63, 100, 200, 315, 450};
    for (int r = 0; r < RATES; r++)
        for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++)
            assert_near(level_db(rates[r], hz[i]), 0.0, 0.02);
}

static void nothing_folds_down(void **state)
{
    (void)state;
    for (int r = 0; r < RATES; r++) {
        struct lowband *const lowband = lowband_new(rates[r], 1);
        const double low_hz = lowband_rate_hz(lowband);
        lowband_free(lowband);
        for (double hz = low_hz - 450; hz < 0.5 * rates[r] && hz < 30000; hz += low_hz)
            if (level_db(rates[r], hz) > -78.0)
                fail_msg("%u Hz: %g Hz folds to %g dB", rates[r], hz, level_db(rates[r], hz));
    }
}

static void windows_are_long_enough(void **state)
{
    (void)state;
    for (int r = 0; r < RATES; r++) {
        struct lowband *const lowband = lowband_new(rates[r], 2);
        const double window_s = (double)lowband_window_frames(lowband) / lowband_rate_hz(lowband);
        assert_true(window_s >= 0.6 && window_s < 1.25);
        assert_true(rates[r] < 2600 || lowband_rate_hz(lowband) >= 2600);
        assert_true(lowband_rate_hz(lowband) < 5200);
        lowband_free(lowband);
    }
    lowband_free(NULL);
}

static void frames_come_every_eighth_and_short_hops_are_padded(void **state)
{
    (void)state;
    struct lowband *const lowband = lowband_new(48000, 1);
    const float row[512] = {0};
    for (int hop = 1; hop <= 64; hop++) {
        const size_t frames = hop % 3 ? 512 : 7;
        const bool came = lowband_process(lowband, (const float *const[]){row}, frames) != NULL;
        assert_int_equal(came, hop % 8 == 0);
    }
    lowband_free(lowband);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flat_up_to_450_hz),
        cmocka_unit_test(nothing_folds_down),
        cmocka_unit_test(windows_are_long_enough),
        cmocka_unit_test(frames_come_every_eighth_and_short_hops_are_padded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
