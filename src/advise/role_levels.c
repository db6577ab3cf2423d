/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/role_levels.h"

#include "advise/knowledge_schema.h"
#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"

#include <string.h>
#include <unistd.h>

static const char *const names[ROLES + 1] = {
    [ROLE_NONE] = "any",   [ROLE_VOCALS] = "vocals", [ROLE_DRUMS] = "drums", [ROLE_BASS] = "bass",
    [ROLE_GUITAR] = "guitar", [ROLE_KEYS] = "keys",  [ROLE_SYNTH] = "synth", [ROLE_OTHER] = "other",
    [ROLE_KICK] = "kick", [ROLE_SNARE] = "snare",  [ROLE_HATS] = "hats",
};

static const struct schema_field fields[] = {
    {"role", SCHEMA_CHOICE, true, 0, 0, NULL, names, NULL},
    {"relative_lu", SCHEMA_NUMBER, true, -40, 0, "LU", NULL, NULL},
    {"presence_db", SCHEMA_NUMBER, true, -60, 0, "dB", NULL, NULL},
    {"unsung_lu", SCHEMA_NUMBER, false, -40, 0, "LU", NULL, NULL},
    {"unsung_db", SCHEMA_NUMBER, false, -60, 0, "dB", NULL, NULL},
    {"loud_db", SCHEMA_NUMBER, true, 0.5, 30, "dB", NULL, NULL},
    {"soft_db", SCHEMA_NUMBER, true, 0.5, 30, "dB", NULL, NULL},
    {"source", SCHEMA_SOURCE, true, 0, 0, NULL, NULL, NULL},
    {"date", SCHEMA_DATE, false, 0, 0, NULL, NULL, NULL},
    {0},
};
static const struct schema row_schema = {fields, NULL};

static const struct schema_field file_fields[] = {
    {"levels", SCHEMA_GROUPS, true, 0, 0, NULL, NULL, &row_schema},
    {0},
};
static const struct schema file_schema = {file_fields, NULL};

static float number_of(const config_setting_t *row, const char *name)
{
    return (float)conf_tree_number(config_setting_get_member(row, name));
}

static float number_or(const config_setting_t *row, const char *name, const char *other)
{
    return number_of(row, config_setting_get_member(row, name) ? name : other);
}

static void take_row(struct role_levels *levels, const config_setting_t *row)
{
    const char *name = config_setting_get_string(config_setting_get_member(row, "role"));
    int role = 0;
    while (role < ROLES && strcmp(names[role], name) != 0)
        role++;
    if (role == ROLES)
        return;
    levels->known[role] = true;
    levels->roles[role] = (struct role_level){
        .relative_lu = number_of(row, "relative_lu"),
        .presence_db = number_of(row, "presence_db"),
        .unsung_lu = number_or(row, "unsung_lu", "relative_lu"),
        .unsung_db = number_or(row, "unsung_db", "presence_db"),
        .loud_db = number_of(row, "loud_db"),
        .soft_db = number_of(row, "soft_db"),
    };
}

unsigned role_levels_read(struct role_levels *levels, const char *path,
                          void (*tell)(void *context, const char *text), void *context)
{
    struct schema_report report = {path, tell, context, 0};
    config_t tree;
    config_init(&tree);
    if (schema_parse(&tree, &report) == STATUS_OK &&
        schema_check(&file_schema, config_root_setting(&tree), &report)) {
        const config_setting_t *list = config_lookup(&tree, "levels");
        for (int i = 0; i < config_setting_length(list); i++)
            take_row(levels, config_setting_get_elem(list, (unsigned)i));
    }
    config_destroy(&tree);
    return report.problems;
}

enum status role_levels_load(struct role_levels *levels, struct error *error)
{
    struct error first = {.status = STATUS_OK};
    char path[PATHS_MAX];
    *levels = (struct role_levels){0};
    if (!paths_data_file("knowledge/levels.conf", path))
        return error_set(error, STATUS_NOT_FOUND, _("cannot read %s"), path);
    role_levels_read(levels, path, schema_keep, &first);
    for (int role = 0; role < ROLES && first.status == STATUS_OK; role++)
        if (!levels->known[role_family((enum role)role)])
            error_set(&first, STATUS_USAGE, _("%s: there is no level for '%s'"), path, names[role]);
    if (first.status != STATUS_OK) {
        if (error)
            *error = first;
        return first.status;
    }
    const struct role_levels shipped = *levels;
    if (paths_config_file("levels.conf", path) && access(path, F_OK) == 0)
        role_levels_read(levels, path, schema_keep, &first);
    if (first.status != STATUS_OK) {
        log_write(LOG_WARNING, _("%s; your own levels are left out"), first.text);
        *levels = shipped;
    }
    return STATUS_OK;
}
