/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/range.h"

#include "measure/meter.h"
#include "tests/listen/hear.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static double cents_between(double a_hz, double b_hz)
{
    return 1200.0 * log2(a_hz / b_hz);
}

static struct range_reading range_of(unsigned rate_hz, double seconds, hear_sound *sound,
                                     void *context)
{
    const size_t hop = stft_hop_frames(rate_hz);
    struct meter *meter = meter_new(rate_hz, 1);
    float *samples = calloc(hop, sizeof *samples);
    if (!meter || !samples)
        abort();
    const struct meter_low_grid low = meter_low_grid(meter);
    struct range *range = range_new(rate_hz, low.bin_hz, low.bins, low.step_s);
    if (!range)
        abort();
    const uint64_t end = (uint64_t)(seconds * rate_hz);
    for (uint64_t frame = 0; frame < end;) {
        size_t frames = 0;
        for (; frames < hop && frame < end; frames++, frame++)
            samples[frames] = sound(frame, rate_hz, context);
        const struct stft_frame *spectrum = meter_process(meter, &samples, frames);
        range_process(range, spectrum, meter_low_spectrum(meter));
    }
    struct range_reading reading;
    range_read(range, &reading);
    range_free(range);
    meter_free(meter);
    free(samples);
    return reading;
}

struct melody {
    const double *hz;
    unsigned notes;
    double note_s;
    double fundamental_db; /* beside the second harmonic */
    double noise;
    uint32_t seed;
};

static float play(uint64_t frame, unsigned rate_hz, void *context)
{
    struct melody *const melody = context;
    const double at_s = (double)frame / rate_hz;
    const double age_s = fmod(at_s, melody->note_s);
    const double hz = melody->hz[(unsigned)(at_s / melody->note_s) % melody->notes];
    double sum = 0.0;
    for (unsigned h = 1; h <= 6 && hz * h < 0.45 * rate_hz; h++)
        sum += (h == 1 ? pow(10.0, melody->fundamental_db / 20.0) : 1.0 / (h - 1)) *
               sin(hear_turn * hz * h * at_s);
    return (float)(0.1 * fmin(age_s / 0.01, 1.0) * exp(-age_s) * sum +
                   melody->noise * (double)hear_noise(&melody->seed));
}

static void expect(double is_hz, double wanted_hz, double within_cents, const char *what)
{
    if (!(fabs(cents_between(is_hz, wanted_hz)) < within_cents))
        fail_msg("%s: %g Hz instead of %g", what, is_hz, wanted_hz);
}

/* From the lowest string of a bass to a whistle, also when the fundamental is 20 dB down. */
static void notes_are_found_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates[] = {8000, 16000, 22050, 44100, 48000, 96000, 192000};
    static const double hz[] = {30.87, 41.2, 65.4, 146.8, 392.0, 880.0, 1975.5, 3520.0};
    static const double level_db[] = {0.0, -20.0};
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++)
        for (size_t i = 0; i < 2 * sizeof hz / sizeof hz[0]; i++) {
            struct melody melody = {.hz = &hz[i / 2], .notes = 1, .note_s = 100.0, .seed = 1,
                                    .noise = 1e-4, .fundamental_db = level_db[i % 2]};
            if (hz[i / 2] > 0.2 * rates[r])
                continue;
            const struct range_reading range = range_of(rates[r], 4.0, play, &melody);
            char what[32];
            snprintf(what, sizeof what, "at %u Hz, %g dB", rates[r], level_db[i % 2]);
            expect((double)range.low_hz, hz[i / 2], 25.0, what);
            expect((double)range.median_hz, hz[i / 2], 25.0, what);
            if (i % 2 == 0)
                expect((double)range.high_hz, hz[i / 2], 25.0, what);
            assert_true(range.voiced_ratio > 0.9f);
        }
}

static void a_bass_line_has_its_range(void **state)
{
    (void)state;
    static const double hz[] = {55.0, 41.2, 61.74, 55.0, 82.41, 98.0, 55.0, 73.42};
    struct melody melody = {.hz = hz, .notes = 8, .note_s = 0.3, .seed = 1, .noise = 1e-3,
                            .fundamental_db = -6.0};
    const struct range_reading range = range_of(48000, 24.0, play, &melody);
    expect((double)range.low_hz, 41.2, 30.0, "lowest");
    expect((double)range.high_hz, 98.0, 30.0, "highest");
    assert_true(range.median_hz > 50.0f && range.median_hz < 75.0f);
}

/* Glides from 200 Hz to 52 Hz and rings there, two a second. */
static float kick(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)context;
    const double age_s = fmod((double)frame / rate_hz, 0.5);
    const double turns = 52.0 * age_s + 148.0 * 0.015 * (1.0 - exp(-age_s / 0.015));
    return (float)(0.7 * exp(-age_s / 0.1) * sin(hear_turn * turns));
}

static void a_kick_drum_has_the_tone_it_rings_with(void **state)
{
    (void)state;
    const struct range_reading range = range_of(48000, 12.0, kick, NULL);
    assert_true(range.low_hz > 46.0f && range.low_hz < 56.0f);
    assert_true(range.high_hz < 65.0f);
}

/* Four a second, without lows. */
static float hats(uint64_t frame, unsigned rate_hz, void *context)
{
    const double age_s = fmod((double)frame / rate_hz, 0.25);
    uint32_t before = *(const uint32_t *)context;
    const float high = hear_noise(context) - (float)(int32_t)before / 2147483648.0f;
    return (float)(0.3 * exp(-age_s / 0.04)) * high;
}

static float noise(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)frame, (void)rate_hz;
    return 0.2f * hear_noise(context);
}

static float silence(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)frame, (void)rate_hz, (void)context;
    return 0.0f;
}

static void what_is_not_pitched_has_none(void **state)
{
    (void)state;
    static hear_sound *const sounds[] = {hats, noise, silence};
    for (size_t i = 0; i < 3; i++) {
        uint32_t context = 0;
        const struct range_reading range = range_of(44100, 30.0, sounds[i], &context);
        if (!isnan(range.low_hz) || !isnan(range.median_hz) || !isnan(range.high_hz))
            fail_msg("sound %zu: %g Hz", i, (double)range.low_hz);
        if (range.voiced_ratio > 0.03f)
            fail_msg("sound %zu: voiced for %g", i, (double)range.voiced_ratio);
    }
}

/* A guitar with hum behind it, and long rests. */
static float humming(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)context;
    const double at_s = (double)frame / rate_hz, age_s = fmod(at_s, 6.0);
    const double hum = 0.001 * sin(hear_turn * 50.0 * at_s);
    double sum = 0.0;
    for (unsigned h = 1; h <= 8; h++)
        sum += sin(hear_turn * 164.8 * h * at_s) / h;
    return (float)(hum + (age_s < 2.0 ? 0.15 * exp(-age_s) * sum : 0.0));
}

static void hum_in_the_rests_is_no_pitch(void **state)
{
    (void)state;
    const struct range_reading range = range_of(48000, 36.0, humming, NULL);
    expect((double)range.low_hz, 164.8, 20.0, "lowest");
}

/* C3, E3, G3: an octave below lies a common root that nobody plays. */
static float chord(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)context;
    static const double hz[] = {130.81, 164.81, 196.0};
    double sum = 0.0;
    for (size_t i = 0; i < 3; i++)
        for (unsigned h = 1; h <= 5; h++)
            sum += sin(hear_turn * hz[i] * h * (double)frame / rate_hz) / h;
    return (float)(0.05 * sum);
}

static void a_chord_has_its_lowest_note(void **state)
{
    (void)state;
    const struct range_reading range = range_of(44100, 6.0, chord, NULL);
    expect((double)range.low_hz, 130.81, 15.0, "lowest");
    expect((double)range.high_hz, 130.81, 15.0, "highest");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_are_found_at_every_rate),
        cmocka_unit_test(a_bass_line_has_its_range),
        cmocka_unit_test(a_kick_drum_has_the_tone_it_rings_with),
        cmocka_unit_test(what_is_not_pitched_has_none),
        cmocka_unit_test(hum_in_the_rests_is_no_pitch),
        cmocka_unit_test(a_chord_has_its_lowest_note),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
