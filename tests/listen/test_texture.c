/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Spectra drawn by hand, of which every trait is known. */

#include "listen/texture.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BINS_MAX = 8193, RATE = 48000 };

static float left_re[BINS_MAX], right_re[BINS_MAX], zeros[BINS_MAX];
static float left[BINS_MAX], right[BINS_MAX];

static int clear(void **state)
{
    (void)state;
    memset(left, 0, sizeof left);
    memset(right, 0, sizeof right);
    memset(left_re, 0, sizeof left_re);
    memset(right_re, 0, sizeof right_re);
    return 0;
}

static void put(size_t bin, float to_left, float to_right)
{
    left_re[bin] = to_left;
    right_re[bin] = to_right;
    left[bin] = to_left * to_left;
    right[bin] = to_right * to_right;
}

static double bin_hz_of(unsigned rate_hz)
{
    return rate_hz / (double)stft_window_frames(rate_hz);
}

/* The first slot of the same spectrum over and over. */
static struct texture_slot slot_of(unsigned rate_hz, bool stereo, float loudness_lufs)
{
    struct texture *texture = texture_new(rate_hz);
    const struct stft_frame frame = {
        .bins = stft_window_frames(rate_hz) / 2 + 1, .bin_hz = (float)bin_hz_of(rate_hz),
        .left_re = left_re, .left_im = zeros, .left_power = left,
        .right_re = stereo ? right_re : NULL, .right_im = stereo ? zeros : NULL,
        .right_power = stereo ? right : NULL,
    };
    const struct texture_slot *slot = NULL;
    while (!slot)
        slot = texture_process(texture, &frame, loudness_lufs);
    const struct texture_slot copy = *slot;
    texture_free(texture);
    return copy;
}

static void slots_are_about_90_ms_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000,  11025, 16000, 22050, 32000,
                                        44100, 48000, 96000, 192000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        struct texture *texture = texture_new(rates_hz[r]);
        const double slot_s = texture_slot_s(texture);
        assert_true(slot_s > 0.07 && slot_s < 0.11);
        const struct stft_frame frame = {.bins = stft_window_frames(rates_hz[r]) / 2 + 1,
                                         .left_re = zeros, .left_im = zeros, .left_power = zeros};
        unsigned slots = 0;
        const unsigned hops = 1000;
        for (unsigned hop = 0; hop < hops; hop++)
            slots += texture_process(texture, &frame, -20) != NULL;
        const double hop_s = (double)stft_hop_frames(rates_hz[r]) / rates_hz[r];
        assert_near(slots * slot_s, hops * hop_s, slot_s);
        texture_free(texture);
    }
    texture_free(NULL);
}

static void silence_is_minus_eight_and_no_note(void **state)
{
    (void)state;
    const struct texture_slot slot = slot_of(RATE, false, -INFINITY);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        const bool note = d >= TEXTURE_BANDS && d < TEXTURE_LEVEL;
        assert_near(slot.dims[d], note ? 0 : -8, 1e-5);
    }
    assert_near(slot.loudness, 0, 0);
}

/* Full scale in one bin: 0 in its half octave, 35 dB below that elsewhere. */
static void a_tone_is_in_its_half_octave(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {44100, 48000, 96000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++)
        for (int b = 6; b < TEXTURE_BANDS; b++) {
            clear(NULL);
            put((size_t)(31.25 * exp2(0.5 * b) / bin_hz_of(rates_hz[r]) + 0.5), 1, 0);
            const struct texture_slot slot = slot_of(rates_hz[r], false, -10);
            for (int other = 0; other < TEXTURE_BANDS; other++)
                assert_near(slot.dims[other], other == b ? 0 : log10(3e-4), 0.001);
            assert_near(slot.dims[TEXTURE_LEVEL], 0, 0.001);
        }
}

/* In units of 10 dB, over the mean of both channels. */
static void levels_are_tens_of_decibels(void **state)
{
    (void)state;
    put(100, 0.1F, 0);
    assert_near(slot_of(RATE, false, -10).dims[TEXTURE_LEVEL], -2, 0.001);
    assert_near(slot_of(RATE, true, -10).dims[TEXTURE_LEVEL], -2.301, 0.001);
    put(100, 0.1F, -0.1F);
    assert_near(slot_of(RATE, true, -10).dims[TEXTURE_LEVEL], -2, 0.001);
    put(100, 1e-5F, 0);
    assert_near(slot_of(RATE, false, -10).dims[TEXTURE_LEVEL], log10(1e-10 + 1e-8), 0.001);
}

/* Each note by a peak of three bins, of which the middle is placed on its frequency. */
static void put_note(double hz, double amplitude)
{
    const double bin = hz / bin_hz_of(RATE);
    const size_t k = (size_t)(bin + 0.5);
    const double off = bin - (double)k; /* (above - below) / all of three powers */
    const double top = 0.6, above = 0.2 + 0.5 * off, below = 0.2 - 0.5 * off;
    put(k - 1, (float)(amplitude * sqrt(fmax(below, 0))), 0);
    put(k, (float)(amplitude * sqrt(top)), 0);
    put(k + 1, (float)(amplitude * sqrt(fmax(above, 0))), 0);
}

static void notes_are_told_by_name(void **state)
{
    (void)state;
    for (int midi = 67; midi < 95; midi++) {
        clear(NULL);
        put_note(440 * exp2((midi - 69) / 12.0), 0.1);
        const struct texture_slot slot = slot_of(RATE, false, -10);
        const float *const notes = slot.dims + TEXTURE_BANDS;
        double square = 0;
        unsigned best = 0;
        for (unsigned c = 0; c < TEXTURE_CLASSES; c++) {
            square += (double)notes[c] * (double)notes[c];
            best = notes[c] > notes[best] ? c : best;
        }
        assert_near(square, 1, 1e-4);
        assert_int_equal(best, (unsigned)midi % 12);
        assert_true(notes[best] > 0.8F);
    }
}

static void a_chord_has_its_notes_alike(void **state)
{
    (void)state;
    put_note(523.25, 0.1);
    put_note(659.26, 0.1);
    put_note(783.99, 0.1);
    const struct texture_slot slot = slot_of(RATE, false, -10);
    const float *const notes = slot.dims + TEXTURE_BANDS;
    for (unsigned c = 0; c < TEXTURE_CLASSES; c++)
        assert_true((notes[c] > 0.4F) == (c == 0 || c == 4 || c == 7));
}

static void loudness_is_a_power(void **state)
{
    (void)state;
    assert_near(slot_of(RATE, false, -23).loudness, pow(10, -2.3), 1e-6);
    assert_near(slot_of(RATE, false, 0).loudness, 1, 1e-5);
    assert_near(slot_of(RATE, false, NAN).loudness, 0, 0);
    assert_near(slot_of(RATE, false, -121).loudness, 0, 0);
}

/* What the sides have and share, against each other. */
static void the_sides_can_be_compared(void **state)
{
    (void)state;
    put(50, 0.5F, 0.5F);
    struct texture_slot slot = slot_of(RATE, true, -10);
    assert_near(slot.product / slot.left, 1, 1e-5);
    assert_near(slot.right / slot.left, 1, 1e-5);
    put(50, 0.5F, -0.25F);
    slot = slot_of(RATE, true, -10);
    assert_near(slot.product / slot.left, -0.5, 1e-5);
    assert_near(slot.right / slot.left, 0.25, 1e-5);
    slot = slot_of(RATE, false, -10); /* mono shares all */
    assert_near(slot.product / slot.left, 1, 1e-5);
}

static void a_slot_does_not_remember_the_one_before(void **state)
{
    (void)state;
    struct texture *texture = texture_new(RATE);
    const struct stft_frame loud = {.bins = 1025, .left_re = left_re, .left_im = zeros,
                                    .left_power = left};
    const struct stft_frame silent = {.bins = 1025, .left_re = zeros, .left_im = zeros,
                                      .left_power = zeros};
    put(100, 1, 0);
    while (!texture_process(texture, &loud, -10))
        continue;
    const struct texture_slot *slot = NULL;
    while (!slot)
        slot = texture_process(texture, &silent, -10);
    assert_near(slot->dims[TEXTURE_LEVEL], -8, 1e-5);
    for (unsigned c = 0; c < TEXTURE_CLASSES; c++)
        assert_near(slot->dims[TEXTURE_BANDS + c], 0, 0);
    texture_free(texture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(slots_are_about_90_ms_at_every_rate, clear),
        cmocka_unit_test_setup(silence_is_minus_eight_and_no_note, clear),
        cmocka_unit_test_setup(a_tone_is_in_its_half_octave, clear),
        cmocka_unit_test_setup(levels_are_tens_of_decibels, clear),
        cmocka_unit_test_setup(notes_are_told_by_name, clear),
        cmocka_unit_test_setup(a_chord_has_its_notes_alike, clear),
        cmocka_unit_test_setup(loudness_is_a_power, clear),
        cmocka_unit_test_setup(the_sides_can_be_compared, clear),
        cmocka_unit_test_setup(a_slot_does_not_remember_the_one_before, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
