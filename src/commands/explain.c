/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/explain.h"

#include "advise/knowledge_live.h"
#include "advise/knowledge_print.h"
#include "base/i18n.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

struct explain {
    struct knowledge *knowledge;
    bool loaded;
    char *text;
    size_t size;
    char rule[RULE_ID_MAX]; /* that `text` is about; "": something else */
    int columns;
};

struct explain *explain_new(void)
{
    return calloc(1, sizeof(struct explain));
}

void explain_free(struct explain *explain)
{
    if (!explain)
        return;
    knowledge_free(explain->knowledge);
    free(explain->text);
    free(explain);
}

static void tell(void *context, const char *text)
{
    (void)context;
    log_write(LOG_WARNING, "%s", text);
}

static const struct knowledge *load(struct explain *explain)
{
    const struct knowledge_teller teller = {.tell = tell};
    if (!explain->loaded)
        explain->knowledge = knowledge_load(&teller);
    explain->loaded = true;
    return explain->knowledge;
}

static FILE *start_text(struct explain *explain)
{
    free(explain->text);
    explain->text = NULL;
    explain->rule[0] = '\0';
    return open_memstream(&explain->text, &explain->size);
}

static const char *end_text(struct explain *explain, FILE *out)
{
    if (fclose(out) == 0 && explain->text && explain->size > 0)
        return explain->text;
    return NULL;
}

const char *explain_rule(struct explain *explain, const char *rule, int columns)
{
    if (explain->text && strcmp(explain->rule, rule) == 0 && explain->columns == columns)
        return explain->text;
    const struct knowledge *knowledge = load(explain);
    const struct knowledge_entry *entry
        = knowledge ? knowledge_find(knowledge, KNOWLEDGE_ADVICE, rule) : NULL;
    FILE *out = entry ? start_text(explain) : NULL;
    if (!out)
        return NULL;
    knowledge_print_entry(out, knowledge, entry, columns);
    snprintf(explain->rule, sizeof explain->rule, "%s", rule);
    explain->columns = columns;
    return end_text(explain, out);
}

const char *explain_title(struct explain *explain, const char *rule)
{
    const struct knowledge *knowledge = load(explain);
    const struct knowledge_entry *entry
        = knowledge ? knowledge_find(knowledge, KNOWLEDGE_ADVICE, rule) : NULL;
    return entry ? _(entry->title) : rule;
}

const char *explain_walks(struct explain *explain, const struct snapshot *snapshot,
                          const struct track_reading *track, const struct target *target,
                          int columns)
{
    struct knowledge_step steps[KNOWLEDGE_NODES_MAX];
    const struct metric_view view = {.snapshot = snapshot,
                                     .track = track,
                                     .target = target,
                                     .heard_s = snapshot->advice.heard_s};
    const struct knowledge *knowledge = load(explain);
    FILE *out = knowledge ? start_text(explain) : NULL;
    if (!out)
        return NULL;
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct knowledge_entry *entry = knowledge_at(knowledge, i);
        if (entry->kind != KNOWLEDGE_TREE)
            continue;
        const size_t n = knowledge_live_walk(entry, &view, steps);
        fprintf(out, "%s\n", _(entry->title));
        knowledge_print_walk(out, knowledge, steps, n, columns);
        fputc('\n', out);
    }
    return end_text(explain, out);
}
