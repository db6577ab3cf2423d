/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notes made of harmonics: which one it was is known. */

#include "listen/comb.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { WINDOW = 2048, RATE = 12000 };

static float samples[WINDOW];
static struct comb *comb;

static int start(void **state)
{
    (void)state;
    memset(samples, 0, sizeof samples);
    comb = comb_new(RATE, WINDOW);
    return comb ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    comb_free(comb);
    return 0;
}

static void add(double hz, double amplitude)
{
    for (size_t i = 0; i < WINDOW; i++)
        samples[i] += (float)(amplitude * sin(2 * SYNTH_PI * hz * (double)i / RATE + hz));
}

/* Harmonics first .. last, each falling as 1 / n. */
static void add_note(double hz, int first, int last)
{
    for (int h = first; h <= last; h++)
        if (h * hz < 0.45 * RATE)
            add(h * hz, 0.3 / h);
}

static double best(void)
{
    comb_take(comb, samples);
    return (double)comb_best(comb, 0, 40, 2000);
}

static void expect(double hz)
{
    const double found = best();
    if (!(fabs(1200 * log2(found / hz)) < 20)) /* a fifth of a semitone */
        fail_msg("%g Hz is heard as %g Hz", hz, found);
}

static void a_note_is_found_over_five_octaves(void **state)
{
    (void)state;
    for (int semitones = 0; semitones <= 54; semitones++) {
        memset(samples, 0, sizeof samples);
        add_note(61.7 * exp2(semitones / 12.0), 1, 16);
        expect(61.7 * exp2(semitones / 12.0));
    }
}

static void a_sine_is_itself_not_its_octaves(void **state)
{
    (void)state;
    static const double hz[] = {110, 220.3, 441, 883, 1500};
    for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++) {
        memset(samples, 0, sizeof samples);
        add(hz[i], 0.3);
        expect(hz[i]);
    }
}

/* A small loudspeaker: the ear hears the fundamental all the same. */
static void a_missing_fundamental_is_heard(void **state)
{
    (void)state;
    static const double hz[] = {98, 131, 196, 247};
    for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++) {
        memset(samples, 0, sizeof samples);
        add_note(hz[i], 2, 12);
        expect(hz[i]);
    }
}

/* Odd harmonics alone, as of a clarinet: neither an octave below nor a twelfth above. */
static void odd_harmonics_are_no_twelfth(void **state)
{
    (void)state;
    for (int h = 1; h <= 9; h += 2)
        add(147 * h, 0.3 / h);
    expect(147);
}

static void strength_is_highest_at_the_note_and_little_beside_it(void **state)
{
    (void)state;
    add_note(220, 1, 12);
    comb_take(comb, samples);
    const float strength = comb_strength(comb, 220);
    assert_true(strength > 0.3F);
    static const float others[] = {110, 440, 146.7F, 330, 233, 207};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_true(comb_strength(comb, others[i]) < 0.75F * strength);
}

/* A sine on a bin: its root is r, that of the sum of its three bins' amplitudes r sqrt(2).  What
 * stands at harmonic h counts 1 / sqrt(h), what stands between two counts against both. */
static void strength_is_what_the_formula_says(void **state)
{
    (void)state;
    const double hz = 64.0 * RATE / WINDOW;
    static const struct {
        double times, sum;
        int harmonics; /* below 5200 Hz, at most 16 */
    } cases[] = {{1, 1, 13}, {0.5, 0.7071, 16}, {1.0 / 3, 0.5774, 16}, {2, -0.5, 6},
                 {2.0 / 3, -0.5 - 0.5 * 0.7071, 16}};
    add(hz, 0.3);
    comb_take(comb, samples);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double squares = 0;
        for (int h = 1; h <= cases[i].harmonics; h++)
            squares += 1.0 / h;
        assert_near(comb_strength(comb, (float)(cases[i].times * hz)),
                    cases[i].sum / sqrt(2 * squares), 0.02);
    }
}

static void the_level_does_not_matter(void **state)
{
    (void)state;
    add_note(165, 1, 12);
    comb_take(comb, samples);
    const float loud = comb_strength(comb, 165);
    for (size_t i = 0; i < WINDOW; i++)
        samples[i] *= 1e-3F;
    comb_take(comb, samples);
    assert_near(comb_strength(comb, 165), loud, 0.01 * (double)loud);
    expect(165);
}

static void silence_has_no_note(void **state)
{
    (void)state;
    assert_near(best(), 0, 0);
    assert_near(comb_strength(comb, 220), 0, 0);
}

static void bounds_are_kept(void **state)
{
    (void)state;
    add_note(220, 1, 12);
    comb_take(comb, samples);
    const float below = comb_best(comb, 0, 40, 200), above = comb_best(comb, 0, 230, 2000);
    assert_true(below == 0 || (below >= 40 && below <= 200));
    assert_true(above == 0 || (above >= 230 && above <= 2000));
    assert_near(comb_best(comb, 0, 300, 200), 0, 0);
}

/* A hint helps only where it explains more. */
static void a_wrong_hint_misleads_nobody(void **state)
{
    (void)state;
    add_note(220, 1, 12);
    comb_take(comb, samples);
    static const float hints[] = {220.5F, 110, 440, 333, 5, 1e9F, -7};
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
        assert_near(1200 * log2((double)comb_best(comb, hints[i], 40, 2000) / 220), 0, 20);
}

static void nonsense_asked_for_is_no_note(void **state)
{
    (void)state;
    add_note(220, 1, 12);
    comb_take(comb, samples);
    assert_near(comb_strength(comb, 5900), 0, 0); /* above what is looked at */
    assert_near(comb_strength(comb, 1e9F), 0, 0);
    assert_true(isfinite(comb_strength(comb, 0.01F)));
    comb_free(NULL);
}

/* Only the window counts: what was taken before is gone. */
static void nothing_is_remembered(void **state)
{
    (void)state;
    add_note(220, 1, 12);
    comb_take(comb, samples);
    const float once = comb_strength(comb, 220);
    for (size_t i = 0; i < WINDOW; i++)
        samples[i] = NAN;
    comb_take(comb, samples);
    memset(samples, 0, sizeof samples);
    add_note(220, 1, 12);
    comb_take(comb, samples);
    assert_near(comb_strength(comb, 220), once, 0);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        TEST(a_note_is_found_over_five_octaves),
        TEST(a_sine_is_itself_not_its_octaves),
        TEST(a_missing_fundamental_is_heard),
        TEST(odd_harmonics_are_no_twelfth),
        TEST(strength_is_highest_at_the_note_and_little_beside_it),
        TEST(strength_is_what_the_formula_says),
        TEST(the_level_does_not_matter),
        TEST(silence_has_no_note),
        TEST(bounds_are_kept),
        TEST(a_wrong_hint_misleads_nobody),
        TEST(nonsense_asked_for_is_no_note),
        TEST(nothing_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
