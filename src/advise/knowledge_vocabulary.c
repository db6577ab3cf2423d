/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_vocabulary.h"

#include "advise/knowledge_words.h"
#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LANGUAGE(name) {name, SCHEMA_WORDS, false, 0, 0, NULL, NULL, NULL}
#define LANGUAGES LANGUAGE("en"), LANGUAGE("de"), LANGUAGE("es"), LANGUAGE("fr"), LANGUAGE("ja")

static const struct schema_field row_fields[] = {
    {"entry", SCHEMA_WORD, true, 0, 0, NULL, NULL, NULL}, LANGUAGES, {0}};
static const struct schema row_schema = {row_fields, NULL};

static const struct schema_field noise_fields[] = {LANGUAGES, {0}};
static const struct schema noise_schema = {noise_fields, NULL};

static void add_group(struct vocabulary *vocabulary, const struct vocabulary_group *group)
{
    struct vocabulary_group *groups =
        realloc(vocabulary->groups, (vocabulary->n_groups + 1) * sizeof *groups);
    if (!groups)
        return;
    vocabulary->groups = groups;
    groups[vocabulary->n_groups++] = *group;
}

static void add_noise_word(struct vocabulary *vocabulary, const char *word)
{
    char **noise = realloc(vocabulary->noise, (vocabulary->n_noise + 1) * sizeof *noise);
    if (!noise)
        return;
    vocabulary->noise = noise;
    if ((noise[vocabulary->n_noise] = strdup(word)))
        vocabulary->n_noise++;
}

static void read_row(struct vocabulary *vocabulary, const config_setting_t *row,
                     struct schema_report *report)
{
    const char *entry = config_setting_get_string(config_setting_get_member(row, "entry"));
    const char *slash = strchr(entry, '/');
    char kind[32] = "";
    if (slash)
        snprintf(kind, sizeof kind, "%.*s", (int)(slash - entry), entry);
    struct vocabulary_group group = {.kind = knowledge_kind_from_name(kind),
                                     .id = slash ? slash + 1 : "",
                                     .path = report->path,
                                     .line = config_setting_source_line(row)};
    if (group.kind == KNOWLEDGE_KINDS) {
        schema_tell(report, row, _("entry: '%s' is no kind/id"), entry);
        return;
    }
    for (int i = 0; i < config_setting_length(row); i++) {
        group.phrases = config_setting_get_elem(row, (unsigned)i);
        if (config_setting_is_aggregate(group.phrases))
            add_group(vocabulary, &group);
    }
}

static void read_noise(struct vocabulary *vocabulary, const config_setting_t *row)
{
    for (int i = 0; i < config_setting_length(row); i++) {
        const config_setting_t *language = config_setting_get_elem(row, (unsigned)i);
        for (int k = 0; k < config_setting_length(language); k++) {
            struct knowledge_words words = {.rest = config_setting_get_string_elem(language, k)};
            char word[KNOWLEDGE_WORD_MAX];
            while (knowledge_words_next(&words, word))
                add_noise_word(vocabulary, word);
        }
    }
}

bool vocabulary_read(struct vocabulary *vocabulary, const config_setting_t *list,
                     struct schema_report *report)
{
    const char *name = config_setting_name(list);
    const bool noise = strcmp(name, "noise") == 0;
    if (!noise && strcmp(name, "words") != 0)
        return false;
    if (!config_setting_is_list(list)) {
        schema_tell(report, list, _("%s must be a list of groups: ( { .. }, { .. } )"), name);
        return true;
    }
    for (int i = 0; i < config_setting_length(list); i++) {
        const config_setting_t *row = config_setting_get_elem(list, (unsigned)i);
        if (!schema_check(noise ? &noise_schema : &row_schema, row, report))
            continue;
        if (noise)
            read_noise(vocabulary, row);
        else
            read_row(vocabulary, row, report);
    }
    return true;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void vocabulary_sort(struct vocabulary *vocabulary)
{
    if (vocabulary->n_noise > 0)
        qsort(vocabulary->noise, vocabulary->n_noise, sizeof *vocabulary->noise, compare);
}

bool vocabulary_is_noise(const struct vocabulary *vocabulary, const char *word)
{
    return vocabulary->n_noise > 0 && bsearch(&word, vocabulary->noise, vocabulary->n_noise,
                                              sizeof *vocabulary->noise, compare);
}

void vocabulary_free(struct vocabulary *vocabulary)
{
    for (size_t i = 0; i < vocabulary->n_noise; i++)
        free(vocabulary->noise[i]);
    free(vocabulary->noise);
    free(vocabulary->groups);
    *vocabulary = (struct vocabulary){0};
}
