/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules as data: the files that come with sideman, wrong ones, and for every rule there is: when it is
 * said, how long it holds, and what takes it back. */
#include "advise/conflicts.h"
#include "advise/judge.h"
#include "advise/knowledge.h"
#include "advise/metric_titles.h"
#include "advise/rule_text.h"
#include "advise/rules.h"

#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static struct rules rules;
static const float no_genres[GENRES];

static int load(void **state)
{
    (void)state;
    struct error error;
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    if (rules_load(&rules, &error) == STATUS_OK)
        return 0;
    fprintf(stderr, "%s\n", error.text);
    return 1;
}

static void ignore(void *context, const char *text)
{
    (void)context;
    (void)text;
}

static void every_rule_of_the_contract_is_there(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "clipping", "hot_level", "low_level", "true_peak_over", "loudness_over", "loudness_under",
        "overcompressed", "too_dynamic", "mud", "boxy", "boomy", "thin", "harsh", "dull", "bright",
        "sibilance", "resonance", "rumble", "hum", "dc_offset", "noise_floor", "dropouts", "polarity",
        "low_end_width", "imbalance", "dead_channel", "mono", "masking", "level_balance",
        "track_polarity", "track_delay",
    };
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (!rules_find(&rules, ids[i]))
            fail_msg("there is no rule %s", ids[i]);
}

/* `e` explains each, and its figures have names. */
static void every_rule_can_be_explained(void **state)
{
    (void)state;
    const struct knowledge_teller silent = {ignore, NULL};
    struct knowledge *knowledge = knowledge_load(&silent);
    assert_non_null(knowledge);
    for (size_t r = 0; r < rules.count; r++) {
        const struct rule *const rule = &rules.rules[r];
        if (!knowledge_find(knowledge, KNOWLEDGE_ADVICE, rule->id))
            fail_msg("nothing explains %s", rule->id);
        for (unsigned i = 0; i < rule->n_evidence; i++)
            if (!metric_title(metrics_name(rule->evidence[i])))
                fail_msg("%s has no title", metrics_name(rule->evidence[i]));
    }
    knowledge_free(knowledge);
}

/* All is well, and whatever a rule asks for beside its metric is there. */
static void make_well(const struct rule *rule, float *values)
{
    static const struct {
        const char *name;
        float value;
    } usual[] = {
        {"channels", 2}, {"target.stated", 1}, {"shape.top_hz", 16000}, {"pair.confidence", 0.9F},
        {"pair.limit", 10}, {"target.tolerance_lu", 1}, {"defects.dead_channels", 0},
        {"loudness.integrated_lufs", -14}, {"stereo.correlation", 0.8F}, {"heard_s", 100},
        {"context.ideas", 1},
    };
    for (int i = 0; i < METRICS_MAX; i++)
        values[i] = 5.0F;
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (metrics_find(usual[i].name) != METRICS_NONE)
            values[metrics_find(usual[i].name)] = usual[i].value;
    if (rule->when.count > 0 && expr_eval(&rule->when, values) <= 0.0F) /* for who has no target */
        values[metrics_find("target.stated")] = 0.0F;
}

static struct judge_case case_of(const struct rule *rule, double time_s)
{
    enum role role = ROLE_NONE;
    for (int r = ROLES - 1; r >= 0; r--) /* the first that it applies to */
        if (rule->scope & (1u << r))
            role = (enum role)r;
    return (struct judge_case){rule, role, no_genres, time_s, 1.0F, {.weight = 1.0F}};
}

/* One second with the metric `beyond` hystereses past the threshold. */
static void look(struct verdict *verdict, const struct rule *rule, double *time_s, float beyond)
{
    float values[METRICS_MAX];
    make_well(rule, values);
    const struct judge_case what = case_of(rule, *time_s);
    const float threshold = isfinite(rule->role_threshold[what.role])
                                ? rule->role_threshold[what.role]
                                : expr_eval(&rule->threshold, values);
    values[METRIC_THRESHOLD] = threshold;
    const float hysteresis = expr_eval(&rule->hysteresis, values);
    values[METRIC_THRESHOLD] = NAN; /* as it comes; what is left of another rule must not matter */
    const float step = hysteresis > 0.0F ? hysteresis : 0.5F;
    values[rule->metric] = threshold + (rule->below ? -1.0F : 1.0F) * beyond * step;
    judge_look(verdict, &what, values);
    *time_s += 1.0;
}

static void look_for(struct verdict *verdict, const struct rule *rule, double *time_s, float beyond,
                     float seconds)
{
    for (float s = 0.0F; s < seconds; s += 1.0F)
        look(verdict, rule, time_s, beyond);
}

static void every_rule_holds_and_lets_go(void **state)
{
    (void)state;
    for (size_t r = 0; r < rules.count; r++) {
        const struct rule *const rule = &rules.rules[r];
        struct verdict verdict = {0};
        double time_s = 0.0;
        look_for(&verdict, rule, &time_s, -0.1F, rule->hold_s + 3.0F);
        if (verdict.stands)
            fail_msg("%s is said although all is well", rule->id);
        if (rule->hold_s > 1.0F) { /* what comes and goes is not said */
            for (int i = 0; i < 10; i++) {
                look_for(&verdict, rule, &time_s, 0.5F, rule->hold_s - 1.0F);
                look(&verdict, rule, &time_s, -0.1F);
            }
            if (verdict.stands)
                fail_msg("%s is said although it did not last", rule->id);
        }
        look_for(&verdict, rule, &time_s, 0.0F, rule->hold_s + 1.0F);
        if (!verdict.stands)
            fail_msg("%s is not said", rule->id);
        look_for(&verdict, rule, &time_s, 0.0F, rule->release_s + 5.0F);
        if (!verdict.stands)
            fail_msg("%s is taken back although nothing changed", rule->id);
        const double since_s = verdict.since_s;
        look_for(&verdict, rule, &time_s, -0.5F, rule->release_s + 5.0F);
        if (!verdict.stands)
            fail_msg("%s is taken back within its hysteresis", rule->id);
        assert_true(verdict.since_s >= since_s && verdict.since_s <= since_s);
        look_for(&verdict, rule, &time_s, -1.5F, rule->release_s + 1.0F);
        if (verdict.stands)
            fail_msg("%s is not taken back", rule->id);
    }
}

static void nothing_is_said_before_enough_was_heard(void **state)
{
    (void)state;
    for (size_t r = 0; r < rules.count; r++) {
        const struct rule *const rule = &rules.rules[r];
        struct verdict verdict = {0};
        for (int s = 0; s < 60; s++) {
            float values[METRICS_MAX];
            make_well(rule, values);
            values[METRIC_HEARD] = rule->min_heard_s - 0.5F;
            values[rule->metric] = rule->below ? -1e6F : 1e6F;
            const struct judge_case what = case_of(rule, s);
            judge_look(&verdict, &what, values);
        }
        if (verdict.stands && rule->min_heard_s > 0.0F)
            fail_msg("%s is said too early", rule->id);
    }
}

static void what_is_not_known_is_not_said(void **state)
{
    (void)state;
    for (size_t r = 0; r < rules.count; r++) {
        const struct rule *const rule = &rules.rules[r];
        struct verdict verdict = {0};
        float values[METRICS_MAX];
        for (int s = 0; s < 30; s++) {
            for (int i = 0; i < METRICS_MAX; i++)
                values[i] = NAN;
            values[METRIC_HEARD] = 1000.0F;
            const struct judge_case what = case_of(rule, s);
            judge_look(&verdict, &what, values);
            if (verdict.stands)
                fail_msg("%s is said of nothing", rule->id);
        }
    }
}

static void muted_and_shifted(void **state)
{
    (void)state;
    const struct rule *const rule = rules_find(&rules, "imbalance");
    struct verdict verdict = {0};
    float values[METRICS_MAX];
    for (int s = 0; s < 20; s++) {
        make_well(rule, values);
        values[rule->metric] = 2.4F; /* 0.2 dB over; a hysteresis is 0.5 dB */
        struct judge_case what = case_of(rule, s);
        what.role = ROLE_NONE;
        what.bias.shift = 1.0F;
        judge_look(&verdict, &what, values);
        assert_false(verdict.stands);
    }
    for (int s = 20; s < 60; s++) {
        make_well(rule, values);
        values[rule->metric] = 2.4F;
        struct judge_case what = case_of(rule, s);
        what.bias.muted = s >= 40;
        judge_look(&verdict, &what, values);
        assert_int_equal(verdict.stands, s >= 20 + (int)rule->hold_s - 1 && s < 40);
    }
}

static void contradictions_are_resolved(void **state)
{
    (void)state;
    const struct rule *const mud = rules_find(&rules, "mud"), *const thin = rules_find(&rules, "thin");
    const struct rule *const dead = rules_find(&rules, "dead_channel");
    const struct rule *const lean = rules_find(&rules, "imbalance");
    struct standing both[] = {{.rule = mud, .strength = 2.0F}, {.rule = thin, .strength = 2.1F}};
    conflicts_resolve(both, 2);
    assert_true(both[0].silent && !both[1].silent);
    both[0].said = true; /* who was first keeps the word in a near tie */
    conflicts_resolve(both, 2);
    assert_true(!both[0].silent && both[1].silent);
    both[1].track = 1; /* another track contradicts nobody */
    conflicts_resolve(both, 2);
    assert_true(!both[0].silent && !both[1].silent);
    struct standing explained[] = {{.rule = lean, .strength = 9.0F}, {.rule = dead, .strength = 1.0F}};
    conflicts_resolve(explained, 2);
    assert_true(explained[0].silent && !explained[1].silent);
}

static char path[] = "/tmp/sideman-rules-XXXXXX";

static void write_rules(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

#define BODY "id = \"x\"; applies_to = \"mix\"; title = \"t\"; detail = \"d\"; do_this = \"do\";\n" \
             "withdraw_when = \"w\"; source = \"s\"; severity = { minor = 0.0; };\n"

static void wrong_files_are_told_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } cases[] = {
        {"rules = (\n{ id = \"x\"; }\n);", ":2: rule 'x': 'applies_to' is missing"},
        {"rules = 3;", "'rules' must be a list"},
        {"rules = ( 1 );", "must be a group"},
        {"rules = (\n{ " BODY "metric = \"levels.paek_dbfs\"; above = 1; } );",
         ":4: rule 'x': metric: there is no 'levels.paek_dbfs'; did you mean 'levels.peak_dbfs'?"},
        {"rules = (\n{ " BODY "metric = \"channels\"; }\n);", "either 'above' or 'below'"},
        {"rules = (\n{ " BODY "metric = \"channels\"; above = \"1 +\"; } );", ":4: rule 'x': above"},
        {"rules = (\n{ " BODY "metric = \"channels\"; above = 1; hold = 3; } );",
         "there is no 'hold'; did you mean 'hold_s'?"},
        {"rules = (\n{ " BODY "metric = \"channels\"; above = 1; hold_s = -1; } );", "from 0 to 3600"},
        {"rules = (\n{ " BODY "metric = \"channels\"; above = 1; roles = { vocal = 1; }; } );",
         "did you mean 'vocals'?"},
        {"rules = (\n{ " BODY "metric = \"channels\"; above = 1; action = { type = \"eqq\"; }; } );",
         "did you mean 'eq'?"},
        {"rules = (\n{ " BODY "metric = \"channels\"; above = 1; action = { gain = 1; }; } );",
         "there is no 'gain'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct rules own;
        struct error error = {.text = ""};
        own.count = 0;
        write_rules(cases[i].text);
        assert_int_equal(rules_read(&own, path, &error), STATUS_USAGE);
        if (!strstr(error.text, cases[i].says))
            fail_msg("case %zu: %s", i, error.text);
    }
}

static void a_rule_of_ones_own(void **state)
{
    (void)state;
    static struct rules own;
    struct error error;
    own = rules;
    write_rules("rules = (\n{ " BODY "metric = \"levels.peak_dbfs\"; above = -3.0; },\n"
                "{ id = \"mono\"; applies_to = \"vocals\"; metric = \"stereo.width\"; below = 0.5;"
                " title = \"{value:+2} {action.hz:hz} {track}\"; detail = \"d\"; do_this = \"o\";"
                " withdraw_when = \"w\"; source = \"s\"; severity = { minor = 0.0; }; } );");
    assert_int_equal(rules_read(&own, path, &error), STATUS_OK);
    assert_int_equal(own.count, rules.count + 1);
    assert_non_null(rules_find(&own, "x"));
    assert_int_equal(rules_find(&own, "mono")->scope, 1u << ROLE_VOCALS);
    char text[80];
    float values[METRICS_MAX] = {0};
    values[METRIC_VALUE] = 0.25F;
    values[METRIC_ACTION_HZ] = 1234.0F;
    const struct rule_names names = {.track = "Vox"};
    rule_text_write(text, sizeof text, rules_find(&own, "mono")->text[RULE_TITLE], values, &names);
    assert_string_equal(text, "+0.25 1.2 kHz Vox");
    rule_text_write(text, 8, "{track}{track}{track}", values, &names);
    assert_string_equal(text, "VoxVoxV");
    if (setlocale(LC_CTYPE, "C.UTF-8")) {
        rule_text_write(text, 12, "音量{track}測定", values, &names); /* 11 bytes: 2 of the third letter */
        assert_string_equal(text, "音量Vox");
        rule_text_write(text, 12, "音量測定", values, &names);
        assert_string_equal(text, "音量測");
    }
    assert_false(rule_text_check("{valu}", text, sizeof text));
    assert_non_null(strstr(text, "did you mean 'value'"));
    assert_false(rule_text_check("{value", text, sizeof text));
    assert_false(rule_text_check("{value:9}", text, sizeof text));
}

/* A slip in a file of one's own does not take all advice away. */
static void wrong_rules_of_ones_own_stop_nothing(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "rules = (\n{ id = \"x\"; }\n);", "rules = (", "rules = ({ " BODY
        "metric = \"channels\"; above = 1; yields_to = [\"nobody\"]; });",
    };
    static struct rules own;
    char folder[] = "/tmp/sideman-own-XXXXXX", sub[64], file[96];
    struct error error;
    assert_non_null(mkdtemp(folder));
    setenv("XDG_CONFIG_HOME", folder, 1);
    snprintf(sub, sizeof sub, "%s/sideman", folder);
    assert_int_equal(mkdir(sub, 0700), 0);
    snprintf(file, sizeof file, "%s/rules.conf", sub);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        FILE *out = fopen(file, "w");
        assert_non_null(out);
        fputs(wrong[i], out);
        fclose(out);
        assert_int_equal(rules_load(&own, &error), STATUS_OK);
        assert_int_equal(own.count, rules.count);
        assert_null(rules_find(&own, "x"));
    }
    unlink(file);
    rmdir(sub);
    rmdir(folder);
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
}

int main(void)
{
    const char *top = getenv("srcdir");
    char data[1024];
    snprintf(data, sizeof data, "%s/data", top ? top : ".");
    setenv("SIDEMAN_DATA_DIR", data, 0);
    const int file = mkstemp(path);
    if (file < 0)
        return 1;
    close(file);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_of_the_contract_is_there),
        cmocka_unit_test(every_rule_can_be_explained),
        cmocka_unit_test(every_rule_holds_and_lets_go),
        cmocka_unit_test(nothing_is_said_before_enough_was_heard),
        cmocka_unit_test(what_is_not_known_is_not_said),
        cmocka_unit_test(muted_and_shifted),
        cmocka_unit_test(contradictions_are_resolved),
        cmocka_unit_test(wrong_files_are_told_with_their_line),
        cmocka_unit_test(a_rule_of_ones_own),
        cmocka_unit_test(wrong_rules_of_ones_own_stop_nothing),
    };
    const int failed = cmocka_run_group_tests(tests, load, NULL);
    unlink(path);
    return failed;
}
