/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge.h"

#include "advise/knowledge_check.h"
#include "advise/knowledge_files.h"
#include "advise/knowledge_kinds.h"
#include "advise/knowledge_read.h"
#include "advise/knowledge_tables.h"
#include "advise/knowledge_targets.h"
#include "advise/knowledge_vocabulary.h"
#include "base/conf_tree.h"
#include "base/i18n.h"
#include "base/paths.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The entries point into it. */
struct source {
    config_t tree;
    char *path;
};

struct knowledge {
    struct knowledge_entry *entries; /* by kind */
    size_t count, room;
    struct source **sources;
    size_t n_sources;
    struct targets *targets;
    struct vocabulary vocabulary;
};

static struct source *add_source(struct knowledge *knowledge, const char *path)
{
    struct source **sources =
        realloc(knowledge->sources, (knowledge->n_sources + 1) * sizeof *sources);
    if (!sources)
        return NULL;
    knowledge->sources = sources;
    struct source *source = calloc(1, sizeof *source);
    if (source && !(source->path = strdup(path))) {
        free(source);
        source = NULL;
    }
    if (!source)
        return NULL;
    config_init(&source->tree);
    return sources[knowledge->n_sources++] = source;
}

static struct knowledge_entry *find(const struct knowledge *knowledge, enum knowledge_kind kind,
                                    const char *id)
{
    for (size_t i = 0; i < knowledge->count; i++)
        if (knowledge->entries[i].kind == kind && strcmp(knowledge->entries[i].id, id) == 0)
            return &knowledge->entries[i];
    return NULL;
}

/* Takes the entry over: in place of the one that it replaces, else behind the last of its kind. */
static bool put_entry(struct knowledge *knowledge, const struct knowledge_entry *entry)
{
    struct knowledge_entry *old = find(knowledge, entry->kind, entry->id);
    if (old) {
        knowledge_read_free(old);
        *old = *entry;
        return true;
    }
    if (knowledge->count == knowledge->room) {
        const size_t room = knowledge->room ? 2 * knowledge->room : 128;
        struct knowledge_entry *entries = realloc(knowledge->entries, room * sizeof *entries);
        if (!entries)
            return false;
        knowledge->entries = entries;
        knowledge->room = room;
    }
    size_t place = knowledge->count;
    while (place > 0 && knowledge->entries[place - 1].kind > entry->kind)
        place--;
    memmove(&knowledge->entries[place + 1], &knowledge->entries[place],
            (knowledge->count - place) * sizeof *entry);
    knowledge->entries[place] = *entry;
    knowledge->count++;
    return true;
}

static void read_list(struct knowledge *knowledge, enum knowledge_kind kind,
                      const config_setting_t *list, struct schema_report *report)
{
    if (!config_setting_is_list(list)) {
        schema_tell(report, list, _("%s must be a list of groups: ( { .. }, { .. } )"),
                    config_setting_name(list));
        return;
    }
    for (int i = 0; i < config_setting_length(list); i++) {
        const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
        struct knowledge_entry entry;
        if (!knowledge_read_entry(kind, group, report, &entry))
            continue;
        const struct knowledge_entry *twin = find(knowledge, kind, entry.id);
        if (twin && twin->path == entry.path)
            schema_tell(report, group, _("'%s' is in line %u already"), entry.id, twin->line);
        if (!put_entry(knowledge, &entry))
            knowledge_read_free(&entry);
    }
}

static void tell_unknown_list(const config_setting_t *node, struct schema_report *report)
{
    struct text_nearest nearest = {.wanted = config_setting_name(node)};
    for (int kind = 0; kind < KNOWLEDGE_KINDS; kind++)
        if (knowledge_kinds[kind].list)
            text_nearest_offer(&nearest, knowledge_kinds[kind].list);
    text_nearest_offer(&nearest, "words");
    text_nearest_offer(&nearest, "noise");
    const char *best = text_nearest_best(&nearest);
    if (best)
        schema_tell(report, node, _("'%s' is not known here; did you mean '%s'?"), nearest.wanted,
                    best);
    else
        schema_tell(report, node, _("'%s' is not known here"), nearest.wanted);
}

static void read_tree(struct knowledge *knowledge, const config_setting_t *root,
                      struct schema_report *report)
{
    for (int i = 0; i < config_setting_length(root); i++) {
        const config_setting_t *list = config_setting_get_elem(root, (unsigned)i);
        int kind = 0;
        while (kind < KNOWLEDGE_KINDS &&
               (!knowledge_kinds[kind].list ||
                strcmp(knowledge_kinds[kind].list, config_setting_name(list)) != 0))
            kind++;
        if (kind < KNOWLEDGE_KINDS)
            read_list(knowledge, (enum knowledge_kind)kind, list, report);
        else if (!vocabulary_read(&knowledge->vocabulary, list, report))
            tell_unknown_list(list, report);
    }
}

unsigned knowledge_add_file(struct knowledge *knowledge, const char *path,
                            const struct knowledge_teller *teller)
{
    struct source *source = add_source(knowledge, path);
    struct error error;
    if (!source) {
        teller->tell(teller->context, _("not enough memory"));
        return 1;
    }
    struct schema_report report = {source->path, teller->tell, teller->context, 0};
    if (conf_tree_parse(&source->tree, path, &error)) {
        read_tree(knowledge, config_root_setting(&source->tree), &report);
    } else {
        teller->tell(teller->context, error.text);
        report.problems++;
    }
    vocabulary_sort(&knowledge->vocabulary);
    return report.problems;
}

static void add_files(struct knowledge *knowledge, const struct knowledge_teller *teller)
{
    struct knowledge_files files;
    bool shipped = false;
    if (!knowledge_files_find(&files, "*.conf")) {
        teller->tell(teller->context, _("not enough memory"));
        return;
    }
    for (size_t i = 0; i < files.count; i++) {
        shipped = shipped || files.rows[i].shipped;
        if (!knowledge_checker_find(files.rows[i].path))
            knowledge_add_file(knowledge, files.rows[i].path, teller);
    }
    if (!shipped)
        teller->tell(teller->context, _("the files of the knowledge are missing: install sideman "
                                        "anew, or set SIDEMAN_DATA_DIR"));
    knowledge_files_free(&files);
}

typedef bool make_entry(const config_setting_t *group, const char *title,
                        struct knowledge_entry *entry);

static void add_rows(struct knowledge *knowledge, const struct source *source, const char *list_name,
                     const char *id_name, make_entry *make)
{
    const config_setting_t *list = config_lookup(&source->tree, list_name);
    for (int i = 0; list && config_setting_is_list(list) && i < config_setting_length(list); i++) {
        const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
        const char *id = NULL;
        struct knowledge_entry entry;
        if (!config_setting_is_group(group) || !config_setting_lookup_string(group, id_name, &id))
            continue;
        const struct knowledge_entry *role = find(knowledge, KNOWLEDGE_ROLE, id);
        if (!make(group, role ? role->title : NULL, &entry))
            continue;
        entry.path = source->path;
        if (!put_entry(knowledge, &entry))
            knowledge_read_free(&entry);
    }
}

/* What is wrong in them is told by who judges by them. */
static void add_table(struct knowledge *knowledge, const char *path)
{
    struct source *source = access(path, F_OK) == 0 ? add_source(knowledge, path) : NULL;
    if (!source || !conf_tree_parse(&source->tree, path, NULL))
        return;
    add_rows(knowledge, source, "levels", "role", knowledge_tables_level);
    add_rows(knowledge, source, "genres", "name", knowledge_tables_corridor);
    add_rows(knowledge, source, "roles", "name", knowledge_tables_corridor);
}

static void add_tables(struct knowledge *knowledge)
{
    static const char *const names[] = {"levels.conf", "corridors.conf"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[PATHS_MAX], shipped[64];
        snprintf(shipped, sizeof shipped, "knowledge/%s", names[i]);
        if (paths_data_file(shipped, path))
            add_table(knowledge, path);
        if (paths_config_file(names[i], path))
            add_table(knowledge, path);
    }
}

struct knowledge *knowledge_load(const struct knowledge_teller *teller)
{
    struct knowledge *knowledge = calloc(1, sizeof *knowledge);
    struct knowledge_entry entry;
    if (!knowledge || !(knowledge->targets = calloc(1, sizeof *knowledge->targets))) {
        free(knowledge);
        return NULL;
    }
    add_files(knowledge, teller);
    add_tables(knowledge);
    targets_load(knowledge->targets, knowledge_targets_mute);
    for (size_t i = 0; i < knowledge->targets->count; i++)
        if (knowledge_targets_entry(&knowledge->targets->rows[i], &entry) &&
            !put_entry(knowledge, &entry))
            knowledge_read_free(&entry);
    return knowledge;
}

void knowledge_free(struct knowledge *knowledge)
{
    if (!knowledge)
        return;
    vocabulary_free(&knowledge->vocabulary);
    for (size_t i = 0; i < knowledge->count; i++)
        knowledge_read_free(&knowledge->entries[i]);
    for (size_t i = 0; i < knowledge->n_sources; i++) {
        config_destroy(&knowledge->sources[i]->tree);
        free(knowledge->sources[i]->path);
        free(knowledge->sources[i]);
    }
    free(knowledge->sources);
    free(knowledge->entries);
    free(knowledge->targets);
    free(knowledge);
}

size_t knowledge_count(const struct knowledge *knowledge)
{
    return knowledge->count;
}

const struct knowledge_entry *knowledge_at(const struct knowledge *knowledge, size_t i)
{
    return &knowledge->entries[i];
}

const struct knowledge_entry *knowledge_find(const struct knowledge *knowledge,
                                             enum knowledge_kind kind, const char *id)
{
    return find(knowledge, kind, id);
}

const struct vocabulary *knowledge_vocabulary(const struct knowledge *knowledge)
{
    return &knowledge->vocabulary;
}
