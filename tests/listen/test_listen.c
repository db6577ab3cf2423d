/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/listen/hear.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const unsigned rates[] = {8000, 22050, 44100, 48000, 96000};
enum { RATES = sizeof rates / sizeof rates[0] };

struct clicks {
    double period_s, first_s;
    uint32_t seed;
};

/* Bursts of noise that die away within 30 ms. */
static float click_track(uint64_t frame, unsigned rate_hz, void *context)
{
    struct clicks *const clicks = context;
    const float noise = hear_noise(&clicks->seed);
    const double since = (double)frame / rate_hz - clicks->first_s;
    if (since < 0.0)
        return 0.0f;
    const double age = fmod(since, clicks->period_s);
    return age < 0.05 ? 0.5f * noise * (float)exp(-age / 0.01) : 0.0f;
}

static double from_nearest(double at, const struct clicks *clicks)
{
    return remainder(at - clicks->first_s, clicks->period_s);
}

static void check_click_track(unsigned rate_hz, double tempo)
{
    struct clicks clicks = {.period_s = 60.0 / tempo, .first_s = 0.3, .seed = 1};
    struct hearing *heard = hear(rate_hz, 15.0, click_track, &clicks);
    const struct tempo_reading *reading = &heard->reading.tempo;
    const double near_s = rate_hz < 16000 ? 0.040 : 0.030;
    if (!(fabs((double)reading->bpm / tempo - 1.0) < 0.005))
        fail_msg("%u Hz: %g BPM heard as %g", rate_hz, tempo, (double)reading->bpm);
    if (!(heard->first_bpm_s <= 8.0))
        fail_msg("%u Hz: %g BPM known after %g s", rate_hz, tempo, heard->first_bpm_s);
    if (!(reading->confidence > 0.7f))
        fail_msg("%u Hz: %g BPM: confidence %g", rate_hz, tempo, (double)reading->confidence);
    assert_true(reading->steadiness > 0.7f);
    assert_true(heard->beats > 10);
    for (unsigned i = 0; i < heard->beats; i++)
        if (heard->beats_s[i] > 10.0 && fabs(from_nearest(heard->beats_s[i], &clicks)) > near_s)
            fail_msg("%u Hz: %g BPM: beat at %g s, %g s off", rate_hz, tempo, heard->beats_s[i],
                     from_nearest(heard->beats_s[i], &clicks));
    if (!(fabs(from_nearest(reading->beat_next_s, &clicks)) < near_s))
        fail_msg("%u Hz: %g BPM: next beat %g s off", rate_hz, tempo,
                 from_nearest(reading->beat_next_s, &clicks));
    free(heard);
}

static void click_tracks_have_their_tempo_at_every_rate(void **state)
{
    (void)state;
    static const double tempi[] = {72, 84, 96, 108, 120, 133, 150, 168};
    for (unsigned r = 0; r < RATES; r++)
        for (size_t t = 0; t < sizeof tempi / sizeof tempi[0]; t++)
            check_click_track(rates[r], tempi[t]);
}

/* Whether a click a second is 60 or 120 is a matter of taste; that it stays one of them is not. */
static void slow_and_fast_clicks_keep_their_octave(void **state)
{
    (void)state;
    static const double tempi[] = {60, 178};
    for (size_t t = 0; t < 2; t++) {
        struct clicks clicks = {.period_s = 60.0 / tempi[t], .first_s = 0.3, .seed = 1};
        struct hearing *heard = hear(48000, 40.0, click_track, &clicks);
        const struct tempo_reading *tempo = &heard->reading.tempo;
        const double octave = log2((double)tempo->bpm / tempi[t]);
        assert_true(fabs(octave - round(octave)) < 0.01);
        unsigned jumps = 0;
        for (unsigned i = 1; i < tempo->history_count; i++)
            if (fabsf(tempo->history_bpm[i] / tempo->history_bpm[i - 1] - 1.0f) > 0.1f)
                jumps++;
        assert_in_range(jumps, 0, 1);
        assert_int_equal(tempo->history_count, 40);
        free(heard);
    }
}

static void onsets_are_where_the_hits_are(void **state)
{
    (void)state;
    for (unsigned r = 0; r < RATES; r++) {
        struct clicks clicks = {.period_s = 0.2371, .first_s = 0.3, .seed = 7};
        struct hearing *heard = hear(rates[r], 10.0, click_track, &clicks);
        const unsigned expected = (unsigned)((10.0 - 0.3 - 0.05) / 0.2371) + 1;
        assert_in_range(heard->onsets, expected - 1, expected);
        for (unsigned i = 0; i < heard->onsets; i++)
            if (fabs(from_nearest(heard->onsets_s[i], &clicks)) > 0.010)
                fail_msg("%u Hz: onset %g s away", rates[r],
                         from_nearest(heard->onsets_s[i], &clicks));
        assert_true(fabsf(heard->reading.onset.rate_hz - 4.2f) < 0.5f);
        assert_int_equal(heard->reading.onset.count, heard->onsets);
        free(heard);
    }
}

struct tone {
    double hz;
    unsigned harmonics;
};

static float tone(uint64_t frame, unsigned rate_hz, void *context)
{
    const struct tone *const wanted = context;
    double sum = 0.0;
    for (unsigned h = 1; h <= wanted->harmonics; h++)
        if (wanted->hz * h < 0.45 * rate_hz)
            sum += sin(hear_turn * wanted->hz * h * (double)frame / rate_hz) / h;
    return (float)(0.2 * sum);
}

static void check_tone(unsigned rate_hz, double hz, unsigned harmonics)
{
    struct tone wanted = {.hz = hz, .harmonics = harmonics};
    struct hearing *heard = hear(rate_hz, 1.5, tone, &wanted);
    const struct pitch_reading *pitch = &heard->reading.pitch;
    if (!(fabs(1200.0 * log2((double)pitch->median_hz / hz)) < 5.0))
        fail_msg("%u Hz: %g Hz with %u harmonics heard as %g", rate_hz, hz, harmonics,
                 (double)pitch->median_hz);
    if (!(pitch->now_confidence > 0.7f && pitch->voiced_ratio > 0.8f))
        fail_msg("%u Hz: %g Hz with %u harmonics: confidence %g, %g voiced", rate_hz, hz,
                 harmonics, (double)pitch->now_confidence, (double)pitch->voiced_ratio);
    assert_int_equal(pitch->now_midi, lrint(69.0 + 12.0 * log2(hz / 440.0)));
    assert_true(pitch->low_hz <= pitch->median_hz && pitch->median_hz <= pitch->high_hz);
    free(heard);
}

static void tones_are_within_five_cents(void **state)
{
    (void)state;
    static const double hz[] = {41.2, 55, 82.41, 110, 146.83, 220, 311.13, 440, 659.26, 1000, 2000};
    for (unsigned r = 0; r < RATES; r++)
        for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++) {
            if (rates[r] == 8000 && (hz[i] < 50 || hz[i] > 1500))
                continue;
            check_tone(rates[r], hz[i], 1);
            check_tone(rates[r], hz[i], 5);
        }
}

static void detuning_is_told_in_cents(void **state)
{
    (void)state;
    for (int off = -40; off <= 40; off += 20) {
        struct tone wanted = {.hz = 220.0 * exp2(off / 1200.0), .harmonics = 4};
        struct hearing *heard = hear(48000, 3.0, tone, &wanted);
        if (!(fabsf(heard->reading.pitch.now_cents - (float)off) < 3.0f))
            fail_msg("%d cents heard as %g", off, (double)heard->reading.pitch.now_cents);
        assert_true(fabsf(heard->reading.pitch.tuning_cents - (float)off) < 3.0f);
        assert_int_equal(heard->reading.pitch.now_midi, 57);
        free(heard);
    }
}

static float silence(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)frame;
    (void)rate_hz;
    (void)context;
    return 0.0f;
}

static float noise(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)frame;
    (void)rate_hz;
    return 0.3f * hear_noise(context);
}

static float faint_clicks(uint64_t frame, unsigned rate_hz, void *context)
{
    return 1e-4f * click_track(frame, rate_hz, context);
}

static void expect_nothing(struct hearing *heard, unsigned onsets_at_most)
{
    assert_true(isnan(heard->reading.tempo.bpm));
    assert_true(isnan(heard->reading.tempo.bpm_overall));
    assert_true(isnan(heard->reading.tempo.beat_next_s));
    assert_true(isnan(heard->reading.pitch.now_hz));
    assert_true(isnan(heard->reading.pitch.median_hz));
    assert_int_equal(heard->reading.pitch.now_midi, -1);
    assert_int_equal(heard->seconds_with_bpm, 0);
    assert_int_equal(heard->seconds_with_open, 0);
    assert_int_equal(heard->seconds_with_bars, 0);
    assert_int_equal(heard->beats, 0);
    assert_in_range(heard->onsets, 0, onsets_at_most);
    free(heard);
}

static void silence_and_noise_give_nothing(void **state)
{
    (void)state;
    for (unsigned r = 0; r < RATES; r++) {
        uint32_t seed = 3;
        struct clicks clicks = {.period_s = 0.5, .first_s = 0.1, .seed = 1};
        struct hearing *heard = hear(rates[r], 15.0, silence, NULL);
        assert_false(heard->reading.gate_open);
        expect_nothing(heard, 0);
        heard = hear(rates[r], 40.0, noise, &seed);
        assert_true(heard->reading.gate_open);
        expect_nothing(heard, 1); /* its start */
        expect_nothing(hear(rates[r], 15.0, faint_clicks, &clicks), 0);
    }
}

/* Hits at random: free rhythm. */
static float rain(uint64_t frame, unsigned rate_hz, void *context)
{
    struct clicks *const drops = context;
    const double now = (double)frame / rate_hz;
    if (now >= drops->first_s + drops->period_s) {
        drops->first_s += drops->period_s;
        drops->period_s = 0.08 + 0.5 * fabs((double)hear_noise(&drops->seed));
    }
    return 0.5f * hear_noise(&drops->seed) * (float)exp(-(now - drops->first_s) / 0.01);
}

static void free_rhythm_has_next_to_no_tempo(void **state)
{
    (void)state;
    unsigned seconds = 0;
    for (uint32_t seed = 1; seed <= 5; seed++) {
        struct clicks drops = {.period_s = 0.3, .first_s = 0.0, .seed = seed};
        struct hearing *heard = hear(22050, 60.0, rain, &drops);
        seconds += heard->seconds_with_bpm;
        if (!isnan(heard->reading.tempo.bpm_overall))
            fail_msg("seed %u: %g BPM, confidence %g", (unsigned)seed,
                     (double)heard->reading.tempo.bpm_overall,
                     (double)heard->reading.tempo.confidence_overall);
        free(heard);
    }
    assert_in_range(seconds, 0, 30); /* of 300 */
}

/* Ten seconds of clicks, then nothing. */
static float stopping(uint64_t frame, unsigned rate_hz, void *context)
{
    return frame < 10 * (uint64_t)rate_hz ? click_track(frame, rate_hz, context) : 0.0f;
}

static void a_stopped_band_has_no_tempo_left(void **state)
{
    (void)state;
    struct clicks clicks = {.period_s = 0.5, .first_s = 0.1, .seed = 1};
    struct hearing *heard = hear(48000, 20.0, stopping, &clicks);
    assert_true(isnan(heard->reading.tempo.bpm));
    assert_true(fabsf(heard->reading.tempo.bpm_overall - 120.0f) < 0.6f);
    assert_true(heard->reading.tempo.beat_last_s < 15.0);
    assert_false(heard->reading.gate_open);
    free(heard);
}

static void the_same_sound_is_heard_the_same(void **state)
{
    (void)state;
    struct hearing *twice[2];
    for (unsigned i = 0; i < 2; i++) {
        struct clicks clicks = {.period_s = 0.43, .first_s = 0.2, .seed = 9};
        twice[i] = hear(44100, 20.3, click_track, &clicks);
    }
    assert_memory_equal(twice[0]->onsets_s, twice[1]->onsets_s, sizeof twice[0]->onsets_s);
    assert_memory_equal(twice[0]->beats_s, twice[1]->beats_s, sizeof twice[0]->beats_s);
    assert_memory_equal(&twice[0]->reading.tempo.bpm, &twice[1]->reading.tempo.bpm,
                        sizeof(float));
    assert_memory_equal(&twice[0]->reading.pitch.median_hz, &twice[1]->reading.pitch.median_hz,
                        sizeof(float));
    free(twice[0]);
    free(twice[1]);
}

static void beats_come_in_order(void **state)
{
    (void)state;
    struct clicks clicks = {.period_s = 0.6, .first_s = 0.2, .seed = 2};
    struct hearing *heard = hear(48000, 30.0, click_track, &clicks);
    for (unsigned i = 1; i < heard->beats; i++)
        assert_true(heard->beats_s[i] > heard->beats_s[i - 1] + 0.2);
    assert_int_equal(heard->reading.tempo.beats, heard->beats);
    free(heard);
}

static void every_rate_can_be_listened_to(void **state)
{
    (void)state;
    static const unsigned odd[] = {1000, 4000, 11025, 12345, 37800, 88200, 176400, 192000, 768000};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        struct clicks clicks = {.period_s = 0.5, .first_s = 0.1, .seed = 1};
        struct hearing *heard = hear(odd[i], 12.0, click_track, &clicks);
        if (odd[i] >= 8000 && !(fabsf(heard->reading.tempo.bpm - 120.0f) < 0.6f))
            fail_msg("%u Hz: %g BPM", odd[i], (double)heard->reading.tempo.bpm);
        free(heard);
    }
}

static void nothing_is_known_at_first(void **state)
{
    (void)state;
    struct listen *listen = listen_new(48000);
    assert_non_null(listen);
    listen_reset(listen);
    struct listen_reading reading;
    memset(&reading, 0, sizeof reading);
    listen_read(listen, &reading);
    assert_true(isnan(reading.tempo.bpm) && isnan(reading.tempo.bpm_raw));
    assert_true(isnan(reading.tempo.bpm_overall) && isnan(reading.tempo.beat_last_s));
    assert_true(isnan(reading.onset.last_s) && isnan(reading.pitch.voiced_ratio));
    assert_int_equal(reading.tempo.history_count, 0);
    listen_free(listen);
    listen_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(click_tracks_have_their_tempo_at_every_rate),
        cmocka_unit_test(slow_and_fast_clicks_keep_their_octave),
        cmocka_unit_test(onsets_are_where_the_hits_are),
        cmocka_unit_test(tones_are_within_five_cents),
        cmocka_unit_test(detuning_is_told_in_cents),
        cmocka_unit_test(silence_and_noise_give_nothing),
        cmocka_unit_test(free_rhythm_has_next_to_no_tempo),
        cmocka_unit_test(a_stopped_band_has_no_tempo_left),
        cmocka_unit_test(the_same_sound_is_heard_the_same),
        cmocka_unit_test(beats_come_in_order),
        cmocka_unit_test(every_rate_can_be_listened_to),
        cmocka_unit_test(nothing_is_known_at_first),
    };
    hear_use_shipped_data();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
