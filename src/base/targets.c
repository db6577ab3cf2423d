/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/targets.h"

#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/paths.h"
#include "base/text.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

const char *const target_quieter_names[TARGET_QUIETER] = {"left", "raised", "untouched", "refused",
                                                          "uncertain"};

static const struct target built_in = {
    .name = "ebu-r128",
    .title = "EBU R 128",
    .integrated_lufs = -23.0F,
    .tolerance_lu = 0.2F,
    .true_peak_dbtp = -1.0F,
    .short_term_max_lufs = NAN,
    .quieter = TARGET_REFUSES,
    .source = "[S] EBU R 128, EBU Tech 3343",
    .date = "2023",
};

enum field_type { FIELD_TEXT, FIELD_NUMBER, FIELD_BOOL, FIELD_QUIETER };

struct field {
    const char *name;
    enum field_type type;
    bool required;
    double min, max; /* FIELD_NUMBER */
    size_t offset, size;
};

#define TEXT_FIELD(member, needed) \
    {#member, FIELD_TEXT, needed, 0, 0, offsetof(struct target, member), sizeof built_in.member}
#define NUMBER_FIELD(member, needed, low, high) \
    {#member, FIELD_NUMBER, needed, low, high, offsetof(struct target, member), sizeof(float)}

static const struct field fields[] = {
    TEXT_FIELD(name, true),
    TEXT_FIELD(title, true),
    NUMBER_FIELD(integrated_lufs, true, -70, 0),
    NUMBER_FIELD(tolerance_lu, true, 0, 20),
    NUMBER_FIELD(true_peak_dbtp, true, -30, 6),
    NUMBER_FIELD(short_term_max_lufs, false, -70, 0),
    {"normalises", FIELD_BOOL, false, 0, 0, offsetof(struct target, normalises), sizeof(bool)},
    {"turns_up", FIELD_BOOL, false, 0, 0, offsetof(struct target, turns_up), sizeof(bool)},
    {"by_album", FIELD_BOOL, false, 0, 0, offsetof(struct target, by_album), sizeof(bool)},
    {"quieter", FIELD_QUIETER, false, 0, 0, 0, 0},
    TEXT_FIELD(source, true),
    TEXT_FIELD(date, true),
};

enum { FIELDS = sizeof fields / sizeof fields[0] };

struct load {
    struct targets *targets;
    const char *path;
    void (*warn)(const char *text);
};

static void warn_row(const struct load *load, const config_setting_t *node, const char *what,
                     const char *problem)
{
    char text[PATHS_MAX + 256];
    snprintf(text, sizeof text, _("%s:%u: %s %s; this target is left out"), load->path,
             config_setting_source_line(node), what, problem);
    load->warn(text);
}

static bool store_text(void *to, size_t size, const config_setting_t *node)
{
    const char *text = config_setting_get_string(node);
    if (!text || !*text || strlen(text) >= size)
        return false;
    memcpy(to, text, strlen(text) + 1);
    return true;
}

static bool store_quieter(struct target *target, const config_setting_t *node)
{
    const char *text = config_setting_get_string(node);
    int quieter = 0;
    while (text && quieter < TARGET_QUIETER && strcmp(text, target_quieter_names[quieter]) != 0)
        quieter++;
    target->quieter = (enum target_quieter)quieter;
    return text && quieter < TARGET_QUIETER;
}

static bool store_field(struct target *target, const struct field *field,
                        const config_setting_t *node)
{
    char *to = (char *)target + field->offset;
    switch (field->type) {
    case FIELD_TEXT:
        return store_text(to, field->size, node);
    case FIELD_QUIETER:
        return store_quieter(target, node);
    case FIELD_BOOL: {
        const bool value = config_setting_get_bool(node) != 0;
        memcpy(to, &value, sizeof value);
        return config_setting_type(node) == CONFIG_TYPE_BOOL;
    }
    default: {
        const double number = conf_tree_is_number(node) ? conf_tree_number(node) : (double)NAN;
        const float value = (float)number;
        memcpy(to, &value, sizeof value);
        return number >= field->min && number <= field->max;
    }
    }
}

static void warn_wrong(const struct load *load, const config_setting_t *node,
                       const struct field *field)
{
    char problem[160] = "";
    if (field->type == FIELD_NUMBER)
        snprintf(problem, sizeof problem, _("must be from %g to %g"), field->min, field->max);
    else if (field->type == FIELD_BOOL)
        snprintf(problem, sizeof problem, "%s", _("must be true or false"));
    else if (field->type == FIELD_TEXT)
        snprintf(problem, sizeof problem, _("must be a text of at most %zu bytes"), field->size - 1);
    for (int i = 0; field->type == FIELD_QUIETER && i < TARGET_QUIETER; i++) {
        const size_t used = strlen(problem);
        snprintf(problem + used, sizeof problem - used, "%s%s", i ? ", " : _("must be one of "),
                 target_quieter_names[i]);
    }
    warn_row(load, node, field->name, problem);
}

static bool read_row(const struct load *load, const config_setting_t *row, struct target *target)
{
    bool good = true;
    *target = (struct target){
        .short_term_max_lufs = NAN,
        .line = config_setting_source_line(row),
    };
    if (!config_setting_is_group(row)) {
        warn_row(load, row, "targets", _("must be a list of groups"));
        return false;
    }
    for (int i = 0; i < FIELDS; i++) {
        const config_setting_t *node = config_setting_get_member(row, fields[i].name);
        if (!node && fields[i].required) {
            warn_row(load, row, fields[i].name, _("is missing"));
            good = false;
        } else if (node && !store_field(target, &fields[i], node)) {
            warn_wrong(load, node, &fields[i]);
            good = false;
        }
    }
    if (target->quieter == TARGET_LEAVES && target->turns_up)
        target->quieter = TARGET_RAISES;
    target->turns_up = target->quieter == TARGET_RAISES;
    return good;
}

static void warn_unknown_field(const struct load *load, const config_setting_t *node)
{
    const char *name = config_setting_name(node);
    struct text_nearest nearest = {.wanted = name};
    char text[PATHS_MAX + 256];
    for (int i = 0; i < FIELDS; i++) {
        if (strcmp(fields[i].name, name) == 0)
            return;
        text_nearest_offer(&nearest, fields[i].name);
    }
    const char *best = text_nearest_best(&nearest);
    if (best)
        snprintf(text, sizeof text, _("%s:%u: a target has no '%s'; did you mean '%s'?"),
                 load->path, config_setting_source_line(node), name, best);
    else
        snprintf(text, sizeof text, _("%s:%u: a target has no '%s'"), load->path,
                 config_setting_source_line(node), name);
    load->warn(text);
}

static void warn_unknown_fields(const struct load *load, const config_setting_t *row)
{
    for (int i = 0; config_setting_is_group(row) && i < config_setting_length(row); i++)
        warn_unknown_field(load, config_setting_get_elem(row, (unsigned)i));
}

static void warn_unknown_lists(const struct load *load, const config_setting_t *root)
{
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *node = config_setting_get_elem(root, (unsigned)i);
        char text[PATHS_MAX + 256];
        if (strcmp(config_setting_name(node), "targets") == 0)
            continue;
        snprintf(text, sizeof text, _("%s:%u: there is no '%.40s'"), load->path,
                 config_setting_source_line(node), config_setting_name(node));
        load->warn(text);
    }
}

static void add_row(const struct load *load, const config_setting_t *row)
{
    struct targets *targets = load->targets;
    struct target target;
    warn_unknown_fields(load, row);
    if (!read_row(load, row, &target))
        return;
    size_t place = 0;
    while (place < targets->count && strcmp(targets->rows[place].name, target.name) != 0)
        place++;
    if (place == TARGETS_MAX) {
        warn_row(load, row, target.name, _("is one too many"));
        return;
    }
    targets->rows[place] = target;
    if (place == targets->count)
        targets->count++;
}

static void read_file(struct targets *targets, const char *path, bool may_be_missing,
                      void (*warn)(const char *text))
{
    const struct load load = {targets, path, warn};
    struct error error;
    config_t tree;
    config_init(&tree);
    if (conf_tree_parse(&tree, path, &error)) {
        const config_setting_t *list = config_lookup(&tree, "targets");
        warn_unknown_lists(&load, config_root_setting(&tree));
        if (!list || !config_setting_is_list(list)) {
            warn_row(&load, config_root_setting(&tree), "targets", _("must be a list of groups"));
        } else {
            for (int i = 0; i < config_setting_length(list); i++)
                add_row(&load, config_setting_get_elem(list, (unsigned)i));
        }
    } else if (!may_be_missing || error.status != STATUS_NOT_FOUND) {
        warn(error.text);
    }
    config_destroy(&tree);
}

void targets_read_file(struct targets *targets, const char *path, void (*warn)(const char *text))
{
    read_file(targets, path, false, warn);
}

void targets_load(struct targets *targets, void (*warn)(const char *text))
{
    char path[PATHS_MAX];
    targets->count = 0;
    paths_data_file("targets.conf", path);
    read_file(targets, path, false, warn);
    if (targets->count == 0) {
        warn(_("no delivery targets: only EBU R 128 is offered"));
        targets->rows[targets->count++] = built_in;
    }
    if (paths_config_file("targets.conf", path))
        read_file(targets, path, true, warn);
}

const struct target *targets_find(const struct targets *targets, const char *name)
{
    for (size_t i = 0; i < targets->count; i++)
        if (strcmp(targets->rows[i].name, name) == 0)
            return &targets->rows[i];
    return NULL;
}

enum status targets_check(const struct targets *targets, const char *name, struct error *error)
{
    if (targets_find(targets, name))
        return STATUS_OK;
    struct text_nearest nearest = {.wanted = name};
    char names[sizeof error->text / 2] = "";
    size_t used = 0;
    for (size_t i = 0; i < targets->count; i++) {
        text_nearest_offer(&nearest, targets->rows[i].name);
        if (used < sizeof names)
            used += (size_t)snprintf(names + used, sizeof names - used, " %s",
                                     targets->rows[i].name);
    }
    const char *best = text_nearest_best(&nearest);
    if (best)
        return error_set(error, STATUS_USAGE, _("there is no target '%s'; did you mean '%s'?"),
                         name, best);
    return error_set(error, STATUS_USAGE, _("there is no target '%s'; there are:%s"), name, names);
}

const struct target *targets_next(const struct targets *targets, const char *name)
{
    const struct target *current = targets_find(targets, name);
    const size_t next = current ? (size_t)(current - targets->rows) + 1 : 0;
    return &targets->rows[next % targets->count];
}
