/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/corridor.h"

#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const float level_from_hz = 150.0F, level_to_hz = 3200.0F;
static const float lengths_min = 0.05F, lengths_max = 10.0F;
static const char any_name[] = "any";

static const char *const fields[] = {"name", "centre_db", "tolerance_db", "source", NULL};
static const char *const top_fields[] = {"correlation_octaves", "alone", "source", "genres", "roles",
                                         NULL};

static enum status wrong(const char *path, const config_setting_t *node, const char *what,
                         struct error *error)
{
    return error_set(error, STATUS_USAGE, "%s:%u: %s", path, config_setting_source_line(node),
                     what);
}

static enum status check_fields(const config_setting_t *group, const char *const *known,
                                const char *path, struct error *error)
{
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
        struct text_nearest nearest = {.wanted = config_setting_name(node)};
        bool found = false;
        for (const char *const *name = known; *name; name++) {
            found = found || strcmp(*name, nearest.wanted) == 0;
            text_nearest_offer(&nearest, *name);
        }
        char what[128];
        const char *best = text_nearest_best(&nearest);
        if (found)
            continue;
        if (best)
            snprintf(what, sizeof what, _("there is no '%.40s'; did you mean '%s'?"),
                     nearest.wanted, best);
        else
            snprintf(what, sizeof what, _("there is no '%.40s'"), nearest.wanted);
        return wrong(path, node, what, error);
    }
    return STATUS_OK;
}

static enum status read_bands(const config_setting_t *group, const char *name, float low,
                              float high, bool is_db, float *to, const char *path,
                              struct error *error)
{
    const config_setting_t *node = config_setting_get_member(group, name);
    char what[128];
    if (!node || config_setting_length(node) != THIRD_OCTAVES) {
        snprintf(what, sizeof what, _("%s must hold %d numbers, one a third octave from 20 Hz on"),
                 name, THIRD_OCTAVES);
        return wrong(path, node ? node : group, what, error);
    }
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const config_setting_t *number = config_setting_get_elem(node, (unsigned)i);
        to[i] = conf_tree_is_number(number) ? (float)conf_tree_number(number) : NAN;
        if (!(to[i] >= low && to[i] <= high)) {
            snprintf(what, sizeof what,
                     is_db ? _("%s must be from %g to %g dB") : _("%s must be from %g to %g"), name,
                     (double)low, (double)high);
            return wrong(path, node, what, error);
        }
    }
    return STATUS_OK;
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

static enum status read_corridor(struct corridors *corridors, const config_setting_t *group,
                                 bool roles, const char *path, struct error *error)
{
    const char *name = NULL, *source = NULL;
    if (!config_setting_is_group(group) || !config_setting_lookup_string(group, "name", &name))
        return wrong(path, group, _("a corridor must be a group with a name"), error);
    if (!config_setting_lookup_string(group, "source", &source) || !*source)
        return wrong(path, group, _("a corridor must have a source"), error);
    struct text_nearest nearest = {0};
    struct corridor fresh = {.known = true};
    struct corridor *const place = place_of(corridors, name, roles, &nearest);
    if (!place) {
        const char *best = text_nearest_best(&nearest);
        char what[128];
        if (best)
            snprintf(what, sizeof what, _("there is no '%.40s'; did you mean '%s'?"), name, best);
        else
            snprintf(what, sizeof what, _("there is no '%.40s'"), name);
        return wrong(path, group, what, error);
    }
    enum status status = check_fields(group, fields, path, error);
    if (status == STATUS_OK)
        status = read_bands(group, "centre_db", -120.0F, 60.0F, true, fresh.centre_db, path, error);
    if (status == STATUS_OK)
        status = read_bands(group, "tolerance_db", 0.5F, 40.0F, true, fresh.tolerance_db, path, error);
    if (status == STATUS_OK)
        *place = fresh;
    return status;
}

static enum status read_list(struct corridors *corridors, const config_setting_t *root,
                             const char *key, const char *path, struct error *error)
{
    const config_setting_t *list = config_setting_get_member(root, key);
    if (!list)
        return STATUS_OK;
    if (!config_setting_is_list(list))
        return wrong(path, list, _("must be a list of groups"), error);
    for (int i = 0; i < config_setting_length(list); i++) {
        const enum status status =
            read_corridor(corridors, config_setting_get_elem(list, (unsigned)i),
                          strcmp(key, "roles") == 0, path, error);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static enum status read_number(const config_setting_t *root, const char *key, float low, float high,
                               float *to, const char *path, struct error *error)
{
    const config_setting_t *node = config_setting_get_member(root, key);
    if (!node)
        return STATUS_OK;
    const double value = conf_tree_is_number(node) ? conf_tree_number(node) : (double)NAN;
    char what[96];
    if (value >= (double)low && value <= (double)high) {
        *to = (float)value;
        return STATUS_OK;
    }
    snprintf(what, sizeof what, _("%s must be from %g to %g"), key, (double)low, (double)high);
    return wrong(path, node, what, error);
}

/* One number for all bands, or one each. */
static enum status read_lengths(struct corridors *corridors, const config_setting_t *root,
                                const char *path, struct error *error)
{
    static const char key[] = "correlation_octaves";
    const config_setting_t *node = config_setting_get_member(root, key);
    float *const lengths = corridors->correlation_octaves;
    float length = NAN;
    if (node && !conf_tree_is_number(node))
        return read_bands(root, key, lengths_min, lengths_max, false, lengths, path, error);
    const enum status status =
        read_number(root, key, lengths_min, lengths_max, &length, path, error);
    for (int i = 0; i < THIRD_OCTAVES && isfinite(length); i++)
        lengths[i] = length;
    return status;
}

static enum status read_tree(struct corridors *corridors, const config_t *tree, const char *path,
                             struct error *error)
{
    const config_setting_t *root = config_root_setting(tree);
    enum status status = check_fields(root, top_fields, path, error);
    if (status == STATUS_OK)
        status = read_lengths(corridors, root, path, error);
    if (status == STATUS_OK)
        status = read_number(root, "alone", 0.001F, 1.0F, &corridors->alone, path, error);
    if (status == STATUS_OK)
        status = read_list(corridors, root, "genres", path, error);
    return status == STATUS_OK ? read_list(corridors, root, "roles", path, error) : status;
}

enum status corridors_read(struct corridors *corridors, const char *path, struct error *error)
{
    config_t tree;
    struct error own;
    config_init(&tree);
    const enum status status = conf_tree_parse(&tree, path, &own)
                                   ? read_tree(corridors, &tree, path, &own)
                                   : own.status;
    config_destroy(&tree);
    if (status != STATUS_OK && error)
        *error = own;
    return status;
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
