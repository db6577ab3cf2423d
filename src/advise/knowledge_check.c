/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_check.h"

#include "advise/corridor.h"
#include "advise/knowledge_files.h"
#include "advise/knowledge_kinds.h"
#include "advise/knowledge_live.h"
#include "advise/knowledge_vocabulary.h"
#include "advise/policy.h"
#include "advise/role_levels.h"
#include "advise/rules.h"
#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/paths.h"
#include "base/targets.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whoever reads a file of another form wants a source; here it must be graded too. */
static void check_source(const config_setting_t *node, struct schema_report *report)
{
    const char *name = config_setting_name(node), *text = config_setting_get_string(node);
    if (!name || !text)
        return;
    if (strcmp(name, "source") == 0 && !schema_is_source(text))
        schema_tell(report, node, _("%s: '%s' must begin with [S], [P], [M] or [B], or be UNSOURCED"),
                    name, text);
    if (strcmp(name, "date") == 0 && !schema_is_date(text))
        schema_tell(report, node, _("%s: '%s' is no date such as 2026-11"), name, text);
}

/* What a group of a list is called; NULL: it has no name. */
static const char *name_of(const config_setting_t *group)
{
    static const char *const keys[] = {"id", "name", "role"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && config_setting_is_group(group); i++) {
        const config_setting_t *key = config_setting_get_member(group, keys[i]);
        if (key)
            return config_setting_get_string(key);
    }
    return NULL;
}

/* The later would silently replace the earlier. */
static void check_twins(const config_setting_t *list, struct schema_report *report)
{
    for (int i = 0; i < config_setting_length(list); i++) {
        const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
        const char *name = name_of(group);
        for (int j = 0; name && j < i; j++) {
            const char *other = name_of(config_setting_get_elem(list, (unsigned)j));
            if (other && strcmp(name, other) == 0) {
                schema_tell(report, group, _("'%s' is here twice"), name);
                break;
            }
        }
    }
}

static void check_tree(const config_setting_t *node, bool sources, struct schema_report *report)
{
    if (sources)
        check_source(node, report);
    if (config_setting_is_list(node))
        check_twins(node, report);
    for (int i = 0; config_setting_is_aggregate(node) && i < config_setting_length(node); i++)
        check_tree(config_setting_get_elem(node, (unsigned)i), sources, report);
}

/* Numbers that stand in no group. */
static void check_top(const config_setting_t *root, struct schema_report *report)
{
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *node = config_setting_get_elem(root, (unsigned)i);
        if (!conf_tree_is_number(node) || config_setting_get_member(root, "source"))
            continue;
        schema_tell(report, node, "%s", _("there are numbers here, but no source"));
        return;
    }
}

/* Whatever form it has; `sources`: theirs, too, which a schema has not looked at. */
static unsigned check_form(const char *path, bool sources, const struct knowledge_teller *teller)
{
    struct schema_report report = {path, teller->tell, teller->context, 0};
    config_t tree;
    config_init(&tree);
    if (conf_tree_parse(&tree, path, NULL)) {
        check_top(config_root_setting(&tree), &report);
        check_tree(config_root_setting(&tree), sources, &report);
    }
    config_destroy(&tree);
    return report.problems;
}

/* Also one that is wrong itself, which was told. */
static bool is_rule_of(const config_setting_t *root, const char *id)
{
    const config_setting_t *list = config_setting_get_member(root, "rules");
    for (int i = 0; list && i < config_setting_length(list); i++) {
        const char *name = name_of(config_setting_get_elem(list, (unsigned)i));
        if (name && strcmp(name, id) == 0)
            return true;
    }
    return false;
}

static void check_yield(const config_setting_t *node, const char *id, const struct rules *rules,
                        struct schema_report *report)
{
    const config_setting_t *root = node;
    while (!config_setting_is_root(root))
        root = config_setting_parent(root);
    if (id && !rules_find(rules, id) && !is_rule_of(root, id))
        schema_tell(report, node, _("%s: there is no '%s'"), config_setting_name(node), id);
}

/* A name misspelt in yields_to would do nothing, silently. */
static void check_yields(const config_setting_t *node, const struct rules *rules,
                         struct schema_report *report)
{
    const char *name = config_setting_name(node);
    const bool yields = name && strcmp(name, "yields_to") == 0;
    if (yields)
        check_yield(node, config_setting_get_string(node), rules, report);
    for (int i = 0; config_setting_is_aggregate(node) && i < config_setting_length(node); i++) {
        const config_setting_t *element = config_setting_get_elem(node, (unsigned)i);
        if (yields)
            check_yield(node, config_setting_get_string(element), rules, report);
        check_yields(element, rules, report);
    }
}

/* With ours beside them, for they may yield to these. */
static unsigned check_names_of_rules(const char *path, struct rules *rules,
                                     const struct knowledge_teller *teller)
{
    struct schema_report report = {path, teller->tell, teller->context, 0};
    char shipped[PATHS_MAX];
    config_t tree;
    config_init(&tree);
    if (paths_data_file("knowledge/rules.conf", shipped))
        rules_read(rules, shipped, NULL);
    if (conf_tree_parse(&tree, path, NULL))
        check_yields(config_root_setting(&tree), rules, &report);
    config_destroy(&tree);
    return report.problems;
}

static unsigned check_targets(const char *path, const struct knowledge_teller *teller);

static unsigned check_rules(const char *path, const struct knowledge_teller *teller)
{
    unsigned problems = 1;
    struct rules *rules = calloc(1, sizeof *rules);
    if (rules) {
        problems = rules_check(rules, path, teller->tell, teller->context);
        problems += check_names_of_rules(path, rules, teller);
    } else {
        teller->tell(teller->context, _("not enough memory"));
    }
    free(rules);
    return problems + check_form(path, true, teller);
}

static unsigned check_corridors(const char *path, const struct knowledge_teller *teller)
{
    unsigned problems = 1;
    struct corridors *corridors = calloc(1, sizeof *corridors);
    if (corridors)
        problems = corridors_check(corridors, path, teller->tell, teller->context);
    else
        teller->tell(teller->context, _("not enough memory"));
    free(corridors);
    return problems + check_form(path, true, teller);
}

static unsigned check_levels(const char *path, const struct knowledge_teller *teller)
{
    struct role_levels levels;
    const unsigned problems = role_levels_read(&levels, path, teller->tell, teller->context);
    return problems + check_form(path, false, teller);
}

/* Rules that are named in one row, ours or the user's own. */
static unsigned check_policy(const char *path, const struct policy *policy, const struct rules *rules,
                             const struct knowledge_teller *teller)
{
    const struct policy_rules *const lists[] = {&policy->says, &policy->first, &policy->hints_wait};
    char text[PATHS_MAX + 128];
    unsigned problems = 0;
    for (int l = 0; l < 3; l++) {
        for (unsigned i = 0; i < lists[l]->n; i++) {
            if (rules_find(rules, lists[l]->ids[i]))
                continue;
            snprintf(text, sizeof text, _("%s: there is no rule '%s'"), path, lists[l]->ids[i]);
            teller->tell(teller->context, text);
            problems++;
        }
    }
    return problems;
}

static unsigned check_policies(const char *path, const struct policies *policies,
                               const struct knowledge_teller *teller)
{
    struct rules *rules = calloc(1, sizeof *rules);
    char shipped[PATHS_MAX], own[PATHS_MAX];
    unsigned problems = 0;
    if (rules && paths_data_file("knowledge/rules.conf", shipped) &&
        rules_read(rules, shipped, NULL) == STATUS_OK) {
        if (paths_config_file("rules.conf", own)) /* what is wrong in it is told elsewhere */
            rules_read(rules, own, NULL);
        for (int i = 0; i < WORK_STATES; i++)
            problems += check_policy(path, &policies->states[i], rules, teller);
        for (int i = 0; i < WORK_INTENTS; i++)
            problems += check_policy(path, &policies->intents[i], rules, teller);
    }
    free(rules);
    return problems;
}

static unsigned check_contexts(const char *path, const struct knowledge_teller *teller)
{
    static const struct policies none;
    struct policies *policies = malloc(sizeof *policies);
    unsigned problems = 1;
    if (policies) {
        *policies = none;
        problems = policies_read(policies, path, teller->tell, teller->context);
        problems += check_policies(path, policies, teller);
    } else {
        teller->tell(teller->context, _("not enough memory"));
    }
    free(policies);
    return problems + check_form(path, false, teller);
}

const struct knowledge_checker knowledge_checkers[] = {
    {"contexts.conf", check_contexts},
    {"rules*.conf", check_rules},
    {"corridors.conf", check_corridors},
    {"levels.conf", check_levels},
    {"targets.conf", check_targets},
    {NULL, NULL},
};

const struct knowledge_checker *knowledge_checker_find(const char *path)
{
    const char *name = paths_base_name(path);
    for (const struct knowledge_checker *checker = knowledge_checkers; checker->pattern; checker++)
        if (fnmatch(checker->pattern, name, 0) == 0)
            return checker;
    return NULL;
}

/* targets_read_file() has no context to hand back. */
static _Thread_local const struct knowledge_teller *target_teller;
static _Thread_local unsigned target_problems;

static void tell_of_target(const char *text)
{
    target_problems++;
    target_teller->tell(target_teller->context, text);
}

static unsigned check_targets(const char *path, const struct knowledge_teller *teller)
{
    struct targets *targets = calloc(1, sizeof *targets);
    target_teller = teller;
    target_problems = 0;
    if (targets)
        targets_read_file(targets, path, tell_of_target);
    else
        tell_of_target(_("not enough memory"));
    free(targets);
    return target_problems + check_form(path, true, teller);
}

/* What is being checked. */
struct check {
    const struct knowledge *knowledge;
    const struct knowledge_entry *entry;
    const struct knowledge_teller *teller;
    unsigned problems;
};

static void tell(struct check *check, const char *what, const char *name)
{
    char text[PATHS_MAX + 256];
    snprintf(text, sizeof text, _("%s:%u: %s: there is no '%s'"), check->entry->path,
             check->entry->line, what, name);
    check->teller->tell(check->teller->context, text);
    check->problems++;
}

static void want(struct check *check, enum knowledge_kind kind, const char *id)
{
    if (*id && !knowledge_find(check->knowledge, kind, id))
        tell(check, knowledge_kind_name(kind), id);
}

static void check_see(struct check *check, const char *see)
{
    const char *slash = strchr(see, '/');
    char kind[32] = "";
    if (slash)
        snprintf(kind, sizeof kind, "%.*s", (int)(slash - see), see);
    const enum knowledge_kind found = knowledge_kind_from_name(kind);
    if (found == KNOWLEDGE_KINDS || !knowledge_find(check->knowledge, found, slash + 1))
        tell(check, "see", see);
}

static void check_metric(struct check *check, const struct knowledge_node *node)
{
    const char *unit = *node->ask ? knowledge_live_unit(node->metric) : node->unit;
    char text[PATHS_MAX + 256];
    if (unit && strcmp(unit, node->unit) == 0)
        return;
    if (!unit) {
        tell(check, "metric", node->metric);
        return;
    }
    snprintf(text, sizeof text, _("%s:%u: %s is in '%s', not in '%s'"), check->entry->path,
             check->entry->line, node->metric, unit, node->unit);
    check->teller->tell(check->teller->context, text);
    check->problems++;
}

static void check_entry(struct check *check)
{
    const struct knowledge_entry *entry = check->entry;
    for (size_t i = 0; entry->see[i]; i++)
        check_see(check, entry->see[i]);
    for (size_t i = 0; i < entry->n_facts; i++) {
        want(check, KNOWLEDGE_ROLE, entry->facts[i].about);
        want(check, KNOWLEDGE_EFFECT, entry->facts[i].effect);
    }
    for (size_t i = 0; i < entry->n_nodes; i++) {
        want(check, KNOWLEDGE_ADVICE, entry->nodes[i].advice);
        check_metric(check, &entry->nodes[i]);
    }
    if (entry->kind == KNOWLEDGE_CHAIN)
        want(check, KNOWLEDGE_ROLE, entry->group);
}

/* Words for an entry that is not there would never be found. */
static unsigned check_vocabulary(const struct knowledge *knowledge, const char *path,
                                 const struct knowledge_teller *teller)
{
    const struct vocabulary *vocabulary = knowledge_vocabulary(knowledge);
    unsigned problems = 0, line = 0;
    for (size_t i = 0; i < vocabulary->n_groups; i++) {
        const struct vocabulary_group *group = &vocabulary->groups[i];
        char text[PATHS_MAX + 256];
        if ((path && strcmp(group->path, path) != 0) || group->line == line ||
            knowledge_find(knowledge, group->kind, group->id))
            continue;
        line = group->line; /* one for all its languages */
        snprintf(text, sizeof text, _("%s:%u: %s: there is no '%s'"), group->path, group->line,
                 knowledge_kind_name(group->kind), group->id);
        teller->tell(teller->context, text);
        problems++;
    }
    return problems;
}

/* Of the entries from `path`; NULL: of all. */
static unsigned check_references(const struct knowledge *knowledge, const char *path,
                                 const struct knowledge_teller *teller)
{
    struct check check = {knowledge, NULL, teller, 0};
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        check.entry = knowledge_at(knowledge, i);
        if (!path || strcmp(check.entry->path, path) == 0)
            check_entry(&check);
    }
    return check.problems + check_vocabulary(knowledge, path, teller);
}

static void mute(void *context, const char *text)
{
    (void)context;
    (void)text;
}

struct knowledge_checked knowledge_check_file(const char *path,
                                              const struct knowledge_teller *teller)
{
    const struct knowledge_teller silent = {mute, NULL};
    const struct knowledge_checker *checker = knowledge_checker_find(path);
    struct knowledge_checked checked = {1, 0};
    if (checker) {
        checked.problems = checker->check(path, teller);
        return checked;
    }
    struct knowledge *knowledge = knowledge_load(&silent);
    if (!knowledge) {
        teller->tell(teller->context, _("not enough memory"));
        checked.problems = 1;
        return checked;
    }
    checked.problems = knowledge_add_file(knowledge, path, teller);
    checked.problems += check_references(knowledge, path, teller);
    knowledge_free(knowledge);
    return checked;
}

struct counter {
    const struct knowledge_teller *teller;
    unsigned problems;
};

static void count(void *context, const char *text)
{
    struct counter *counter = context;
    counter->problems++;
    counter->teller->tell(counter->teller->context, text);
}

/* Beside the configuration, not in the folder of knowledge. */
static const char *const own_files[] = {"contexts.conf", "corridors.conf", "levels.conf", "rules.conf",
                                        "targets.conf"};

static void check_other_files(struct counter *counter, struct knowledge_checked *checked)
{
    const struct knowledge_teller teller = {count, counter};
    struct knowledge_files files;
    char path[PATHS_MAX];
    if (!knowledge_files_find(&files, "*.conf")) {
        count(counter, _("not enough memory"));
        return;
    }
    for (size_t i = 0; i < files.count; i++) {
        const struct knowledge_checker *checker = knowledge_checker_find(files.rows[i].path);
        if (checker)
            checker->check(files.rows[i].path, &teller);
    }
    checked->files = files.count;
    knowledge_files_free(&files);
    paths_data_file("targets.conf", path);
    checked->files++;
    check_targets(path, &teller);
    for (size_t i = 0; i < sizeof own_files / sizeof own_files[0]; i++) {
        if (!paths_config_file(own_files[i], path) || access(path, F_OK) != 0)
            continue;
        checked->files++;
        knowledge_checker_find(path)->check(path, &teller);
    }
}

struct knowledge_checked knowledge_check_all(const struct knowledge_teller *teller)
{
    struct counter counter = {teller, 0};
    const struct knowledge_teller counting = {count, &counter};
    struct knowledge_checked checked = {0, 0};
    struct knowledge *knowledge = knowledge_load(&counting);
    if (knowledge)
        check_references(knowledge, NULL, &counting);
    else
        count(&counter, _("not enough memory"));
    knowledge_free(knowledge);
    check_other_files(&counter, &checked);
    checked.problems = counter.problems;
    return checked;
}
