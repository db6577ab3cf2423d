/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/rules.h"

#include "advise/knowledge_schema.h"
#include "advise/rule_read.h"
#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"

#include <string.h>
#include <unistd.h>

const struct rule *rules_find(const struct rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->count; i++)
        if (strcmp(rules->rules[i].id, id) == 0)
            return &rules->rules[i];
    return NULL;
}

static void add_rule(struct rules *rules, const config_setting_t *group,
                     struct schema_report *report)
{
    if (rules->count == RULES_MAX) {
        schema_tell(report, group, _("there are more than %d rules"), RULES_MAX);
        return;
    }
    struct rule *const fresh = &rules->rules[rules->count];
    if (!rule_read(fresh, group, report))
        return;
    const struct rule *same = rules_find(rules, fresh->id);
    if (same)
        rules->rules[same - rules->rules] = *fresh;
    else
        rules->count++;
}

static void read_tree(struct rules *rules, const config_t *tree, struct schema_report *report)
{
    static const char *const known[] = {"rules", NULL};
    const config_setting_t *list = config_lookup(tree, "rules");
    schema_check_names(config_root_setting(tree), known, report);
    if (!list || !config_setting_is_list(list)) {
        schema_tell(report, list ? list : config_root_setting(tree), "%s",
                    _("'rules' must be a list of groups"));
        return;
    }
    for (int i = 0; i < config_setting_length(list); i++)
        add_rule(rules, config_setting_get_elem(list, (unsigned)i), report);
}

static enum status read_file(struct rules *rules, struct schema_report *report)
{
    config_t tree;
    config_init(&tree);
    const enum status status = schema_parse(&tree, report);
    if (status == STATUS_OK)
        read_tree(rules, &tree, report);
    config_destroy(&tree);
    return status == STATUS_OK && report->problems > 0 ? STATUS_USAGE : status;
}

enum status rules_read(struct rules *rules, const char *path, struct error *error)
{
    struct error first = {.status = STATUS_OK};
    struct schema_report report = {path, schema_keep, &first, 0};
    first.status = read_file(rules, &report);
    if (first.status != STATUS_OK && error)
        *error = first;
    return first.status;
}

unsigned rules_check(struct rules *rules, const char *path,
                     void (*tell)(void *context, const char *text), void *context)
{
    struct schema_report report = {path, tell, context, 0};
    read_file(rules, &report);
    return report.problems;
}

/* A name misspelt in yields_to would do nothing, silently. */
static enum status check_yields(const struct rules *rules, struct error *error)
{
    for (size_t r = 0; r < rules->count; r++)
        for (unsigned y = 0; y < rules->rules[r].n_yields; y++) {
            const char *id = rules->rules[r].yields[y];
            struct text_nearest nearest = {.wanted = id};
            if (rules_find(rules, id))
                continue;
            for (size_t i = 0; i < rules->count; i++)
                text_nearest_offer(&nearest, rules->rules[i].id);
            const char *best = text_nearest_best(&nearest);
            return error_set(error, STATUS_USAGE,
                             _("rules.conf: rule '%s': yields_to: there is no rule '%s'%s%s"),
                             rules->rules[r].id, id, best ? _("; did you mean ") : "",
                             best ? best : "");
        }
    return STATUS_OK;
}

/* The user's own over ours; wrong ones are told, and ours stay as they were. */
static enum status add_own(struct rules *rules, const char *shipped, struct error *error)
{
    struct error own;
    char path[PATHS_MAX];
    if (!paths_config_file("rules.conf", path) || access(path, F_OK) != 0)
        return STATUS_OK;
    enum status status = rules_read(rules, path, &own);
    if (status == STATUS_OK)
        status = check_yields(rules, &own);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        return STATUS_OK;
    log_write(LOG_WARNING, _("%s; your own rules are left out"), own.text);
    rules->count = 0;
    return rules_read(rules, shipped, error);
}

enum status rules_load(struct rules *rules, struct error *error)
{
    char shipped[PATHS_MAX];
    rules->count = 0;
    paths_data_file("knowledge/rules.conf", shipped);
    enum status status = rules_read(rules, shipped, error);
    if (status == STATUS_OK)
        status = check_yields(rules, error);
    return status == STATUS_OK ? add_own(rules, shipped, error) : status;
}
