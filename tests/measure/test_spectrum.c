/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/spectrum.h"

#include "tests/measure/near.h"
#include "tests/measure/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct tone {
    double hz, level;
};

static void sine(const struct player *player, uint64_t frame, double *out, void *context)
{
    const struct tone *const tone = context;
    const double x = tone->level * sin(TAU * tone->hz * (double)frame / player->rate_hz);
    for (unsigned c = 0; c < player->channels; c++)
        out[c] = x;
}

static void white(const struct player *player, uint64_t frame, double *out, void *context)
{
    (void)frame;
    for (unsigned c = 0; c < player->channels; c++)
        out[c] = 0.3 * play_noise(context);
}

/* Kellet's filter: -3 dB per octave within 0.05 dB from 10 Hz, at 44.1 kHz. */
struct pink {
    uint32_t seed;
    double state[7];
};

static void pink(const struct player *player, uint64_t frame, double *out, void *context)
{
    (void)frame;
    static const double pole[6] = {0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616};
    static const double gain[6] = {0.0555179, 0.0750759, 0.1538520,
                                   0.3104856, 0.5329522, -0.0168980};
    struct pink *const noise = context;
    const double white_now = play_noise(&noise->seed);
    double sum = noise->state[6] + white_now * 0.5362;
    for (int i = 0; i < 6; i++) {
        noise->state[i] = pole[i] * noise->state[i] + white_now * gain[i];
        sum += noise->state[i];
    }
    noise->state[6] = white_now * 0.115926;
    for (unsigned c = 0; c < player->channels; c++)
        out[c] = 0.05 * sum;
}

static double centre_hz(int band)
{
    return 1000.0 * pow(10.0, 0.1 * (band - 17));
}

static void centres_read_right(unsigned rate_hz)
{
    for (int band = 0; band < THIRD_OCTAVES; band++) {
        struct player player = play_start(rate_hz, 2);
        struct tone tone = {.hz = centre_hz(band), .level = 0.5};
        play(&player, 4.0, sine, &tone);
        const struct track_reading reading = play_read(&player);
        const struct spectrum_reading *const s = &reading.spectrum;
        assert_near(s->third_long_db[band], -6.02, 0.5);
        assert_near(s->third_fast_db[band], -6.02, 0.5);
        assert_near(s->third_slow_db[band], -6.02, 0.6);
        assert_near(s->third_max_db[band], -6.02, 0.5);
        for (int other = 0; other < THIRD_OCTAVES; other++) {
            const int away = abs(other - band);
            if (away > 0 && s->third_fast_db[other] > (away == 1 ? -18.0F : -55.0F))
                fail_msg("%u Hz: a sine at %g Hz leaks %g dB into %g Hz", rate_hz, tone.hz,
                         (double)s->third_fast_db[other], centre_hz(other));
        }
        play_stop(&player);
    }
}

static void sines_at_the_centres(void **state)
{
    (void)state;
    centres_read_right(44100);
    centres_read_right(48000);
    centres_read_right(96000);
}

static void bands_end_at_nyquist(void **state)
{
    (void)state;
    static const struct {
        unsigned rate_hz;
        int last;
    } cases[] = {{8000, 22}, {11025, 24}, {16000, 25}, {22050, 27}, {32000, 28}, {44100, 30},
                 {192000, 30}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct player player = play_start(cases[i].rate_hz, 1);
        uint32_t seed = 1;
        play(&player, 1.5, white, &seed);
        const struct track_reading reading = play_read(&player);
        for (int band = 0; band < THIRD_OCTAVES; band++) {
            assert_int_equal(isnan(reading.spectrum.third_long_db[band]), band > cases[i].last);
            assert_int_equal(isnan(reading.spectrum.third_fast_db[band]), band > cases[i].last);
        }
        play_stop(&player);
    }
}

static void white_rises_three_db_an_octave(void **state)
{
    (void)state;
    static const unsigned rates[] = {44100, 48000, 96000, 192000};
    for (size_t i = 0; i < 4; i++) {
        struct player player = play_start(rates[i], 2);
        uint32_t seed = 7;
        play(&player, 60.0, white, &seed);
        const struct spectrum_reading s = play_read(&player).spectrum;
        assert_near(s.tilt_db_per_octave, 3.01, 0.1);
        /* 0.3^2 / 3 of power, spread evenly to Nyquist; a sine has a half. */
        for (int band = 4; band < THIRD_OCTAVES - 1; band++) {
            const double width_hz = centre_hz(band) * (pow(10, 0.05) - pow(10, -0.05));
            const double share = width_hz / (rates[i] / 2.0);
            assert_near(s.third_long_db[band], 10 * log10(0.03 * share / 0.5), 0.8);
        }
        assert_near(s.centroid_hz, rates[i] / 4.0, rates[i] / 100.0);
        assert_near(s.rolloff_hz, rates[i] * 0.425, rates[i] / 100.0);
        assert_near(s.bandwidth_hz, rates[i] / 2.0 / sqrt(12.0), rates[i] / 100.0);
        assert_near(s.zero_crossing_rate, 0.5, 0.01);
        play_stop(&player);
    }
}

static void pink_is_flat(void **state)
{
    (void)state;
    struct player player = play_start(44100, 1);
    struct pink noise = {.seed = 3};
    play(&player, 90.0, pink, &noise);
    const struct spectrum_reading s = play_read(&player).spectrum;
    double mean = 0.0;
    for (int band = 3; band < THIRD_OCTAVES; band++)
        mean += (double)s.third_long_db[band] / 28.0;
    for (int band = 3; band < THIRD_OCTAVES; band++)
        assert_near(s.third_long_db[band], mean, 1.0);
    assert_near(s.tilt_db_per_octave, 0.0, 0.15);
    play_stop(&player);
}

static void seven_bands(void **state)
{
    (void)state;
    static const double hz[BANDS] = {40, 150, 370, 1000, 3000, 5000, 10000};
    for (int band = 0; band < BANDS; band++) {
        struct player player = play_start(48000, 2);
        struct tone tone = {.hz = hz[band], .level = 1.0};
        play(&player, 3.0, sine, &tone);
        const struct spectrum_reading s = play_read(&player).spectrum;
        for (int other = 0; other < BANDS; other++)
            if (other == band)
                assert_near(s.bands_db[other], 0.0, 0.2);
            else
                assert_true(s.bands_db[other] < -30.0F);
        play_stop(&player);
    }
}

static void silence_does_not_dilute(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    struct tone high = {.hz = 3000, .level = 0.1}, low = {.hz = 63, .level = 0.1};
    play(&player, 5.0, sine, &high);
    play(&player, 20.0, play_silence, NULL);
    struct spectrum_reading s = play_read(&player).spectrum;
    assert_near(s.bands_db[4], -20.0, 0.2);
    assert_true(s.third_slow_db[21] < -60.0F);
    assert_true(isnan(s.centroid_now_hz));
    assert_near(s.zero_crossing_rate, 2 * 3000.0 / 48000, 0.001);
    meter_reset(player.meter);
    s = play_read(&player).spectrum;
    assert_true(isnan(s.bands_db[4]));
    assert_true(isnan(s.tilt_db_per_octave));
    play(&player, 3.0, sine, &low);
    play(&player, 9.0, play_silence, NULL);
    s = play_read(&player).spectrum;
    assert_near(s.third_long_db[5], -20.0, 0.5);
    meter_reset_peaks(player.meter);
    s = play_read(&player).spectrum;
    assert_true(s.third_max_db[5] < -80.0F);
    play_stop(&player);
}

static void surround_counts_every_channel(void **state)
{
    (void)state;
    for (unsigned channels = 3; channels <= CHANNELS_MAX; channels++) {
        struct player player = play_start(48000, channels);
        struct tone tone = {.hz = 1000, .level = 0.1};
        play(&player, 2.0, sine, &tone);
        assert_near(play_read(&player).spectrum.third_long_db[17], -20.0, 0.2);
        play_stop(&player);
    }
}

static void paused_holds_the_long_term(void **state)
{
    (void)state;
    struct player player = play_start(48000, 2);
    struct tone soft = {.hz = 1000, .level = 0.01}, loud = {.hz = 1000, .level = 1.0};
    play(&player, 3.0, sine, &soft);
    meter_set_paused(player.meter, true);
    play(&player, 3.0, sine, &loud);
    const struct spectrum_reading s = play_read(&player).spectrum;
    assert_near(s.third_slow_db[17], 0.0, 0.6);
    assert_near(s.third_max_db[17], -40.0, 0.6);
    play_stop(&player);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sines_at_the_centres),
        cmocka_unit_test(bands_end_at_nyquist),
        cmocka_unit_test(white_rises_three_db_an_octave),
        cmocka_unit_test(pink_is_flat),
        cmocka_unit_test(seven_bands),
        cmocka_unit_test(silence_does_not_dilute),
        cmocka_unit_test(surround_counts_every_channel),
        cmocka_unit_test(paused_holds_the_long_term),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
