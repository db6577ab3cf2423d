/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Spectra drawn by hand: how loud their bands are, what rises, and when. */

#include "listen/pulsebands.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BINS_MAX = 8193 };

static float left[BINS_MAX], right[BINS_MAX];
static float rises[PULSEBANDS_FRAMES_MAX][PULSEBANDS];

static int clear(void **state)
{
    (void)state;
    memset(left, 0, sizeof left);
    memset(right, 0, sizeof right);
    return 0;
}

static struct stft_frame frame_of(unsigned rate_hz, bool stereo)
{
    const size_t window = stft_window_frames(rate_hz);
    return (struct stft_frame){.bins = window / 2 + 1, .bin_hz = (float)rate_hz / (float)window,
                               .left_power = left, .right_power = stereo ? right : NULL};
}

static double edge_hz(unsigned band)
{
    return 30 * exp2(band / 4.0);
}

/* The knee of the compression is at -72 dBFS. */
static double compressed(double power)
{
    return log2(1 + power * 4000 * 4000);
}

static void silence_is_0_and_full_scale_24_powers_of_two(void **state)
{
    (void)state;
    float loudness[PULSEBANDS];
    struct pulsebands *bands = pulsebands_new(48000);
    const struct stft_frame frame = frame_of(48000, false);
    pulsebands_measure(bands, &frame, loudness);
    for (unsigned b = 0; b < PULSEBANDS; b++)
        assert_near(loudness[b], 0, 1e-4);
    left[100] = 1; /* 2.3 kHz */
    pulsebands_measure(bands, &frame, loudness);
    float most = 0;
    for (unsigned b = 0; b < PULSEBANDS; b++)
        most = fmaxf(most, loudness[b]);
    assert_near(most, compressed(1), 0.01);
    left[100] = 1.0F / 16e6F; /* at the knee: 1 */
    pulsebands_measure(bands, &frame, loudness);
    most = 0;
    for (unsigned b = 0; b < PULSEBANDS; b++)
        most = fmaxf(most, loudness[b]);
    assert_near(most, 1, 0.01);
    pulsebands_free(bands);
    pulsebands_free(NULL);
}

/* Flat spectra: a band has as many bins as its width holds, at least one; two channels count as
 * their mean. */
static void a_band_has_the_power_of_its_width(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 11025, 22050, 44100, 48000, 96000, 192000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++)
        for (int stereo = 0; stereo < 2; stereo++) {
            float loudness[PULSEBANDS];
            struct pulsebands *bands = pulsebands_new(rates_hz[r]);
            const struct stft_frame frame = frame_of(rates_hz[r], stereo);
            for (size_t k = 0; k < BINS_MAX; k++) {
                left[k] = stereo ? 2e-4F : 1e-4F;
                right[k] = 0;
            }
            pulsebands_measure(bands, &frame, loudness);
            for (unsigned b = 0; b < PULSEBANDS; b++) {
                const double bins = (edge_hz(b + 1) - edge_hz(b)) / (double)frame.bin_hz;
                const bool there = edge_hz(b + 1) < 0.499 * rates_hz[r];
                if (there)
                    assert_near(loudness[b], compressed(1e-4 * fmax(bins, 1)), 0.01);
                else if (edge_hz(b + 1) > 0.5 * rates_hz[r])
                    assert_near(loudness[b], 0, 1e-4);
            }
            pulsebands_free(bands);
        }
}

/* Frame i speaks of the sound at i / 86.13 s, however long a hop is. */
static void frames_come_at_their_own_rate(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 11025, 16000, 22050, 44100, 48000, 96000, 192000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        struct pulsebands *bands = pulsebands_new(rates_hz[r]);
        const struct stft_frame frame = frame_of(rates_hz[r], false);
        const double hop_s = (double)stft_hop_frames(rates_hz[r]) / rates_hz[r];
        unsigned count = 0;
        for (unsigned hop = 1; hop <= 1000; hop++) {
            const unsigned now = pulsebands_process(bands, &frame, rises);
            assert_true(now <= 2);
            count += now;
            if (hop > 3) /* the window's middle lies two hops back */
                assert_near(count, (hop * hop_s - 2.05 * hop_s) * pulsebands_rate_hz, 1.01);
        }
        pulsebands_free(bands);
    }
    assert_near(pulsebands_rate_hz, 86.1328125, 1e-9);
}

static void what_lasts_does_not_rise(void **state)
{
    (void)state;
    struct pulsebands *bands = pulsebands_new(44100);
    const struct stft_frame frame = frame_of(44100, false);
    for (size_t k = 0; k < BINS_MAX; k++)
        left[k] = 1e-3F;
    for (unsigned hop = 0; hop < 100; hop++) {
        const unsigned count = pulsebands_process(bands, &frame, rises);
        for (unsigned f = 0; f < count; f++)
            for (unsigned b = 0; b < PULSEBANDS; b++)
                assert_near(rises[f][b], 0, 1e-5);
    }
    pulsebands_free(bands);
}

/* The sum over time and bands of what `change` made rise after 50 hops of silence. */
static double sum_of_rises(unsigned rate_hz, void (*change)(unsigned hop))
{
    double sum = 0;
    struct pulsebands *bands = pulsebands_new(rate_hz);
    const struct stft_frame frame = frame_of(rate_hz, false);
    for (unsigned hop = 0; hop < 150; hop++) {
        change(hop);
        const unsigned count = pulsebands_process(bands, &frame, rises);
        for (unsigned f = 0; f < count; f++)
            for (unsigned b = 0; b < PULSEBANDS; b++) {
                assert_true(rises[f][b] >= 0);
                sum += (double)rises[f][b];
            }
    }
    pulsebands_free(bands);
    return sum;
}

static void begin_a_tone(unsigned hop)
{
    left[100] = hop < 50 ? 0 : 0.01F;
}

static void end_a_tone(unsigned hop)
{
    left[100] = hop < 50 ? 0.01F : 0;
}

/* 2.1 to 2.5 kHz and back: over the border of two bands. */
static void swing(unsigned hop)
{
    const double bin = 99 + 9 * sin(hop * 0.4);
    memset(left, 0, sizeof left);
    if (hop >= 50)
        left[(size_t)bin] = 0.01F;
}

/* A hop that is a frame: what began is held against two frames ago twice, each time in full. */
static void a_beginning_rises_and_an_end_does_not(void **state)
{
    (void)state;
    assert_near(sum_of_rises(44100, begin_a_tone), compressed(0.01), 0.1);
    clear(NULL);
    assert_near(sum_of_rises(44100, end_a_tone), 0, 1e-4);
}

/* The tone begins once; that it moves between neighbours is no new sound. */
static void vibrato_is_no_beginning(void **state)
{
    (void)state;
    const double once = sum_of_rises(44100, begin_a_tone);
    clear(NULL);
    assert_true(sum_of_rises(44100, swing) < 1.6 * once);
}

static void the_level_of_the_music_hardly_matters(void **state)
{
    (void)state;
    static float base[BINS_MAX];
    double sums[2];
    for (int soft = 0; soft < 2; soft++) {
        struct pulsebands *bands = pulsebands_new(44100);
        const struct stft_frame frame = frame_of(44100, false);
        uint64_t seed = 2;
        sums[soft] = 0;
        for (unsigned hop = 0; hop < 200; hop++) {
            for (size_t k = 0; k < 1025; k++) {
                base[k] = hop % 20 == 0 ? (float)synth_random(&seed) : base[k] * 0.8F;
                left[k] = base[k] * (soft ? 0.01F : 1) + (soft ? 1e-5F : 1e-3F);
            }
            const unsigned count = pulsebands_process(bands, &frame, rises);
            for (unsigned f = 0; f < count; f++)
                for (unsigned b = 0; b < PULSEBANDS; b++)
                    sums[soft] += (double)rises[f][b];
        }
        pulsebands_free(bands);
    }
    assert_near(sums[1] / sums[0], 1, 0.05);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(silence_is_0_and_full_scale_24_powers_of_two, clear),
        cmocka_unit_test_setup(a_band_has_the_power_of_its_width, clear),
        cmocka_unit_test_setup(frames_come_at_their_own_rate, clear),
        cmocka_unit_test_setup(what_lasts_does_not_rise, clear),
        cmocka_unit_test_setup(a_beginning_rises_and_an_end_does_not, clear),
        cmocka_unit_test_setup(vibrato_is_no_beginning, clear),
        cmocka_unit_test_setup(the_level_of_the_music_hardly_matters, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
