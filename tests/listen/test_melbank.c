/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/melbank.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BINS = 8193 };

static float power[BINS], bands[MEL_BANDS];
static const double bin_hz = 44100.0 / 16384;

static int clear(void **state)
{
    (void)state;
    memset(power, 0, sizeof power);
    return 0;
}

/* Slaney's scale: 15 mel a kHz up to there, then 27 for every factor of 6.4. */
static double hz_of(double mel)
{
    return mel < 15 ? mel * 200 / 3 : 1000 * pow(6.4, (mel - 15) / 27);
}

static double centre_hz(int band)
{
    const double top = 15 + 27 * log(11.025) / log(6.4);
    return hz_of(top * (band + 1) / (MEL_BANDS + 1));
}

static void apply(void)
{
    struct melbank *bank = melbank_new(bin_hz, BINS);
    melbank_apply(bank, power, bands);
    melbank_free(bank);
}

/* Of area 1: white noise of one per hertz gives 1 in each band. */
static void white_noise_is_flat(void **state)
{
    (void)state;
    for (size_t k = 0; k < BINS; k++)
        power[k] = (float)bin_hz;
    apply();
    for (int b = 0; b < MEL_BANDS; b++)
        assert_near(bands[b], 1, 0.02);
}

static void a_tone_is_strongest_in_its_own_band(void **state)
{
    (void)state;
    for (int b = 0; b < MEL_BANDS; b += 3) {
        clear(NULL);
        power[(size_t)(centre_hz(b) / bin_hz + 0.5)] = 1;
        apply();
        for (int other = 0; other < MEL_BANDS; other++) {
            if (other != b)
                assert_true(bands[other] < bands[b]);
            if (other < b - 1 || other > b + 1)
                assert_near(bands[other], 0, 0);
        }
        const double width = centre_hz(b + 1) - (b ? centre_hz(b - 1) : 0);
        assert_near(bands[b] * width / 2, 1, 0.08);
    }
}

static void above_11025_hz_nothing_counts(void **state)
{
    (void)state;
    for (size_t k = (size_t)(11025 / bin_hz) + 1; k < BINS; k++)
        power[k] = 1;
    apply();
    for (int b = 0; b < MEL_BANDS; b++)
        assert_near(bands[b], 0, 0);
}

/* At 8 kHz the upper bands are empty, and coarse spectra leave gaps below; none reads beyond. */
static void every_spectrum_is_fine(void **state)
{
    (void)state;
    static const struct {
        double bin_hz;
        size_t bins;
    } kinds[] = {{31.25, 129}, {21.5, 257}, {23.4375, 1025}, {46.875, 2049}, {5000, 3}, {10, 1}};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        float *const spectrum = power + BINS - kinds[k].bins;
        for (size_t i = 0; i < kinds[k].bins; i++)
            spectrum[i] = 1;
        struct melbank *bank = melbank_new(kinds[k].bin_hz, kinds[k].bins);
        melbank_apply(bank, spectrum, bands);
        const double nyquist_hz = kinds[k].bin_hz * (double)(kinds[k].bins - 1);
        for (int b = 0; b < MEL_BANDS; b++) {
            assert_true(bands[b] >= 0 && isfinite(bands[b]));
            if (b > 0 && centre_hz(b - 1) > nyquist_hz)
                assert_near(bands[b], 0, 0);
        }
        melbank_free(bank);
    }
    melbank_free(NULL);
}

/* An orthonormal DCT-II: each of its waves has one coefficient, of the wave's length. */
static void the_cepstrum_takes_waves_apart(void **state)
{
    (void)state;
    struct melbank *bank = melbank_new(bin_hz, BINS);
    float levels_db[MEL_BANDS], cepstrum[MEL_CEPSTRA];
    for (int wave = 0; wave < MEL_CEPSTRA + 5; wave++) {
        for (int b = 0; b < MEL_BANDS; b++)
            levels_db[b] = (float)cos(SYNTH_PI * wave * (b + 0.5) / MEL_BANDS);
        melbank_cepstrum(bank, levels_db, cepstrum);
        for (int k = 0; k < MEL_CEPSTRA; k++)
            assert_near(cepstrum[k], k != wave ? 0 : sqrt(wave ? MEL_BANDS / 2.0 : MEL_BANDS),
                        1e-4);
    }
    melbank_free(bank);
}

/* 10 dB more in all bands is in the first coefficient alone: 10 sqrt(128). */
static void the_level_is_in_the_first_coefficient(void **state)
{
    (void)state;
    struct melbank *bank = melbank_new(bin_hz, BINS);
    float levels_db[MEL_BANDS], soft[MEL_CEPSTRA], loud[MEL_CEPSTRA];
    uint64_t seed = 1;
    synth_noise(levels_db, MEL_BANDS, &seed, 20);
    melbank_cepstrum(bank, levels_db, soft);
    for (int b = 0; b < MEL_BANDS; b++)
        levels_db[b] += 10;
    melbank_cepstrum(bank, levels_db, loud);
    assert_near(loud[0] - soft[0], 10 * sqrt(128), 1e-3);
    for (int k = 1; k < MEL_CEPSTRA; k++)
        assert_near(loud[k], soft[k], 1e-3);
    melbank_free(bank);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(white_noise_is_flat, clear),
        cmocka_unit_test_setup(a_tone_is_strongest_in_its_own_band, clear),
        cmocka_unit_test_setup(above_11025_hz_nothing_counts, clear),
        cmocka_unit_test_setup(every_spectrum_is_fine, clear),
        cmocka_unit_test(the_cepstrum_takes_waves_apart),
        cmocka_unit_test(the_level_is_in_the_first_coefficient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
