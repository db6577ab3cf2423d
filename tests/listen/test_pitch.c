/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/listen/hear.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static double cents_between(double a_hz, double b_hz)
{
    return 1200.0 * log2(a_hz / b_hz);
}

struct note {
    double hz;
    unsigned harmonics;
    double noise; /* beside an amplitude of 0.2 for the fundamental */
    uint32_t seed;
};

static float noisy_note(uint64_t frame, unsigned rate_hz, void *context)
{
    struct note *const note = context;
    double sum = 0.0;
    for (unsigned h = 1; h <= note->harmonics && note->hz * h < 0.45 * rate_hz; h++)
        sum += sin(hear_turn * note->hz * h * (double)frame / rate_hz + h) / h;
    return (float)(0.2 * sum + note->noise * (double)hear_noise(&note->seed));
}

/* Semitones from B0, 30.9 Hz, to C8, 4186 Hz. */
static void notes_of_eight_octaves_are_heard_in_noise(void **state)
{
    (void)state;
    for (int midi = 23; midi <= 108; midi++) {
        struct note note = {.hz = 440.0 * exp2((midi - 69) / 12.0), .harmonics = midi < 80 ? 8 : 3,
                            .noise = 0.05, .seed = 5};
        struct hearing *heard = hear(48000, 1.5, noisy_note, &note);
        const struct pitch_reading *pitch = &heard->reading.pitch;
        if (!(fabs(cents_between((double)pitch->median_hz, note.hz)) < 15.0))
            fail_msg("note %d, %g Hz, heard as %g", midi, note.hz, (double)pitch->median_hz);
        if (!(pitch->voiced_ratio > 0.7f))
            fail_msg("note %d: only %g voiced", midi, (double)pitch->voiced_ratio);
        free(heard);
    }
}

static void low_and_high_notes_are_heard_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates[] = {8000, 16000, 22050, 32000, 44100, 88200, 96000, 192000};
    static const double hz[] = {30.87, 61.74, 246.9, 987.8, 2093.0, 3951.0};
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++)
        for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++) {
            if (hz[i] > 0.3 * rates[r])
                continue;
            struct note note = {.hz = hz[i], .harmonics = 5, .noise = 0.01, .seed = 3};
            struct hearing *heard = hear(rates[r], 1.5, noisy_note, &note);
            const double median_hz = (double)heard->reading.pitch.median_hz;
            if (!(fabs(cents_between(median_hz, hz[i])) < 10.0))
                fail_msg("%u Hz: %g Hz heard as %g", rates[r], hz[i], median_hz);
            free(heard);
        }
}

/* Small loudspeakers and cheap microphones leave only the upper harmonics. */
static float no_fundamental(uint64_t frame, unsigned rate_hz, void *context)
{
    const double *const hz = context;
    double sum = 0.0;
    for (unsigned h = 2; h <= 8; h++)
        sum += sin(hear_turn * *hz * h * (double)frame / rate_hz);
    return (float)(0.05 * sum);
}

static void a_missing_fundamental_is_heard(void **state)
{
    (void)state;
    static const double hz[] = {82.41, 110.0, 196.0, 329.63};
    for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++) {
        double wanted_hz = hz[i];
        struct hearing *heard = hear(44100, 1.5, no_fundamental, &wanted_hz);
        const double median_hz = (double)heard->reading.pitch.median_hz;
        if (!(fabs(cents_between(median_hz, hz[i])) < 10.0))
            fail_msg("%g Hz heard as %g", hz[i], median_hz);
        free(heard);
    }
}

/* The fundamental of a plucked string dies away in 0.3 s, its octave in 0.8 s, into the noise. */
static float dying_string(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)context;
    const double at_s = (double)frame / rate_hz;
    return (float)(0.3 * exp(-at_s / 0.3) * sin(hear_turn * 185.0 * at_s) +
                   0.1 * exp(-at_s / 0.3) * sin(hear_turn * 555.0 * at_s) +
                   0.05 * exp(-at_s / 0.8) * sin(hear_turn * 370.0 * at_s)) +
           0.005f * hear_noise(&(uint32_t){(uint32_t)frame * 2654435761u});
}

static void a_dying_string_keeps_its_octave(void **state)
{
    (void)state;
    struct hearing *heard = hear(44100, 2.5, dying_string, NULL);
    const struct pitch_reading *pitch = &heard->reading.pitch;
    assert_true(fabs(cents_between((double)pitch->median_hz, 185.0)) < 15.0);
    if (!(fabs(cents_between((double)pitch->high_hz, 185.0)) < 60.0))
        fail_msg("heard up to %g Hz", (double)pitch->high_hz);
    free(heard);
}

/* Struck anew every half second, each an octave above the one before, then down again. */
static float octaves(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)context;
    static const double hz[] = {110.0, 220.0, 440.0, 880.0, 440.0, 220.0};
    const double at_s = (double)frame / rate_hz, age_s = fmod(at_s, 0.5);
    const double turn = hear_turn * hz[(unsigned)(at_s * 2.0) % 6] * at_s;
    return (float)(0.3 * fmin(age_s / 0.01, 1.0) * exp(-age_s / 0.2) *
                   (sin(turn) + 0.5 * sin(2.0 * turn) + 0.3 * sin(3.0 * turn)));
}

static void octaves_that_are_played_are_heard(void **state)
{
    (void)state;
    struct hearing *heard = hear(48000, 12.0, octaves, NULL);
    const struct pitch_reading *pitch = &heard->reading.pitch;
    assert_true(fabs(cents_between((double)pitch->low_hz, 110.0)) < 15.0);
    assert_true(fabs(cents_between((double)pitch->high_hz, 880.0)) < 15.0);
    free(heard);
}

static float silence(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)frame, (void)rate_hz, (void)context;
    return 0.0f;
}

static float noise(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)frame, (void)rate_hz;
    return 0.2f * hear_noise(context);
}

static void silence_and_noise_have_no_pitch(void **state)
{
    (void)state;
    uint32_t seed = 1;
    static hear_sound *const sounds[] = {silence, noise};
    for (size_t i = 0; i < 2; i++) {
        struct hearing *heard = hear(48000, 8.0, sounds[i], &seed);
        assert_true(isnan(heard->reading.pitch.median_hz));
        assert_true(isnan(heard->reading.pitch.now_hz));
        free(heard);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_of_eight_octaves_are_heard_in_noise),
        cmocka_unit_test(low_and_high_notes_are_heard_at_every_rate),
        cmocka_unit_test(a_missing_fundamental_is_heard),
        cmocka_unit_test(a_dying_string_keeps_its_octave),
        cmocka_unit_test(octaves_that_are_played_are_heard),
        cmocka_unit_test(silence_and_noise_have_no_pitch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
