/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/corridor.h"

#include "advise/knowledge_schema.h"
#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static const float level_from_hz = 150.0F, level_to_hz = 3200.0F;
static const float lengths_min = 0.05F, lengths_max = 10.0F;
static const char any_name[] = "any";

static const char *const fields[] = {"name", "centre_db", "tolerance_db", "source", NULL};
static const char *const top_fields[] = {"correlation_octaves", "alone", "source", "genres", "roles",
                                         NULL};

static void read_bands(const config_setting_t *group, const char *name, float low, float high,
                       bool is_db, float *to, struct schema_report *report)
{
    const config_setting_t *node = config_setting_get_member(group, name);
    if (!node || config_setting_length(node) != THIRD_OCTAVES) {
        schema_tell(report, node ? node : group,
                    _("%s must hold %d numbers, one a third octave from 20 Hz on"), name,
                    THIRD_OCTAVES);
        return;
    }
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const config_setting_t *number = config_setting_get_elem(node, (unsigned)i);
        to[i] = conf_tree_is_number(number) ? (float)conf_tree_number(number) : NAN;
        if (to[i] >= low && to[i] <= high)
            continue;
        if (is_db)
            schema_tell(report, node, _("%s must be from %g to %g dB"), name, (double)low,
                        (double)high);
        else
            schema_tell(report, node, _("%s must be from %g to %g"), name, (double)low, (double)high);
        return;
    }
}

/* Where the corridor of that name is kept; NULL: no such genre or role. */
static struct corridor *place_of(struct corridors *corridors, const char *name, bool roles,
                                 struct text_nearest *nearest)
{
    const int count = roles ? (int)ROLES : (int)GENRES;
    const char *const *const names = roles ? role_names : genre_names;
    nearest->wanted = name;
    if (!roles && strcmp(name, any_name) == 0)
        return &corridors->any;
    for (int i = roles ? 1 : 0; i < count; i++) {
        if (strcmp(names[i], name) == 0)
            return roles ? &corridors->roles[i] : &corridors->genres[i];
        text_nearest_offer(nearest, names[i]);
    }
    return NULL;
}

static struct corridor *place_or_told(struct corridors *corridors, const config_setting_t *group,
                                      bool roles, struct schema_report *report)
{
    const char *name = NULL;
    struct text_nearest nearest = {0};
    if (!config_setting_lookup_string(group, "name", &name)) {
        schema_tell(report, group, "%s", _("a corridor must be a group with a name"));
        return NULL;
    }
    struct corridor *const place = place_of(corridors, name, roles, &nearest);
    const char *best = place ? NULL : text_nearest_best(&nearest);
    if (best)
        schema_tell(report, group, _("there is no '%.40s'; did you mean '%s'?"), name, best);
    else if (!place)
        schema_tell(report, group, _("there is no '%.40s'"), name);
    return place;
}

static void read_corridor(struct corridors *corridors, const config_setting_t *group, bool roles,
                          struct schema_report *report)
{
    const unsigned before = report->problems;
    const char *source = NULL;
    struct corridor fresh = {.known = true};
    if (!config_setting_is_group(group)) {
        schema_tell(report, group, "%s", _("a corridor must be a group with a name"));
        return;
    }
    struct corridor *const place = place_or_told(corridors, group, roles, report);
    if (!config_setting_lookup_string(group, "source", &source) || !*source)
        schema_tell(report, group, "%s", _("a corridor must have a source"));
    schema_check_names(group, fields, report);
    read_bands(group, "centre_db", -120.0F, 60.0F, true, fresh.centre_db, report);
    read_bands(group, "tolerance_db", 0.5F, 40.0F, true, fresh.tolerance_db, report);
    if (report->problems == before)
        *place = fresh;
}

static void read_list(struct corridors *corridors, const config_setting_t *root, const char *key,
                      struct schema_report *report)
{
    const config_setting_t *list = config_setting_get_member(root, key);
    if (list && !config_setting_is_list(list)) {
        schema_tell(report, list, "%s", _("must be a list of groups"));
        return;
    }
    for (int i = 0; list && i < config_setting_length(list); i++)
        read_corridor(corridors, config_setting_get_elem(list, (unsigned)i),
                      strcmp(key, "roles") == 0, report);
}

static void read_number(const config_setting_t *root, const char *key, float low, float high,
                        float *to, struct schema_report *report)
{
    const config_setting_t *node = config_setting_get_member(root, key);
    if (!node)
        return;
    const double value = conf_tree_is_number(node) ? conf_tree_number(node) : (double)NAN;
    if (value >= (double)low && value <= (double)high)
        *to = (float)value;
    else
        schema_tell(report, node, _("%s must be from %g to %g"), key, (double)low, (double)high);
}

/* One number for all bands, or one each. */
static void read_lengths(struct corridors *corridors, const config_setting_t *root,
                         struct schema_report *report)
{
    static const char key[] = "correlation_octaves";
    const config_setting_t *node = config_setting_get_member(root, key);
    float *const lengths = corridors->correlation_octaves;
    float length = NAN;
    if (node && !conf_tree_is_number(node)) {
        read_bands(root, key, lengths_min, lengths_max, false, lengths, report);
        return;
    }
    read_number(root, key, lengths_min, lengths_max, &length, report);
    for (int i = 0; i < THIRD_OCTAVES && isfinite(length); i++)
        lengths[i] = length;
}

static enum status read_file(struct corridors *corridors, struct schema_report *report)
{
    config_t tree;
    config_init(&tree);
    const enum status status = schema_parse(&tree, report);
    if (status == STATUS_OK) {
        const config_setting_t *root = config_root_setting(&tree);
        schema_check_names(root, top_fields, report);
        read_lengths(corridors, root, report);
        read_number(root, "alone", 0.001F, 1.0F, &corridors->alone, report);
        read_list(corridors, root, "genres", report);
        read_list(corridors, root, "roles", report);
    }
    config_destroy(&tree);
    return status == STATUS_OK && report->problems > 0 ? STATUS_USAGE : status;
}

enum status corridors_read(struct corridors *corridors, const char *path, struct error *error)
{
    struct error first = {.status = STATUS_OK};
    struct schema_report report = {path, schema_keep, &first, 0};
    first.status = read_file(corridors, &report);
    if (first.status != STATUS_OK && error)
        *error = first;
    return first.status;
}

unsigned corridors_check(struct corridors *corridors, const char *path,
                         void (*tell)(void *context, const char *text), void *context)
{
    struct schema_report report = {path, tell, context, 0};
    read_file(corridors, &report);
    return report.problems;
}

enum status corridors_load(struct corridors *corridors, struct error *error)
{
    struct error own;
    char path[PATHS_MAX];
    *corridors = (struct corridors){.alone = 0.02F};
    for (int i = 0; i < THIRD_OCTAVES; i++)
        corridors->correlation_octaves[i] = 1.0F;
    paths_data_file("knowledge/corridors.conf", path);
    const enum status status = corridors_read(corridors, path, error);
    if (status != STATUS_OK || !paths_config_file("corridors.conf", path) ||
        access(path, F_OK) != 0)
        return status;
    const struct corridors shipped = *corridors;
    const enum status added = corridors_read(corridors, path, &own);
    if (added != STATUS_OK && added != STATUS_NOT_FOUND) {
        log_write(LOG_WARNING, _("%s; your own corridors are left out"), own.text);
        *corridors = shipped;
    }
    return STATUS_OK;
}

static void add_mean(struct corridor *blend, const struct corridor *one, float share)
{
    for (int i = 0; i < THIRD_OCTAVES; i++)
        blend->centre_db[i] += share * one->centre_db[i];
}

static void add_spread(struct corridor *blend, const struct corridor *one, float share)
{
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const float away = one->centre_db[i] - blend->centre_db[i];
        blend->tolerance_db[i] +=
            share * (one->tolerance_db[i] * one->tolerance_db[i] + away * away);
    }
}

void corridor_blend(const struct corridors *corridors, const float *genres, struct corridor *blend)
{
    float rest = 1.0F;
    *blend = (struct corridor){.known = corridors->any.known};
    for (int g = 0; g < GENRES; g++)
        if (corridors->genres[g].known) {
            rest -= genres[g];
            add_mean(blend, &corridors->genres[g], genres[g]);
        }
    rest = fmaxf(rest, 0.0F);
    add_mean(blend, &corridors->any, rest);
    add_spread(blend, &corridors->any, rest);
    for (int g = 0; g < GENRES; g++)
        if (corridors->genres[g].known)
            add_spread(blend, &corridors->genres[g], genres[g]);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        blend->tolerance_db[i] = sqrtf(blend->tolerance_db[i]);
}

float corridor_level_db(const float *third_db)
{
    float sum = 0.0F, count = 0.0F;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        if (third_octave_nominal_hz[i] >= level_from_hz &&
            third_octave_nominal_hz[i] <= level_to_hz && isfinite(third_db[i])) {
            sum += third_db[i];
            count += 1.0F;
        }
    return count > 0.0F ? sum / count : NAN;
}
