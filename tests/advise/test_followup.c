/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/coach.h"

#include "tests/advise/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct places *places;
static struct followup followup;
static struct advice_reading advice;
static struct suggestion said; /* by the adviser, while `stands` */
static bool stands;
static unsigned outcomes[ANSWER_KINDS];

static int begin(void **state)
{
    (void)state;
    memset(&followup, 0, sizeof followup);
    places_forget(places);
    followup.places = places;
    followup.played_live = true;
    memset(outcomes, 0, sizeof outcomes);
    advice_reading_clear(&advice);
    scene_begin();
    scene_roll(true);
    suggestion_clear(&said);
    stands = true;
    said.id = 77;
    said.track = 0;
    said.n_evidence = 1;
    return 0;
}

static void say_mud(void)
{
    snprintf(said.rule, sizeof said.rule, "mud");
    snprintf(said.evidence[0].unit, sizeof said.evidence[0].unit, "dB");
    said.severity = SEVERITY_MINOR;
    said.action = (struct action){.type = ACTION_EQ, .hz = 290.0f, .gain_db = -4.0f, .q = 1.0f};
    said.evidence[0].value = 5.0f;
    said.evidence[0].threshold = 2.0f;
}

static void pass(unsigned seconds)
{
    for (unsigned i = 0; i < seconds; i++) {
        scene_second();
        advice.n_suggestions = 0;
        if (stands)
            advice.suggestions[advice.n_suggestions++] = said;
        followup_update(&followup, &scene, &advice);
        for (unsigned n = 0; n < followup.n_outcomes; n++)
            outcomes[followup.outcomes[n].kind]++;
    }
}

static void play_again_from_the_start(void)
{
    scene.source.transport_s = 0.0;
}

static void it_stands_while_nothing_moves(void **state)
{
    (void)state;
    say_mud();
    pass(100);
    assert_int_equal(advice.n_suggestions, 1);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_OPEN);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 0);
    assert_int_equal(outcomes[ANSWER_NOT_FOLLOWED], 0);
    pass(400);
    assert_int_equal(outcomes[ANSWER_NOT_FOLLOWED], 1); /* once */
}

/* The average since the reset, by which the adviser still says it, knows the fault for long. */
static void what_was_applied_is_seen_to_move(void **state)
{
    (void)state;
    say_mud();
    pass(30);
    assert_true(followup_answer(&followup, 77, ANSWER_APPLIED, NULL));
    followup_touch(&followup, &advice);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_APPLIED);
    scene_equalise(200.0f, 420.0f, -4.0f);
    scene_equalise(10.0f, 30000.0f, -3.0f); /* and all of it quieter, which is another thing */
    scene.tracks[0].loudness.short_term_lufs -= 4.0f;
    play_again_from_the_start();
    pass(11);
    assert_int_equal(advice.n_suggestions, 1);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_MOVED);
    assert_true(fabsf(advice.suggestions[0].before - 5.0f) < 0.01f);
    assert_true(fabsf(advice.suggestions[0].after - 1.0f) < 0.3f); /* 5 - 4 */
    assert_non_null(strstr(advice.suggestions[0].detail, "level-matched"));
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 1);
    pass(30);
    assert_int_equal(advice.n_suggestions, 0); /* retired, though it still stands */
    pass(300);
    assert_int_equal(advice.n_suggestions, 1); /* it never went away: said again */
}

/* No place is heard twice: it must stand out of what the music does by itself. */
static void what_never_comes_again_is_measured_by_its_unrest(void **state)
{
    (void)state;
    say_mud();
    for (unsigned i = 0; i < 8; i++) { /* from part to part by some 2 dB */
        scene_equalise(200.0f, 420.0f, i % 2 ? -2.0f : 2.0f);
        pass(10);
    }
    followup_answer(&followup, 77, ANSWER_APPLIED, NULL);
    scene_equalise(200.0f, 420.0f, -1.5f);
    pass(40);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_APPLIED);
    scene_equalise(200.0f, 420.0f, -6.0f);
    pass(60);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 1);
}

static void in_the_first_minute_nothing_is_claimed(void **state)
{
    (void)state;
    say_mud();
    pass(20);
    followup_answer(&followup, 77, ANSWER_APPLIED, NULL);
    scene_equalise(200.0f, 420.0f, -4.0f);
    pass(100);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 0);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_APPLIED);
    assert_true(fabsf(advice.suggestions[0].after - 1.0f) < 0.3f); /* but shown */
}

static void turning_everything_down_is_no_equaliser(void **state)
{
    (void)state;
    say_mud();
    pass(30);
    followup_answer(&followup, 77, ANSWER_APPLIED, NULL);
    scene_equalise(20.0f, 21000.0f, -4.0f);
    scene.tracks[0].loudness.short_term_lufs -= 4.0f;
    pass(60);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_APPLIED);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 0);
}

static void what_is_not_done_is_open_again(void **state)
{
    (void)state;
    say_mud();
    pass(30);
    followup_answer(&followup, 77, ANSWER_APPLIED, NULL);
    pass(60);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_APPLIED);
    assert_true(fabsf(advice.suggestions[0].after - 5.0f) < 0.3f);
    pass(200);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_OPEN);
}

static void what_is_done_without_a_word_is_seen_too(void **state)
{
    (void)state;
    say_mud();
    pass(60);
    scene_equalise(200.0f, 420.0f, -4.5f);
    pass(60);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 0); /* the music may do that itself */
    play_again_from_the_start();
    pass(40);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 1);
}

/* The music does what it does: only what the user says that he did is followed. */
static void a_recording_mends_nothing_by_itself(void **state)
{
    (void)state;
    followup.played_live = false;
    say_mud();
    pass(60);
    scene_equalise(200.0f, 420.0f, -4.5f);
    play_again_from_the_start();
    pass(40);
    stands = false;
    pass(500);
    assert_int_equal(outcomes[ANSWER_FOLLOWED] + outcomes[ANSWER_NOT_FOLLOWED], 0);
}

static void an_ignored_one_stays_away_until_it_is_worse(void **state)
{
    (void)state;
    struct suggestion answered;
    say_mud();
    pass(10);
    assert_true(followup_answer(&followup, 77, ANSWER_IGNORED, &answered));
    assert_string_equal(answered.rule, "mud");
    followup_touch(&followup, &advice);
    assert_int_equal(advice.n_suggestions, 0);
    pass(50);
    assert_int_equal(advice.n_suggestions, 0);
    stands = false;
    pass(20);
    stands = true;
    pass(20);
    assert_int_equal(advice.n_suggestions, 0);
    said.severity = SEVERITY_MAJOR;
    pass(1);
    assert_int_equal(advice.n_suggestions, 1);
}

static void clipping_is_mended_when_no_more_comes(void **state)
{
    (void)state;
    snprintf(said.rule, sizeof said.rule, "clipping");
    said.action.type = ACTION_GAIN;
    said.evidence[0].value = 40.0f;
    said.evidence[0].threshold = 0.0f;
    scene.tracks[0].channel[0].clipped_samples = 400;
    pass(60);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 0); /* a pause in the clipping is no mend */
    followup_answer(&followup, 77, ANSWER_APPLIED, NULL);
    pass(10);
    scene.tracks[0].channel[0].clipped_samples = 410;
    pass(30);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_APPLIED);
    followup_answer(&followup, 77, ANSWER_APPLIED, NULL);
    pass(26);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_MOVED);
}

static void gone_and_well_is_told_gone_and_ill_is_not(void **state)
{
    (void)state;
    snprintf(said.rule, sizeof said.rule, "loudness_over");
    snprintf(said.evidence[0].unit, sizeof said.evidence[0].unit, "LU");
    said.action = (struct action){.type = ACTION_GAIN, .gain_db = -4.0f};
    said.evidence[0].value = 4.0f;
    said.evidence[0].threshold = 1.0f;
    pass(30);
    stands = false;
    pass(10);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 0);
    stands = true;
    pass(60);
    scene.tracks[0].loudness.short_term_lufs -= 4.0f;
    play_again_from_the_start();
    pass(7);
    stands = false;
    pass(5);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 1);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_MOVED);
}

/* At the end a figure stands within its hysteresis, on the other side of the threshold. */
static void within_the_hysteresis_better_is_still_better(void **state)
{
    (void)state;
    say_mud();
    said.wanted = DIRECTION_DOWN;
    said.evidence[0].value = 2.2f;
    pass(30);
    followup_answer(&followup, 77, ANSWER_APPLIED, NULL);
    scene_equalise(200.0f, 420.0f, -1.4f);
    play_again_from_the_start();
    pass(3);
    said.evidence[0].value = 1.8f;
    pass(7);
    stands = false;
    pass(5);
    assert_int_equal(advice.n_suggestions, 1);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_MOVED);
    assert_true(fabsf(advice.suggestions[0].before - 2.2f) < 0.01f);
    assert_true(fabsf(advice.suggestions[0].after - 0.8f) < 0.3f);
}

static void say_dc(float value)
{
    snprintf(said.rule, sizeof said.rule, "dc_offset");
    snprintf(said.evidence[0].metric, sizeof said.evidence[0].metric, "levels.dc_percent");
    said.wanted = DIRECTION_DOWN;
    said.evidence[0].value = value;
    said.evidence[0].threshold = 0.5f;
    for (int c = 0; c < 2; c++)
        scene.tracks[0].channel[c].dc_offset = value / 100.0f;
}

static void a_figure_that_gets_worse_is_never_mended(void **state)
{
    (void)state;
    say_dc(0.6f);
    pass(30);
    say_dc(0.45f); /* within the hysteresis: it still stands */
    pass(5);
    followup_answer(&followup, 77, ANSWER_APPLIED, NULL);
    say_dc(0.9f);
    pass(60);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 0);
    assert_int_equal(advice.suggestions[0].state, SUGGESTION_APPLIED);
    stands = false;
    pass(10);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 0);
    assert_int_equal(advice.n_suggestions, 0);
}

static void a_reset_compares_with_nothing(void **state)
{
    (void)state;
    say_mud();
    pass(60);
    scene.measured_s = 0.0;
    stands = false;
    scene_equalise(200.0f, 420.0f, -6.0f);
    pass(10);
    assert_int_equal(outcomes[ANSWER_FOLLOWED], 0);
    assert_int_equal(advice.n_suggestions, 0);
}

/* More suggestions than places, of every kind, coming and going, with numbers that are none. */
static void nonsense_is_survived(void **state)
{
    (void)state;
    static const char *const rules[] = {"mud", "clipping", "true_peak_over", "polarity", "masking",
                                        "loudness_under", "imbalance", "low_end_width", "no_such"};
    uint32_t seed = 7;
    scene.n_tracks = 4;
    for (int i = 1; i < 4; i++)
        scene_sound(&scene.tracks[i], -20.0f);
    for (unsigned i = 0; i < 3000; i++) {
        scene_second();
        advice.n_suggestions = 0;
        for (unsigned n = 0; n < 48; n++) {
            seed = seed * 1664525u + 1013904223u;
            if (seed >> 31)
                continue;
            struct suggestion *one = &advice.suggestions[advice.n_suggestions++];
            suggestion_clear(one);
            one->id = 1 + (seed >> 8) % 200;
            one->track = (uint8_t)(seed >> 5 & 7);
            one->severity = (enum severity)(seed >> 20 & 3);
            one->action.type = (enum action_type)((seed >> 12) % ACTION_TYPES);
            one->action.hz = (seed & 1) ? 300.0f : NAN;
            one->action.gain_db = (seed & 2) ? -3.0f : NAN;
            one->evidence[0].value = (seed & 4) ? 3.0f : INFINITY;
            one->evidence[0].threshold = (seed & 8) ? 1.0f : NAN;
            snprintf(one->rule, RULE_ID_MAX, "%s", rules[(seed >> 16) % 9]);
        }
        followup_answer(&followup, 1 + seed % 200, (enum answer_kind)((seed >> 9) % ANSWER_KINDS),
                        NULL);
        if (seed % 97 == 0)
            scene.measured_s = 0.0;
        followup_update(&followup, &scene, &advice);
        assert_true(advice.n_suggestions <= SUGGESTIONS_MAX);
    }
}

static unsigned told;

static void count_told(void *data, const struct answer *answer)
{
    (void)data;
    assert_true(answer_is_sane(answer));
    told++;
}

static void ratings_have_their_range(void **state)
{
    (void)state;
    struct coach *coach = coach_new(true);
    coach_set_teller(coach, count_told, NULL);
    assert_false(coach_answer(coach, 77, ANSWER_RATED, 9));
    assert_false(coach_answer(coach, 77, ANSWER_APPLIED, 0)); /* nothing stands */
    assert_int_equal(told, 0);
    coach_free(coach);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup(name, begin)
    const struct CMUnitTest tests[] = {
        CASE(it_stands_while_nothing_moves),
        CASE(what_was_applied_is_seen_to_move),
        CASE(what_never_comes_again_is_measured_by_its_unrest),
        CASE(in_the_first_minute_nothing_is_claimed),
        CASE(turning_everything_down_is_no_equaliser),
        CASE(what_is_not_done_is_open_again),
        CASE(what_is_done_without_a_word_is_seen_too),
        CASE(a_recording_mends_nothing_by_itself),
        CASE(an_ignored_one_stays_away_until_it_is_worse),
        CASE(clipping_is_mended_when_no_more_comes),
        CASE(gone_and_well_is_told_gone_and_ill_is_not),
        CASE(within_the_hysteresis_better_is_still_better),
        CASE(a_figure_that_gets_worse_is_never_mended),
        CASE(a_reset_compares_with_nothing),
        CASE(nonsense_is_survived),
        CASE(ratings_have_their_range),
    };
    places = places_new();
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    places_free(places);
    return failed;
}
