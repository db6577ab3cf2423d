/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_read.h"

#include "advise/knowledge_kinds.h"
#include "advise/knowledge_walk.h"
#include "base/conf_tree.h"
#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

static const char *text_of(const config_setting_t *group, const char *name)
{
    const char *text = NULL;
    return name && config_setting_lookup_string(group, name, &text) && text ? text : "";
}

static void read_words(const config_setting_t *group, const char *name,
                       const char *words[KNOWLEDGE_WORDS_MAX + 1], struct schema_report *report)
{
    const config_setting_t *list = config_setting_get_member(group, name);
    const int count = list ? config_setting_length(list) : 0;
    for (int i = 0; i < count && i < KNOWLEDGE_WORDS_MAX; i++)
        words[i] = config_setting_get_string_elem(list, i);
    if (count > KNOWLEDGE_WORDS_MAX)
        schema_tell(report, list, _("%s has more than %d"), name, KNOWLEDGE_WORDS_MAX);
}

static void read_fact(const config_setting_t *group, struct schema_report *report,
                      struct knowledge_fact *fact)
{
    fact->about = text_of(group, "about");
    fact->label = text_of(group, "label");
    fact->effect = text_of(group, "effect");
    fact->source = text_of(group, "source");
    fact->date = text_of(group, "date");
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *node = config_setting_get_elem(group, (unsigned)i);
        struct knowledge_value value = {.name = config_setting_name(node)};
        const struct schema parameters = {knowledge_parameters, NULL};
        const struct schema_field *field = schema_find(&parameters, value.name);
        if (!field || !schema_read_range(node, &value.low, &value.high))
            continue;
        if (fact->n_values == KNOWLEDGE_VALUES_MAX) {
            schema_tell(report, node, _("more than %d numbers in one group"), KNOWLEDGE_VALUES_MAX);
            return;
        }
        value.label = knowledge_parameter_label(value.name);
        value.unit = field->unit ? field->unit : "";
        fact->values[fact->n_values++] = value;
    }
}

static bool read_facts(const config_setting_t *group, const char *name,
                       struct schema_report *report, struct knowledge_entry *entry)
{
    const config_setting_t *list = name ? config_setting_get_member(group, name) : NULL;
    const int count = list ? config_setting_length(list) : 0;
    if (count == 0)
        return true;
    entry->facts = calloc((size_t)count, sizeof *entry->facts);
    if (!entry->facts)
        return false;
    for (int i = 0; i < count; i++)
        read_fact(config_setting_get_elem(list, (unsigned)i), report, &entry->facts[i]);
    entry->n_facts = (size_t)count;
    return true;
}

static int find_node(const config_setting_t *list, const config_setting_t *node, const char *branch,
                     struct schema_report *report)
{
    const char *name = text_of(node, branch);
    if (!*name)
        return KNOWLEDGE_NOWHERE;
    for (int i = 0; i < config_setting_length(list); i++)
        if (strcmp(text_of(config_setting_get_elem(list, (unsigned)i), "name"), name) == 0)
            return i;
    schema_tell(report, node, _("%s: there is no node '%s'"), branch, name);
    return KNOWLEDGE_NOWHERE;
}

static void check_node(const config_setting_t *group, const struct knowledge_node *node,
                       struct schema_report *report)
{
    static const char *const asking[] = {"metric", "compare", "threshold", "yes", "no", "source"};
    const int ways = (*node->ask != 0) + (*node->say != 0) + (*node->advice != 0);
    if (ways != 1)
        schema_tell(report, group, _("a node has one of these: ask, say, advice"));
    for (size_t i = 0; *node->ask && i < sizeof asking / sizeof asking[0]; i++)
        if (!config_setting_get_member(group, asking[i]))
            schema_tell(report, group, _("%s is missing"), asking[i]);
}

static void read_node(const config_setting_t *list, const config_setting_t *group,
                      struct schema_report *report, struct knowledge_node *node)
{
    const config_setting_t *threshold = config_setting_get_member(group, "threshold");
    *node = (struct knowledge_node){
        .name = text_of(group, "name"),
        .ask = text_of(group, "ask"),
        .say = text_of(group, "say"),
        .advice = text_of(group, "advice"),
        .metric = text_of(group, "metric"),
        .compare = text_of(group, "compare"),
        .threshold = threshold ? conf_tree_number(threshold) : 0,
        .unit = text_of(group, "unit"),
        .source = text_of(group, "source"),
        .date = text_of(group, "date"),
        .yes = find_node(list, group, "yes", report),
        .no = find_node(list, group, "no", report),
        .unknown = find_node(list, group, "unknown", report),
    };
    check_node(group, node, report);
}

static bool read_nodes(const config_setting_t *group, struct schema_report *report,
                       struct knowledge_entry *entry)
{
    const config_setting_t *list = config_setting_get_member(group, "nodes");
    const int count = list ? config_setting_length(list) : 0;
    const unsigned before = report->problems;
    if (count == 0 || count > KNOWLEDGE_NODES_MAX) {
        schema_tell(report, group, _("a tree has 1 to %d nodes"), KNOWLEDGE_NODES_MAX);
        return true;
    }
    entry->nodes = calloc((size_t)count, sizeof *entry->nodes);
    if (!entry->nodes)
        return false;
    entry->n_nodes = (size_t)count;
    for (int i = 0; i < count; i++)
        read_node(list, config_setting_get_elem(list, (unsigned)i), report, &entry->nodes[i]);
    if (report->problems == before && !knowledge_walk_ends(entry->nodes, entry->n_nodes))
        schema_tell(report, group, _("the branches of this tree lead round and round"));
    return true;
}

bool knowledge_read_entry(enum knowledge_kind kind, const config_setting_t *group,
                          struct schema_report *report, struct knowledge_entry *entry)
{
    const struct knowledge_kind_info *info = &knowledge_kinds[kind];
    const unsigned before = report->problems;
    if (!schema_check(info->schema, group, report))
        return false;
    *entry = (struct knowledge_entry){
        .kind = kind,
        .id = text_of(group, "id"),
        .title = text_of(group, "title"),
        .text = text_of(group, "text"),
        .more = text_of(group, info->more),
        .rarely = text_of(group, "rarely"),
        .group = text_of(group, info->group),
        .source = text_of(group, "source"),
        .date = text_of(group, "date"),
        .path = report->path,
        .line = config_setting_source_line(group),
    };
    read_words(group, "see", entry->see, report);
    read_words(group, "plugins", entry->plugins, report);
    const bool good = read_facts(group, info->facts, report, entry) &&
                      (kind != KNOWLEDGE_TREE || read_nodes(group, report, entry));
    if (good && report->problems == before)
        return true;
    knowledge_read_free(entry);
    return false;
}

void knowledge_read_free(struct knowledge_entry *entry)
{
    free(entry->facts);
    free(entry->nodes);
    entry->facts = NULL;
    entry->nodes = NULL;
    entry->n_facts = entry->n_nodes = 0;
}
