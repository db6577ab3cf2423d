/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notes and strokes that begin at known moments. */

#include "listen/onset.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FOUND_MAX = 100, FRAMES_MAX = 2 * 192000, HOP_MAX = 4096 };

/* As the listener has it: what the spectrum and what the waveform tell may both be told. */
static const double apart_s = 0.040;

static float sound[FRAMES_MAX];
static double found_s[FOUND_MAX];
static unsigned found;

static int clear(void **state)
{
    (void)state;
    memset(sound, 0, sizeof sound);
    return 0;
}

static void listen_to(unsigned rate_hz, double seconds, bool turned)
{
    static float left[HOP_MAX], right[HOP_MAX];
    const size_t hop = stft_hop_frames(rate_hz), frames = (size_t)(seconds * rate_hz);
    struct stft *stft = stft_new(rate_hz, 2);
    struct onset *onset = onset_new(rate_hz);
    const float *const rows[2] = {left, right};
    found = 0;
    for (size_t at = 0; at + hop <= frames; at += hop) {
        for (size_t i = 0; i < hop; i++) {
            left[i] = sound[at + i];
            right[i] = turned ? -left[i] : left[i];
        }
        const struct onset_result result =
            onset_process(onset, left, hop, stft_process(stft, rows, hop));
        for (unsigned k = 0; k < result.count && found < FOUND_MAX; k++) {
            const double ago = (double)result.ago_hops[k] * (double)hop;
            const double at_s = ((double)(at + hop) - ago) / rate_hz;
            if (found == 0 || at_s - found_s[found - 1] > apart_s)
                found_s[found++] = at_s;
        }
    }
    onset_free(onset);
    stft_free(stft);
}

/* A note that decays by 8 nepers a second. */
static void add_note(unsigned rate_hz, double at_s, double hz, double amplitude)
{
    const size_t first = (size_t)(at_s * rate_hz), count = (size_t)(0.5 * rate_hz);
    for (size_t i = 0; i < count && first + i < FRAMES_MAX; i++) {
        const double t = (double)i / rate_hz, end = 1 - (double)i / (double)count;
        double sum = 0;
        for (int h = 1; h <= 5; h++)
            if (h * hz < 0.45 * rate_hz)
                sum += sin(2 * SYNTH_PI * h * hz * t) / h;
        sound[first + i] += (float)(amplitude * exp(-8 * t) * end * sum);
    }
}

static void expect(const double *at_s, unsigned count)
{
    if (found != count)
        fail_msg("%u onsets, not %u", found, count);
    for (unsigned i = 0; i < count; i++)
        assert_near(found_s[i], at_s[i], 0.02);
}

static const double moments_s[] = {0.5, 0.9, 1.25, 1.7, 2.2, 2.45};
enum { MOMENTS = sizeof moments_s / sizeof moments_s[0] };

static void notes_are_heard_when_they_begin_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 11025, 22050, 44100, 48000, 96000, 192000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        clear(NULL);
        for (unsigned i = 0; i < 3; i++)
            add_note(rates_hz[r], moments_s[i], 220 * exp2(i * 7 % 12 / 12.0), 0.2);
        listen_to(rates_hz[r], 1.7, false);
        expect(moments_s, 3);
    }
}

/* A stereo sound that cancels in mono is heard too. */
static void what_cancels_in_mono_is_heard(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MOMENTS; i++)
        add_note(44100, moments_s[i], 220 * exp2(i * 7 % 12 / 12.0), 0.2);
    listen_to(44100, 3, true);
    expect(moments_s, MOMENTS);
}

static void soft_playing_is_heard_as_well(void **state)
{
    (void)state;
    for (unsigned i = 0; i < MOMENTS; i++)
        add_note(44100, moments_s[i], 220 * exp2(i * 7 % 12 / 12.0), 0.01);
    listen_to(44100, 3, false);
    expect(moments_s, MOMENTS);
}

static void what_lasts_begins_once(void **state)
{
    (void)state;
    synth_sine(sound + 22050, 2 * 44100, 44100, 440, 0.3);
    static const double once_s[] = {0.5};
    listen_to(44100, 2.3, false);
    expect(once_s, 1);
}

static void silence_and_noise_have_no_onsets(void **state)
{
    (void)state;
    uint64_t seed = 1;
    listen_to(44100, 2, false);
    assert_int_equal(found, 0);
    synth_noise(sound, 3 * 44100, &seed, 0.1);
    listen_to(44100, 3, false);
    assert_true(found <= 2); /* its beginning */
}

static void short_last_hops_and_nothing_are_fine(void **state)
{
    (void)state;
    struct onset *onset = onset_new(48000);
    struct stft *stft = stft_new(48000, 1);
    const float *const rows[1] = {sound};
    for (size_t frames = 0; frames <= 512; frames += 128)
        assert_int_equal(onset_process(onset, sound, frames, stft_process(stft, rows, frames)).count,
                         0);
    stft_free(stft);
    onset_free(onset);
    onset_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(notes_are_heard_when_they_begin_at_every_rate, clear),
        cmocka_unit_test_setup(what_cancels_in_mono_is_heard, clear),
        cmocka_unit_test_setup(soft_playing_is_heard_as_well, clear),
        cmocka_unit_test_setup(what_lasts_begins_once, clear),
        cmocka_unit_test_setup(silence_and_noise_have_no_onsets, clear),
        cmocka_unit_test_setup(short_last_hops_and_nothing_are_fine, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
