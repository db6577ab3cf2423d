/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine.h"
#include "listen/notes.h"
#include "tests/listen/hear.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct tone {
    int midi; /* 0: a rest */
    double start_s, end_s;
};

struct melody {
    const struct tone *tones;
    size_t count;
    double detune_cents, vibrato_cents;
    double turn;
    uint32_t seed;
};

static float sing(uint64_t frame, unsigned rate_hz, void *context)
{
    struct melody *const melody = context;
    const double at_s = (double)frame / rate_hz;
    const double noise = 2e-4 * (double)hear_noise(&melody->seed);
    for (size_t i = 0; i < melody->count; i++) {
        const struct tone *const tone = &melody->tones[i];
        if (at_s < tone->start_s || at_s >= tone->end_s || tone->midi == 0)
            continue;
        const double age_s = at_s - tone->start_s, left_s = tone->end_s - at_s;
        const double cents =
            melody->detune_cents + melody->vibrato_cents * sin(hear_turn * 5.5 * age_s);
        melody->turn += 440.0 * exp2((tone->midi - 69) / 12.0 + cents / 1200.0) / rate_hz;
        double sum = 0.0;
        for (int h = 1; h <= 6; h++)
            sum += sin(hear_turn * h * melody->turn) / h;
        const double shape = fmin(fmin(age_s / 0.01, left_s / 0.02), 1.0);
        return (float)(0.2 * shape * (0.4 + 0.6 * exp(-3.0 * age_s)) * sum + noise);
    }
    return (float)noise;
}

static struct engine *play(unsigned rate_hz, double seconds, size_t block, hear_sound *sound,
                           void *context)
{
    struct capture_format format = {.rate_hz = rate_hz, .channels = 1, .n_tracks = 1};
    format.tracks[0] = (struct capture_track){.name = "mix", .channels = 1, .is_mix = true};
    struct error error;
    struct engine *engine = engine_new(&format, true, true, &error);
    float *samples = calloc(block, sizeof *samples);
    if (!engine || !samples)
        abort();
    const float *const rows[1] = {samples};
    const uint64_t end = (uint64_t)(seconds * rate_hz);
    for (uint64_t frame = 0; frame < end;) {
        size_t frames = 0;
        for (; frames < block && frame < end; frames++, frame++)
            samples[frames] = sound(frame, rate_hz, context);
        engine_feed(engine, rows, frames);
    }
    engine_finish(engine);
    free(samples);
    return engine;
}

/* Steps, leaps, a rest, and a note struck twice. */
static const struct tone tune[] = {
    {60, 0.5, 1.0}, {62, 1.0, 1.5}, {64, 1.5, 1.75}, {65, 1.75, 2.0}, {67, 2.0, 3.0},
    {67, 3.0, 3.6}, {55, 4.0, 4.5}, {79, 4.5, 5.0},  {48, 5.0, 6.0},
};
enum { TONES = sizeof tune / sizeof tune[0] };

static void expect_tune(unsigned rate_hz, double detune_cents, double vibrato_cents)
{
    struct melody melody = {.tones = tune, .count = TONES, .seed = 1, .detune_cents = detune_cents,
                            .vibrato_cents = vibrato_cents};
    struct engine *engine = play(rate_hz, 6.5, 1000, sing, &melody);
    const struct timeline *timeline = engine_timeline(engine);
    assert_true(timeline->melodic);
    if (timeline->n_notes != TONES)
        fail_msg("%u Hz, %g cents: %zu notes", rate_hz, detune_cents, timeline->n_notes);
    for (size_t i = 0; i < TONES; i++) {
        const struct note_reading *const note = &timeline->notes[i];
        if (note->midi != tune[i].midi || !(fabs((double)note->cents - detune_cents) <
                                                  8.0 + 0.2 * vibrato_cents))
            fail_msg("%u Hz: note %zu is %d %+g", rate_hz, i, note->midi, (double)note->cents);
        if (!(fabs(note->start_s - tune[i].start_s) < 0.06 &&
              fabs(note->end_s - tune[i].end_s) < 0.12))
            fail_msg("%u Hz: note %zu from %g to %g s", rate_hz, i, note->start_s, note->end_s);
    }
    engine_free(engine);
}

static void a_melody_has_its_notes(void **state)
{
    (void)state;
    static const unsigned rates[] = {16000, 22050, 44100, 48000, 96000, 192000};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        expect_tune(rates[i], 0.0, 0.0);
    expect_tune(48000, 25.0, 0.0);
    expect_tune(48000, -20.0, 30.0);
}

static void blocks_do_not_matter(void **state)
{
    (void)state;
    static const size_t blocks[] = {64, 512, 4096, 100000};
    struct melody melody = {.tones = tune, .count = TONES, .seed = 1};
    struct engine *first = play(44100, 6.5, 1000, sing, &melody);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        melody = (struct melody){.tones = tune, .count = TONES, .seed = 1};
        struct engine *other = play(44100, 6.5, blocks[i], sing, &melody);
        const struct timeline *a = engine_timeline(first), *b = engine_timeline(other);
        assert_int_equal(a->n_notes, b->n_notes);
        for (size_t n = 0; n < a->n_notes; n++) {
            assert_true(a->notes[n].start_s == b->notes[n].start_s);
            assert_true(a->notes[n].end_s == b->notes[n].end_s);
            assert_true(a->notes[n].hz == b->notes[n].hz);
        }
        engine_free(other);
    }
    engine_free(first);
}

static float noise(uint64_t frame, unsigned rate_hz, void *context)
{
    (void)frame, (void)rate_hz;
    return 0.2f * hear_noise(context);
}

static void noise_is_no_melody(void **state)
{
    (void)state;
    uint32_t seed = 1;
    struct engine *engine = play(44100, 6.0, 1000, noise, &seed);
    assert_false(engine_timeline(engine)->melodic);
    assert_int_equal(engine_timeline(engine)->n_notes, 0);
    engine_free(engine);
}

static void slips_and_glides_are_no_notes(void **state)
{
    (void)state;
    struct notes *notes = notes_new(0.04);
    assert_non_null(notes);
    for (int i = 0; i < 60; i++) {
        const double midi = i < 25 ? 60.0 : i < 32 ? 60.0 + 1.0 * (i - 24) : 68.0;
        const float hz = (float)(440.0 * exp2((midi - 69.0) / 12.0));
        notes_add(notes, 0.04 * i, i == 10 ? 2.0f * hz : hz, 1.0f); /* one an octave off */
    }
    struct note_reading *found;
    bool melodic;
    assert_int_equal(notes_find(notes, NULL, 0, &found, &melodic), 2);
    assert_int_equal(found[0].midi, 60);
    assert_int_equal(found[1].midi, 68);
    assert_true(found[0].end_s > 0.9 && found[0].end_s < 1.1);
    free(found);
    notes_free(notes);
    notes = notes_new(0.04);
    assert_int_equal(notes_find(notes, NULL, 0, &found, &melodic), 0);
    assert_false(melodic);
    notes_free(notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_melody_has_its_notes),
        cmocka_unit_test(blocks_do_not_matter),
        cmocka_unit_test(noise_is_no_melody),
        cmocka_unit_test(slips_and_glides_are_no_notes),
    };
    hear_use_shipped_data();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
