/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/units.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SLOTS = 20000, BEATS = 4000 };
static const double slot_s = 0.09;

static struct texture_slot slots[SLOTS];
static double beats_s[BEATS], downbeats_s[BEATS / 4];

static int make_slots(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (size_t s = 0; s < SLOTS; s++)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            slots[s].dims[d] = (float)synth_random(&seed);
    return 0;
}

/* `n` beats from `first_s` on; each off by up to `scatter` of a beat; bars of four. */
static struct song_beats make_beats(double first_s, double period_s, size_t n, double scatter)
{
    uint64_t seed = 5;
    struct song_beats beats = {.beats_s = beats_s, .downbeats_s = downbeats_s, .n_beats = n};
    for (size_t i = 0; i < n; i++) {
        beats_s[i] = first_s + period_s * ((double)i + scatter * (2 * synth_random(&seed) - 1));
        if (i % 4 == 0)
            downbeats_s[beats.n_downbeats++] = beats_s[i];
    }
    return beats;
}

static void assert_sound(const struct units *units, size_t count)
{
    assert_in_range(units->count, 1, UNITS_MAX);
    assert_near(units->edges[0], 0, 0);
    assert_near(units->edges[units->count], count, 1e-9);
    for (size_t u = 0; u < units->count; u++)
        assert_true(units->edges[u] < units->edges[u + 1]);
    assert_near(units->mean_s, (double)count * slot_s / (double)units->count, 1e-9);
    for (size_t u = 0; u < units->count; u++)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            assert_true(isfinite(units_at(units, u)[d]));
}

static void a_machine_is_exact_a_player_even_and_speech_uneven(void **state)
{
    (void)state;
    struct song_beats beats = make_beats(0.3, 0.5, 200, 0);
    assert_int_equal(units_evenness(&beats, 100), BEATS_EXACT);
    beats = make_beats(0.3, 0.5, 200, 0.014); /* distances within 2.8 % */
    assert_int_equal(units_evenness(&beats, 100), BEATS_EXACT);
    beats = make_beats(0.3, 0.5, 200, 0.028); /* within 5.6 % */
    assert_int_equal(units_evenness(&beats, 100), BEATS_EVEN);
    beats = make_beats(0.3, 0.5, 200, 0.1);
    assert_int_equal(units_evenness(&beats, 100), BEATS_UNEVEN);
}

static void few_beats_or_beats_of_a_part_are_not_counted_on(void **state)
{
    (void)state;
    struct song_beats beats = make_beats(0, 0.5, 15, 0);
    assert_int_equal(units_evenness(&beats, 7.5), BEATS_UNEVEN);
    beats = make_beats(0, 0.5, 16, 0);
    assert_int_equal(units_evenness(&beats, 8), BEATS_EXACT);
    beats = make_beats(0, 0.5, 118, 0); /* 59 s of 100 */
    assert_int_equal(units_evenness(&beats, 100), BEATS_UNEVEN);
    beats = make_beats(0, 0.5, 122, 0);
    assert_int_equal(units_evenness(&beats, 100), BEATS_EXACT);
    beats = make_beats(0, 0.19, 1000, 0); /* faster than anybody taps */
    assert_int_equal(units_evenness(&beats, 190), BEATS_UNEVEN);
    const struct song_beats none = {NULL, NULL, 0, 0};
    assert_int_equal(units_evenness(&none, 100), BEATS_UNEVEN);
}

static void without_beats_units_are_half_a_second(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 5, 6, 100, 1001};
    const struct song_beats none = {NULL, NULL, 0, 0};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct units units;
        assert_true(units_init(&units, slots, counts[i], slot_s, &none));
        assert_sound(&units, counts[i]);
        assert_int_equal(units.beats_each, 0);
        assert_near(units.count, fmax(1, (double)counts[i] * slot_s / 0.5), 0.5001);
        for (size_t u = 0; u <= units.count; u++)
            assert_true(units.on_bar[u]); /* nobody knows */
        units_release(&units);
    }
}

static void exact_beats_are_the_edges(void **state)
{
    (void)state;
    const struct song_beats beats = make_beats(1.3, 0.45, 100, 0);
    struct units units;
    assert_true(units_init(&units, slots, 550, slot_s, &beats)); /* 49.5 s: 45 of them have beats */
    assert_sound(&units, 550);
    assert_int_equal(units.beats_each, 1);
    size_t next = 0;
    for (size_t u = 0; u <= units.count && next < beats.n_beats; u++)
        if (fabs(units.edges[u] * slot_s - beats_s[next]) < 1e-6) {
            assert_int_equal(units.on_bar[u], next % 4 == 0);
            next++;
        }
    assert_int_equal(next, beats.n_beats);
    for (size_t u = 1; u + 2 < units.count; u++) /* before and after them as well */
        assert_near((units.edges[u + 1] - units.edges[u]) * slot_s, 0.45, 0.01);
    units_release(&units);
}

/* Eight beats were not heard: a break.  The count goes on. */
static void a_gap_is_filled(void **state)
{
    (void)state;
    struct song_beats beats = make_beats(0, 0.5, 200, 0);
    memmove(beats_s + 100, beats_s + 108, 92 * sizeof *beats_s);
    beats.n_beats = 192;
    struct units units;
    assert_true(units_init(&units, slots, 1111, slot_s, &beats));
    assert_int_equal(units.beats_each, 1);
    assert_near(units.count, 200, 1);
    assert_sound(&units, 1111);
    units_release(&units);
}

static void uneven_beats_are_no_units(void **state)
{
    (void)state;
    const struct song_beats beats = make_beats(0, 0.37, 300, 0.2);
    struct units units;
    assert_true(units_init(&units, slots, 1200, slot_s, &beats));
    assert_int_equal(units.beats_each, 0);
    assert_near(units.count, 1200 * slot_s / 0.5, 1);
    units_release(&units);
}

/* Half an hour: several beats make a unit. */
static void long_songs_have_longer_units(void **state)
{
    (void)state;
    const struct song_beats beats = make_beats(0, 0.5, 3600, 0);
    struct units units;
    assert_true(units_init(&units, slots, SLOTS, slot_s, &beats));
    assert_sound(&units, SLOTS);
    assert_int_equal(units.beats_each, 3);
    assert_near(units.mean_s, 1.5, 0.01);
    units_release(&units);
}

/* A trait that stands still stays where it is: at the mean; two halves lie on its two sides. */
static void rows_are_the_whitened_means(void **state)
{
    (void)state;
    const struct song_beats none = {NULL, NULL, 0, 0};
    struct units units;
    static struct texture_slot halves[600];
    for (size_t s = 0; s < 600; s++)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            halves[s].dims[d] = d == 0 ? (s < 300 ? -2.0F : -1.0F) : 0.5F;
    assert_true(units_init(&units, halves, 600, slot_s, &none));
    assert_near(units.whiten.mean[0], -1.5, 0.01);
    const double gain = units.whiten.turn[0][0];
    for (size_t u = 0; u < units.count; u++) {
        const bool first = units.edges[u + 1] <= 300, second = units.edges[u] >= 300;
        if (first || second)
            assert_near(units_at(&units, u)[0], gain * (first ? -0.5 : 0.5), 0.02 * gain);
    }
    units_release(&units);
}

/* The same step means less where bars differ by it all the time. */
static void what_varies_from_bar_to_bar_weighs_less(void **state)
{
    (void)state;
    const struct song_beats none = {NULL, NULL, 0, 0};
    static struct texture_slot song[1200];
    double gains[2];
    for (int restless = 0; restless < 2; restless++) {
        struct units units;
        for (size_t s = 0; s < 1200; s++)
            for (unsigned d = 0; d < TEXTURE_DIMS; d++)
                song[s].dims[d] = restless ? 4 * slots[s / 22].dims[d] : 0; /* 2 s are a bar */
        assert_true(units_init(&units, song, 1200, slot_s, &none));
        gains[restless] = units.whiten.turn[0][0];
        units_release(&units);
    }
    assert_true(gains[1] < 0.3 * gains[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_is_exact_a_player_even_and_speech_uneven),
        cmocka_unit_test(few_beats_or_beats_of_a_part_are_not_counted_on),
        cmocka_unit_test(without_beats_units_are_half_a_second),
        cmocka_unit_test(exact_beats_are_the_edges),
        cmocka_unit_test(a_gap_is_filled),
        cmocka_unit_test(uneven_beats_are_no_units),
        cmocka_unit_test(long_songs_have_longer_units),
        cmocka_unit_test(rows_are_the_whitened_means),
        cmocka_unit_test(what_varies_from_bar_to_bar_weighs_less),
    };
    return cmocka_run_group_tests(tests, make_slots, NULL);
}
