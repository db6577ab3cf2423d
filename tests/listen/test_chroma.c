/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/chroma.h"
#include "tests/measure/near.h"
#include "tests/measure/synth.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { RATE = 6000, FRAMES = 20000, A_CLASS = CHROMA_CELLS / PITCH_CLASSES };

static float samples[FRAMES];

static int clear(void **state)
{
    (void)state;
    memset(samples, 0, sizeof samples);
    return 0;
}

static void add(double hz, double amplitude)
{
    for (size_t i = 0; i < FRAMES; i++)
        samples[i] += (float)(amplitude * sin(2 * SYNTH_PI * hz * (double)i / RATE));
}

static double note_hz(int midi, double cents)
{
    return 440 * exp2((midi - 69 + cents / 100) / 12);
}

/* The sum of all frames, and how many; the reliefs in `relief`. */
static unsigned hear(size_t block, double cells[CHROMA_CELLS], double *relief)
{
    struct chroma *chroma = chroma_new(RATE, 1000);
    unsigned count = 0;
    memset(cells, 0, CHROMA_CELLS * sizeof *cells);
    *relief = 0;
    for (size_t at = 0; at < FRAMES; at += block) {
        const size_t rest = FRAMES - at;
        const struct chroma_frame *const frames =
            chroma_process(chroma, samples + at, rest < block ? rest : block);
        for (unsigned f = 0; frames && f < CHROMA_FRAMES; f++, count++) {
            double sum = 0;
            for (int i = 0; i < CHROMA_CELLS; i++) {
                cells[i] += (double)frames[f].cell[i];
                sum += (double)frames[f].cell[i];
            }
            assert_true(fabs(sum - 1) < 1e-4 || sum == 0);
            *relief += (double)frames[f].relief;
        }
    }
    chroma_free(chroma);
    return count;
}

static void fold(double tuning_cents, float classes[PITCH_CLASSES])
{
    double cells[CHROMA_CELLS], relief;
    const unsigned count = hear(500, cells, &relief);
    assert_true(count > 0);
    chroma_fold(cells, tuning_cents, classes);
    for (int c = 0; c < PITCH_CLASSES; c++)
        classes[c] /= (float)count;
}

static void every_note_is_in_its_class(void **state)
{
    (void)state;
    for (int midi = 42; midi <= 94; midi += 4) {
        float classes[PITCH_CLASSES];
        clear(NULL);
        add(note_hz(midi, 0), 0.3);
        fold(0, classes);
        for (int c = 0; c < PITCH_CLASSES; c++)
            if (c == midi % 12)
                assert_true(classes[c] > 0.7F);
            else
                assert_true(classes[c] < 0.2F);
    }
}

static void loud_or_soft_counts_the_same(void **state)
{
    (void)state;
    float loud[PITCH_CLASSES], soft[PITCH_CLASSES];
    add(note_hz(60, 0), 0.3);
    add(note_hz(64, 0), 0.3);
    fold(0, loud);
    for (size_t i = 0; i < FRAMES; i++)
        samples[i] *= 0.01F;
    fold(0, soft);
    for (int c = 0; c < PITCH_CLASSES; c++)
        assert_near(soft[c], loud[c], 0.01);
    assert_true(loud[0] > 0.3F && loud[4] > 0.3F);
}

static void silence_has_no_notes(void **state)
{
    (void)state;
    double cells[CHROMA_CELLS], relief;
    assert_true(hear(500, cells, &relief) > 0);
    for (int i = 0; i < CHROMA_CELLS; i++)
        assert_near(cells[i], 0, 0);
    assert_near(relief, 0, 0);
    assert_near(chroma_tuning(cells).agreement, 0, 1e-6);
}

static void tones_stand_out_more_than_noise(void **state)
{
    (void)state;
    double cells[CHROMA_CELLS], tone, noise;
    uint64_t seed = 1;
    add(note_hz(69, 0), 0.3);
    const unsigned count = hear(500, cells, &tone);
    synth_noise(samples, FRAMES, &seed, 0.3);
    hear(500, cells, &noise);
    assert_true(tone > 5 * noise);
    assert_true(noise / count < 4);
}

static void block_sizes_do_not_matter(void **state)
{
    (void)state;
    double whole[CHROMA_CELLS], cells[CHROMA_CELLS], whole_relief, relief;
    uint64_t seed = 4;
    synth_noise(samples, FRAMES, &seed, 0.1);
    add(note_hz(57, 0), 0.3);
    add(note_hz(76, 20), 0.1);
    const unsigned count = hear(1000, whole, &whole_relief);
    static const size_t blocks[] = {1, 64, 441, 999};
    for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++) {
        assert_int_equal(hear(blocks[b], cells, &relief), count);
        assert_memory_equal(cells, whole, sizeof cells);
        assert_near(relief, whole_relief, 0);
    }
}

static void frames_are_a_third_of_a_second_or_so(void **state)
{
    (void)state;
    static const double rates_hz[] = {4000, 5512.5, 6000, 8000, 12000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        struct chroma *chroma = chroma_new(rates_hz[r], 100);
        assert_true(chroma_frame_s(chroma) > 0.24 && chroma_frame_s(chroma) < 0.52);
        chroma_free(chroma);
    }
    assert_null(chroma_new(6000, 1 << 20));
    chroma_free(NULL);
}

/* Cells of a piano that stands off by so much. */
static void the_tuning_is_told_and_taken_off(void **state)
{
    (void)state;
    static const int scale[] = {60, 62, 64, 65, 67, 69, 71};
    for (int cents = -40; cents <= 40; cents += 20) {
        double cells[CHROMA_CELLS] = {0};
        float classes[PITCH_CLASSES];
        for (int i = 0; i < 7; i++)
            cells[((scale[i] % 12) * A_CLASS + cents / 10 + CHROMA_CELLS) % CHROMA_CELLS] += 1;
        const struct chroma_tuning tuning = chroma_tuning(cells);
        assert_near(tuning.cents, cents, 1e-6);
        assert_near(tuning.agreement, 1, 1e-6);
        chroma_fold(cells, tuning.cents, classes);
        for (int c = 0; c < PITCH_CLASSES; c++) {
            const bool white = c == 0 || c == 2 || c == 4 || c == 5 || c == 7 || c == 9 || c == 11;
            assert_near(classes[c], white ? 1 : 0, 1e-5);
        }
    }
}

/* cos^2 of half a turn a semitone: what lies between two classes is shared, and nothing is lost. */
static void what_lies_between_is_shared(void **state)
{
    (void)state;
    for (int off = 0; off <= A_CLASS; off++) {
        double cells[CHROMA_CELLS] = {0};
        float classes[PITCH_CLASSES];
        cells[(11 * A_CLASS + off) % CHROMA_CELLS] = 1; /* from B to C */
        chroma_fold(cells, 0, classes);
        const double share = pow(cos(0.5 * SYNTH_PI * off / A_CLASS), 2);
        assert_near(classes[11], share, 1e-5);
        assert_near(classes[0], 1 - share, 1e-5);
        double sum = 0;
        for (int c = 0; c < PITCH_CLASSES; c++)
            sum += (double)classes[c];
        assert_near(sum, 1, 1e-5);
    }
}

static void noise_agrees_on_no_tuning(void **state)
{
    (void)state;
    double cells[CHROMA_CELLS];
    for (int i = 0; i < CHROMA_CELLS; i++)
        cells[i] = 0.7;
    assert_near(chroma_tuning(cells).agreement, 0, 1e-9);
}

static void tuned_sines_are_heard_so(void **state)
{
    (void)state;
    double cells[CHROMA_CELLS], relief;
    for (int i = 0; i < 5; i++)
        add(note_hz(57 + 5 * i, 23), 0.2);
    hear(500, cells, &relief);
    assert_near(chroma_tuning(cells).cents, 23, 3);
    assert_true(chroma_tuning(cells).agreement > 0.8);
}

/* 1.46 Hz are a bin: a low tone is placed far more exactly than that. */
static void tones_between_two_bins_are_placed(void **state)
{
    (void)state;
    for (double hz = 147; hz < 148.4; hz += 0.17) {
        double cells[CHROMA_CELLS], relief, x = 0, y = 0;
        clear(NULL);
        add(hz, 0.3);
        hear(500, cells, &relief);
        for (int i = 0; i < CHROMA_CELLS; i++) {
            x += cells[i] * cos(2 * SYNTH_PI * i / CHROMA_CELLS);
            y += cells[i] * sin(2 * SYNTH_PI * i / CHROMA_CELLS);
        }
        const double place = fmod(atan2(y, x) / (2 * SYNTH_PI) + 1, 1);
        const double wanted = fmod(log2(hz / 440) + 0.75 + 10, 1);
        assert_near(1200 * place, 1200 * wanted, 1.5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_note_is_in_its_class, clear),
        cmocka_unit_test_setup(loud_or_soft_counts_the_same, clear),
        cmocka_unit_test_setup(silence_has_no_notes, clear),
        cmocka_unit_test_setup(tones_stand_out_more_than_noise, clear),
        cmocka_unit_test_setup(block_sizes_do_not_matter, clear),
        cmocka_unit_test(frames_are_a_third_of_a_second_or_so),
        cmocka_unit_test(the_tuning_is_told_and_taken_off),
        cmocka_unit_test(what_lies_between_is_shared),
        cmocka_unit_test(noise_agrees_on_no_tuning),
        cmocka_unit_test_setup(tones_between_two_bins_are_placed, clear),
        cmocka_unit_test_setup(tuned_sines_are_heard_so, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
