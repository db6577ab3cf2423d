/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One rule at a time, as a user would write it: what it becomes, and what is said of faults. */

#include "advise/knowledge_schema.h"
#include "advise/rule_read.h"
#include "tests/measure/near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define WORDS "id = \"x\"; title = \"t\"; detail = \"d\"; do_this = \"do\"; " \
              "withdraw_when = \"w\"; source = \"s\"; severity = { minor = 0.0; };\n"
#define LEAST WORDS "applies_to = \"mix\"; metric = \"levels.peak_dbfs\"; above = -1;\n"

static struct rule rule;
static struct error error;

/* `body` begins in line 2. */
static bool read_rule(const char *body)
{
    static char text[4096];
    config_t tree;
    config_init(&tree);
    snprintf(text, sizeof text, "rules = ( {\n%s } );", body);
    if (!config_read_string(&tree, text))
        fail_msg("%s:%d: %s", body, config_error_line(&tree), config_error_text(&tree));
    memset(&rule, 0xAA, sizeof rule);
    error = (struct error){.status = STATUS_OK};
    struct schema_report report = {"my.conf", schema_keep, &error, 0};
    const bool read =
        rule_read(&rule, config_setting_get_elem(config_lookup(&tree, "rules"), 0), &report);
    config_destroy(&tree);
    assert_int_equal(error.status, read ? STATUS_OK : STATUS_USAGE);
    return read;
}

static void expect(const char *body)
{
    if (!read_rule(body))
        fail_msg("%s", error.text);
}

static void refuse(const char *body, const char *says)
{
    if (read_rule(body))
        fail_msg("'%s' is taken", body);
    if (strcmp(error.text, says) != 0)
        fail_msg("'%s', not '%s'", error.text, says);
}

static float eval(const struct expr *expr)
{
    static const float values[METRICS_MAX] = {0};
    return expr_eval(expr, values);
}

static void the_least_rule_has_sensible_defaults(void **state)
{
    (void)state;
    expect(LEAST);
    assert_string_equal(rule.id, "x");
    assert_int_equal(rule.scope, SCOPE_MIX);
    assert_int_equal(rule.metric, metrics_find("levels.peak_dbfs"));
    assert_false(rule.below);
    assert_near(eval(&rule.threshold), -1, 0);
    assert_near(eval(&rule.hysteresis), 0, 0);
    assert_near(eval(&rule.confidence), 0.8, 1e-6);
    assert_near(eval(&rule.weight), 1, 0);
    assert_true(isnan(eval(&rule.when)));
    assert_int_equal(rule.when.count, 0);
    assert_near(rule.hold_s + rule.release_s + rule.min_heard_s, 0, 0);
    assert_int_equal(rule.action, ACTION_NONE);
    assert_int_equal(rule.n_yields, 0);
    assert_int_equal(rule.n_evidence, 1);
    assert_int_equal(rule.evidence[0], rule.metric);
    assert_true(isnan(rule.step[SEVERITY_INFO]) && isnan(rule.step[SEVERITY_CRITICAL]));
    assert_near(rule.step[SEVERITY_MINOR], 0, 0);
    for (int i = 0; i < ROLES; i++)
        assert_true(isnan(rule.role_threshold[i]));
    for (int i = 0; i < GENRES; i++)
        assert_true(isnan(rule.genre_threshold[i]));
    assert_string_equal(rule.group, "");
}

static void every_field_lands_in_its_place(void **state)
{
    (void)state;
    expect(WORDS "applies_to = [\"vocals\", \"bass\"]; metric = \"stereo.width\";"
           "below = \"0.25 * 2\";"
           "roles = { vocals = 3; bass = -4.5; }; genres = { rock = 7; }; when = \"2 > 1\";"
           "hysteresis = 1.5; hold_s = 3; release_s = 4.5; min_heard_s = 3600; confidence = 0.5;"
           "weight = 2; strength = 9; group = \"lows\"; yields_to = [\"hum\", \"rumble\"];"
           "action = { type = \"eq\"; hz = 290; gain_db = \"-1 - 2\"; q = 1.5; width = 0.5; };"
           "evidence = [\"levels.peak_dbfs\"]; healthy_low = -3; healthy_high = 4;");
    assert_int_equal(rule.scope, 1u << ROLE_VOCALS | 1u << ROLE_BASS);
    assert_true(rule.below);
    assert_near(eval(&rule.threshold), 0.5, 1e-6);
    assert_near(rule.role_threshold[ROLE_VOCALS], 3, 0);
    assert_near(rule.role_threshold[ROLE_BASS], -4.5, 0);
    assert_true(isnan(rule.role_threshold[ROLE_NONE]));
    assert_near(rule.genre_threshold[GENRE_ROCK], 7, 0);
    assert_near(eval(&rule.when), 1, 0);
    assert_near(eval(&rule.hysteresis), 1.5, 0);
    assert_near(rule.hold_s, 3, 0);
    assert_near(rule.release_s, 4.5, 0);
    assert_near(rule.min_heard_s, 3600, 0);
    assert_near(eval(&rule.confidence), 0.5, 0);
    assert_near(eval(&rule.weight), 2, 0);
    assert_near(eval(&rule.strength), 9, 0);
    assert_string_equal(rule.group, "lows");
    assert_int_equal(rule.n_yields, 2);
    assert_string_equal(rule.yields[1], "rumble");
    assert_int_equal(rule.action, ACTION_EQ);
    static const double parameters[] = {290, -3, 1.5};
    for (int i = 0; i < 3; i++)
        assert_near(eval(&rule.parameter[i]), parameters[i], 1e-6);
    assert_near(eval(&rule.parameter[8]), 0.5, 0);
    assert_true(isnan(eval(&rule.parameter[3])));
    assert_int_equal(rule.n_evidence, 2);
    assert_int_equal(rule.evidence[0], metrics_find("stereo.width"));
    assert_int_equal(rule.evidence[1], metrics_find("levels.peak_dbfs"));
    assert_near(eval(&rule.low), -3, 0);
    assert_near(eval(&rule.high), 4, 0);
    assert_string_equal(rule.text[RULE_TITLE], "t");
    assert_string_equal(rule.text[RULE_SOURCE], "s");
}

static void a_rule_is_taken_back_as_slowly_as_it_was_said(void **state)
{
    (void)state;
    expect(LEAST "hold_s = 12;");
    assert_near(rule.release_s, 12, 0);
    expect(LEAST "release_s = 0; hold_s = 12;");
    assert_near(rule.release_s, 0, 0);
}

static void scopes_are_roles_mix_pairs_and_any_track(void **state)
{
    (void)state;
    expect(WORDS "metric = \"channels\"; above = 1; applies_to = (\"mix\", \"pair\");");
    assert_int_equal(rule.scope, SCOPE_MIX | SCOPE_PAIR);
    expect(WORDS "metric = \"channels\"; above = 1; applies_to = \"track\";");
    assert_int_equal(rule.scope, (1u << ROLES) - 1);
    expect(WORDS "metric = \"channels\"; above = 1; applies_to = \"kick\";");
    assert_int_equal(rule.scope, 1u << ROLE_KICK);
    expect(WORDS "metric = \"channels\"; above = 1; applies_to = \"drums\";"
           "roles = { drums = 3; hats = 4; };");
    assert_int_equal(rule.scope,
                     1u << ROLE_DRUMS | 1u << ROLE_KICK | 1u << ROLE_SNARE | 1u << ROLE_HATS);
    assert_near(rule.role_threshold[ROLE_KICK], 3, 0);
    assert_near(rule.role_threshold[ROLE_HATS], 4, 0);
    assert_true(isnan(rule.role_threshold[ROLE_BASS]));
    refuse(WORDS "metric = \"channels\"; above = 1; applies_to = \"vocal\";",
           "my.conf:3: rule 'x': applies_to: there is no 'vocal'; did you mean 'vocals'?");
    refuse(WORDS "metric = \"channels\"; above = 1;\napplies_to = [\"mix\", \"pairs\"];",
           "my.conf:4: rule 'x': applies_to: there is no 'pairs'; did you mean 'pair'?");
    refuse(WORDS "metric = \"channels\"; above = 1; applies_to = \"\";",
           "my.conf:3: rule 'x': applies_to: there is no ''");
    refuse(WORDS "metric = \"channels\"; above = 1; applies_to = 5;",
           "my.conf:3: rule 'x': applies_to: there is no ''");
}

/* It would never be said, and nobody would know why. */
static void a_rule_for_nothing_is_told(void **state)
{
    (void)state;
    refuse(WORDS "metric = \"channels\"; above = 1; applies_to = [];",
           "my.conf:3: rule 'x': applies_to: there is no ''");
    refuse(WORDS "metric = \"channels\"; above = 1; applies_to = ();",
           "my.conf:3: rule 'x': applies_to: there is no ''");
}

static void count(void *context, const char *text)
{
    (void)text;
    ++*(unsigned *)context;
}

/* Not the first only. */
static void all_that_is_wrong_is_told(void **state)
{
    (void)state;
    unsigned told = 0;
    struct schema_report report = {"my.conf", count, &told, 0};
    config_t tree;
    config_init(&tree);
    assert_true(config_read_string(
        &tree, "rules = ( { id = \"X\"; applies_to = [\"mixx\", \"bas\"]; metric = 3; above = \"1 +\"; hold_s = -1;"
               "colour = 2; roles = { vox = 1; bass = \"a\"; }; severity = { bad = 1; }; evidence = [\"a\", \"b\"];"
               "action = { type = \"eqq\"; hz = \"(\"; size = 2; }; title = \"{a}\"; } );"));
    assert_false(rule_read(&rule, config_setting_get_elem(config_lookup(&tree, "rules"), 0), &report));
    config_destroy(&tree);
    /* detail, do_this, withdraw_when and source are missing */
    assert_int_equal(told, 4 + 1 + 2 + 1 + 1 + 1 + 1 + 2 + 1 + 2 + 3 + 1);
    assert_int_equal(told, report.problems);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    refuse("", "my.conf:1: rule '': 'id' is missing");
    refuse("id = \"y\";", "my.conf:1: rule 'y': 'applies_to' is missing");
    refuse("id = \"y\"; applies_to = \"mix\";", "my.conf:1: rule 'y': 'metric' is missing");
    refuse(WORDS "applies_to = \"mix\"; metric = \"channels\";",
           "my.conf:1: rule 'x': either 'above' or 'below' must say the threshold");
    refuse(LEAST "below = -1;",
           "my.conf:1: rule 'x': either 'above' or 'below' must say the threshold");
}

static void names_that_are_none_are_told_with_the_nearest(void **state)
{
    (void)state;
    refuse(LEAST "\n\nhold = 3;",
           "my.conf:6: rule 'x': hold: there is no 'hold'; did you mean 'hold_s'?");
    refuse(LEAST "evidence = [\"levels.peek_dbfs\"];",
           "my.conf:4: rule 'x': evidence: there is no 'levels.peek_dbfs'; "
           "did you mean 'levels.peak_dbfs'?");
    refuse(LEAST "roles = {\n vocals = 1;\n basss = 1; };",
           "my.conf:6: rule 'x': basss: there is no 'basss'; did you mean 'bass'?");
    refuse(LEAST "genres = { rok = 1; };",
           "my.conf:4: rule 'x': rok: there is no 'rok'; did you mean 'rock'?");
    refuse(LEAST "action = { type = \"high_pas\"; };",
           "my.conf:4: rule 'x': type: there is no 'high_pas'; did you mean 'high_pass'?");
    refuse(LEAST "action = {\nhzz = 3; };",
           "my.conf:5: rule 'x': hzz: there is no 'hzz'; did you mean 'hz'?");
    refuse(LEAST "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz = 1;",
           "my.conf:4: rule 'x': abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz: "
           "there is no 'abcdefghijklmnopqrstuvwxyzabcdefghijklmn'");
}

static void types_are_checked(void **state)
{
    (void)state;
    refuse(LEAST "when = true;",
           "my.conf:4: rule 'x': when: must be a number or an expression in quotes");
    refuse(LEAST "hold_s = \"3\";", "my.conf:4: rule 'x': hold_s: must be a number from 0 to 3600");
    refuse(LEAST "hold_s = -0.1;", "my.conf:4: rule 'x': hold_s: must be a number from 0 to 3600");
    refuse(LEAST "release_s = 3601;",
           "my.conf:4: rule 'x': release_s: must be a number from 0 to 3600");
    refuse(LEAST "min_heard_s = 1e999;",
           "my.conf:4: rule 'x': min_heard_s: must be a number from 0 to 3600");
    refuse(LEAST "roles = 3;",
           "my.conf:4: rule 'x': roles: must be a group: { name = number; ... }");
    refuse(LEAST "roles = { vocals = \"loud\"; };",
           "my.conf:4: rule 'x': vocals: must be a number from -1e+06 to 1e+06");
    refuse(LEAST "action = \"eq\";",
           "my.conf:4: rule 'x': action: must be a group: { type = \"eq\"; hz = ...; ... }");
    refuse(LEAST "group = 3;", "my.conf:4: rule 'x': group: must be a text of at most 23 bytes");
    refuse(LEAST "group = \"\";", "my.conf:4: rule 'x': group: must be a text of at most 23 bytes");
    refuse(LEAST "group = \"abcdefghijklmnopqrstuvwx\";",
           "my.conf:4: rule 'x': group: must be a text of at most 23 bytes");
    refuse("id = \"abcdefghijklmnopqrstuvwxyz123456\";",
           "my.conf:2: rule '': id: must be a text of at most 31 bytes");
    refuse("id = \"My rule\";",
           "my.conf:2: rule 'My rule': id: may have small letters, digits, '-' and '_' only");
    refuse(LEAST "confidence = 1.1;",
           "my.conf:4: rule 'x': confidence: must be a number from 0 to 1");
    refuse(LEAST "yields_to = 4;", "my.conf:4: rule 'x': yields_to: must be a list of a few rules");
    refuse(LEAST "yields_to = [1, 2];",
           "my.conf:4: rule 'x': yields_to: must be a list of a few rules");
    refuse(LEAST "evidence = 7;", "my.conf:4: rule 'x': evidence: there is no ''");
}

static void lists_have_an_end(void **state)
{
    (void)state;
    expect(LEAST "evidence = [\"channels\", \"stereo.width\"];");
    assert_int_equal(rule.n_evidence, EVIDENCE_MAX);
    refuse(LEAST "evidence = [\"channels\", \"channels\", \"channels\"];",
           "my.conf:4: rule 'x': evidence: there are too many of them");
    expect(LEAST "yields_to = [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\"];");
    assert_int_equal(rule.n_yields, RULE_YIELDS);
    refuse(LEAST "yields_to = [\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\"];",
           "my.conf:4: rule 'x': yields_to: must be a list of a few rules");
}

static void bad_arithmetic_and_bad_places_are_told_where_they_stand(void **state)
{
    (void)state;
    assert_false(read_rule(LEAST "\nconfidence = \"1 +\";"));
    assert_int_equal(strncmp(error.text, "my.conf:5: rule 'x': confidence: ", 33), 0);
    assert_false(read_rule(LEAST "action = {\n type = \"eq\";\n hz = \"nonsense\"; };"));
    assert_int_equal(strncmp(error.text, "my.conf:6: rule 'x': hz: ", 25), 0);
    assert_non_null(strstr(error.text, "nonsense"));
    assert_false(read_rule("id = \"x\"; applies_to = \"mix\"; metric = \"channels\"; above = 1;\n"
                           "title = \"{valu}\"; detail = \"d\"; do_this = \"o\";"
                           "withdraw_when = \"w\"; source = \"s\"; severity = { minor = 0.0; };"));
    assert_string_equal(error.text,
                        "my.conf:3: rule 'x': title: there is no 'valu'; did you mean 'value'?");
}

static void long_texts_are_refused_whole(void **state)
{
    (void)state;
    static char body[1024], filler[RULE_TEXT + 1];
    memset(filler, 'a', RULE_TEXT);
    for (int cut = 0; cut < 2; cut++) {
        filler[RULE_TEXT - cut] = '\0';
        snprintf(body, sizeof body,
                 "id = \"x\"; applies_to = \"mix\"; metric = \"channels\"; above = 1;"
                 "title = \"%s\";"
                 "detail = \"d\"; do_this = \"o\"; withdraw_when = \"w\"; source = \"s\";"
                 "severity = { minor = 0.0; };", filler);
        assert_int_equal(read_rule(body), cut == 1);
    }
    assert_int_equal(strlen(rule.text[RULE_TITLE]), RULE_TEXT - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_rule_has_sensible_defaults),
        cmocka_unit_test(every_field_lands_in_its_place),
        cmocka_unit_test(a_rule_is_taken_back_as_slowly_as_it_was_said),
        cmocka_unit_test(scopes_are_roles_mix_pairs_and_any_track),
        cmocka_unit_test(a_rule_for_nothing_is_told),
        cmocka_unit_test(all_that_is_wrong_is_told),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(names_that_are_none_are_told_with_the_nearest),
        cmocka_unit_test(types_are_checked),
        cmocka_unit_test(lists_have_an_end),
        cmocka_unit_test(bad_arithmetic_and_bad_places_are_told_where_they_stand),
        cmocka_unit_test(long_texts_are_refused_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
