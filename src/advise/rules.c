/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/rules.h"

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

static enum status add_rule(struct rules *rules, const config_setting_t *group, const char *path,
                            struct error *error)
{
    if (rules->count == RULES_MAX)
        return error_set(error, STATUS_USAGE, _("%s:%u: there are more than %d rules"), path,
                         config_setting_source_line(group), RULES_MAX);
    struct rule *const fresh = &rules->rules[rules->count];
    if (!rule_read(fresh, group, path, error))
        return STATUS_USAGE;
    const struct rule *same = rules_find(rules, fresh->id);
    if (same)
        rules->rules[same - rules->rules] = *fresh;
    else
        rules->count++;
    return STATUS_OK;
}

static enum status read_tree(struct rules *rules, const config_t *tree, const char *path,
                             struct error *error)
{
    const config_setting_t *list = config_lookup(tree, "rules");
    if (!list || !config_setting_is_list(list))
        return error_set(error, STATUS_USAGE, _("%s:1: 'rules' must be a list of groups"), path);
    for (int i = 0; i < config_setting_length(list); i++) {
        const enum status status =
            add_rule(rules, config_setting_get_elem(list, (unsigned)i), path, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

enum status rules_read(struct rules *rules, const char *path, struct error *error)
{
    config_t tree;
    struct error own;
    config_init(&tree);
    enum status status = STATUS_OK;
    if (conf_tree_parse(&tree, path, &own))
        status = read_tree(rules, &tree, path, &own);
    else
        status = own.status;
    config_destroy(&tree);
    if (status != STATUS_OK && error)
        *error = own;
    return status;
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
