/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What becomes of suggestions, which one is selected, what keys answer; the pictures of evidence.
 */
#include "config.h"

#include "tui/advice_commands.h"
#include "tui/advice_history.h"
#include "tui/advice_selection.h"
#include "tui/advice_words.h"
#include "tui/widget_difference.h"
#include "tui/widget_evidence.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct snapshot snapshot;
static struct view_state state;
static char message[160];
static struct {
    int count;
    uint32_t id;
    enum answer_kind kind;
    unsigned rating;
} answered;

void view_message(const struct view_context *context, const char *format, ...)
{
    va_list arguments;
    (void)context;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
}

static bool answer(void *program, uint32_t id, enum answer_kind kind, unsigned rating)
{
    (void)program;
    answered.count++;
    answered.id = id;
    answered.kind = kind;
    answered.rating = rating;
    return true;
}

static const struct view_host host = {.answer = answer};

static struct view_context context(void)
{
    return (struct view_context){.snapshot = &snapshot,
                                 .steady = &snapshot,
                                 .slow = &snapshot,
                                 .state = &state,
                                 .host = &host,
                                 .news = NEWS_ALL};
}

/* The suggestions of these ids stand now, one second later. */
static void say(const char *ids)
{
    struct advice_reading *advice = &snapshot.advice;
    snapshot.time_s += 1.0;
    advice->n_suggestions = (uint8_t)strlen(ids);
    for (int i = 0; i < advice->n_suggestions; i++) {
        struct suggestion *suggestion = &advice->suggestions[i];
        suggestion_clear(suggestion);
        suggestion->id = (uint32_t)ids[i];
        suggestion->severity = SEVERITY_MINOR;
        snprintf(suggestion->title, sizeof suggestion->title, "suggestion %c", ids[i]);
    }
    advice_history_update(state.history, &snapshot);
}

static int start(void **data)
{
    (void)data;
    snapshot_clear(&snapshot);
    memset(&state, 0, sizeof state);
    memset(&answered, 0, sizeof answered);
    state.selected_track = -1;
    message[0] = '\0';
    state.history = advice_history_new();
    return state.history ? 0 : -1;
}

static int finish(void **data)
{
    (void)data;
    advice_history_free(state.history);
    return 0;
}

static void the_selection_stays_with_its_suggestion(void **data)
{
    (void)data;
    const struct view_context now = context();
    assert_int_equal(advice_selected(&now), -1);
    say("ab");
    assert_int_equal(advice_selected(&now), 0);
    advice_select(&now, 1);
    say("cab");
    assert_int_equal(advice_selected(&now), 2);
    advice_select(&now, 3);
    advice_select(&now, -1);
    assert_int_equal(advice_selected(&now), 2);
    say("ca");
    assert_int_equal(advice_selected(&now), 0);
    say("dca");
    assert_int_equal(advice_selected(&now), 0);
    advice_pin(&now);
    say("cda");
    assert_int_equal(advice_selected(&now), 1);
    say("");
    assert_int_equal(advice_selected(&now), -1);
}

static void a_track_has_its_own_list(void **data)
{
    (void)data;
    const struct view_context now = context();
    say("abcd");
    snapshot.n_tracks = 3;
    snapshot.advice.suggestions[1].track = 2;
    snapshot.advice.suggestions[3].other_track = 2;
    state.selected_track = 2;
    assert_int_equal(advice_count(&now), 2);
    assert_int_equal(advice_selected_suggestion(&now)->id, 'b');
    advice_select(&now, 1);
    assert_int_equal(advice_selected_suggestion(&now)->id, 'd');
    state.selected_track = 1;
    assert_int_equal(advice_count(&now), 0);
    assert_null(advice_selected_suggestion(&now));
    state.selected_track = -1;
    assert_int_equal(advice_count(&now), 4);
}

static void keys_answer_the_selected(void **data)
{
    (void)data;
    const struct view_context now = context();
    assert_int_equal(advice_command(&now, COMMAND_IGNORE), COMMAND_NONE);
    assert_int_equal(answered.count, 0);
    assert_string_equal(message, "there is no suggestion to answer");
    say("ab");
    advice_select(&now, 1);
    advice_command(&now, COMMAND_APPLIED);
    assert_int_equal(answered.count, 1);
    assert_int_equal(answered.id, 'b');
    assert_int_equal(answered.kind, ANSWER_APPLIED);
    advice_command(&now, COMMAND_RATE);
    assert_true(state.rating);
    advice_rate(&now, '6');
    assert_false(state.rating);
    assert_int_equal(answered.count, 1);
    advice_command(&now, COMMAND_RATE);
    advice_rate(&now, '4');
    assert_int_equal(answered.kind, ANSWER_RATED);
    assert_int_equal(answered.rating, 4);
    assert_int_equal(advice_command(&now, COMMAND_QUIT), COMMAND_QUIT);
}

static void what_became_of_them_is_kept(void **data)
{
    (void)data;
    say("abc");
    assert_int_equal(advice_history_count(state.history), 0);
    advice_history_answer(state.history, &snapshot, 'a', ANSWER_IGNORED, 0);
    say("c");
    assert_int_equal(advice_history_count(state.history), 2); /* a is told once */
    assert_int_equal(advice_history_at(state.history, 0)->id, 'b');
    assert_int_equal(advice_history_at(state.history, 0)->outcome, PAST_WITHDRAWN);
    assert_int_equal(advice_history_at(state.history, 1)->answer, ANSWER_IGNORED);
    snapshot.advice.suggestions[0].state = SUGGESTION_MOVED;
    advice_history_update(state.history, &snapshot);
    say("");
    assert_int_equal(advice_history_at(state.history, 0)->outcome, PAST_MENDED);
    assert_string_equal(advice_history_at(state.history, 0)->title, "suggestion c");
}

static void an_applied_one_that_is_mended_is_told_twice(void **data)
{
    (void)data;
    say("a");
    advice_history_answer(state.history, &snapshot, 'a', ANSWER_APPLIED, 0);
    say("a");
    snapshot.advice.suggestions[0].state = SUGGESTION_MOVED;
    advice_history_update(state.history, &snapshot);
    say("");
    assert_int_equal(advice_history_count(state.history), 2);
    assert_int_equal(advice_history_at(state.history, 0)->outcome, PAST_MENDED);
}

static void one_that_went_before_it_was_told_why_is_told_once(void **data)
{
    (void)data;
    say("a");
    say("");
    assert_int_equal(advice_history_at(state.history, 0)->outcome, PAST_WITHDRAWN);
    say("a");
    snapshot.advice.suggestions[0].state = SUGGESTION_MOVED;
    advice_history_update(state.history, &snapshot);
    say("");
    assert_int_equal(advice_history_count(state.history), 1);
    assert_int_equal(advice_history_at(state.history, 0)->outcome, PAST_MENDED);
}

/* What waits may be back at any time, and hints come and go. */
static void what_waits_and_what_was_a_hint_is_not_told(void **data)
{
    (void)data;
    say("ab");
    snapshot.advice.suggestions[0].severity = SEVERITY_INFO;
    advice_history_update(state.history, &snapshot);
    snapshot.advice.context.waiting = 1;
    snapshot.advice.context.waiting_ids[0] = 'b';
    say("");
    assert_int_equal(advice_history_count(state.history), 0);
    snapshot.advice.context.waiting = 0;
    say("b");
    say("");
    assert_int_equal(advice_history_count(state.history), 1);
}

static void another_source_withdraws_nothing(void **data)
{
    (void)data;
    say("ab");
    snapshot.time_s = -5.0;
    say("");
    assert_int_equal(advice_history_count(state.history), 0);
    for (int i = 0; i < 100; i++) {
        say("x");
        say("");
    }
    assert_int_equal(advice_history_count(state.history), PAST_MAX);
}

static void values_read_as_an_engineer_writes_them(void **data)
{
    (void)data;
    char text[64];
    advice_format_value(text, sizeof text, 5.12F, "dB");
    assert_string_equal(text, "5.1 dB");
    advice_format_value(text, sizeof text, 290.4F, "Hz");
    assert_string_equal(text, "290 Hz");
    advice_format_value(text, sizeof text, 0.314F, "");
    assert_string_equal(text, "0.31");
    advice_format_value(text, sizeof text, NAN, "dB");
    assert_string_equal(text, "-");
    advice_metric_name(text, sizeof text, "bands.mud.excess_db");
    assert_string_equal(text, "bands mud excess");
    advice_metric_name(text, sizeof text, "levels.cut_tops_per_minute");
    assert_string_equal(text, "cut peaks a minute");
    advice_metric_name(text, sizeof text, "_db");
    assert_string_equal(text, " db");
}

static struct evidence evidence_of(float value, float threshold, float low, float high)
{
    return (struct evidence){.value = value, .threshold = threshold, .low = low, .high = high};
}

static void evidence_stands_in_round_numbers(void **data)
{
    (void)data;
    double from, to, low, high;
    struct evidence evidence = evidence_of(5.1F, 3.0F, -3.0F, 3.0F);
    assert_true(evidence_range(&evidence, &from, &to));
    assert_true(from <= -3.0 && to >= 5.1);
    double again_from, again_to;
    evidence.value = 5.2F;
    assert_true(evidence_range(&evidence, &again_from, &again_to));
    assert_true(from == again_from && to == again_to);
    evidence = evidence_of(-0.5F, -1.0F, NAN, NAN);
    evidence_healthy(&evidence, &low, &high);
    assert_true(low == -INFINITY && high == -1.0);
    evidence = evidence_of(0.3F, 0.6F, NAN, NAN);
    evidence_healthy(&evidence, &low, &high);
    assert_true(fabs(low - 0.6) < 1e-6 && high == INFINITY);
    evidence = evidence_of(NAN, 1.0F, 0.0F, 1.0F);
    assert_false(evidence_range(&evidence, &from, &to));
    evidence = evidence_of(0.0F, NAN, NAN, NAN);
    assert_true(evidence_range(&evidence, &from, &to));
    assert_true(to > from);
}

static void differences_rise_and_fall_from_zero(void **data)
{
    (void)data;
    assert_int_equal(difference_halves(6.0, 12.0, 4), 4);
    assert_int_equal(difference_halves(-12.0, 12.0, 4), -8);
    assert_int_equal(difference_halves(99.0, 12.0, 4), 8);
    assert_int_equal(difference_halves((double)NAN, 12.0, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_selection_stays_with_its_suggestion, start, finish),
        cmocka_unit_test_setup_teardown(a_track_has_its_own_list, start, finish),
        cmocka_unit_test_setup_teardown(keys_answer_the_selected, start, finish),
        cmocka_unit_test_setup_teardown(what_became_of_them_is_kept, start, finish),
        cmocka_unit_test_setup_teardown(an_applied_one_that_is_mended_is_told_twice, start, finish),
        cmocka_unit_test_setup_teardown(one_that_went_before_it_was_told_why_is_told_once, start, finish),
        cmocka_unit_test_setup_teardown(what_waits_and_what_was_a_hint_is_not_told, start, finish),
        cmocka_unit_test_setup_teardown(another_source_withdraws_nothing, start, finish),
        cmocka_unit_test(values_read_as_an_engineer_writes_them),
        cmocka_unit_test(evidence_stands_in_round_numbers),
        cmocka_unit_test(differences_rise_and_fall_from_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
