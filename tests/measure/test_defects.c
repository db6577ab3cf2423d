/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/defects.h"

#include "tests/measure/near.h"
#include "tests/measure/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Noise in phrases and pauses of 1.5 s, like somebody speaking; hum and hiss underneath. */
struct phrases {
    uint32_t seed;
    double level, hiss, hum_hz, hum, low;
    double smooth;
};

static void phrases(const struct player *player, uint64_t frame, double *out, void *context)
{
    struct phrases *const p = context;
    const double t = (double)frame / player->rate_hz;
    const double target = fmod(t, 3.0) < 1.5 ? p->level : 0.0;
    p->smooth += (target - p->smooth) * 96.0 / player->rate_hz;
    p->low += (play_noise(&p->seed) - p->low) * 0.2;
    const double hum = p->hum * (sin(TAU * p->hum_hz * t) + 0.5 * sin(TAU * 2 * p->hum_hz * t) +
                                 0.35 * sin(TAU * 3 * p->hum_hz * t + 1));
    const double x = p->smooth * p->low + p->hiss * play_noise(&p->seed) + hum;
    for (unsigned c = 0; c < player->channels; c++)
        out[c] = x;
}

static struct defects_reading phrases_read(unsigned rate_hz, unsigned channels, struct phrases p,
                                           double seconds)
{
    struct player player = play_start(rate_hz, channels);
    p.seed = 11;
    play(&player, seconds, phrases, &p);
    const struct defects_reading reading = play_read(&player).defects;
    play_stop(&player);
    return reading;
}

static void hum_is_found_under_programme(void **state)
{
    (void)state;
    static const unsigned rates[] = {8000, 22050, 44100, 48000, 96000};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        for (int base = 50; base <= 60; base += 10) {
            const double level = pow(10, -70.0 / 20) / sqrt(1 + 0.25 + 0.35 * 0.35);
            const struct defects_reading d = phrases_read(
                rates[i], 1 + (i & 1),
                (struct phrases){.level = 0.5, .hiss = 1e-5, .hum_hz = base * 1.0005, .hum = level},
                30.0);
            if (isnan(d.hum_hz))
                fail_msg("%d Hz not found at a rate of %u Hz", base, rates[i]);
            assert_near(d.hum_hz, base, 0.0);
            assert_near(d.hum_dbfs, -70.0, 1.0);
        }
}

static void no_hum_where_there_is_none(void **state)
{
    (void)state;
    struct defects_reading d =
        phrases_read(48000, 2, (struct phrases){.level = 0.5, .hiss = 1e-4}, 40.0);
    assert_true(isnan(d.hum_hz));
    assert_true(isnan(d.hum_dbfs));
    d = phrases_read(48000, 2, (struct phrases){.hiss = 0.3}, 40.0);
    assert_true(isnan(d.hum_hz));
}

/* A sustained note with six harmonics. */
struct note {
    double hz, level, beat_hz; /* struck so many times a second; 0 held */
};

static void note(const struct player *player, uint64_t frame, double *out, void *context)
{
    const struct note *const n = context;
    const double t = (double)frame / player->rate_hz;
    double x = 0.0;
    for (int h = 1; h <= 6; h++)
        x += sin(TAU * n->hz * h * t + h) / h;
    if (n->beat_hz > 0)
        x *= exp(-fmod(t, 1 / n->beat_hz) * 5 * n->beat_hz);
    for (unsigned c = 0; c < player->channels; c++)
        out[c] = n->level * x;
}

static void bass_notes_are_no_hum(void **state)
{
    (void)state;
    static const double notes[] = {46.25, 49.0, 51.91, 55.0, 58.27, 61.74};
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
        struct player player = play_start(44100, 1);
        struct note held = {notes[i], 0.1, 0};
        play(&player, 24.5, note, &held);
        assert_true(isnan(play_read(&player).defects.hum_hz));
        play_stop(&player);
    }
}

/* A loop whose beats fall on the mains' grid has lines there too; but not only there. */
static void loops_are_no_hum(void **state)
{
    (void)state;
    static const double beats_hz[] = {1, 2, 2.5};
    static const double notes_hz[] = {48, 49, 52, 52.5, 55, 62.5};
    for (size_t b = 0; b < sizeof beats_hz / sizeof beats_hz[0]; b++)
        for (size_t n = 0; n < sizeof notes_hz / sizeof notes_hz[0]; n++) {
            struct player player = play_start(48000, 1);
            struct note kick = {notes_hz[n], 0.2, beats_hz[b]};
            play(&player, 24.5, note, &kick);
            if (!isnan(play_read(&player).defects.hum_hz))
                fail_msg("%g Hz, %g times a second, called hum", notes_hz[n], beats_hz[b]);
            play_stop(&player);
        }
}

static void hum_that_ends_is_forgotten(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    struct note hum = {50, 0.001, 0};
    play(&player, 20.0, note, &hum);
    assert_near(play_read(&player).defects.hum_hz, 50, 0);
    struct phrases p = {.seed = 3, .level = 0.3, .hiss = 1e-5};
    play(&player, 15.0, phrases, &p);
    assert_true(isnan(play_read(&player).defects.hum_hz));
    play_stop(&player);
}

static void noise_floor_is_read_in_the_pauses(void **state)
{
    (void)state;
    static const double floors_db[] = {-100, -80, -65, -50};
    for (size_t i = 0; i < sizeof floors_db / sizeof floors_db[0]; i++) {
        const double hiss = pow(10, floors_db[i] / 20) * sqrt(3);
        const struct defects_reading d =
            phrases_read(48000, 2, (struct phrases){.level = 1.0, .hiss = hiss}, 20.0);
        assert_near(d.noise_floor_dbfs, floors_db[i], 1.0);
    }
    struct defects_reading d = phrases_read(48000, 2, (struct phrases){.hiss = 0.3}, 10.0);
    assert_true(isnan(d.noise_floor_dbfs));
    struct player player = play_start(48000, 2);
    struct note held = {440, 0.3, 0};
    play(&player, 3.0, note, &held);
    assert_true(isnan(play_read(&player).defects.noise_floor_dbfs));
    play(&player, 3.0, play_silence, NULL);
    assert_true(isinf(play_read(&player).defects.noise_floor_dbfs));
    play_stop(&player);
}

/* A note and holes in it. */
struct holes {
    struct note note;
    double first_s, every_s, length_s;
    int count;
    bool frozen, square, one_channel;
    double last;
};

static void holes(const struct player *player, uint64_t frame, double *out, void *context)
{
    struct holes *const h = context;
    const double t = (double)frame / player->rate_hz - h->first_s;
    note(player, frame, out, &h->note);
    if (h->square)
        for (unsigned c = 0; c < player->channels; c++)
            out[c] = out[c] > 0 ? 0.3 : -0.3;
    const double k = floor(t / h->every_s);
    if (t >= 0 && k < h->count && t - k * h->every_s < h->length_s) {
        for (unsigned c = 0; c < (h->one_channel ? 1 : player->channels); c++)
            out[c] = h->frozen ? h->last : 0.0;
    } else {
        h->last = out[0];
    }
}

static struct defects_reading holes_read(unsigned rate_hz, unsigned channels, struct holes h,
                                         double seconds)
{
    struct player player = play_start(rate_hz, channels);
    play(&player, seconds, holes, &h);
    const struct defects_reading reading = play_read(&player).defects;
    play_stop(&player);
    return reading;
}

static void dropouts_are_counted(void **state)
{
    (void)state;
    const struct note chord = {220, 0.3, 0};
    static const unsigned rates[] = {8000, 22050, 44100, 48000, 96000, 192000};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        for (unsigned channels = 1; channels <= 2; channels++)
            for (int kind = 0; kind < 2; kind++) {
                const struct defects_reading d = holes_read(
                    rates[i], channels,
                    (struct holes){.note = chord, .first_s = 1.0013, .every_s = 0.7031,
                                   .length_s = 0.0053, .count = 5, .frozen = kind == 1},
                    8.0);
                if (d.dropouts != 5)
                    fail_msg("%u Hz, kind %d: %u dropouts", rates[i], kind, d.dropouts);
                assert_near(d.dropout_last_s, 1.0013 + 4 * 0.7031, 0.001);
            }
    const struct defects_reading d = holes_read(
        48000, 6,
        (struct holes){.note = chord, .first_s = 1, .every_s = 1.1, .length_s = 0.1, .count = 3,
                       .one_channel = true},
        6.0);
    assert_int_equal(d.dropouts, 3);
}

/* Where a file that loops begins anew there may be a hole; before and after it they count. */
static void a_seam_is_no_dropout(void **state)
{
    (void)state;
    for (int late = 0; late < 2; late++) { /* it is noted before or after it is heard */
        struct holes h = {.note = {220, 0.3, 0}, .first_s = 1, .every_s = 2, .length_s = 0.02, .count = 3};
        struct player player = play_start(48000, 2);
        play(&player, late ? 3.1 : 2.9, holes, &h);
        meter_note_seam(player.meter);
        play(&player, 3.5, holes, &h);
        assert_int_equal(play_read(&player).defects.dropouts, 2);
        play_stop(&player);
    }
}

static void a_dropout_at_the_very_end_counts(void **state)
{
    (void)state;
    const struct holes h = {.note = {220, 0.3, 0}, .first_s = 1.9, .every_s = 1, .length_s = 0.02,
                            .count = 1};
    assert_int_equal(holes_read(48000, 2, h, 2.0).dropouts, 1);
}

static void what_is_no_dropout(void **state)
{
    (void)state;
    struct holes stops = {.note = {220, 0.3, 0}, .first_s = 2, .every_s = 9, .length_s = 9,
                          .count = 1};
    assert_int_equal(holes_read(48000, 2, stops, 6.0).dropouts, 0);
    struct holes long_gap = {.note = {220, 0.3, 0}, .first_s = 2, .every_s = 9, .length_s = 0.6,
                             .count = 1};
    assert_int_equal(holes_read(48000, 2, long_gap, 6.0).dropouts, 0);
    struct holes square = {.note = {55, 0.3, 0}, .every_s = 9, .square = true};
    assert_int_equal(holes_read(48000, 2, square, 6.0).dropouts, 0);
    struct holes gated = {.note = {55, 0.3, 0}, .every_s = 0.01, .length_s = 0.005, .count = 500};
    assert_int_equal(holes_read(48000, 2, gated, 6.0).dropouts, 0);
    assert_true(isnan(holes_read(48000, 2, gated, 6.0).dropout_last_s));
    const struct defects_reading d =
        phrases_read(44100, 2, (struct phrases){.level = 0.6}, 20.0);
    assert_int_equal(d.dropouts, 0);
}

static void a_channel_that_dies_is_told(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    struct holes right_only = {.note = {220, 0.3, 0}, .first_s = 2, .every_s = 6, .length_s = 6,
                               .count = 1, .one_channel = true};
    play(&player, 4.5, holes, &right_only);
    assert_false(play_read(&player).channel[0].dead);
    play(&player, 1.5, holes, &right_only);
    assert_true(play_read(&player).channel[0].dead);
    assert_false(play_read(&player).channel[1].dead);
    play(&player, 4.0, holes, &right_only);
    assert_false(play_read(&player).channel[0].dead);
    play(&player, 10.0, play_silence, NULL);
    assert_false(play_read(&player).channel[0].dead);
    assert_near(play_read(&player).defects.silence_s, 10.0, 0.03);
    play_stop(&player);
}

static void silent_lfe_is_not_dead(void **state)
{
    (void)state;
    struct player player = play_start(48000, 6);
    struct holes front_dies = {.note = {220, 0.3, 0}, .every_s = 60, .length_s = 60, .count = 1,
                               .one_channel = true};
    play(&player, 5.0, holes, &front_dies);
    const struct track_reading reading = play_read(&player);
    for (int c = 0; c < 6; c++)
        assert_int_equal(reading.channel[c].dead, c == 0);
    play_stop(&player);
}

static void bursts(const struct player *player, uint64_t frame, double *out, void *context)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, -NAN, 1e30};
    note(player, frame, out, context);
    if (frame % 5000 < 5)
        out[0] = bad[frame % 5000];
}

static bool all_known(const float *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

static void bad_samples_are_counted_and_go_no_further(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    struct note tone = {440, 0.2, 0};
    play(&player, 5.0, bursts, &tone);
    const struct track_reading reading = play_read(&player);
    const uint64_t whole = player.frame / 5000, rest = player.frame % 5000;
    assert_int_equal(reading.defects.bad_samples, whole * 5 + (rest < 5 ? rest : 5));
    assert_true(all_known(reading.spectrum.third_long_db, THIRD_OCTAVES));
    assert_true(all_known(reading.spectrum.third_fast_db, THIRD_OCTAVES));
    assert_true(isfinite(reading.loudness.integrated_lufs));
    assert_true(isfinite(reading.loudness.true_peak_dbtp));
    assert_true(isfinite(reading.channel[0].rms_dbfs));
    assert_true(isfinite(reading.stereo.correlation));
    meter_reset(player.meter);
    assert_int_equal(play_read(&player).defects.bad_samples, 0);
    play_stop(&player);
}

static void only_bad_samples(const struct player *player, uint64_t frame, double *out, void *context)
{
    (void)frame, (void)context;
    for (unsigned c = 0; c < player->channels; c++)
        out[c] = NAN;
}

static void nothing_but_bad_samples_is_silence(void **state)
{
    (void)state;
    for (unsigned channels = 1; channels <= CHANNELS_MAX; channels++) {
        struct player player = play_start(44100, channels);
        play(&player, 1.0, only_bad_samples, NULL);
        const struct track_reading reading = play_read(&player);
        assert_int_equal(reading.defects.bad_samples, player.frame * channels);
        assert_near(reading.defects.silence_s, (double)player.frame / 44100, 1e-9);
        play_stop(&player);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hum_is_found_under_programme),
        cmocka_unit_test(no_hum_where_there_is_none),
        cmocka_unit_test(bass_notes_are_no_hum),
        cmocka_unit_test(loops_are_no_hum),
        cmocka_unit_test(hum_that_ends_is_forgotten),
        cmocka_unit_test(noise_floor_is_read_in_the_pauses),
        cmocka_unit_test(dropouts_are_counted),
        cmocka_unit_test(a_seam_is_no_dropout),
        cmocka_unit_test(a_dropout_at_the_very_end_counts),
        cmocka_unit_test(what_is_no_dropout),
        cmocka_unit_test(a_channel_that_dies_is_told),
        cmocka_unit_test(silent_lfe_is_not_dead),
        cmocka_unit_test(bad_samples_are_counted_and_go_no_further),
        cmocka_unit_test(nothing_but_bad_samples_is_silence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
