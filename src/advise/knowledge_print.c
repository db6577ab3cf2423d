/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_print.h"

#include "advise/metric_titles.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096 };

static const char indent[] = "  ", deep_indent[] = "      ";

/* Every line begins with `prefix`, but for the marks in it, which stand once. */
static void print_indented(FILE *out, const char *text, const char *prefix, int width)
{
    static const char spaces[] = "          ";
    const int columns = text_columns(prefix);
    fputs(prefix, out);
    text_print_wrapped(out, text, columns, spaces + sizeof spaces - 1 - columns, width);
}

static void print_heading(FILE *out, const char *title)
{
    fprintf(out, "\n%s\n", title);
}

static void append(char line[LINE_MAX_BYTES], const char *text)
{
    const size_t used = strlen(line);
    snprintf(line + used, LINE_MAX_BYTES - used, "%s", text);
}

/* "attack 10..50 ms", "ratio 4:1", "-6 dB" */
static void append_value(char line[LINE_MAX_BYTES], const struct knowledge_value *value)
{
    char text[160], range[64];
    const char *space = value->unit[0] == ':' || !*value->unit ? "" : " ";
    if (value->low < value->high)
        snprintf(range, sizeof range, "%g..%g", value->low, value->high);
    else
        snprintf(range, sizeof range, "%g", value->low);
    snprintf(text, sizeof text, "%s%s%s%s%s", _(value->label), *value->label ? " " : "", range,
             space, value->unit);
    append(line, text);
}

static const char *title_of(const struct knowledge *knowledge, enum knowledge_kind kind,
                            const char *id)
{
    const struct knowledge_entry *entry = knowledge_find(knowledge, kind, id);
    return entry ? _(entry->title) : id;
}

static void print_fact(FILE *out, const struct knowledge *knowledge,
                       const struct knowledge_entry *entry, const struct knowledge_fact *fact,
                       int width)
{
    char line[LINE_MAX_BYTES] = "";
    if (*fact->effect)
        append(line, title_of(knowledge, KNOWLEDGE_EFFECT, fact->effect));
    if (*fact->about)
        append(line, title_of(knowledge, KNOWLEDGE_ROLE, fact->about));
    else if (entry->kind == KNOWLEDGE_EFFECT)
        append(line, _("In general"));
    if (*fact->label) {
        append(line, *line ? ", " : "");
        append(line, _(fact->label));
    }
    append(line, *line && fact->n_values > 0 ? ": " : "");
    for (size_t i = 0; i < fact->n_values; i++) {
        append(line, i > 0 ? ", " : "");
        append_value(line, &fact->values[i]);
    }
    fputs(indent, out);
    text_print_wrapped(out, line, (int)strlen(indent), deep_indent, width);
}

static void print_source(FILE *out, const char *source, const char *date, int width)
{
    char line[LINE_MAX_BYTES] = "";
    append(line, source);
    append(line, *date ? ", " : "");
    append(line, date);
    print_indented(out, line, deep_indent, width);
}

/* Facts that follow each other and have the same source name it once. */
static void print_facts(FILE *out, const struct knowledge *knowledge,
                        const struct knowledge_entry *entry, int width)
{
    if (entry->n_facts == 0)
        return;
    print_heading(out, knowledge_facts_title(entry->kind));
    for (size_t i = 0; i < entry->n_facts; i++) {
        const struct knowledge_fact *fact = &entry->facts[i], *next = fact + 1;
        print_fact(out, knowledge, entry, fact, width);
        if (i + 1 == entry->n_facts || strcmp(next->source, fact->source) != 0 ||
            strcmp(next->date, fact->date) != 0)
            print_source(out, fact->source, fact->date, width);
    }
}

/* What a walk ends with: the node's own words, or how the advice mends it. */
static void print_end(FILE *out, const struct knowledge *knowledge,
                      const struct knowledge_node *node, const char *prefix, int width)
{
    const struct knowledge_entry *advice =
        knowledge_find(knowledge, KNOWLEDGE_ADVICE, node->advice);
    char line[LINE_MAX_BYTES];
    if (advice)
        snprintf(line, sizeof line, "%s: %s", _(advice->title), _(advice->more));
    else
        snprintf(line, sizeof line, "%s", _(node->say));
    print_indented(out, line, prefix, width);
}

static void print_nodes(FILE *out, const struct knowledge *knowledge,
                        const struct knowledge_entry *tree, int width)
{
    for (size_t i = 0; i < tree->n_nodes; i++) {
        const struct knowledge_node *node = &tree->nodes[i];
        char line[LINE_MAX_BYTES];
        fprintf(out, "%s%s%s:\n", i == 0 ? "\n" : "", indent, node->name);
        if (!*node->ask) {
            print_end(out, knowledge, node, deep_indent, width);
            continue;
        }
        print_indented(out, _(node->ask), deep_indent, width);
        snprintf(line, sizeof line, _("%s %s %g%s%s? yes: %s; no: %s"), node->metric,
                 node->compare, node->threshold, *node->unit ? " " : "", node->unit, tree->nodes[node->yes].name,
                 tree->nodes[node->no].name);
        print_indented(out, line, deep_indent, width);
        print_source(out, node->source, node->date, width);
    }
}

static void print_list(FILE *out, const char *title, const char *const *words, int width)
{
    char line[LINE_MAX_BYTES] = "";
    if (!words[0])
        return;
    for (size_t i = 0; words[i]; i++) {
        append(line, i > 0 ? ", " : "");
        append(line, words[i]);
    }
    print_heading(out, title);
    print_indented(out, line, indent, width);
}

static void print_title(FILE *out, const struct knowledge_entry *entry, int width)
{
    const char *title = _(entry->title), *kind = knowledge_kind_name(entry->kind);
    const int used = text_columns(title) + (int)strlen(kind) + (int)strlen(entry->id) + 1;
    fprintf(out, "%s%*s%s/%s\n", title, used + 2 < width ? width - used : 2, "", kind, entry->id);
}

void knowledge_print_entry(FILE *out, const struct knowledge *knowledge,
                           const struct knowledge_entry *entry, int width)
{
    print_title(out, entry, width);
    if (*entry->text)
        print_indented(out, _(entry->text), indent, width);
    if (*entry->more) {
        const char *title = knowledge_more_title(entry->kind);
        if (*title)
            print_heading(out, title);
        print_indented(out, _(entry->more), indent, width);
    }
    if (*entry->rarely) {
        print_heading(out, _("Rarely used"));
        print_indented(out, _(entry->rarely), indent, width);
    }
    if (*entry->source)
        print_source(out, entry->source, entry->date, width);
    print_facts(out, knowledge, entry, width);
    print_nodes(out, knowledge, entry, width);
    print_list(out, _("Free plug-ins"), entry->plugins, width);
    print_list(out, _("See also"), entry->see, width);
}

/* As exact as it matters: whole numbers whole, fractions where the threshold is one. */
static void format_value(char *text, size_t size, double value, double threshold)
{
    const bool whole = value == round(value) || fabs(value) >= 100.0;
    snprintf(text, size, "%.*f", whole ? 0 : fabs(threshold) < 1.0 ? 2 : 1, value);
}

static void print_step(FILE *out, size_t number, const struct knowledge_step *step, int width)
{
    static const char *const answers[] = {N_("no"), N_("yes"), N_("not known yet")};
    const struct knowledge_node *node = step->node;
    char line[LINE_MAX_BYTES], value[32] = "-";
    if (!isnan(step->value))
        format_value(value, sizeof value, step->value, node->threshold);
    const int column = fprintf(out, "%zu. ", number);
    text_print_wrapped(out, _(node->ask), column, "   ", width);
    const char *title = metric_title(node->metric);
    snprintf(line, sizeof line, "%s = %s%s%s %s %g: %s", title ? _(title) : node->metric, value,
             *node->unit ? " " : "", node->unit, node->compare, node->threshold,
             _(answers[step->outcome]));
    print_indented(out, line, "   ", width);
}

void knowledge_print_walk(FILE *out, const struct knowledge *knowledge,
                          const struct knowledge_step *steps, size_t n_steps, int width)
{
    for (size_t i = 0; i < n_steps; i++) {
        if (steps[i].outcome == KNOWLEDGE_END)
            print_end(out, knowledge, steps[i].node, "=> ", width);
        else
            print_step(out, i + 1, &steps[i], width);
    }
    if (n_steps > 0 && steps[n_steps - 1].outcome == KNOWLEDGE_UNKNOWN)
        print_indented(out, _("More must be heard before this can be answered."), "=> ", width);
}
