/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said in which state and to what end: each with what it changes and what it leaves alone. */
#include "advise/policy.h"

#include "advise/rules.h"
#include "tests/folder.h"
#include "tests/shipped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct policies policies;
static struct advice_reading advice;
static struct rules rules;

static int load(void **state)
{
    (void)state;
    struct error error;
    shipped_use();
    if (folder_make(state) != 0)
        return -1;
    if (policies_load(&policies, &error) != STATUS_OK || rules_load(&rules, &error) != STATUS_OK)
        fail_msg("%s", error.text);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    advice_reading_clear(&advice);
    advice.context.activity = 0.0f;
    return 0;
}

static struct suggestion *add(const char *rule, enum severity severity)
{
    struct suggestion *suggestion = &advice.suggestions[advice.n_suggestions++];
    suggestion_clear(suggestion);
    snprintf(suggestion->rule, sizeof suggestion->rule, "%s", rule);
    suggestion->severity = severity;
    return suggestion;
}

/* A bit of everything. */
static void add_all(void)
{
    add("hum", SEVERITY_MAJOR);
    add("mud", SEVERITY_MAJOR);
    add("loudness_over", SEVERITY_MINOR);
    add("harsh", SEVERITY_MINOR);
    add("true_peak_over", SEVERITY_MINOR);
    add("level_balance", SEVERITY_INFO);
}

/* "" when no context counts. */
static void expect(enum work_state state, enum work_intent intent, const char *wanted)
{
    char order[512] = "";
    advice.context.state = state < WORK_STATES ? state : WORK_IDLE;
    advice.context.intent = intent < WORK_INTENTS ? intent : INTENT_EXPLORING;
    advice.context.state_counts = state < WORK_STATES;
    advice.context.intent_counts = intent < WORK_INTENTS;
    advice.context.waiting = 0;
    policies_edit(&policies, &advice);
    for (unsigned i = 0; i < advice.n_suggestions; i++) {
        const size_t used = strlen(order);
        snprintf(order + used, sizeof order - used, "%s%s", i ? " " : "", advice.suggestions[i].rule);
    }
    assert_string_equal(order, wanted);
}

static const char everything[] = "hum mud loudness_over harsh true_peak_over level_balance";

static void nothing_counts_nothing_changes(void **state)
{
    (void)state;
    add_all();
    expect(WORK_STATES, WORK_INTENTS, everything);
    assert_string_equal(advice.context.says, "");
    assert_false(advice.context.ideas || advice.context.reasons);
    expect(WORK_PLAYING, WORK_INTENTS, everything);
    expect(WORK_IDLE, WORK_INTENTS, everything);
    expect(WORK_MIXING, WORK_INTENTS, everything);
    assert_int_equal(advice.context.waiting, 0);
}

static void recording_leaves_what_ruins_a_take(void **state)
{
    (void)state;
    add_all();
    add("clipping", SEVERITY_CRITICAL);
    expect(WORK_RECORDING, INTENT_CREATING, "hum clipping");
    assert_int_equal(advice.context.waiting, 5);
    assert_false(advice.context.ideas);
    assert_non_null(strstr(advice.context.says, "take"));
}

static void mastering_puts_delivery_first(void **state)
{
    (void)state;
    add_all();
    expect(WORK_MASTERING, WORK_INTENTS,
           "loudness_over true_peak_over hum mud harsh level_balance");
    add("dead_channel", SEVERITY_CRITICAL);
    expect(WORK_MASTERING, INTENT_MIXING,
           "dead_channel loudness_over true_peak_over hum mud harsh level_balance");
}

static void mixing_puts_the_mix_before_delivery(void **state)
{
    (void)state;
    add_all();
    expect(WORK_PLAYING, INTENT_MIXING,
           "hum mud harsh level_balance loudness_over true_peak_over");
    assert_int_equal(advice.context.waiting, 0);
    assert_false(advice.context.ideas);
}

static void exploring_lets_small_corrections_wait(void **state)
{
    (void)state;
    add_all();
    expect(WORK_PLAYING, INTENT_EXPLORING, "hum mud loudness_over true_peak_over");
    assert_int_equal(advice.context.waiting, 2);
    assert_true(advice.context.ideas);
}

static void creating_hears_what_is_broken_and_ideas(void **state)
{
    (void)state;
    add_all();
    add("idea_times", SEVERITY_INFO);
    expect(WORK_PLAYING, INTENT_CREATING, "hum idea_times");
    assert_int_equal(advice.context.waiting, 5);
    assert_true(advice.context.ideas);
}

static void editing_puts_clicks_and_noise_first(void **state)
{
    (void)state;
    add_all();
    add("noise_floor", SEVERITY_MINOR);
    add("dropouts", SEVERITY_MINOR);
    expect(WORK_PLAYING, INTENT_EDITING, "hum noise_floor dropouts mud true_peak_over");
    assert_false(advice.context.ideas);
}

static void learning_says_everything_and_why(void **state)
{
    (void)state;
    add_all();
    expect(WORK_PLAYING, INTENT_LEARNING, everything);
    assert_true(advice.context.reasons && advice.context.ideas);
    expect(WORK_PLAYING, INTENT_MIXING, "hum mud harsh level_balance loudness_over true_peak_over");
    assert_false(advice.context.reasons);
}

static void what_was_applied_or_moved_stays(void **state)
{
    (void)state;
    add("mud", SEVERITY_INFO)->state = SUGGESTION_MOVED;
    add("harsh", SEVERITY_MINOR)->state = SUGGESTION_APPLIED;
    add("boxy", SEVERITY_MINOR);
    add("clipping", SEVERITY_CRITICAL);
    expect(WORK_RECORDING, INTENT_EXPLORING, "mud harsh clipping");
    expect(WORK_MASTERING, WORK_INTENTS, "mud clipping harsh");
}

/* A rule that is named must exist, and every intent changes something. */
static void the_file_is_whole(void **state)
{
    (void)state;
    const struct policy *all[WORK_STATES + WORK_INTENTS];
    for (int i = 0; i < WORK_STATES; i++)
        all[i] = &policies.states[i];
    for (int i = 0; i < WORK_INTENTS; i++) {
        all[WORK_STATES + i] = &policies.intents[i];
        assert_true(policies.intents[i].text[0] != '\0');
    }
    for (int i = 0; i < WORK_STATES + WORK_INTENTS; i++) {
        const struct policy_rules *const lists[] = {&all[i]->says, &all[i]->first,
                                                    &all[i]->hints_wait};
        for (int l = 0; l < 3; l++)
            for (unsigned r = 0; r < lists[l]->n; r++)
                if (!rules_find(&rules, lists[l]->ids[r]))
                    fail_msg("there is no rule '%s'", lists[l]->ids[r]);
    }
}

static char told[1024];

static void note(void *context, const char *text)
{
    (void)context;
    const size_t used = strlen(told);
    snprintf(told + used, sizeof told - used, "%s\n", text);
}

static unsigned read_text(const char *text)
{
    char path[1024];
    static struct policies own;
    told[0] = '\0';
    memset(&own, 0, sizeof own);
    snprintf(path, sizeof path, "%s/contexts.conf", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return policies_read(&own, path, note, NULL);
}

static void wrong_files_are_told_with_their_line(void **state)
{
    (void)state;
    assert_int_equal(read_text("contexts = ({ state = \"mixing\"; first = [\"mud\"]; text = \"x\";"
                               " source = \"UNSOURCED\"; });"), 0);
    assert_int_equal(read_text("contexts = (\n{ state = \"mixng\"; text = \"x\"; source = \"UNSOURCED\"; });"),
                     1);
    assert_non_null(strstr(told, "contexts.conf:2: state: 'mixng' is not known; did you mean 'mixing'?"));
    assert_int_equal(read_text("contexts = (\n{ text = \"x\"; source = \"UNSOURCED\"; });"), 1);
    assert_non_null(strstr(told, "contexts.conf:2: "));
    assert_true(read_text("contexts = ({ state = \"idle\"; intent = \"mixing\"; text = \"x\";"
                          " source = \"UNSOURCED\"; });") > 0);
    assert_true(read_text("contexts = ({ state = \"idle\"; first = \"mud\"; text = \"x\";"
                          " source = \"UNSOURCED\"; });") > 0);
    assert_true(read_text("contexts = ") > 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup(name, begin)
    const struct CMUnitTest tests[] = {
        CASE(nothing_counts_nothing_changes),
        CASE(recording_leaves_what_ruins_a_take),
        CASE(mastering_puts_delivery_first),
        CASE(mixing_puts_the_mix_before_delivery),
        CASE(exploring_lets_small_corrections_wait),
        CASE(creating_hears_what_is_broken_and_ideas),
        CASE(editing_puts_clicks_and_noise_first),
        CASE(learning_says_everything_and_why),
        CASE(what_was_applied_or_moved_stays),
        CASE(the_file_is_whole),
        CASE(wrong_files_are_told_with_their_line),
    };
    return cmocka_run_group_tests(tests, load, folder_remove);
}
