/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The coach beside a real adviser, on sound that clips: what the user answers and what was learned
 * changes what is said; without either nothing changes. */
#include "advise/coach.h"
#include "advise/coach_mail.h"
#include "engine.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/shipped.h"

enum { RATE = 48000, BLOCK = 4800 };

static struct adviser *adviser;
static struct coach *coach;
static struct engine *engine;
static struct snapshot snapshot;
static struct error error;
static struct answer told[16];
static unsigned n_told;
static uint64_t frame;

static void keep(void *data, const struct answer *answer)
{
    (void)data;
    if (n_told < 16)
        told[n_told++] = *answer;
}

static void start(bool live)
{
    const struct advice_wish wish = {.genre = GENRES};
    const struct capture_format format = {
        .rate_hz = RATE, .channels = 2, .n_tracks = 1, .tracks = {{.name = "mix", .channels = 2}}};
    adviser = adviser_new(&wish, &error);
    if (!adviser)
        fail_msg("%s", error.text);
    coach = coach_new(live);
    coach_set_teller(coach, keep, NULL);
    engine = engine_new(&format, true, false, &error);
    engine_set_adviser(engine, adviser);
    snapshot_clear(&snapshot);
    n_told = 0;
    frame = 0;
}

static int stop(void **state)
{
    (void)state;
    engine_free(engine);
    adviser_free(adviser);
    coach_free(coach);
    return 0;
}

/* A chord, driven into full scale when `drive` > 1. */
static void play(double seconds, double drive)
{
    static float left[BLOCK], right[BLOCK];
    const float *const rows[] = {left, right};
    for (unsigned n = 0; n < (unsigned)(10.0 * seconds); n++) {
        for (unsigned i = 0; i < BLOCK; i++, frame++) {
            const double t = (double)frame / RATE;
            const double chord = sin(1382.3 * t) + sin(1741.0 * t) + 0.7 * sin(345.6 * t);
            const double sample = 0.3 * drive * chord * (0.7 + 0.3 * sin(12.6 * t));
            left[i] = (float)fmax(-1.0, fmin(1.0, sample));
            right[i] = (float)fmax(-1.0, fmin(1.0, 0.9 * sample + 0.02 * sin(5000.0 * t)));
        }
        engine_feed(engine, rows, BLOCK);
    }
    engine_read(engine, &snapshot);
}

static const struct suggestion *find(const char *rule)
{
    for (unsigned i = 0; i < snapshot.advice.n_suggestions; i++)
        if (strcmp(snapshot.advice.suggestions[i].rule, rule) == 0)
            return &snapshot.advice.suggestions[i];
    return NULL;
}

static void reports_are_the_same_for_everybody(void **state)
{
    (void)state;
    static struct advice_reading alone;
    start(false);
    play(12.0, 3.0);
    alone = snapshot.advice;
    assert_non_null(find("clipping"));
    stop(NULL);
    start(false);
    coach_attach(coach, adviser);
    play(12.0, 3.0);
    assert_int_equal(snapshot.advice.n_suggestions, alone.n_suggestions);
    for (unsigned i = 0; i < alone.n_suggestions; i++) {
        assert_string_equal(snapshot.advice.suggestions[i].rule, alone.suggestions[i].rule);
        assert_int_equal(snapshot.advice.suggestions[i].id, alone.suggestions[i].id);
        assert_string_equal(snapshot.advice.suggestions[i].detail, alone.suggestions[i].detail);
    }
    assert_int_equal(snapshot.advice.said, alone.said);
    assert_true(isnan(snapshot.advice.context.activity));
    assert_int_equal(n_told, 0);
}

static void live_says_the_same_until_it_is_answered(void **state)
{
    (void)state;
    start(true);
    coach_attach(coach, adviser);
    play(12.0, 3.0);
    const struct suggestion *clipping = find("clipping");
    assert_non_null(clipping);
    const uint32_t id = clipping->id;
    assert_true(snapshot.advice.said >= 1);
    assert_true(coach_answer(coach, id, ANSWER_RATED, 4));
    assert_true(coach_answer(coach, id, ANSWER_IGNORED, 0));
    assert_int_equal(n_told, 2);
    assert_int_equal(told[0].kind, ANSWER_RATED);
    assert_int_equal(told[0].rating, 4);
    assert_string_equal(told[1].rule, "clipping");
    coach_touch(coach, &snapshot.advice);
    assert_null(find("clipping"));
    play(5.0, 3.0);
    assert_null(find("clipping"));
}

static void a_mend_is_followed_up(void **state)
{
    (void)state;
    start(true);
    coach_attach(coach, adviser);
    play(12.0, 3.0);
    assert_true(coach_answer(coach, find("clipping")->id, ANSWER_APPLIED, 0));
    play(5.0, 1.0);
    const struct suggestion *clipping = find("clipping");
    assert_true(clipping && clipping->state == SUGGESTION_APPLIED);
    bool moved = false;
    for (unsigned i = 0; i < 40 && !moved; i++) {
        play(1.0, 1.0);
        clipping = find("clipping");
        moved = clipping && clipping->state == SUGGESTION_MOVED;
    }
    assert_true(moved);
    assert_int_equal(told[n_told - 1].kind, ANSWER_FOLLOWED);
    play(20.0, 1.0);
    assert_null(find("clipping"));
}

static void what_is_never_wanted_is_not_said(void **state)
{
    (void)state;
    static struct learned learned;
    struct learn *learn = learn_new("", 0);
    struct answer never;
    answer_clear(&never);
    never.kind = ANSWER_NEVER;
    snprintf(never.rule, sizeof never.rule, "clipping");
    learn_add(learn, &never);
    learn_conclude(learn, &learned);
    learn_free(learn);
    start(true);
    coach_attach(coach, adviser);
    coach_set_learned(coach, &learned);
    play(12.0, 3.0);
    assert_null(find("clipping"));
}

static void recording_says_only_what_ruins_a_take(void **state)
{
    (void)state;
    start(true);
    coach_attach(coach, adviser);
    coach_say_context(coach, WORK_RECORDING, WORK_INTENTS);
    play(12.0, 3.0);
    assert_non_null(find("clipping"));
    for (unsigned i = 0; i < snapshot.advice.n_suggestions; i++)
        assert_string_not_equal(snapshot.advice.suggestions[i].rule, "hot_level");
    const uint32_t said = snapshot.advice.said;
    play(5.0, 3.0);
    assert_int_equal(snapshot.advice.said, said); /* what is held back is not new every second */
    assert_true(snapshot.advice.context.state_by_hand);
}

/* What is loud beyond delivery waits for who creates, comes back at once for who learns, and a guess
 * changes nothing of what is no live source. */
static void the_intent_changes_what_is_said(void **state)
{
    (void)state;
    start(true);
    coach_attach(coach, adviser);
    play(14.0, 3.0);
    const uint8_t all = snapshot.advice.n_suggestions;
    assert_true(all >= 2);
    assert_int_equal(snapshot.advice.context.waiting, 0);
    assert_string_equal(snapshot.advice.context.says, "");
    coach_say_context(coach, WORK_STATES, INTENT_CREATING);
    coach_touch(coach, &snapshot.advice); /* at once */
    assert_int_equal(snapshot.advice.n_suggestions, 1);
    assert_int_equal(snapshot.advice.context.waiting, all - 1);
    play(2.0, 3.0); /* and from then on */
    assert_non_null(find("clipping"));
    assert_int_equal(snapshot.advice.n_suggestions, 1);
    assert_int_equal(snapshot.advice.context.waiting, all - 1);
    assert_true(snapshot.advice.context.ideas && !snapshot.advice.context.reasons);
    assert_int_equal(snapshot.advice.context.intent_reason, REASON_SAID);
    coach_say_context(coach, WORK_STATES, INTENT_LEARNING);
    play(2.0, 3.0);
    assert_int_equal(snapshot.advice.n_suggestions, all);
    assert_int_equal(snapshot.advice.context.waiting, 0);
    assert_true(snapshot.advice.context.reasons);
    coach_say_context(coach, WORK_STATES, WORK_INTENTS);
    play(2.0, 3.0);
    assert_false(snapshot.advice.context.reasons || snapshot.advice.context.ideas);
    assert_false(snapshot.advice.context.intent_counts);
}

/* Of a source that is played live the guess counts: the same sound, no word of the user. */
static void live_the_guess_counts(void **state)
{
    (void)state;
    const bool connected[TRACKS_MAX] = {true};
    struct source_reading source;
    source_reading_clear(&source);
    source.state = CAPTURE_RUNNING;
    source.transport = TRANSPORT_STOPPED;
    snprintf(source.kind, sizeof source.kind, "JACK");
    start(true);
    coach_attach(coach, adviser);
    coach_note_source(coach, &source, connected);
    play(14.0, 3.0);
    assert_true(snapshot.advice.context.intent_counts);
    assert_int_equal(snapshot.advice.context.intent, INTENT_EXPLORING);
    assert_true(snapshot.advice.context.ideas);
    assert_non_null(find("clipping"));
    coach_note_keys(coach, KEY_EXPLAIN, 3);
    play(8.0, 3.0);
    assert_int_equal(snapshot.advice.context.intent, INTENT_LEARNING);
    assert_true(snapshot.advice.context.reasons);
    assert_int_equal(snapshot.advice.context.waiting, 0);
}

static void mail_arrives(void **state)
{
    (void)state;
    start(true);
    coach_attach(coach, adviser);
    play(12.0, 3.0);
    struct coach_mail *mail = coach_mail_new();
    assert_false(coach_mail_deliver(mail, coach));
    assert_true(coach_mail_answer(mail, find("clipping")->id, ANSWER_IGNORED, 0));
    coach_mail_say_context(mail, WORK_MASTERING, WORK_INTENTS);
    coach_mail_note_key(mail, KEY_EXPLAIN);
    assert_true(coach_mail_deliver(mail, coach));
    assert_false(coach_mail_deliver(mail, coach));
    coach_touch(coach, &snapshot.advice);
    assert_null(find("clipping"));
    assert_int_equal(snapshot.advice.context.state, WORK_MASTERING);
    bool room = true;
    for (unsigned i = 0; i < 1000 && room; i++)
        room = coach_mail_answer(mail, 1, ANSWER_IGNORED, 0);
    assert_false(room); /* nobody empties it: said, not lost in silence */
    coach_mail_free(mail);
}

int main(void)
{
    shipped_use();
#define CASE(name) cmocka_unit_test_teardown(name, stop)
    const struct CMUnitTest tests[] = {
        CASE(reports_are_the_same_for_everybody),
        CASE(live_says_the_same_until_it_is_answered),
        CASE(a_mend_is_followed_up),
        CASE(what_is_never_wanted_is_not_said),
        CASE(recording_says_only_what_ruins_a_take),
        CASE(the_intent_changes_what_is_said),
        CASE(live_the_guess_counts),
        CASE(mail_arrives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
