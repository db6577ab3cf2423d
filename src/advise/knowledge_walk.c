/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_walk.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static double look_up(const struct knowledge_lookup *lookup, const char *metric)
{
    const char *minus = strstr(metric, " - ");
    char first[64];
    if (!minus)
        return lookup->value(lookup->context, metric);
    if (snprintf(first, sizeof first, "%.*s", (int)(minus - metric), metric) >= (int)sizeof first)
        return (double)NAN;
    return lookup->value(lookup->context, first) - lookup->value(lookup->context, minus + 3);
}

static bool holds(double value, const char *compare, double threshold)
{
    if (strcmp(compare, ">") == 0)
        return value > threshold;
    if (strcmp(compare, ">=") == 0)
        return value >= threshold;
    if (strcmp(compare, "<") == 0)
        return value < threshold;
    return value <= threshold;
}

size_t knowledge_walk(const struct knowledge_entry *tree, const struct knowledge_lookup *lookup,
                      struct knowledge_step steps[KNOWLEDGE_NODES_MAX])
{
    size_t n = 0;
    int at = 0;
    while (at >= 0 && (size_t)at < tree->n_nodes && n < KNOWLEDGE_NODES_MAX) {
        const struct knowledge_node *node = &tree->nodes[at];
        struct knowledge_step *step = &steps[n++];
        *step = (struct knowledge_step){node, (double)NAN, KNOWLEDGE_END};
        if (!*node->ask)
            break;
        step->value = look_up(lookup, node->metric);
        if (isnan(step->value)) {
            step->outcome = KNOWLEDGE_UNKNOWN;
            at = node->unknown;
        } else {
            const bool yes = holds(step->value, node->compare, node->threshold);
            step->outcome = yes ? KNOWLEDGE_YES : KNOWLEDGE_NO;
            at = yes ? node->yes : node->no;
        }
    }
    return n;
}

/* Depth first; a node that is met while on the way to it leads back. */
static bool ends_from(const struct knowledge_node *nodes, int at, unsigned char *seen)
{
    enum { NEW, ON_THE_WAY, GOOD };
    if (at == KNOWLEDGE_NOWHERE || seen[at] == GOOD)
        return true;
    if (seen[at] == ON_THE_WAY)
        return false;
    seen[at] = ON_THE_WAY;
    const struct knowledge_node *node = &nodes[at];
    const bool good = !*node->ask || (ends_from(nodes, node->yes, seen) &&
                                      ends_from(nodes, node->no, seen) &&
                                      ends_from(nodes, node->unknown, seen));
    seen[at] = GOOD;
    return good;
}

bool knowledge_walk_ends(const struct knowledge_node *nodes, size_t n_nodes)
{
    unsigned char seen[KNOWLEDGE_NODES_MAX] = {0};
    return n_nodes > 0 && n_nodes <= KNOWLEDGE_NODES_MAX && ends_from(nodes, 0, seen);
}
