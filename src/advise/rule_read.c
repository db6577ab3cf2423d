/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/rule_read.h"

#include "advise/knowledge_schema.h"
#include "advise/rule_text.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Where a rule is being read. */
struct reading {
    struct schema_report *report;
    struct rule *rule;
};

static bool wrong(const struct reading *reading, const config_setting_t *node, const char *what)
{
    const char *name = config_setting_name(node);
    schema_tell(reading->report, node, _("rule '%s': %s%s%s"), reading->rule->id, name ? name : "",
                name ? ": " : "", what);
    return false;
}

/* `names` until NULL. */
static bool no_such_name(const struct reading *reading, const config_setting_t *node,
                         const char *wanted, expr_names *names)
{
    struct text_nearest nearest = {.wanted = wanted};
    char what[160];
    for (size_t i = 0; names(i); i++)
        text_nearest_offer(&nearest, names(i));
    const char *best = text_nearest_best(&nearest);
    if (best)
        snprintf(what, sizeof what, _("there is no '%.40s'; did you mean '%s'?"), wanted, best);
    else
        snprintf(what, sizeof what, _("there is no '%.40s'"), wanted);
    return wrong(reading, node, what);
}

static const char *scope_name(size_t index)
{
    static const char *const others[] = {"mix", "track", "pair"};
    if (index < sizeof others / sizeof others[0])
        return others[index];
    index -= sizeof others / sizeof others[0] - 1; /* ROLE_NONE has no name */
    return index < ROLES ? role_names[index] : NULL;
}

static unsigned scope_of(const char *name)
{
    if (strcmp(name, "mix") == 0)
        return SCOPE_MIX;
    if (strcmp(name, "pair") == 0)
        return SCOPE_PAIR;
    if (strcmp(name, "track") == 0)
        return (1u << ROLES) - 1;
    const enum role role = role_from_name(name);
    unsigned scope = 0;
    for (int i = ROLE_VOCALS; i < ROLES; i++) /* drums: kick, snare and hats, too */
        if ((enum role)i == role || role_family((enum role)i) == role)
            scope |= 1u << i;
    return scope;
}

static const char *action_name(size_t index)
{
    return index < ACTION_TYPES ? action_names[index] : NULL;
}

static const char *const parameter_names[ACTION_PARAMETERS + 1] = {
    "hz", "gain_db", "q", "ratio", "threshold_dbfs", "attack_ms", "release_ms", "delay_ms", "width",
    NULL,
};

static const char *parameter_name(size_t index)
{
    return index == 0 ? "type" : parameter_names[index - 1];
}

static const char *severity_name(size_t index)
{
    return index < SEVERITIES ? severity_names[index] : NULL;
}

static const char *genre_name(size_t index)
{
    return index < GENRES ? genre_names[index] : NULL;
}

static const char *role_name(size_t index)
{
    return index + 1 < ROLES ? role_names[index + 1] : NULL;
}

static bool read_expr(const struct reading *reading, const config_setting_t *node,
                      struct expr *expr)
{
    char number[48], why[EXPR_ERROR];
    const char *text = config_setting_get_string(node);
    if (conf_tree_is_number(node)) {
        snprintf(number, sizeof number, "%.9g", conf_tree_number(node));
        text = number;
    }
    if (!text)
        return wrong(reading, node, _("must be a number or an expression in quotes"));
    return expr_compile(expr, text, metrics_name, why) || wrong(reading, node, why);
}

static bool read_float(const struct reading *reading, const config_setting_t *node, double low,
                       double high, float *to)
{
    const double value = conf_tree_is_number(node) ? conf_tree_number(node) : (double)NAN;
    char what[96];
    if (value >= low && value <= high) {
        *to = (float)value;
        return true;
    }
    snprintf(what, sizeof what, _("must be a number from %g to %g"), low, high);
    return wrong(reading, node, what);
}

static bool copy_text(const struct reading *reading, const config_setting_t *node, char *to,
                      size_t size)
{
    const char *text = config_setting_get_string(node);
    char what[96];
    if (text && *text && strlen(text) < size) {
        memcpy(to, text, strlen(text) + 1);
        return true;
    }
    snprintf(what, sizeof what, _("must be a text of at most %zu bytes"), size - 1);
    return wrong(reading, node, what);
}

/* The texts of a list, or the one that stands alone. */
static const char *element(const config_setting_t *node, int index)
{
    return config_setting_is_aggregate(node) ? config_setting_get_string_elem(node, index)
           : index == 0                      ? config_setting_get_string(node)
                                             : NULL;
}

static int elements(const config_setting_t *node)
{
    return config_setting_is_aggregate(node) ? config_setting_length(node) : 1;
}

static bool read_scope(const struct reading *reading, const config_setting_t *node)
{
    reading->rule->scope = 0;
    if (elements(node) == 0) /* would never be said, and nobody would know why */
        return no_such_name(reading, node, "", scope_name);
    bool good = true;
    for (int i = 0; i < elements(node); i++) {
        const char *name = element(node, i);
        const unsigned scope = name ? scope_of(name) : 0;
        if (!scope)
            good = no_such_name(reading, node, name ? name : "", scope_name);
        reading->rule->scope |= scope;
    }
    return good;
}

static bool read_metric(const struct reading *reading, const config_setting_t *node)
{
    const char *name = config_setting_get_string(node);
    reading->rule->metric = name ? metrics_find(name) : METRICS_NONE;
    return reading->rule->metric != METRICS_NONE ||
           no_such_name(reading, node, name ? name : "", metrics_name);
}

static bool read_evidence(const struct reading *reading, const config_setting_t *node)
{
    struct rule *const rule = reading->rule;
    bool good = true;
    for (int i = 0; i < elements(node); i++) {
        const char *name = element(node, i);
        const size_t metric = name ? metrics_find(name) : METRICS_NONE;
        if (metric == METRICS_NONE)
            good = no_such_name(reading, node, name ? name : "", metrics_name);
        else if (rule->n_evidence == EVIDENCE_MAX - 1)
            return wrong(reading, node, _("there are too many of them"));
        else
            rule->evidence[rule->n_evidence++] = metric;
    }
    return good;
}

static bool read_yields(const struct reading *reading, const config_setting_t *node)
{
    struct rule *const rule = reading->rule;
    for (int i = 0; i < elements(node); i++) {
        const char *name = element(node, i);
        if (!name || strlen(name) >= RULE_ID_MAX || rule->n_yields == RULE_YIELDS)
            return wrong(reading, node, _("must be a list of a few rules"));
        snprintf(rule->yields[rule->n_yields++], RULE_ID_MAX, "%s", name);
    }
    return true;
}

/* A group of numbers by name: "vocals = 3.0;" */
static bool read_numbers(const struct reading *reading, const config_setting_t *node,
                         expr_names *names, float *to)
{
    if (!config_setting_is_group(node))
        return wrong(reading, node, _("must be a group: { name = number; ... }"));
    bool good = true;
    for (int i = 0; i < config_setting_length(node); i++) {
        const config_setting_t *member = config_setting_get_elem(node, (unsigned)i);
        const char *name = config_setting_name(member);
        size_t index = 0;
        while (names(index) && strcmp(names(index), name) != 0)
            index++;
        good = (names(index) ? read_float(reading, member, -1e6, 1e6, &to[index])
                             : no_such_name(reading, member, name, names)) &&
               good;
    }
    return good;
}

static bool read_action_type(const struct reading *reading, const config_setting_t *node)
{
    const char *type = config_setting_get_string(node);
    size_t action = 0;
    while (type && action_name(action) && strcmp(action_names[action], type) != 0)
        action++;
    if (!type || !action_name(action))
        return no_such_name(reading, node, type ? type : "", action_name);
    reading->rule->action = (enum action_type)action;
    return true;
}

static bool read_action_member(const struct reading *reading, const config_setting_t *node)
{
    const char *name = config_setting_name(node);
    size_t index = 0;
    while (parameter_name(index) && strcmp(parameter_name(index), name) != 0)
        index++;
    if (!parameter_name(index))
        return no_such_name(reading, node, name, parameter_name);
    return index > 0 ? read_expr(reading, node, &reading->rule->parameter[index - 1])
                     : read_action_type(reading, node);
}

static bool read_action(const struct reading *reading, const config_setting_t *node)
{
    bool good = true;
    if (!config_setting_is_group(node))
        return wrong(reading, node, _("must be a group: { type = \"eq\"; hz = ...; ... }"));
    for (int i = 0; i < config_setting_length(node); i++)
        good = read_action_member(reading, config_setting_get_elem(node, (unsigned)i)) && good;
    return good;
}

static bool read_text(const struct reading *reading, const config_setting_t *node,
                      enum rule_text_kind kind)
{
    char why[160];
    char *const text = reading->rule->text[kind];
    if (!copy_text(reading, node, text, RULE_TEXT))
        return false;
    return rule_text_check(text, why, sizeof why) || wrong(reading, node, why);
}

typedef bool read_field(const struct reading *reading, const config_setting_t *node);

static bool read_below(const struct reading *reading, const config_setting_t *node)
{
    reading->rule->below = true;
    return read_expr(reading, node, &reading->rule->threshold);
}
static bool read_above(const struct reading *reading, const config_setting_t *node)
{
    return read_expr(reading, node, &reading->rule->threshold);
}
static bool read_group(const struct reading *reading, const config_setting_t *node)
{
    return copy_text(reading, node, reading->rule->group, RULE_GROUP);
}
static bool read_id(const struct reading *reading, const config_setting_t *node)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
    char *const id = reading->rule->id;
    return copy_text(reading, node, id, RULE_ID_MAX) &&
           (strspn(id, letters) == strlen(id) ||
            wrong(reading, node, _("may have small letters, digits, '-' and '_' only")));
}
static bool read_confidence(const struct reading *reading, const config_setting_t *node)
{
    float value = 0.0F;
    return (!conf_tree_is_number(node) || read_float(reading, node, 0.0, 1.0, &value)) &&
           read_expr(reading, node, &reading->rule->confidence);
}
static bool read_roles(const struct reading *reading, const config_setting_t *node)
{
    return read_numbers(reading, node, role_name, reading->rule->role_threshold + 1);
}
static bool read_genres(const struct reading *reading, const config_setting_t *node)
{
    return read_numbers(reading, node, genre_name, reading->rule->genre_threshold);
}
static bool read_severity(const struct reading *reading, const config_setting_t *node)
{
    return read_numbers(reading, node, severity_name, reading->rule->step);
}

enum kind { KIND_OWN, KIND_EXPR, KIND_SECONDS, KIND_TEXT };

static const struct {
    const char *name;
    enum kind kind;
    read_field *own;
    size_t at; /* offset, or which text */
} fields[] = {
    {"id", KIND_OWN, read_id, 0},
    {"applies_to", KIND_OWN, read_scope, 0},
    {"metric", KIND_OWN, read_metric, 0},
    {"above", KIND_OWN, read_above, 0},
    {"below", KIND_OWN, read_below, 0},
    {"roles", KIND_OWN, read_roles, 0},
    {"genres", KIND_OWN, read_genres, 0},
    {"when", KIND_EXPR, NULL, offsetof(struct rule, when)},
    {"hysteresis", KIND_EXPR, NULL, offsetof(struct rule, hysteresis)},
    {"hold_s", KIND_SECONDS, NULL, offsetof(struct rule, hold_s)},
    {"release_s", KIND_SECONDS, NULL, offsetof(struct rule, release_s)},
    {"min_heard_s", KIND_SECONDS, NULL, offsetof(struct rule, min_heard_s)},
    {"severity", KIND_OWN, read_severity, 0},
    {"confidence", KIND_OWN, read_confidence, 0},
    {"weight", KIND_EXPR, NULL, offsetof(struct rule, weight)},
    {"strength", KIND_EXPR, NULL, offsetof(struct rule, strength)},
    {"group", KIND_OWN, read_group, 0},
    {"yields_to", KIND_OWN, read_yields, 0},
    {"action", KIND_OWN, read_action, 0},
    {"evidence", KIND_OWN, read_evidence, 0},
    {"healthy_low", KIND_EXPR, NULL, offsetof(struct rule, low)},
    {"healthy_high", KIND_EXPR, NULL, offsetof(struct rule, high)},
    {"title", KIND_TEXT, NULL, RULE_TITLE},
    {"detail", KIND_TEXT, NULL, RULE_DETAIL},
    {"do_this", KIND_TEXT, NULL, RULE_DO_THIS},
    {"withdraw_when", KIND_TEXT, NULL, RULE_WITHDRAW},
    {"source", KIND_TEXT, NULL, RULE_SOURCE},
};

enum { FIELDS = sizeof fields / sizeof fields[0] };

static const char *field_name(size_t index)
{
    return index < FIELDS ? fields[index].name : NULL;
}

static bool read_member(const struct reading *reading, const config_setting_t *node)
{
    const char *name = config_setting_name(node);
    size_t i = 0;
    while (i < FIELDS && strcmp(fields[i].name, name) != 0)
        i++;
    if (i == FIELDS)
        return no_such_name(reading, node, name, field_name);
    char *const at = (char *)reading->rule + fields[i].at;
    switch (fields[i].kind) {
    case KIND_EXPR:
        return read_expr(reading, node, (struct expr *)(void *)at);
    case KIND_SECONDS:
        return read_float(reading, node, 0.0, 3600.0, (float *)(void *)at);
    case KIND_TEXT:
        return read_text(reading, node, (enum rule_text_kind)fields[i].at);
    default:
        return fields[i].own(reading, node);
    }
}

static const char *const needed[] = {"id", "applies_to", "metric", "title", "detail",
                                     "do_this", "withdraw_when", "source", "severity"};

static void set_defaults(struct rule *rule)
{
    char why[EXPR_ERROR];
    memset(rule, 0, sizeof *rule);
    for (int i = 0; i < ROLES; i++)
        rule->role_threshold[i] = NAN;
    for (int i = 0; i < GENRES; i++)
        rule->genre_threshold[i] = NAN;
    for (int i = 0; i < SEVERITIES; i++)
        rule->step[i] = NAN;
    rule->release_s = NAN;
    rule->n_evidence = 1;
    expr_compile(&rule->hysteresis, "0", metrics_name, why);
    expr_compile(&rule->confidence, "0.8", metrics_name, why);
    expr_compile(&rule->weight, "1", metrics_name, why);
    expr_compile(&rule->strength, "over", metrics_name, why);
}

static void check_needed(const struct reading *reading, const config_setting_t *group)
{
    char what[80];
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (config_setting_get_member(group, needed[i]))
            continue;
        snprintf(what, sizeof what, _("'%s' is missing"), needed[i]);
        wrong(reading, group, what);
    }
    if (!config_setting_get_member(group, "above") == !config_setting_get_member(group, "below"))
        wrong(reading, group, _("either 'above' or 'below' must say the threshold"));
}

bool rule_read(struct rule *rule, const config_setting_t *group, struct schema_report *report)
{
    const struct reading reading = {report, rule};
    const unsigned before = report->problems;
    set_defaults(rule);
    if (!config_setting_is_group(group))
        return wrong(&reading, group, _("must be a group: { id = \"...\"; ... }"));
    const config_setting_t *id = config_setting_get_member(group, "id");
    if (id) /* first, for all that is told names it */
        read_id(&reading, id);
    check_needed(&reading, group);
    rule->n_evidence = 0;
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *member = config_setting_get_elem(group, (unsigned)i);
        if (member != id)
            read_member(&reading, member);
    }
    memmove(rule->evidence + 1, rule->evidence, rule->n_evidence * sizeof rule->evidence[0]);
    rule->evidence[0] = rule->metric;
    rule->n_evidence++;
    if (isnan(rule->release_s))
        rule->release_s = rule->hold_s;
    for (int i = 0; i < ROLES; i++)
        if (isnan(rule->role_threshold[i]))
            rule->role_threshold[i] = rule->role_threshold[role_family((enum role)i)];
    return report->problems == before;
}
