/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/truepeak.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES = 20000, TAPS = 12 };

/* The table of BS.1770-5 Annex 2, straightforwardly. */
static const double phases[2][TAPS] = {
    {0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875,
     0.1373291015625, 0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250,
     0.0148925781250, -0.0083007812500},
    {-0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500,
     0.4650878906250, 0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625,
     0.0330810546875, -0.0189208984375},
};

static double naive_peak(const float *samples, size_t frames)
{
    double top = 0;
    for (size_t n = 0; n < frames; n++) {
        top = fmax(top, fabs((double)samples[n]));
        for (int phase = 0; phase < 4; phase++) {
            double sum = 0;
            for (size_t k = 0; k < TAPS && k <= n; k++) {
                const double tap = phase < 2 ? phases[phase][k] : phases[3 - phase][TAPS - 1 - k];
                sum += tap * (double)samples[n - k];
            }
            top = fmax(top, fabs(sum));
        }
    }
    return top;
}

static float samples[FRAMES], quiet[FRAMES];

static float peak_in_blocks(size_t block)
{
    struct truepeak *truepeak = truepeak_new(2);
    const float *rows[2] = {samples, quiet};
    float top = 0;
    for (size_t at = 0; at < FRAMES; at += block) {
        float peaks[2];
        truepeak_process(truepeak, rows, at, FRAMES - at < block ? FRAMES - at : block, peaks);
        top = peaks[0] > top ? peaks[0] : top;
        assert_near(peaks[1], 0, 0);
    }
    truepeak_free(truepeak);
    return top;
}

static void it_is_the_filter_of_the_annex(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int turn = 0; turn < 5; turn++) {
        synth_noise(samples, FRAMES, &seed, 0.3);
        assert_near(peak_in_blocks(FRAMES), naive_peak(samples, FRAMES), 1e-6);
    }
}

static void block_sizes_do_not_matter(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 5, 11, 12, 64, 441, 512, 513, 4096};
    uint64_t seed = 9;
    synth_noise(samples, FRAMES, &seed, 0.9);
    const float expected = peak_in_blocks(FRAMES);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        const float peak = peak_in_blocks(blocks[i]);
        assert_memory_equal(&peak, &expected, sizeof peak);
    }
}

static void never_below_the_samples(void **state)
{
    (void)state;
    memset(samples, 0, sizeof samples);
    samples[777] = -1;
    assert_near(peak_in_blocks(512), 1, 0);
    for (size_t i = 0; i < FRAMES; i++)
        samples[i] = i > 2000 ? 0.25F : 0;
    assert_true(peak_in_blocks(512) >= 0.25F);
}

static void nonsense_does_not_crash(void **state)
{
    (void)state;
    assert_null(truepeak_new(0));
    assert_null(truepeak_new(100));
    truepeak_free(NULL);
    for (size_t i = 0; i < FRAMES; i++)
        samples[i] = i % 2 ? NAN : INFINITY;
    peak_in_blocks(441);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_filter_of_the_annex),
        cmocka_unit_test(block_sizes_do_not_matter),
        cmocka_unit_test(never_below_the_samples),
        cmocka_unit_test(nonsense_does_not_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
