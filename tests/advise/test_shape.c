/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Spectra that lie in their corridor, but for an analogue equaliser's curve: which one is known. */

#include "advise/shape.h"
#include "tests/measure/near.h"

#include <complex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/shipped.h"

static struct shape_bank *bank;
static struct corridor corridor;
static float third_db[THIRD_OCTAVES];
static struct shapes shapes;

static int make_bank(void **state)
{
    (void)state;
    float octaves[THIRD_OCTAVES];
    for (int i = 0; i < THIRD_OCTAVES; i++)
        octaves[i] = 0.8F;
    bank = shape_bank_new(octaves, 0.2F);
    return bank ? 0 : -1;
}

static int free_bank(void **state)
{
    (void)state;
    shape_bank_free(bank);
    shape_bank_free(NULL);
    return 0;
}

/* A programme in the middle of its corridor: falls by half a decibel a band. */
static int start(void **state)
{
    (void)state;
    corridor.known = true;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        corridor.centre_db[i] = -0.5F * (float)i;
        corridor.tolerance_db[i] = 4;
        third_db[i] = -25 - 0.5F * (float)i;
    }
    const float level_db = corridor_level_db(corridor.centre_db);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        corridor.centre_db[i] -= level_db;
    return 0;
}

static double band_hz(int band)
{
    return 1000 * pow(10, 0.1 * (band - 17));
}

/* The analogue bell: (s^2 + s A / Q + 1) / (s^2 + s / (A Q) + 1). */
static double bell_db(double hz, double centre_hz, double db, double q)
{
    const double size = pow(10, db / 40);
    const double complex s = I * hz / centre_hz;
    return 20 * log10(cabs((s * s + s * size / q + 1) / (s * s + s / (size * q) + 1)));
}

/* The analogue high shelf of Q 0.7; a low shelf mirrors it. */
static double shelf_db(double hz, double corner_hz, double db, bool high)
{
    const double size = pow(10, db / 40), root = sqrt(size) / 0.7;
    const double complex s = I * (high ? hz / corner_hz : corner_hz / hz);
    return 20 * log10(cabs(size * (size * s * s + root * s + 1) / (s * s + root * s + size)));
}

static void add_bell(double hz, double db)
{
    for (int i = 0; i < THIRD_OCTAVES; i++)
        third_db[i] += (float)bell_db(band_hz(i), hz, db, 1);
}

static void add_shelf(double hz, double db, bool high)
{
    for (int i = 0; i < THIRD_OCTAVES; i++)
        third_db[i] += (float)shelf_db(band_hz(i), hz, db, high);
}

static void judge(void)
{
    shape_judge(bank, third_db, &corridor, true, &shapes);
}

static void expect_alone(enum shape shape, double hz, double db)
{
    judge();
    for (int s = 0; s < SHAPES; s++)
        if (s == (int)shape) {
            assert_near(shapes.fit[s].db, db, 0.3);
            assert_near(shapes.fit[s].hz, hz, 0.01);
        } else {
            assert_near(shapes.fit[s].db, 0, 0.3);
        }
}

static void a_spectrum_in_its_corridor_has_no_fault(void **state)
{
    (void)state;
    judge();
    for (int s = 0; s < SHAPES; s++) {
        assert_near(shapes.fit[s].db, 0, 1e-3);
        assert_true(shapes.fit[s].sd_db > 0);
    }
    assert_near(shapes.top_hz, 20000, 1);
}

static void each_fault_is_named_with_its_frequency_and_amount(void **state)
{
    (void)state;
    static const struct {
        enum shape shape;
        double hz;
    } bells[] = {{SHAPE_BOOMY, 100}, {SHAPE_MUD, 270}, {SHAPE_BOXY, 580}, {SHAPE_HARSH, 3150}};
    for (size_t i = 0; i < sizeof bells / sizeof bells[0]; i++)
        for (double db = 3; db <= 9; db += 3) {
            start(NULL);
            add_bell(bells[i].hz, db);
            expect_alone(bells[i].shape, bells[i].hz, db);
            assert_near(shapes.fit[bells[i].shape].q, 1, 0);
        }
    start(NULL);
    add_shelf(6000, 6, true);
    expect_alone(SHAPE_BRIGHT, 6000, 6);
    start(NULL);
    add_shelf(4000, -6, true);
    expect_alone(SHAPE_DULL, 4000, 6);
    start(NULL);
    add_shelf(180, -6, false);
    expect_alone(SHAPE_THIN, 180, 6);
}

/* Dips are not what these seven are about. */
static void the_opposite_is_no_fault(void **state)
{
    (void)state;
    add_bell(270, -6);
    judge();
    assert_near(shapes.fit[SHAPE_MUD].db, 0, 0);
    start(NULL);
    add_bell(3150, -6);
    judge();
    assert_near(shapes.fit[SHAPE_HARSH].db, 0, 0);
}

static void the_level_does_not_matter(void **state)
{
    (void)state;
    add_bell(330, 5);
    judge();
    const struct shapes before = shapes;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        third_db[i] -= 32;
    judge();
    for (int s = 0; s < SHAPES; s++) {
        assert_near(shapes.fit[s].db, before.fit[s].db, 1e-3);
        assert_near(shapes.fit[s].sd_db, before.fit[s].sd_db, 1e-3);
    }
}

static void one_fault_in_each_half_is_found(void **state)
{
    (void)state;
    add_bell(270, 6);
    add_shelf(8000, 8, true);
    judge();
    assert_near(shapes.fit[SHAPE_MUD].db, 6, 2);
    assert_near(shapes.fit[SHAPE_BRIGHT].db, 8, 2); /* the first is judged with the other there */
    assert_near(shapes.fit[SHAPE_BOXY].db + shapes.fit[SHAPE_BOOMY].db, 0, 0);
    assert_near(shapes.fit[SHAPE_HARSH].db + shapes.fit[SHAPE_DULL].db, 0, 0);
}

/* In a corridor twice as wide the same departure is half as sure. */
static void the_deviation_is_the_corridors(void **state)
{
    (void)state;
    add_bell(270, 6);
    judge();
    const float narrow = shapes.fit[SHAPE_MUD].sd_db;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        corridor.tolerance_db[i] *= 2;
    judge();
    assert_near(shapes.fit[SHAPE_MUD].sd_db, 2 * narrow, 1e-3);
    assert_near(shapes.fit[SHAPE_MUD].db, 6, 0.3);
}

/* At a rate of 8 kHz, or behind a codec, there is nothing above: that is not dull. */
static void what_ends_early_is_not_dull(void **state)
{
    (void)state;
    for (int i = 23; i < THIRD_OCTAVES; i++) /* from 4 kHz on */
        third_db[i] = NAN;
    judge();
    assert_near(shapes.top_hz, 3150, 1);
    for (int s = 0; s < SHAPES; s++)
        assert_near(shapes.fit[s].db, 0, 1e-3);
    for (int i = 23; i < THIRD_OCTAVES; i++)
        third_db[i] = -INFINITY;
    judge();
    assert_near(shapes.top_hz, 3150, 1);
    for (int i = 23; i < THIRD_OCTAVES; i++)
        third_db[i] = -120;
    judge();
    assert_near(shapes.fit[SHAPE_DULL].db, 0, 1e-3);
}

/* What goes up to 1.3 kHz alone is dull indeed. */
static void below_2_khz_nothing_is_cut_off(void **state)
{
    (void)state;
    for (int i = 19; i < THIRD_OCTAVES; i++)
        third_db[i] = -120;
    judge();
    assert_near(shapes.top_hz, 2000, 1);
    assert_true(shapes.fit[SHAPE_DULL].db > 6);
}

static void without_a_spectrum_nothing_is_told(void **state)
{
    (void)state;
    static const float nothings[] = {NAN, -INFINITY, INFINITY};
    for (size_t n = 0; n < sizeof nothings / sizeof nothings[0]; n++) {
        for (int i = 0; i < THIRD_OCTAVES; i++)
            third_db[i] = nothings[n];
        judge();
        assert_true(isnan(shapes.top_hz));
        for (int s = 0; s < SHAPES; s++)
            assert_true(isnan(shapes.fit[s].db));
    }
    start(NULL);
    corridor.known = false;
    judge();
    assert_true(isnan(shapes.fit[SHAPE_MUD].db));
    start(NULL);
    corridor.tolerance_db[12] = 0; /* no corridor is that sure */
    judge();
    assert_true(isnan(shapes.fit[SHAPE_MUD].db));
}

/* A row of bands that are not known: the others are judged, while there are fourteen. */
static void holes_are_left_out(void **state)
{
    (void)state;
    add_bell(270, 6);
    third_db[4] = NAN;
    third_db[20] = -INFINITY;
    judge();
    assert_near(shapes.fit[SHAPE_MUD].db, 6, 0.3);
    assert_near(shapes.fit[SHAPE_MUD].hz, 270, 0.1);
    for (int i = 3; i < THIRD_OCTAVES; i++)
        third_db[i] = i < 17 ? -30 : NAN;
    judge();
    assert_true(isfinite(shapes.fit[SHAPE_MUD].db));
    third_db[16] = NAN;
    judge();
    assert_true(isnan(shapes.fit[SHAPE_MUD].db));
}

/* The filter of a low sample rate is neither dull nor hides how bright it is below. */
static void where_material_ends_is_not_judged(void **state)
{
    (void)state;
    third_db[27] -= 14; /* 10 kHz */
    for (int i = 28; i < THIRD_OCTAVES; i++)
        third_db[i] = NAN;
    judge();
    assert_near(shapes.top_hz, 8000, 1);
    for (int s = 0; s < SHAPES; s++)
        assert_near(shapes.fit[s].db, 0, 1e-3);
    add_shelf(6000, 8, true);
    judge();
    assert_near(shapes.fit[SHAPE_BRIGHT].db, 8, 1);
}

/* An electric piano and a voice: nothing below their lowest notes, little above their partials. */
static void how_an_instrument_sounds_is_no_fault(void **state)
{
    (void)state;
    static const float tracks_db[][THIRD_OCTAVES] = {
        {-84, -83, -82, -81, -79, -76, -73, -66, -60, -33, -32, -31, -29, -32, -33, -33,
         -39, -44, -52, -62, -64, -57, -57, -58, -63, -76, -98, -101, -103, -104, -104},
        {-75, -77, -78, -80, -80, -80, -62, -67, -58, -63, -62, -61, -38, -28, -26, -26,
         -33, -35, -31, -39, -39, -40, -42, -46, -50, -54, -58, -62, -66, -71, -108},
    };
    static const enum role roles[] = {ROLE_KEYS, ROLE_VOCALS};
    static struct corridors real;
    struct error error;
    assert_int_equal(corridors_load(&real, &error), STATUS_OK);
    struct shape_bank *const real_bank = shape_bank_new(real.correlation_octaves, real.alone);
    for (size_t t = 0; t < sizeof tracks_db / sizeof tracks_db[0]; t++) {
        shape_judge(real_bank, tracks_db[t], &real.roles[roles[t]], false, &shapes);
        for (int s = 0; s < SHAPES; s++)
            if (shapes.fit[s].db > 1.25F * shapes.fit[s].sd_db)
                fail_msg("track %zu: shape %d, %g dB", t, s, (double)shapes.fit[s].db);
    }
    shape_bank_free(real_bank);
}

static void judge_track(const float *track_db)
{
    for (int i = 0; i < THIRD_OCTAVES; i++)
        corridor.tolerance_db[i] = 9;
    shape_judge(bank, track_db, &corridor, false, &shapes);
}

static void what_no_equaliser_does_is_what_is_played(void **state)
{
    (void)state;
    add_bell(270, 10);
    judge_track(third_db);
    assert_near(shapes.fit[SHAPE_MUD].db, 10, 1);
    add_bell(270, 5);
    judge_track(third_db);
    assert_near(shapes.fit[SHAPE_MUD].db, 0, 0);
    start(NULL);
    add_bell(270, 15);
    judge();
    assert_near(shapes.fit[SHAPE_MUD].db, 15, 1);
    add_bell(270, 8);
    judge();
    assert_near(shapes.fit[SHAPE_MUD].db, 0, 0);
}

/* The same bell is told with less certainty of a sound that is like nothing known. */
static void odd_sounds_are_judged_with_care(void **state)
{
    (void)state;
    add_bell(580, 8);
    judge();
    const float plain_db = shapes.fit[SHAPE_BOXY].sd_db;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        third_db[i] += i % 2 ? 4.0F : -4.0F;
    judge();
    assert_true(shapes.fit[SHAPE_BOXY].sd_db > 1.3F * plain_db);
}

int main(void)
{
    shipped_use();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_spectrum_in_its_corridor_has_no_fault, start),
        cmocka_unit_test_setup(each_fault_is_named_with_its_frequency_and_amount, start),
        cmocka_unit_test_setup(the_opposite_is_no_fault, start),
        cmocka_unit_test_setup(the_level_does_not_matter, start),
        cmocka_unit_test_setup(one_fault_in_each_half_is_found, start),
        cmocka_unit_test_setup(the_deviation_is_the_corridors, start),
        cmocka_unit_test_setup(what_ends_early_is_not_dull, start),
        cmocka_unit_test_setup(below_2_khz_nothing_is_cut_off, start),
        cmocka_unit_test_setup(without_a_spectrum_nothing_is_told, start),
        cmocka_unit_test_setup(holes_are_left_out, start),
        cmocka_unit_test_setup(where_material_ends_is_not_judged, start),
        cmocka_unit_test_setup(how_an_instrument_sounds_is_no_fault, start),
        cmocka_unit_test_setup(what_no_equaliser_does_is_what_is_played, start),
        cmocka_unit_test_setup(odd_sounds_are_judged_with_care, start),
    };
    return cmocka_run_group_tests(tests, make_bank, free_bank);
}
