/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/tonality.h"
#include "tests/listen/band.h"
#include "tests/listen/hear.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { LOW_RATE_HZ = 11025, BLOCK = 256 };

typedef float band_part(const struct band *band, double at_s);

static struct key_reading play(const struct band *band, band_part *part, double seconds)
{
    struct tonality *tonality = tonality_new(LOW_RATE_HZ, BLOCK, &key_model_built_in);
    assert_non_null(tonality);
    const uint64_t end = (uint64_t)(seconds * LOW_RATE_HZ);
    float block[BLOCK];
    for (uint64_t frame = 0; frame < end; frame += BLOCK) {
        for (unsigned i = 0; i < BLOCK; i++)
            block[i] = part(band, (double)(frame + i) / LOW_RATE_HZ);
        tonality_process(tonality, block, BLOCK, true, (double)(frame + BLOCK) / LOW_RATE_HZ);
    }
    struct key_reading reading;
    tonality_read(tonality, &reading);
    tonality_free(tonality);
    return reading;
}

static void check_key(const struct band *band, const struct key_reading *reading)
{
    const struct key_estimate *const heard = &reading->overall;
    if (heard->key.tonic != band->tonic || heard->key.minor != band->minor)
        fail_msg("%s %s, %g cents, heard as %s %s (%g)", tonic_names[band->tonic],
                 mode_names[band->minor], band->cents,
                 heard->key.tonic < 0 ? "-" : tonic_names[heard->key.tonic],
                 mode_names[heard->key.minor], (double)heard->confidence);
    assert_true(heard->confidence > heard->runner_up_confidence);
    if (!(fabs((double)reading->tuning_cents - band->cents) < 3.0))
        fail_msg("%g cents heard as %g", band->cents, (double)reading->tuning_cents);
}

static void cadences_are_heard_in_all_keys_and_tunings(void **state)
{
    (void)state;
    static const double cents[] = {-40, -20, 0, 20, 40};
    for (int key = 0; key < KEYS; key++)
        for (size_t i = 0; i < sizeof cents / sizeof cents[0]; i++) {
            const struct band band = {key % 12, key >= 12, cents[i]};
            const struct key_reading reading = play(&band, band_cadence, 6.0);
            check_key(&band, &reading);
        }
}

static void scales_are_heard_in_all_keys(void **state)
{
    (void)state;
    for (int key = 0; key < KEYS; key++) {
        const struct band band = {key % 12, key >= 12, (key % 5 - 2) * 20.0};
        const struct key_reading reading = play(&band, band_scale, 10.0);
        check_key(&band, &reading);
    }
}

static float change_of_key(const struct band *band, double at_s)
{
    const struct band later = {(band->tonic + 3) % 12, band->minor, band->cents};
    return band_cadence(at_s < 40.0 ? band : &later, at_s);
}

static void a_change_of_key_is_told_with_its_time(void **state)
{
    (void)state;
    const struct band band = {.tonic = 7, .minor = false};
    const struct key_reading reading = play(&band, change_of_key, 80.0);
    assert_int_equal(reading.n_changes, 2);
    assert_int_equal(reading.changes[0].key.tonic, 7);
    assert_true(reading.changes[0].start_s < 4.0);
    assert_int_equal(reading.changes[1].key.tonic, 10);
    if (!(fabs(reading.changes[1].start_s - 40.0) < 8.0))
        fail_msg("the change at 40 s is told at %g s", reading.changes[1].start_s);
    assert_int_equal(reading.now.key.tonic, 10);
}

struct journey {
    struct band from, to;
};

static struct key_reading travel(const struct journey *journey)
{
    struct tonality *tonality = tonality_new(LOW_RATE_HZ, BLOCK, &key_model_built_in);
    assert_non_null(tonality);
    float block[BLOCK];
    for (uint64_t frame = 0; frame < 80 * LOW_RATE_HZ; frame += BLOCK) {
        for (unsigned i = 0; i < BLOCK; i++) {
            const double at_s = (double)(frame + i) / LOW_RATE_HZ;
            block[i] = band_cadence(at_s < 35.0 ? &journey->from : &journey->to, at_s);
        }
        tonality_process(tonality, block, BLOCK, true, (double)(frame + BLOCK) / LOW_RATE_HZ);
    }
    struct key_reading reading;
    tonality_read(tonality, &reading);
    tonality_free(tonality);
    return reading;
}

/* While both keys are still in the ear, a third one may lead for a while: E minor between C and
 * E major.  It must not stay. */
static void a_key_between_two_does_not_stay(void **state)
{
    (void)state;
    for (int key = 0; key < KEYS; key++) {
        const struct journey journey = {.from = {.tonic = 0, .minor = key % 2 == 1},
                                        .to = {.tonic = key % 12, .minor = key >= 12}};
        if (journey.to.tonic == 0 && journey.to.minor == journey.from.minor)
            continue;
        const struct key_reading reading = travel(&journey);
        const struct key_change *const last = &reading.changes[reading.n_changes - 1];
        if (reading.n_changes != 2 || last->key.tonic != journey.to.tonic ||
            last->key.minor != journey.to.minor || !(fabs(last->start_s - 38.0) < 16.0))
            fail_msg("from C %s to %s %s: %u keys, the last is %s %s from %g s",
                     mode_names[journey.from.minor], tonic_names[journey.to.tonic],
                     mode_names[journey.to.minor], reading.n_changes,
                     tonic_names[last->key.tonic], mode_names[last->key.minor], last->start_s);
        assert_int_equal(reading.now.key.tonic, journey.to.tonic);
        assert_int_equal(reading.now.key.minor, journey.to.minor);
        const struct key_name whole = reading.overall.key;
        if (!(whole.tonic == 0 && whole.minor == journey.from.minor) &&
            !(whole.tonic == journey.to.tonic && whole.minor == journey.to.minor))
            fail_msg("C %s and %s %s together are heard as %s %s", mode_names[journey.from.minor],
                     tonic_names[journey.to.tonic], mode_names[journey.to.minor],
                     tonic_names[whole.tonic], mode_names[whole.minor]);
    }
}

static float play_cadence(uint64_t frame, unsigned rate_hz, void *context)
{
    return band_cadence(context, (double)frame / rate_hz);
}

static void the_key_is_known_within_ten_seconds_at_every_rate(void **state)
{
    (void)state;
    static const unsigned rates[] = {8000, 16000, 22050, 44100, 48000, 96000, 192000};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        struct band band = {.tonic = 2, .minor = i % 2 == 1, .cents = 10.0};
        struct hearing *heard = hear(rates[i], 8.0, play_cadence, &band);
        check_key(&band, &heard->reading.key);
        assert_int_equal(heard->reading.key.now.key.tonic, 2);
        free(heard);
    }
}

static float silence(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)frame, (void)rate_hz, (void)context;
    return 0.0f;
}

static float noise(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)frame, (void)rate_hz;
    return 0.2f * hear_noise(context);
}

/* A kick that falls in pitch, and bursts of noise. */
static float drums(uint64_t frame, unsigned rate_hz, void *context)
{
    const double at_s = (double)frame / rate_hz;
    const double kick_s = fmod(at_s, 0.5), snare_s = fmod(at_s + 0.25, 0.5);
    const double phase = 50.0 * kick_s + 4.0 * (1.0 - exp(-kick_s * 30.0));
    return (float)(0.5 * sin(hear_turn * phase) * exp(-kick_s * 12.0)) +
           0.3f * hear_noise(context) * (float)exp(-snare_s * 20.0);
}

/* A voice that glides, as in speaking. */
static float speech(uint64_t frame, unsigned rate_hz, void *context)
{
    double *const phase = context;
    const double at_s = (double)frame / rate_hz;
    *phase += (130.0 + 40.0 * sin(hear_turn * at_s * 0.7) + 25.0 * sin(hear_turn * at_s * 2.3)) /
              rate_hz;
    double sum = 0.0;
    for (int h = 1; h <= 12; h++)
        sum += sin(hear_turn * *phase * h) / h;
    return (float)(0.1 * sum * fmax(0.0, sin(hear_turn * at_s * 2.0) + 0.5));
}

static float hum(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)context;
    return 0.2f * (float)sin(hear_turn * 220.0 * (double)frame / rate_hz);
}

/* One rich note, held. */
static float organ(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)context;
    double sum = 0.0;
    for (int h = 1; h <= 20; h++)
        sum += sin(hear_turn * 110.0 * h * (double)frame / rate_hz) / h;
    return (float)(0.1 * sum);
}

static void what_has_no_key_gets_none(void **state)
{
    (void)state;
    static hear_sound *const sounds[] = {silence, noise, drums, speech, hum, organ};
    for (size_t i = 0; i < sizeof sounds / sizeof sounds[0]; i++) {
        union {
            uint32_t seed;
            double phase;
        } context = {.phase = 0.0};
        struct hearing *heard = hear(48000, 20.0, sounds[i], &context);
        const struct key_reading *const key = &heard->reading.key;
        if (key->now.key.tonic >= 0 || key->overall.key.tonic >= 0 || key->n_changes > 0)
            fail_msg("sound %zu is heard in %s %s", i, tonic_names[key->overall.key.tonic],
                     mode_names[key->overall.key.minor]);
        free(heard);
    }
}

static void the_size_of_blocks_does_not_matter(void **state)
{
    (void)state;
    static const size_t sizes[] = {64, 100, 999, 4096};
    enum { FRAMES = 10 * LOW_RATE_HZ };
    const struct band band = {.tonic = 4, .minor = true};
    float *const samples = calloc(FRAMES, sizeof *samples);
    assert_non_null(samples);
    for (size_t i = 0; i < FRAMES; i++)
        samples[i] = band_cadence(&band, (double)i / LOW_RATE_HZ);
    float first[PITCH_CLASSES] = {0};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        struct tonality *tonality = tonality_new(LOW_RATE_HZ, 4096, &key_model_built_in);
        for (size_t at = 0; at < FRAMES; at += sizes[s]) {
            const size_t left = FRAMES - at;
            tonality_process(tonality, samples + at, left < sizes[s] ? left : sizes[s], true,
                             (double)at / LOW_RATE_HZ);
        }
        struct key_reading reading;
        tonality_read(tonality, &reading);
        if (s == 0)
            memcpy(first, reading.classes, sizeof first);
        assert_memory_equal(first, reading.classes, sizeof first);
        tonality_free(tonality);
    }
    free(samples);
}

static void a_reset_forgets(void **state)
{
    (void)state;
    const struct band band = {.tonic = 0};
    struct tonality *tonality = tonality_new(LOW_RATE_HZ, BLOCK, &key_model_built_in);
    float block[BLOCK];
    for (unsigned frame = 0; frame < 8 * LOW_RATE_HZ; frame += BLOCK) {
        for (unsigned i = 0; i < BLOCK; i++)
            block[i] = band_cadence(&band, (double)(frame + i) / LOW_RATE_HZ);
        tonality_process(tonality, block, BLOCK, true, 0.0);
    }
    tonality_reset(tonality);
    struct key_reading reading;
    tonality_read(tonality, &reading);
    assert_int_equal(reading.overall.key.tonic, -1);
    assert_true(isnan(reading.tuning_cents));
    assert_int_equal(reading.n_changes, 0);
    assert_int_equal(reading.now.key.tonic, 0);
    tonality_free(tonality);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cadences_are_heard_in_all_keys_and_tunings),
        cmocka_unit_test(scales_are_heard_in_all_keys),
        cmocka_unit_test(a_change_of_key_is_told_with_its_time),
        cmocka_unit_test(a_key_between_two_does_not_stay),
        cmocka_unit_test(the_key_is_known_within_ten_seconds_at_every_rate),
        cmocka_unit_test(what_has_no_key_gets_none),
        cmocka_unit_test(the_size_of_blocks_does_not_matter),
        cmocka_unit_test(a_reset_forgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
