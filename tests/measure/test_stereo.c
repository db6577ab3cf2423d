/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/stereo.h"

#include "tests/measure/near.h"
#include "tests/measure/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Two sines: a low and a high one, each with its own angle between the channels. */
struct pair {
    double low_hz, low_angle;
    double high_hz, high_angle;
    double left, right;
};

static void sines(const struct player *player, uint64_t frame, double *out, void *context)
{
    const struct pair *const pair = context;
    const double t = TAU * (double)frame / player->rate_hz;
    out[0] = pair->left * (sin(pair->low_hz * t) + sin(pair->high_hz * t));
    out[1] = pair->right *
             (sin(pair->low_hz * t + pair->low_angle) + sin(pair->high_hz * t + pair->high_angle));
}

static void unrelated(const struct player *player, uint64_t frame, double *out, void *context)
{
    (void)player, (void)frame;
    out[0] = 0.3 * play_noise(context);
    out[1] = 0.3 * play_noise(context);
}

static struct stereo_reading sines_read(unsigned rate_hz, struct pair pair, double seconds)
{
    struct player player = play_start(rate_hz, 2);
    play(&player, seconds, sines, &pair);
    const struct stereo_reading reading = play_read(&player).stereo;
    play_stop(&player);
    return reading;
}

static void in_phase(void **state)
{
    (void)state;
    static const unsigned rates[] = {8000, 11025, 16000, 22050, 32000, 44100, 48000, 96000, 192000};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        const struct stereo_reading s =
            sines_read(rates[i], (struct pair){60, 0, 1000, 0, 0.4, 0.4}, 4.0);
        assert_near(s.correlation, 1.0, 1e-4);
        assert_near(s.correlation_now, 1.0, 1e-4);
        assert_near(s.correlation_min, 1.0, 1e-4);
        assert_near(s.low_correlation, 1.0, 1e-3);
        assert_near(s.low_correlation_now, 1.0, 1e-3);
        assert_near(s.balance_db, 0.0, 1e-3);
        assert_near(s.width, 0.0, 1e-4);
        assert_near(s.width_now, 0.0, 1e-4);
        assert_near(s.mono_loss_db, 0.0, 1e-3);
        assert_near(s.mono_loss_band_db[3], 0.0, 1e-3);
    }
}

static void opposed(void **state)
{
    (void)state;
    const struct stereo_reading s =
        sines_read(48000, (struct pair){60, TAU / 2, 1000, TAU / 2, 0.4, 0.4}, 4.0);
    assert_near(s.correlation, -1.0, 1e-4);
    assert_near(s.correlation_min, -1.0, 1e-4);
    assert_near(s.low_correlation, -1.0, 1e-3);
    assert_near(s.width, 1.0, 1e-4);
    assert_near(s.mono_loss_db, 60.0, 1e-3);
    assert_true(s.mono_loss_band_db[1] > 40.0F);
}

static void ninety_degrees(void **state)
{
    (void)state;
    const struct stereo_reading s =
        sines_read(44100, (struct pair){60, TAU / 4, 1000, TAU / 4, 0.4, 0.4}, 6.0);
    assert_near(s.correlation, 0.0, 0.01);
    assert_near(s.low_correlation, 0.0, 0.02);
    assert_near(s.width, 0.5, 0.01);
    assert_near(s.mono_loss_db, 3.01, 0.05);
    assert_near(s.mono_loss_band_db[3], 3.01, 0.1);
}

static void lows_are_judged_alone(void **state)
{
    (void)state;
    struct stereo_reading s =
        sines_read(48000, (struct pair){60, TAU / 2, 3000, 0, 0.4, 0.4}, 4.0);
    assert_near(s.correlation, 0.0, 0.01);
    assert_near(s.low_correlation, -1.0, 0.01);
    assert_near(s.low_correlation_now, -1.0, 0.01);
    assert_true(s.mono_loss_band_db[1] > 30.0F);
    assert_near(s.mono_loss_band_db[4], 0.0, 0.05);
    s = sines_read(48000, (struct pair){200, TAU / 2, 3000, 0, 0.4, 0.4}, 4.0);
    assert_true(isnan(s.low_correlation_now) || s.low_correlation_now > -1.1F);
    assert_true(s.mono_loss_band_db[1] > 30.0F);
}

static void noise_is_unrelated(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    uint32_t seed = 5;
    play(&player, 20.0, unrelated, &seed);
    const struct stereo_reading s = play_read(&player).stereo;
    assert_near(s.correlation, 0.0, 0.01);
    assert_near(s.correlation_now, 0.0, 0.1);
    assert_near(s.correlation_min, 0.0, 0.05);
    assert_near(s.width, 0.5, 0.01);
    assert_near(s.mono_loss_db, 3.01, 0.1);
    for (int band = 0; band < BANDS; band++)
        assert_near(s.mono_loss_band_db[band], 3.01, 1.5);
    play_stop(&player);
}

static void leaning_and_silent_channels(void **state)
{
    (void)state;
    struct stereo_reading s = sines_read(48000, (struct pair){60, 0, 1000, 0, 0.2, 0.4}, 4.0);
    assert_near(s.balance_db, 6.02, 0.01);
    assert_near(s.balance_now_db, 6.02, 0.01);
    assert_near(s.correlation, 1.0, 1e-4);
    s = sines_read(48000, (struct pair){60, 0, 1000, 0, 0.4, 0.0}, 4.0);
    assert_near(s.balance_db, -60.0, 0.01);
    assert_true(isnan(s.correlation));
    assert_true(isnan(s.low_correlation));
    assert_near(s.mono_loss_db, 3.01, 0.01);
    s = sines_read(48000, (struct pair){60, 0, 1000, 0, 0.0, 0.0}, 4.0);
    assert_true(isnan(s.correlation) && isnan(s.balance_db) && isnan(s.width));
    assert_true(isnan(s.mono_loss_db) && isnan(s.mono_loss_band_db[0]));
}

static void the_worst_three_seconds_are_kept(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    struct pair alike = {60, 0, 1000, 0, 0.4, 0.4};
    struct pair against = {60, TAU / 2, 1000, TAU / 2, 0.4, 0.4};
    play(&player, 2.0, sines, &alike);
    assert_true(isnan(play_read(&player).stereo.correlation_min));
    play(&player, 4.0, sines, &alike);
    play(&player, 1.5, sines, &against);
    play(&player, 10.0, sines, &alike);
    struct stereo_reading s = play_read(&player).stereo;
    assert_near(s.correlation_min, 0.0, 0.05);
    assert_near(s.correlation_now, 1.0, 1e-4);
    play(&player, 6.0, play_silence, NULL);
    s = play_read(&player).stereo;
    assert_near(s.correlation, (16.0 - 3.0) / 17.5 + 1.5 / 17.5, 0.02);
    assert_true(isnan(s.correlation_now));
    meter_reset(player.meter);
    s = play_read(&player).stereo;
    assert_true(isnan(s.correlation) && isnan(s.correlation_min));
    play_stop(&player);
}

static void the_scope_points_the_right_way(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    assert_int_equal(play_read(&player).stereo.scope_count, 0);
    struct pair right = {60, 0, 1000, 0, 0.0, 0.5};
    play(&player, 1.0, sines, &right);
    struct stereo_reading s = play_read(&player).stereo;
    assert_int_equal(s.scope_count, SCOPE_POINTS);
    int most = 0;
    for (int i = 0; i < SCOPE_POINTS; i++) {
        assert_near(s.scope_x[i], s.scope_y[i], 0);
        most = s.scope_y[i] > most ? s.scope_y[i] : most;
    }
    assert_true(most > 55 && most <= 64);
    struct pair alike = {60, 0, 1000, 0, 2.0, 2.0};
    play(&player, 1.0, sines, &alike);
    s = play_read(&player).stereo;
    for (int i = 0; i < SCOPE_POINTS; i++)
        assert_int_equal(s.scope_x[i], 0);
    play_stop(&player);
}

static void only_two_channels_are_stereo(void **state)
{
    (void)state;
    for (unsigned channels = 1; channels <= CHANNELS_MAX; channels++) {
        struct player player = play_start(48000, channels);
        uint32_t seed = 5;
        play(&player, 1.0, channels > 1 ? unrelated : play_silence, &seed);
        const struct stereo_reading s = play_read(&player).stereo;
        assert_int_equal(isnan(s.correlation), channels != 2);
        assert_int_equal(s.scope_count, channels == 2 ? SCOPE_POINTS : 0);
        play_stop(&player);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_phase),
        cmocka_unit_test(opposed),
        cmocka_unit_test(ninety_degrees),
        cmocka_unit_test(lows_are_judged_alone),
        cmocka_unit_test(noise_is_unrelated),
        cmocka_unit_test(leaning_and_silent_channels),
        cmocka_unit_test(the_worst_three_seconds_are_kept),
        cmocka_unit_test(the_scope_points_the_right_way),
        cmocka_unit_test(only_two_channels_are_stereo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
