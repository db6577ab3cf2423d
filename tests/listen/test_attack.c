/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/attack.h"
#include "measure/stft.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { FOUND_MAX = 256 };

static const double turn = 6.283185307179586;
static const unsigned rates[] = {22050, 44100, 48000, 96000, 192000};
enum { RATES = sizeof rates / sizeof rates[0] };

static float noise(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (float)(int32_t)*seed / 2147483648.0f;
}

typedef double sound(double time_s, uint32_t *seed);

/* How many attacks were found; their times. */
static unsigned listen(unsigned rate_hz, double seconds, sound *play, double *found_s)
{
    const size_t hop = stft_hop_frames(rate_hz);
    struct attack *const attack = attack_new(rate_hz, hop);
    float *const samples = calloc(hop, sizeof *samples);
    assert_non_null(attack);
    assert_non_null(samples);
    uint32_t seed = 5;
    unsigned found = 0;
    for (size_t end = hop; (double)end < seconds * rate_hz; end += hop) {
        for (size_t i = 0; i < hop; i++)
            samples[i] = (float)play((double)(end - hop + i) / rate_hz, &seed);
        float ago_hops;
        if (attack_process(attack, samples, &ago_hops) && found < FOUND_MAX)
            found_s[found++] = ((double)end - (double)ago_hops * (double)hop) / rate_hz;
    }
    free(samples);
    attack_free(attack);
    return found;
}

/* A cymbal's wash, and every 0.3 s a soft stroke 5 dB above it for 10 ms. */
static double strokes(double time_s, uint32_t *seed)
{
    const double since = fmod(time_s, 0.3);
    const double stroke = time_s > 1.0 && since < 0.01 ? 0.78 : 0.0;
    return (0.05 + 0.05 * stroke) * (double)noise(seed);
}

static void soft_strokes_on_a_cymbal_are_found(void **state)
{
    (void)state;
    for (unsigned r = 0; r < RATES; r++) {
        double found_s[FOUND_MAX];
        unsigned found = listen(rates[r], 7.15, strokes, found_s);
        for (unsigned i = 0; i < found; i++)
            if (fabs(found_s[i] - 0.3 * round(found_s[i] / 0.3)) > 0.006)
                fail_msg("%u Hz: at %g s", rates[r], found_s[i]);
        if (found < 18 || found > 21)
            fail_msg("%u Hz: %u strokes", rates[r], found);
    }
}

static double steady_noise(double time_s, uint32_t *seed)
{
    (void)time_s;
    return 0.2 * (double)noise(seed);
}

static double swelling_noise(double time_s, uint32_t *seed)
{
    return 0.2 * (0.6 - 0.4 * cos(turn * time_s)) * (double)noise(seed);
}

/* A low reed: 55 narrow pulses a second, with vibrato. */
static double low_reed(double time_s, uint32_t *seed)
{
    (void)seed;
    const double phase = 55.0 * time_s + 0.1 * sin(turn * 5.0 * time_s);
    return 0.5 * exp(-40.0 * (1.0 - cos(turn * phase)));
}

static double beating_tones(double time_s, uint32_t *seed)
{
    (void)seed;
    return 0.2 * (sin(turn * 3000.0 * time_s) + sin(turn * 3007.0 * time_s));
}

static double slow_start(double time_s, uint32_t *seed)
{
    return 0.2 * fmin(1.0, time_s / 2.0) * (double)noise(seed);
}

static void what_only_fluctuates_gives_none(void **state)
{
    (void)state;
    static sound *const sounds[] = {steady_noise, swelling_noise, low_reed, beating_tones,
                                    slow_start};
    for (unsigned r = 0; r < RATES; r++)
        for (unsigned s = 0; s < sizeof sounds / sizeof sounds[0]; s++) {
            double found_s[FOUND_MAX];
            const unsigned found = listen(rates[r], 20.0, sounds[s], found_s);
            for (unsigned i = 0; i < found; i++)
                if (found_s[i] > 0.05) /* its start may be one */
                    fail_msg("%u Hz, sound %u: at %g s", rates[r], s, found_s[i]);
        }
}

/* Full strokes, and 40 dB softer clicks between them. */
static double pedal(double time_s, uint32_t *seed)
{
    const double since = fmod(time_s, 0.5);
    const double click = since > 0.35 && since < 0.36 ? 0.01 : 0.0;
    return 0.5 * (since < 0.1 ? exp(-60.0 * since) : click) * (double)noise(seed);
}

static void clicks_far_below_the_strokes_are_none(void **state)
{
    (void)state;
    double found_s[FOUND_MAX];
    const unsigned found = listen(48000, 10.1, pedal, found_s);
    assert_in_range(found, 19, 21);
    for (unsigned i = 0; i < found; i++)
        assert_true(fabs(found_s[i] - 0.5 * round(found_s[i] / 0.5)) < 0.006);
}

static double broken(double time_s, uint32_t *seed)
{
    const double bad = time_s < 0.505 ? (double)NAN : (double)INFINITY;
    return time_s > 0.5 && time_s < 0.51 ? bad : strokes(time_s, seed);
}

static void broken_samples_pass(void **state)
{
    (void)state;
    double found_s[FOUND_MAX];
    assert_in_range(listen(48000, 7.15, broken, found_s), 17, 23);
}

static void every_rate_is_taken(void **state)
{
    (void)state;
    static const unsigned odd[] = {1000, 4000, 8000, 12345, 37800, 88200, 768000};
    double found_s[FOUND_MAX];
    for (unsigned r = 0; r < sizeof odd / sizeof odd[0]; r++)
        assert_in_range(listen(odd[r], 0.5, steady_noise, found_s), 0, 1);
    attack_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(soft_strokes_on_a_cymbal_are_found),
        cmocka_unit_test(what_only_fluctuates_gives_none),
        cmocka_unit_test(clicks_far_below_the_strokes_are_none),
        cmocka_unit_test(broken_samples_pass),
        cmocka_unit_test(every_rate_is_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
