/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/context.h"

#include "tests/advise/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct context context;
static struct context_reading reading;

static int begin(void **state)
{
    (void)state;
    scene_begin();
    context_init(&context);
    return 0;
}

static void pass(unsigned seconds)
{
    for (unsigned i = 0; i < seconds; i++) {
        scene_second();
        context_update(&context, &scene);
    }
    context_read(&context, &reading);
}

static void silence(void)
{
    scene.tracks[0].loudness.momentary_lufs = scene.tracks[0].loudness.short_term_lufs = -INFINITY;
}

static void silence_is_idle_and_music_is_playing(void **state)
{
    (void)state;
    silence();
    pass(15);
    assert_int_equal(reading.state, WORK_IDLE);
    scene_sound(&scene.tracks[0], -18.0f);
    scene_roll(true);
    pass(20);
    assert_int_equal(reading.state, WORK_PLAYING);
    assert_int_equal(reading.intent, INTENT_EXPLORING);
    assert_true(reading.actions_per_minute < 2.0f);
}

static void an_input_that_is_tapped_is_recording_while_it_rolls(void **state)
{
    (void)state;
    scene.source.routing.known = true;
    scene.source.routing.n_tapped_inputs = 1;
    pass(5);
    assert_int_not_equal(reading.state, WORK_RECORDING);
    scene_roll(true);
    pass(2);
    assert_int_equal(reading.state, WORK_RECORDING);
    pass(10);
    assert_int_equal(reading.intent, INTENT_CREATING);
    scene_roll(false);
    pass(4);
    assert_int_not_equal(reading.state, WORK_RECORDING);
}

/* Every track of a session may be wired to the inputs: that alone says nothing. */
static void wired_inputs_alone_are_no_recording(void **state)
{
    (void)state;
    scene.source.routing = (struct routing_reading){.known = true, .changes = 1, .n_used_inputs = 8};
    scene_roll(true);
    pass(30);
    assert_int_equal(reading.state, WORK_PLAYING);
    scene.source.routing.n_used_inputs = 0;
    scene.source.routing.changes++;
    pass(2);
    scene.source.routing.n_used_inputs = 1; /* plugged just now */
    scene.source.routing.changes++;
    pass(2);
    assert_int_equal(reading.state, WORK_RECORDING);
}

static void names_tell_of_a_take(void **state)
{
    (void)state;
    assert_true(context_name_means_recording("Vox rec"));
    assert_true(context_name_means_recording("TAKE_3"));
    assert_true(context_name_means_recording("gtr-overdub"));
    assert_false(context_name_means_recording("precious"));
    assert_false(context_name_means_recording("mistake"));
    assert_false(context_name_means_recording(""));
    snprintf(scene.tracks[0].name, sizeof scene.tracks[0].name, "Vox (armed)");
    scene_roll(true);
    pass(3);
    assert_int_equal(reading.state, WORK_RECORDING);
}

static void going_back_again_and_again_is_mixing(void **state)
{
    (void)state;
    scene_roll(true);
    pass(10);
    for (unsigned i = 0; i < 5; i++) {
        scene.source.transport_s = 3.0;
        pass(12);
    }
    assert_int_equal(reading.state, WORK_MIXING);
    assert_int_equal(reading.state_reason, REASON_JUMPS);
    assert_int_equal(reading.intent, INTENT_MIXING);
    assert_true(reading.activity > 0.2f);
}

static void many_short_plays_are_editing(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 12; i++) {
        scene_roll(true);
        pass(2);
        scene_roll(false);
        scene.source.transport_s = (double)(i % 3);
        pass(2);
    }
    assert_int_equal(reading.intent, INTENT_EDITING);
}

static void a_loud_mix_in_one_go_is_mastering(void **state)
{
    (void)state;
    scene_sound(&scene.tracks[0], -10.0f);
    scene.tracks[0].loudness.psr_db = 8.0f;
    scene_roll(true);
    pass(90);
    assert_int_equal(reading.state, WORK_MASTERING);
    scene.n_tracks = 3; /* several tracks: a mix */
    pass(30);
    assert_int_not_equal(reading.state, WORK_MASTERING);
}

static void who_reads_explanations_learns(void **state)
{
    (void)state;
    scene_roll(true);
    pass(5);
    context_note_keys(&context, KEY_EXPLAIN, 3);
    pass(7);
    assert_int_equal(reading.intent, INTENT_LEARNING);
    assert_int_equal(reading.intent_reason, REASON_ASKS);
    pass(200);
    assert_int_not_equal(reading.intent, INTENT_LEARNING);
    assert_true(reading.activity < 0.05f);
}

static void who_listens_through_judges(void **state)
{
    (void)state;
    scene_sound(&scene.tracks[0], -18.0f);
    scene_roll(true);
    pass(25);
    assert_int_equal(reading.intent, INTENT_EXPLORING);
    assert_int_equal(reading.intent_reason, REASON_NONE);
    pass(15);
    assert_int_equal(reading.intent, INTENT_MIXING);
    assert_int_equal(reading.intent_reason, REASON_LISTENS);
    scene_roll(false);
    pass(10);
    scene_roll(true);
    pass(10);
    assert_int_equal(reading.intent, INTENT_EXPLORING);
    context_note_keys(&context, KEY_ANSWER, 1); /* opened the Advice view */
    pass(8);
    assert_int_equal(reading.intent, INTENT_MIXING);
    assert_int_equal(reading.intent_reason, REASON_ANSWERS);
    silence(); /* rolling alone is no listening */
    pass(90);
    assert_int_equal(reading.intent, INTENT_EXPLORING);
}

static void a_fader_that_moves_is_an_action(void **state)
{
    (void)state;
    scene_roll(true);
    pass(30);
    const float before = reading.actions_per_minute;
    scene_sound(&scene.tracks[0], -10.0f);
    pass(2);
    assert_true(reading.actions_per_minute > before);
    const float once = reading.actions_per_minute;
    scene.listen.structure.begun = 1; /* a new section explains the next leap */
    scene_sound(&scene.tracks[0], -20.0f);
    pass(3);
    assert_true(reading.actions_per_minute <= once);
}

static void what_the_user_says_wins(void **state)
{
    (void)state;
    context_say(&context, WORK_MASTERING, INTENT_LEARNING);
    silence();
    pass(30);
    assert_int_equal(reading.state, WORK_MASTERING);
    assert_int_equal(reading.intent, INTENT_LEARNING);
    assert_true(reading.state_by_hand && reading.intent_by_hand);
    assert_int_equal(reading.state_reason, REASON_SAID);
    context_say(&context, WORK_STATES, WORK_INTENTS);
    pass(1);
    assert_int_equal(reading.state, WORK_IDLE);
    assert_false(reading.state_by_hand);
}

/* Whatever comes: no loop, no number out of its range. */
static void nonsense_is_survived(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (unsigned i = 0; i < 20000; i++) {
        seed = seed * 1664525u + 1013904223u;
        const unsigned pick = seed >> 28;
        scene.time_s += pick == 0 ? -5000.0 : 1.0;
        scene.source.transport = (enum transport_state)(seed >> 20 & 3);
        scene.source.transport_s = pick == 1 ? (double)NAN : pick == 2 ? 1e12 : (double)(seed >> 8);
        scene.source.routing.changes = seed >> 12;
        scene.tracks[0].loudness.short_term_lufs = pick == 3 ? NAN : pick == 4 ? INFINITY : -20.0f;
        scene.tracks[0].spectrum.third_slow_db[seed % THIRD_OCTAVES] = pick == 5 ? NAN : -40.0f;
        context_update(&context, &scene);
        context_read(&context, &reading);
        assert_true(reading.activity >= 0.0f && reading.activity <= 1.0f);
        assert_true((unsigned)reading.state < WORK_STATES && (unsigned)reading.intent < WORK_INTENTS);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup(name, begin)
    const struct CMUnitTest tests[] = {
        CASE(silence_is_idle_and_music_is_playing),
        CASE(an_input_that_is_tapped_is_recording_while_it_rolls),
        CASE(wired_inputs_alone_are_no_recording),
        CASE(names_tell_of_a_take),
        CASE(going_back_again_and_again_is_mixing),
        CASE(many_short_plays_are_editing),
        CASE(a_loud_mix_in_one_go_is_mastering),
        CASE(who_reads_explanations_learns),
        CASE(a_fader_that_moves_is_an_action),
        CASE(what_the_user_says_wins),
        CASE(who_listens_through_judges),
        CASE(nonsense_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
