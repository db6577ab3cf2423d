/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_check.h"

#include "advise/corridor.h"
#include "advise/knowledge_files.h"
#include "advise/knowledge_kinds.h"
#include "advise/knowledge_live.h"
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
static void check_sources(const config_setting_t *node, struct schema_report *report)
{
    const char *name = config_setting_name(node), *text = config_setting_get_string(node);
    if (name && strcmp(name, "source") == 0 && text && !schema_is_source(text))
        schema_tell(report, node, _("%s: '%s' must begin with [S], [P], [M] or [B], or be UNSOURCED"),
                    name, text);
    for (int i = 0; config_setting_is_aggregate(node) && i < config_setting_length(node); i++)
        check_sources(config_setting_get_elem(node, (unsigned)i), report);
}

static unsigned check_sources_of_file(const char *path, const struct knowledge_teller *teller)
{
    struct schema_report report = {path, teller->tell, teller->context, 0};
    config_t tree;
    config_init(&tree);
    if (conf_tree_parse(&tree, path, NULL))
        check_sources(config_root_setting(&tree), &report);
    config_destroy(&tree);
    return report.problems;
}

static unsigned check_targets(const char *path, const struct knowledge_teller *teller);

static unsigned check_rules(const char *path, const struct knowledge_teller *teller)
{
    struct error error;
    struct rules *rules = calloc(1, sizeof *rules);
    const bool good = rules && rules_read(rules, path, &error) == STATUS_OK;
    if (!good)
        teller->tell(teller->context, rules ? error.text : _("not enough memory"));
    free(rules);
    return good ? check_sources_of_file(path, teller) : 1;
}

static unsigned check_corridors(const char *path, const struct knowledge_teller *teller)
{
    struct error error;
    struct corridors *corridors = calloc(1, sizeof *corridors);
    const bool good = corridors && corridors_read(corridors, path, &error) == STATUS_OK;
    if (!good)
        teller->tell(teller->context, corridors ? error.text : _("not enough memory"));
    free(corridors);
    return good ? check_sources_of_file(path, teller) : 1;
}

static unsigned check_levels(const char *path, const struct knowledge_teller *teller)
{
    struct role_levels levels;
    return role_levels_read(&levels, path, teller->tell, teller->context);
}

const struct knowledge_checker knowledge_checkers[] = {
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
    for (size_t i = 0; targets && i < targets->count; i++) {
        const struct target *target = &targets->rows[i];
        char text[PATHS_MAX + 256];
        if (schema_is_source(target->source))
            continue;
        snprintf(text, sizeof text,
                 _("%s:%u: %s: '%s' must begin with [S], [P], [M] or [B], or be UNSOURCED"), path,
                 target->line, "source", target->source);
        tell_of_target(text);
    }
    free(targets);
    return target_problems;
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
    return check.problems;
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
static const char *const own_files[] = {"corridors.conf", "levels.conf", "rules.conf",
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
