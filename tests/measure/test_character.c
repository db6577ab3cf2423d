/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Levels and third octaves handed over as they are: what share of the time they are exceeded is
 * known beforehand.  Histograms are half a decibel fine. */

#include "measure/character.h"
#include "base/units.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RATE = 48000, BINS = 4097 };

static float zeros[BINS], row[CHANNELS_MAX][4096];

struct step {
    double level_db;      /* RMS of the hop */
    double thirds_db[THIRD_OCTAVES];
    bool quiet, paused;
};

struct track {
    struct character *character;
    unsigned rate_hz, channels;
    size_t hop;
};

static struct track track_start(unsigned rate_hz, unsigned channels)
{
    return (struct track){character_new(rate_hz, channels), rate_hz, channels,
                          stft_hop_frames(rate_hz)};
}

/* `seconds` of the same: 0.1 s are a block. */
static void play(const struct track *track, const struct step *step, double seconds)
{
    float *rows[CHANNELS_MAX], thirds[THIRD_OCTAVES];
    for (int c = 0; c < CHANNELS_MAX; c++)
        rows[c] = row[c];
    for (int i = 0; i < THIRD_OCTAVES; i++)
        thirds[i] = (float)units_power_from_db(step->thirds_db[i]);
    const struct stft_frame frame = {
        .bins = stft_window_frames(track->rate_hz) / 2 + 1,
        .bin_hz = (float)track->rate_hz / (float)stft_window_frames(track->rate_hz),
        .left_re = zeros, .left_im = zeros, .left_power = zeros,
        .right_re = zeros, .right_im = zeros, .right_power = zeros,
    };
    const struct hop hop = {.rows = rows, .channels = track->channels, .frames = track->hop,
                            .mean_power = (float)units_power_from_db(step->level_db),
                            .active = !step->quiet};
    const size_t hops = (size_t)round(seconds * track->rate_hz / (double)track->hop);
    for (size_t i = 0; i < hops; i++)
        character_process(track->character, &hop, &frame, thirds, thirds, step->paused);
}

static struct character_reading read(const struct track *track)
{
    struct character_reading reading;
    character_update(track->character);
    character_read(track->character, &reading);
    return reading;
}

static struct step step_of(double level_db, double thirds_db)
{
    struct step step = {.level_db = level_db};
    for (int i = 0; i < THIRD_OCTAVES; i++)
        step.thirds_db[i] = thirds_db;
    return step;
}

static void nothing_is_known_at_first(void **state)
{
    (void)state;
    struct character_reading reading;
    struct track track = track_start(RATE, 2);
    character_read(track.character, &reading);
    assert_true(isnan(reading.hiss_dbfs) && isnan(reading.rumble_dbfs));
    assert_true(isnan(reading.level_high_dbfs) && isnan(reading.level_low_dbfs));
    assert_true(isnan(reading.sibilance_db) && isnan(reading.resonance_hz));
    for (int i = 0; i < THIRD_OCTAVES; i++)
        assert_true(isnan(reading.floor_db[i]));
    assert_int_equal(reading.flat_runs, 0);
    reading = read(&track);
    assert_true(isnan(reading.level_middle_dbfs) && isnan(reading.sibilance_db));
    character_free(track.character);
    character_free(NULL);
}

/* Half of the time -40, four tenths -20, a tenth -10 dBFS. */
static void levels_are_told_by_how_often_they_are_exceeded(void **state)
{
    (void)state;
    static const unsigned rates_hz[] = {8000, 44100, 48000, 96000, 192000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        struct track track = track_start(rates_hz[r], 2);
        const struct step soft = step_of(-40, -60), middle = step_of(-20, -60);
        const struct step loud = step_of(-10, -60);
        play(&track, &soft, 22);
        play(&track, &middle, 16);
        play(&track, &loud, 4);
        const struct character_reading reading = read(&track);
        assert_near(reading.level_high_dbfs, -10, 0.5);
        assert_near(reading.level_middle_dbfs, -40, 0.5);
        assert_near(reading.level_low_dbfs, -40, 0.5);
        play(&track, &middle, 10);
        assert_near(read(&track).level_middle_dbfs, -20, 0.5);
        character_free(track.character);
    }
}

/* What is not programme is not counted. */
static void silence_is_no_level(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 2);
    const struct step loud = step_of(-12, -30);
    struct step silent = step_of(-90, -100);
    silent.quiet = true;
    play(&track, &loud, 5);
    play(&track, &silent, 50);
    const struct character_reading reading = read(&track);
    assert_near(reading.level_low_dbfs, -12, 0.5);
    assert_near(reading.floor_db[20], -30, 0.5);
    character_free(track.character);
}

static void a_pause_takes_nothing_in(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 2);
    const struct step loud = step_of(-12, -30);
    struct step paused = step_of(-30, -60);
    paused.paused = true;
    play(&track, &loud, 5);
    const struct character_reading before = read(&track);
    play(&track, &paused, 50);
    const struct character_reading after = read(&track);
    assert_memory_equal(&before, &after, sizeof before);
    character_free(track.character);
}

static void the_floor_is_what_nine_tenths_exceed(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 2);
    struct step music = step_of(-20, -30), gap = step_of(-20, -70);
    music.thirds_db[7] = -45;
    gap.thirds_db[7] = -45;
    play(&track, &gap, 4);
    play(&track, &music, 16);
    const struct character_reading reading = read(&track);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        assert_near(reading.floor_db[i], i == 7 ? -45 : -70, 0.5);
    play(&track, &music, 40); /* now the gap is but a fifteenth */
    assert_near(read(&track).floor_db[20], -30, 0.5);
    character_free(track.character);
}

/* Three bands of -60 dB, in which a full-scale sine, -3 dBFS RMS, would be 0 dB. */
static void a_steady_noise_above_2_khz_is_hiss(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 2);
    struct step music = step_of(-20, -30);
    for (int i = 24; i < 27; i++)
        music.thirds_db[i] = -59.8;
    for (int n = 0; n < 30; n++) {
        for (int i = 0; i < THIRD_OCTAVES; i++)
            if (i < 24 || i >= 27) /* all others move, all the time */
                music.thirds_db[i] = -60 + n;
        play(&track, &music, 0.5);
    }
    assert_near(read(&track).hiss_dbfs, -59.8 + 10 * log10(3) - 3.01, 0.5);
    character_free(track.character);
}

/* A band that is steady four fifths of the time, and programme that rises out of it: hiss. */
static void hiss_is_heard_through_the_programme(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 2);
    const struct step gap = step_of(-40, -59.8), loud = step_of(-20, -30);
    play(&track, &gap, 16);
    play(&track, &loud, 4);
    assert_true(isfinite(read(&track).hiss_dbfs));
    character_free(track.character);
}

/* What the highs of a mix leave free may be but one band. */
static void one_band_is_enough_where_the_programme_rises_out_of_it(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 2);
    struct step music = step_of(-20, -30);
    for (int n = 0; n < 60; n++) {
        for (int i = 0; i < THIRD_OCTAVES; i++)
            music.thirds_db[i] = i < 27 ? -50 + n % 30 : n % 4 == 0 ? -59.8 : -40;
        play(&track, &music, 0.5);
    }
    assert_true(isfinite(read(&track).hiss_dbfs));
    character_free(track.character);
}

/* A drone that fluctuates within 3 dB, and nothing beside it: no noise that one hears through. */
static void a_drone_is_no_hiss(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 2);
    for (int n = 0; n < 60; n++) {
        const struct step drone = step_of(-20, -40 + 3 * (n * 7 % 60) / 60.0);
        play(&track, &drone, 0.3);
    }
    assert_true(isnan(read(&track).hiss_dbfs));
    character_free(track.character);
}

static void two_bands_or_low_ones_are_no_hiss(void **state)
{
    (void)state;
    static const int spans[][2] = {{24, 26}, {12, 20}};
    for (int s = 0; s < 2; s++) {
        struct track track = track_start(RATE, 2);
        struct step music = step_of(-20, -30);
        for (int n = 0; n < 30; n++) {
            for (int i = 0; i < THIRD_OCTAVES; i++)
                music.thirds_db[i] = i >= spans[s][0] && i < spans[s][1] ? -60 : -60 + n;
            play(&track, &music, 0.5);
        }
        assert_true(isnan(read(&track).hiss_dbfs));
        character_free(track.character);
    }
}

static void rumble_is_what_stays_at_20_and_25_hz(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 2);
    struct step music = step_of(-20, -30);
    music.thirds_db[0] = -49.8;
    music.thirds_db[1] = -49.8;
    play(&track, &music, 5);
    assert_near(read(&track).rumble_dbfs, -49.8 + 3.01 - 3.01, 0.5);
    character_reset(track.character);
    music.thirds_db[0] = music.thirds_db[1] = (double)-INFINITY;
    play(&track, &music, 5);
    assert_true(isinf(read(&track).rumble_dbfs) && read(&track).rumble_dbfs < 0);
    character_free(track.character);
}

/* 5 to 10 kHz, four bands of -20, against fourteen from 200 Hz to 4 kHz of -30 dB. */
static void sibilance_is_ess_against_voice(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 1);
    struct step voice = step_of(-20, -90);
    for (int i = 10; i <= 23; i++)
        voice.thirds_db[i] = -30;
    for (int i = 24; i <= 27; i++)
        voice.thirds_db[i] = -20;
    play(&track, &voice, 5);
    assert_near(read(&track).sibilance_db, -20 + 10 * log10(4) - (-30 + 10 * log10(14)), 0.5);
    character_free(track.character);
}

static void it_is_worked_out_once_a_second(void **state)
{
    (void)state;
    struct character_reading reading;
    struct track track = track_start(RATE, 2);
    const struct step loud = step_of(-12, -30);
    play(&track, &loud, 0.95);
    character_read(track.character, &reading);
    assert_true(isnan(reading.level_high_dbfs));
    play(&track, &loud, 0.1);
    character_read(track.character, &reading);
    assert_near(reading.level_high_dbfs, -12, 0.5);
    character_free(track.character);
}

/* Tops of six samples on one channel, of nine on another, none on the rest. */
static void flat_tops_of_all_channels_count(void **state)
{
    (void)state;
    struct track track = track_start(RATE, CHANNELS_MAX);
    memset(row, 0, sizeof row);
    for (size_t i = 0; i < 512; i++) {
        row[2][i] = i % 64 >= 32 && i % 64 < 38 ? 0.5F : 0;
        row[5][i] = i % 128 >= 32 && i % 128 < 41 ? -0.3F : 0;
    }
    const struct step step = step_of(-20, -30);
    play(&track, &step, 512.0 / RATE * 10);
    const struct character_reading reading = read(&track);
    assert_int_equal(reading.flat_runs, 10 * (8 + 4));
    assert_int_equal(reading.flat_longest, 9);
    character_reset(track.character);
    assert_int_equal(read(&track).flat_runs, 0);
    memset(row, 0, sizeof row);
    character_free(track.character);
}

static void reset_starts_anew(void **state)
{
    (void)state;
    struct track track = track_start(RATE, 2);
    const struct step before = step_of(-12, -30), after = step_of(-25, -50);
    play(&track, &before, 5.05);
    character_reset(track.character);
    assert_true(isnan(read(&track).level_high_dbfs));
    play(&track, &after, 5);
    const struct character_reading reading = read(&track);
    assert_near(reading.level_high_dbfs, -25, 0.5);
    assert_near(reading.floor_db[15], -50, 0.5);
    character_free(track.character);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_known_at_first),
        cmocka_unit_test(levels_are_told_by_how_often_they_are_exceeded),
        cmocka_unit_test(silence_is_no_level),
        cmocka_unit_test(a_pause_takes_nothing_in),
        cmocka_unit_test(the_floor_is_what_nine_tenths_exceed),
        cmocka_unit_test(a_steady_noise_above_2_khz_is_hiss),
        cmocka_unit_test(hiss_is_heard_through_the_programme),
        cmocka_unit_test(one_band_is_enough_where_the_programme_rises_out_of_it),
        cmocka_unit_test(a_drone_is_no_hiss),
        cmocka_unit_test(two_bands_or_low_ones_are_no_hiss),
        cmocka_unit_test(rumble_is_what_stays_at_20_and_25_hz),
        cmocka_unit_test(sibilance_is_ess_against_voice),
        cmocka_unit_test(it_is_worked_out_once_a_second),
        cmocka_unit_test(flat_tops_of_all_channels_count),
        cmocka_unit_test(reset_starts_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
