/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_tables.h"

#include "advise/knowledge_schema.h"
#include "base/i18n.h"
#include "base/readings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char any_name[] = "any";
static const char level_text[] =
    N_("How loud such a track usually is, and what it adds to the loudness of all while it plays. Faders "
       "are proposed by it.");
static const char corridor_text[] =
    N_("Where third octaves usually lie, against their mean from 150 Hz to 3 kHz; two of three "
       "pieces stay within. Mud, boom, harshness and the like are judged by it.");

static const char *text_of(const config_setting_t *group, const char *name)
{
    const config_setting_t *node = config_setting_get_member(group, name);
    const char *text = node ? config_setting_get_string(node) : NULL;
    return text && !schema_has_control(text) ? text : "";
}

static bool is_role(const char *name)
{
    return strcmp(name, any_name) == 0 || (*name && role_from_name(name) != ROLE_NONE &&
                                           role_from_name(name) < ROLES);
}

static double number_of(const config_setting_t *group, const char *name)
{
    const config_setting_t *node = config_setting_get_member(group, name);
    return node && conf_tree_is_number(node) ? conf_tree_number(node) : (double)NAN;
}

static double element_of(const config_setting_t *list, int index)
{
    const config_setting_t *node = config_setting_get_elem(list, (unsigned)index);
    return node && conf_tree_is_number(node) ? conf_tree_number(node) : (double)NAN;
}

/* To a tenth: what is printed is no more exact. */
static double rounded(double value)
{
    return round(10.0 * value) / 10.0;
}

static bool make_entry(const config_setting_t *group, size_t n_facts, struct knowledge_entry *entry)
{
    *entry = (struct knowledge_entry){
        .more = "", .rarely = "", .group = "", .source = "", .date = "", .path = "",
        .facts = calloc(n_facts, sizeof *entry->facts),
        .n_facts = n_facts,
        .line = config_setting_source_line(group),
    };
    for (size_t i = 0; entry->facts && i < n_facts; i++)
        entry->facts[i] = (struct knowledge_fact){
            .about = "", .label = "", .effect = "",
            .source = text_of(group, "source"), .date = text_of(group, "date"),
        };
    return entry->facts;
}

bool knowledge_tables_level(const config_setting_t *group, const char *title,
                            struct knowledge_entry *entry)
{
    const char *role = text_of(group, "role");
    const double level = number_of(group, "relative_lu"), presence = number_of(group, "presence_db");
    const double soft = number_of(group, "soft_db"), loud = number_of(group, "loud_db");
    if (!(title || is_role(role)) || !isfinite(level + presence + soft + loud) || !make_entry(group, 1, entry))
        return false;
    const struct knowledge_value values[] = {
        {"relative_lu", N_("against the whole"), "LU", level, level},
        {"taste_db", N_("still taste"), "dB", -soft, loud},
        {"presence_db", N_("adds to the loudness"), "dB", presence, presence},
    };
    entry->kind = KNOWLEDGE_LEVEL;
    entry->id = role;
    entry->title = title ? title : N_("Any track");
    entry->text = level_text;
    memcpy(entry->facts[0].values, values, sizeof values);
    entry->facts[0].n_values = sizeof values / sizeof values[0];
    return true;
}

/* The mean over the third octaves of a band. */
static double mean_of(const config_setting_t *thirds, int band)
{
    double sum = 0.0;
    int count = 0;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        if (third_octave_nominal_hz[i] >= band_edges_hz[band] &&
            third_octave_nominal_hz[i] < band_edges_hz[band + 1]) {
            sum += element_of(thirds, i);
            count++;
        }
    return count ? sum / count : (double)NAN;
}

bool knowledge_tables_corridor(const config_setting_t *group, const char *title,
                               struct knowledge_entry *entry)
{
    const char *name = text_of(group, "name");
    const config_setting_t *centre = config_setting_get_member(group, "centre_db");
    const config_setting_t *tolerance = config_setting_get_member(group, "tolerance_db");
    const enum genre genre = genre_from_name(name);
    if (!(is_role(name) || genre < GENRES) || !centre || !tolerance || config_setting_length(centre) != THIRD_OCTAVES ||
        config_setting_length(tolerance) != THIRD_OCTAVES || !make_entry(group, BANDS, entry))
        return false;
    entry->kind = KNOWLEDGE_CORRIDOR;
    entry->id = name;
    entry->title = title ? title : genre < GENRES ? genre_titles[genre] : N_("Any music");
    entry->text = corridor_text;
    for (int b = 0; b < BANDS; b++) {
        const double middle = mean_of(centre, b), around = mean_of(tolerance, b);
        entry->facts[b].label = band_titles[b];
        entry->facts[b].n_values = isfinite(middle + around) ? 1 : 0;
        entry->facts[b].values[0] = (struct knowledge_value){
            "value_db", "", "dB", rounded(middle - around), rounded(middle + around)};
    }
    return true;
}
