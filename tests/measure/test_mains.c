/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Frames of the lowband made by formula: what a Hann window sees of steady sines. */

#include "measure/mains.h"
#include "base/units.h"
#include "measure/lowband.h"
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

enum { BINS = 260, ENOUGH = 150 /* frames: looked at once 10 s are there, and every 4 s */ };

/* At 48 kHz: 3 kHz, 2048 frames, an eighth of that a step. */
static const double bin_hz = 3000.0 / 2048, step_s = 256.0 / 3000;

struct tone {
    double hz, amplitude;
    double swing_hz; /* vibrato, 5 Hz */
    bool turned;     /* upside down on the right */
};

static float re[2][BINS], im[2][BINS];

static double response(double d)
{
    if (fabs(d) < 1e-9)
        return 1;
    if (fabs(fabs(d) - 1) < 1e-9)
        return 0.5;
    return sin(SYNTH_PI * d) / (SYNTH_PI * d) / (1 - d * d);
}

static void add_tone(const struct tone *tone, unsigned n)
{
    const double t = n * step_s;
    const double hz = tone->hz + tone->swing_hz * sin(2 * SYNTH_PI * 5 * t);
    const double swing = -tone->swing_hz / 5 * cos(2 * SYNTH_PI * 5 * t);
    const double turn = 2 * SYNTH_PI * fmod(tone->hz * t, 1) + swing;
    for (int k = 0; k < BINS; k++) {
        const double size = tone->amplitude * response(hz / bin_hz - k);
        for (int side = 0; side < 2; side++) {
            const double sign = side && tone->turned ? -1 : 1;
            re[side][k] += (float)(sign * size * cos(turn));
            im[side][k] += (float)(sign * size * sin(turn));
        }
    }
}

static struct stft_frame frame_of(unsigned sides)
{
    return (struct stft_frame){.bins = BINS, .bin_hz = (float)bin_hz,
                               .left_re = re[0], .left_im = im[0],
                               .right_re = sides == 2 ? re[1] : NULL,
                               .right_im = sides == 2 ? im[1] : NULL};
}

/* Noise of -100 dB a bin under it. */
static void play(struct mains *mains, unsigned sides, const struct tone *tones, size_t count,
                 unsigned frames)
{
    uint64_t seed = 1;
    for (unsigned n = 0; n < frames; n++) {
        for (unsigned side = 0; side < 2; side++) {
            synth_noise(re[side], BINS, &seed, 1e-5);
            synth_noise(im[side], BINS, &seed, 1e-5);
        }
        for (size_t i = 0; i < count; i++)
            add_tone(&tones[i], n);
        const struct stft_frame frame = frame_of(sides);
        mains_process(mains, &frame);
    }
}

static float heard(const struct tone *tones, size_t count, double *power)
{
    struct mains *mains = mains_new(bin_hz, step_s);
    play(mains, 1, tones, count, ENOUGH);
    const float hz = mains_frequency_hz(mains, power);
    mains_free(mains);
    return hz;
}

static void assert_heard(const struct tone *tones, size_t count, double hz, double power)
{
    double found;
    assert_near(heard(tones, count, &found), hz, 0);
    assert_near(units_db_from_power(found), units_db_from_power(power), 0.2);
}

static void assert_not_heard(const struct tone *tones, size_t count)
{
    double power;
    assert_true(isnan(heard(tones, count, &power)));
    assert_near(power, 0, 0);
}

/* The power is the sum of the squares of the amplitudes: a full-scale sine is 0 dB. */
static void mains_of_both_worlds_are_heard(void **state)
{
    (void)state;
    const struct tone europe[] = {{.hz = 50, .amplitude = 0.01}, {.hz = 100, .amplitude = 0.02},
                                  {.hz = 150, .amplitude = 0.005}};
    const struct tone america[] = {{.hz = 60, .amplitude = 0.001}, {.hz = 180, .amplitude = 0.003},
                                   {.hz = 360, .amplitude = 0.002}};
    assert_heard(europe, 3, 50, 1e-4 + 4e-4 + 0.25e-4);
    assert_heard(america, 3, 60, 1e-6 + 9e-6 + 4e-6);
}

/* The grid wanders; all harmonics wander with it. */
static void a_little_off_is_still_mains(void **state)
{
    (void)state;
    static const double base_hz[] = {49.9, 50.1, 59.875, 60.125};
    for (size_t i = 0; i < sizeof base_hz / sizeof base_hz[0]; i++) {
        struct tone tones[4];
        for (int h = 0; h < 4; h++)
            tones[h] = (struct tone){.hz = base_hz[i] * (h + 1), .amplitude = 0.01};
        assert_heard(tones, 4, round(base_hz[i] / 10) * 10, 4e-4);
    }
}

static void a_note_nearby_is_no_mains(void **state)
{
    (void)state;
    struct tone tones[4];
    for (int h = 0; h < 4; h++) /* G1 */
        tones[h] = (struct tone){.hz = 48.999 * (h + 1), .amplitude = 0.01};
    assert_not_heard(tones, 4);
    for (int h = 0; h < 4; h++) /* each by another deviation */
        tones[h] = (struct tone){.hz = 50.0 * (h + 1) + (h % 2 ? 0.9 : -0.9), .amplitude = 0.01};
    assert_not_heard(tones, 4);
}

static void one_line_is_a_tone_and_two_are_hum(void **state)
{
    (void)state;
    const struct tone tones[] = {{.hz = 100, .amplitude = 0.01}, {.hz = 200, .amplitude = 0.01}};
    assert_not_heard(tones, 1);
    assert_heard(tones, 2, 50, 2e-4);
}

static void a_voice_that_swings_is_none(void **state)
{
    (void)state;
    struct tone tones[4];
    for (int h = 0; h < 4; h++)
        tones[h] = (struct tone){.hz = 50.0 * (h + 1), .amplitude = 0.1, .swing_hz = 2.0 * (h + 1)};
    assert_not_heard(tones, 4);
}

/* A loop of 1 s has a line at every hertz. */
static void a_loop_has_lines_beside_each_other(void **state)
{
    (void)state;
    static struct tone tones[12];
    for (int i = 0; i < 12; i++)
        tones[i] = (struct tone){.hz = 50.0 * (i / 3 + 1) + (i % 3 - 1), .amplitude = 0.01};
    assert_not_heard(tones, 12);
}

static void ten_seconds_are_needed(void **state)
{
    (void)state;
    double power;
    const struct tone tones[] = {{.hz = 50, .amplitude = 0.01}, {.hz = 100, .amplitude = 0.01},
                                 {.hz = 150, .amplitude = 0.01}};
    struct mains *mains = mains_new(bin_hz, step_s);
    assert_true(isnan(mains_frequency_hz(mains, &power)));
    play(mains, 1, tones, 3, (unsigned)(9 / step_s));
    assert_true(isnan(mains_frequency_hz(mains, &power)));
    play(mains, 1, tones, 3, (unsigned)(3 / step_s));
    assert_near(mains_frequency_hz(mains, &power), 50, 0);
    mains_reset(mains);
    assert_true(isnan(mains_frequency_hz(mains, &power)));
    assert_near(power, 0, 0);
    play(mains, 1, NULL, 0, ENOUGH);
    assert_true(isnan(mains_frequency_hz(mains, &power)));
    mains_free(mains);
    mains_free(NULL);
}

/* What is kept are 16 s: then it is gone. */
static void a_hum_that_ends_is_forgotten(void **state)
{
    (void)state;
    double power;
    const struct tone tones[] = {{.hz = 60, .amplitude = 0.01}, {.hz = 120, .amplitude = 0.01}};
    struct mains *mains = mains_new(bin_hz, step_s);
    play(mains, 1, tones, 2, ENOUGH);
    assert_near(mains_frequency_hz(mains, &power), 60, 0);
    play(mains, 1, NULL, 0, (unsigned)(21 / step_s));
    assert_true(isnan(mains_frequency_hz(mains, &power)));
    mains_free(mains);
}

static void two_channels_are_added_up(void **state)
{
    (void)state;
    double power;
    struct tone tones[] = {{.hz = 50, .amplitude = 0.02}, {.hz = 100, .amplitude = 0.01},
                           {.hz = 150, .amplitude = 0.01}};
    struct mains *mains = mains_new(bin_hz, step_s);
    play(mains, 2, tones, 3, ENOUGH);
    assert_near(mains_frequency_hz(mains, &power), 50, 0);
    assert_near(units_db_from_power(power), units_db_from_power(6e-4), 0.2);
    mains_reset(mains);
    for (int i = 0; i < 3; i++)
        tones[i].turned = true;
    play(mains, 2, tones, 3, ENOUGH);
    assert_true(isnan(mains_frequency_hz(mains, &power)));
    mains_free(mains);
}

static void silence_and_nonsense_do_not_hum(void **state)
{
    (void)state;
    double power;
    struct mains *mains = mains_new(bin_hz, step_s);
    memset(re, 0, sizeof re);
    memset(im, 0, sizeof im);
    const struct stft_frame frame = frame_of(2);
    for (unsigned n = 0; n < ENOUGH; n++)
        mains_process(mains, &frame);
    assert_true(isnan(mains_frequency_hz(mains, &power)));
    for (int k = 0; k < BINS; k++)
        re[0][k] = k % 2 ? NAN : INFINITY;
    for (unsigned n = 0; n < ENOUGH; n++)
        mains_process(mains, &frame);
    assert_true(isnan(mains_frequency_hz(mains, &power)));
    assert_near(power, 0, 0);
    mains_free(mains);
}

/* The lowband's own frames: hum of -50 dB under noise of -30 dBFS. */
static void through_the_lowband_it_is_heard_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 11025, 48000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        static float row[4096];
        uint64_t seed = 1;
        double power;
        const size_t hop = stft_hop_frames(rates_hz[r]);
        const float *const rows[1] = {row};
        struct lowband *lowband = lowband_new(rates_hz[r], 1);
        const double low_hz = lowband_rate_hz(lowband);
        const double window = (double)lowband_window_frames(lowband);
        struct mains *mains = mains_new(low_hz / window, window / LOWBAND_OVERLAP / low_hz);
        for (size_t at = 0; at < 15 * rates_hz[r]; at += hop) {
            synth_noise(row, hop, &seed, 0.05);
            for (size_t i = 0; i < hop; i++) {
                const double turn = 2 * SYNTH_PI * 60 * (double)(at + i) / rates_hz[r];
                row[i] += (float)(0.003 * (sin(turn) + sin(2 * turn) + sin(3 * turn)));
            }
            const struct stft_frame *const frame = lowband_process(lowband, rows, hop);
            if (frame)
                mains_process(mains, frame);
        }
        assert_near(mains_frequency_hz(mains, &power), 60, 0);
        assert_near(units_db_from_power(power), units_db_from_power(27e-6), 1);
        mains_free(mains);
        lowband_free(lowband);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mains_of_both_worlds_are_heard),
        cmocka_unit_test(a_little_off_is_still_mains),
        cmocka_unit_test(a_note_nearby_is_no_mains),
        cmocka_unit_test(one_line_is_a_tone_and_two_are_hum),
        cmocka_unit_test(a_voice_that_swings_is_none),
        cmocka_unit_test(a_loop_has_lines_beside_each_other),
        cmocka_unit_test(ten_seconds_are_needed),
        cmocka_unit_test(a_hum_that_ends_is_forgotten),
        cmocka_unit_test(two_channels_are_added_up),
        cmocka_unit_test(silence_and_nonsense_do_not_hum),
        cmocka_unit_test(through_the_lowband_it_is_heard_at_every_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
