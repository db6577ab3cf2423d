/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/stft.h"
#include "tests/measure/near.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const double tau = 6.28318530717958647692;

static void window_follows_the_rate(void **state)
{
    (void)state;
    static const struct {
        unsigned rate_hz;
        size_t window;
    } cases[] = {{1000, 256},   {8000, 256},   {16000, 512},  {22050, 1024}, {32000, 1024},
                 {44100, 2048}, {48000, 2048}, {88200, 4096}, {96000, 4096}, {192000, 8192}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(stft_window_frames(cases[i].rate_hz), cases[i].window);
        assert_int_equal(stft_hop_frames(cases[i].rate_hz), cases[i].window / 4);
    }
}

static void refuses_what_it_cannot(void **state)
{
    (void)state;
    assert_null(stft_new(48000, 0));
    assert_null(stft_new(48000, 3));
    assert_null(stft_new_sized(48000, 2048, 0, 1));
    assert_null(stft_new_sized(48000, 2048, 500, 1));
    stft_free(NULL);
}

/* A sine on a bin of the left channel, a cosine of half its size on twice that bin of the right. */
static const struct stft_frame *feed(struct stft *stft, unsigned bin, int hops)
{
    static float left[512], right[512];
    const struct stft_frame *frame = NULL;
    for (int h = 0; h < hops; h++) {
        for (int i = 0; i < 512; i++) {
            const double turn = tau * bin * (h * 512 + i) / 2048.0;
            left[i] = (float)sin(turn);
            right[i] = (float)(0.5 * cos(2 * turn));
        }
        frame = stft_process(stft, (const float *const[]){left, right}, 512);
    }
    return frame;
}

static void channels_are_told_apart(void **state)
{
    (void)state;
    struct stft *stft = stft_new(48000, 2);
    const struct stft_frame *frame = feed(stft, 100, 9);
    assert_int_equal(frame->bins, 1025);
    assert_near(frame->bin_hz, 48000.0 / 2048, 1e-4);
    assert_near(frame->left_power[100], 1.0, 1e-5);
    assert_near(frame->left_im[100], -1.0, 1e-5);
    assert_near(frame->left_power[200], 0.0, 1e-12);
    assert_near(frame->right_power[200], 0.25, 1e-5);
    assert_near(frame->right_re[200], 0.5, 1e-5);
    assert_near(frame->right_power[100], 0.0, 1e-12);
    double sum = 0;
    for (size_t k = 0; k < frame->bins; k++)
        sum += (double)frame->left_power[k];
    assert_near(10 * log10(sum) + (double)frame->power_to_band_db, 0.0, 1e-3);
    stft_free(stft);
}

static void one_channel_equals_two_alike(void **state)
{
    (void)state;
    struct stft *mono = stft_new(48000, 1);
    struct stft *stereo = stft_new(48000, 2);
    const struct stft_frame *one = feed(mono, 33, 6);
    assert_null(one->right_re);
    assert_null(one->right_power);
    const struct stft_frame *two = feed(stereo, 33, 6);
    for (size_t k = 0; k < one->bins; k++)
        assert_near(one->left_re[k], two->left_re[k], 2e-6);
    stft_free(mono);
    stft_free(stereo);
}

static void reset_forgets_and_a_short_hop_is_padded(void **state)
{
    (void)state;
    struct stft *stft = stft_new(48000, 2);
    feed(stft, 50, 5);
    stft_reset(stft);
    const float zeros[512] = {0};
    const struct stft_frame *frame = stft_process(stft, (const float *const[]){zeros, zeros}, 0);
    for (size_t k = 0; k < frame->bins; k++)
        assert_near(frame->left_power[k] + frame->right_power[k], 0.0, 0.0);
    stft_free(stft);
}

static void same_samples_same_bits(void **state)
{
    (void)state;
    struct stft *a = stft_new(48000, 2);
    struct stft *b = stft_new(48000, 2);
    const struct stft_frame *one = feed(a, 77, 7);
    const struct stft_frame *two = feed(b, 77, 7);
    assert_memory_equal(one->left_re, two->left_re, one->bins * sizeof(float));
    assert_memory_equal(one->right_power, two->right_power, one->bins * sizeof(float));
    stft_free(a);
    stft_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(window_follows_the_rate),
        cmocka_unit_test(refuses_what_it_cannot),
        cmocka_unit_test(channels_are_told_apart),
        cmocka_unit_test(one_channel_equals_two_alike),
        cmocka_unit_test(reset_forgets_and_a_short_hop_is_padded),
        cmocka_unit_test(same_samples_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
