/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/meter.h"

#include "tests/measure/near.h"
#include "tests/measure/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void noise(const struct player *player, uint64_t frame, double *out, void *context)
{
    (void)frame;
    for (unsigned c = 0; c < player->channels; c++)
        out[c] = 0.25 * play_noise(context);
}

static void refuses_what_it_cannot_measure(void **state)
{
    (void)state;
    assert_null(meter_new(48000, 0));
    assert_null(meter_new(48000, CHANNELS_MAX + 1));
    assert_null(meter_new(999, 2));
    assert_null(meter_new(768001, 2));
    assert_null(meter_new(0, 1));
    meter_free(NULL);
}

static void every_rate_and_every_number_of_channels(void **state)
{
    (void)state;
    static const unsigned rates[] = {1000,  2000,  5513,  8000,  11025, 16000,  22050,  32000, 37800,
                                     44100, 48000, 64000, 88200, 96000, 176400, 192000, 768000};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        for (unsigned channels = 1; channels <= CHANNELS_MAX; channels++) {
            struct player player = play_start(rates[i], channels);
            assert_non_null(player.meter);
            uint32_t seed = 1;
            play(&player, rates[i] > 200000 ? 0.3 : 1.0, noise, &seed);
            const struct track_reading reading = play_read(&player);
            assert_int_equal(reading.channels, channels);
            assert_near(reading.channel[channels - 1].rms_dbfs, -16.81, 1.0);
            assert_int_equal(reading.defects.bad_samples, 0);
            assert_true(isfinite(reading.spectrum.centroid_hz));
            play_stop(&player);
        }
}

static void the_same_samples_give_the_same_bits(void **state)
{
    (void)state;
    static struct track_reading readings[2];
    memset(readings, 0, sizeof readings);
    for (int run = 0; run < 2; run++) {
        struct player player = play_start(44100, 2);
        uint32_t seed = 99;
        play(&player, 5.0, noise, &seed);
        meter_read(player.meter, &readings[run], true);
        play_stop(&player);
    }
    assert_memory_equal(&readings[0], &readings[1], sizeof readings[0]);
}

static void reading_changes_nothing(void **state)
{
    (void)state;
    static struct track_reading readings[2];
    memset(readings, 0, sizeof readings);
    for (int run = 0; run < 2; run++) {
        struct player player = play_start(48000, 2);
        uint32_t seed = 5;
        for (int second = 0; second < 4; second++) {
            play(&player, 1.0, noise, &seed);
            if (run)
                meter_read(player.meter, &readings[run], false);
        }
        meter_read(player.meter, &readings[run], false);
        play_stop(&player);
    }
    assert_memory_equal(&readings[0], &readings[1], sizeof readings[0]);
}

static void before_the_first_hop_nothing_is_known(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    const struct track_reading reading = play_read(&player);
    assert_true(isnan(reading.loudness.integrated_lufs));
    assert_true(isnan(reading.spectrum.third_long_db[10]));
    assert_true(isnan(reading.spectrum.centroid_hz));
    assert_true(isnan(reading.spectrum.zero_crossing_rate));
    assert_true(isnan(reading.stereo.correlation));
    assert_true(isnan(reading.defects.noise_floor_dbfs));
    assert_true(isnan(reading.defects.hum_hz));
    assert_true(isnan(reading.defects.dropout_last_s));
    assert_false(reading.channel[0].dead);
    play_stop(&player);
}

static void the_last_hop_may_be_short(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 2, 15, 16, 17, 511, 512, 600};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
        for (unsigned channels = 1; channels <= 2; channels++) {
            struct player player = play_start(48000, channels);
            uint32_t seed = 5;
            play(&player, 1.0, noise, &seed);
            const struct stft_frame *const frame =
                meter_process(player.meter, player.rows, lengths[i]);
            assert_non_null(frame);
            struct track_reading reading;
            meter_read(player.meter, &reading, true);
            assert_true(isfinite(reading.spectrum.centroid_hz));
            assert_near(reading.channel[0].rms_dbfs, -16.81, 0.5);
            play_stop(&player);
        }
}

static void a_reset_is_a_new_start(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    uint32_t seed = 5;
    play(&player, 4.0, noise, &seed);
    meter_reset(player.meter);
    const struct track_reading reading = play_read(&player);
    assert_true(isnan(reading.spectrum.third_long_db[20]));
    assert_true(isnan(reading.stereo.correlation));
    assert_true(isfinite(reading.spectrum.third_fast_db[20]));
    assert_true(isfinite(reading.loudness.momentary_lufs));
    assert_near(meter_momentary_lufs(player.meter), reading.loudness.momentary_lufs, 0.0);
    play_stop(&player);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_it_cannot_measure),
        cmocka_unit_test(every_rate_and_every_number_of_channels),
        cmocka_unit_test(the_same_samples_give_the_same_bits),
        cmocka_unit_test(reading_changes_nothing),
        cmocka_unit_test(before_the_first_hop_nothing_is_known),
        cmocka_unit_test(the_last_hop_may_be_short),
        cmocka_unit_test(a_reset_is_a_new_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
