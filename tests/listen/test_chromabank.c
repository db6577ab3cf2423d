/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/chromabank.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BINS = 4097 };

static float power[BINS], chroma[CHROMA_CLASSES];
static const double bin_hz = 44100.0 / 8192; /* fine enough for a semitone above 100 Hz */

static void add_tone(double hz, double at_power)
{
    const double bin = hz / bin_hz;
    const size_t k = (size_t)bin; /* between two bins, as a window spreads it */
    power[k] += (float)(at_power * (1 - (bin - (double)k)));
    power[k + 1] += (float)(at_power * (bin - (double)k));
}

static double note_hz(int semitones_above_a4)
{
    return 440 * exp2(semitones_above_a4 / 12.0);
}

static struct chromabank *fine;

static int make_bank(void **state)
{
    (void)state;
    fine = chromabank_new(bin_hz, BINS);
    return fine ? 0 : -1;
}

static int free_bank(void **state)
{
    (void)state;
    chromabank_free(fine);
    return 0;
}

static void apply(void)
{
    chromabank_apply(fine, power, chroma);
}

static int clear(void **state)
{
    (void)state;
    memset(power, 0, sizeof power);
    return 0;
}

/* A Gaussian of a semitone: the neighbours have exp(-2) of it. */
static void a_note_is_in_its_class_in_every_octave(void **state)
{
    (void)state;
    for (int semitones = -9; semitones < 48; semitones++) {
        clear(NULL);
        add_tone(note_hz(semitones), 1);
        apply();
        const int class = (semitones + 120) % CHROMA_CLASSES;
        for (int c = 0; c < CHROMA_CLASSES; c++) {
            const int apart = (c - class + 18) % 12 - 6;
            if (apart == 0)
                assert_near(chroma[c], 1, 0);
            else if (apart == 1 || apart == -1)
                assert_near(chroma[c], exp(-2), 0.06);
            else
                assert_true(chroma[c] < 0.01F);
        }
    }
}

static void a_chord_is_its_notes(void **state)
{
    (void)state;
    static const int minor[] = {0, 3, 7}; /* A minor */
    for (int i = 0; i < 3; i++)
        add_tone(note_hz(minor[i]), 1);
    apply();
    for (int c = 0; c < CHROMA_CLASSES; c++)
        assert_true((chroma[c] > 0.8F) == (c == 0 || c == 3 || c == 7));
}

/* The strongest is 1, whatever the level. */
static void the_level_does_not_matter(void **state)
{
    (void)state;
    float before[CHROMA_CLASSES];
    add_tone(300, 1);
    add_tone(555, 0.3);
    apply();
    memcpy(before, chroma, sizeof before);
    for (size_t k = 0; k < BINS; k++)
        power[k] *= 1e-6F;
    apply();
    for (int c = 0; c < CHROMA_CLASSES; c++)
        assert_near(chroma[c], before[c], 1e-5);
}

/* Octave 5 of librosa's weighting lies at 880 Hz; two octaves off it is exp(-1/2). */
static void octaves_far_away_count_less(void **state)
{
    (void)state;
    static const int semitones[] = {-6, 6, 18, 30}; /* D sharps, beside the A at 880 Hz */
    for (size_t i = 0; i < sizeof semitones / sizeof semitones[0]; i++) {
        clear(NULL);
        add_tone(note_hz(12), 1);
        add_tone(note_hz(semitones[i]), 1);
        apply();
        assert_near(chroma[0], 1, 0);
        assert_near(chroma[6], exp(-0.5 * pow((semitones[i] - 12) / 24.0, 2)), 0.05);
    }
}

static void silence_has_no_class(void **state)
{
    (void)state;
    apply();
    for (int c = 0; c < CHROMA_CLASSES; c++)
        assert_near(chroma[c], 0, 0);
}

static void coarse_spectra_are_fine(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 2, 17, 129};
    for (size_t i = 0; i < BINS; i++)
        power[i] = 1;
    for (size_t n = 0; n < 4; n++) {
        struct chromabank *bank = chromabank_new(62.5, counts[n]);
        chromabank_apply(bank, power, chroma);
        for (int c = 0; c < CHROMA_CLASSES; c++)
            assert_true(chroma[c] >= 0 && chroma[c] <= 1);
        chromabank_free(bank);
    }
    chromabank_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_note_is_in_its_class_in_every_octave, clear),
        cmocka_unit_test_setup(a_chord_is_its_notes, clear),
        cmocka_unit_test_setup(the_level_does_not_matter, clear),
        cmocka_unit_test_setup(octaves_far_away_count_less, clear),
        cmocka_unit_test_setup(silence_has_no_class, clear),
        cmocka_unit_test_setup(coarse_spectra_are_fine, clear),
    };
    return cmocka_run_group_tests(tests, make_bank, free_bank);
}
