/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_walk: decision trees, walked with the numbers of the moment and shown step by step.
 * Thread: any; nothing is kept. */
#ifndef SIDEMAN_KNOWLEDGE_WALK_H
#define SIDEMAN_KNOWLEDGE_WALK_H

#include "advise/knowledge.h"

#include <stdbool.h>
#include <stddef.h>

enum { KNOWLEDGE_NODES_MAX = 64, KNOWLEDGE_NOWHERE = -1 };

/* Asks, and goes on to one of its branches; or ends with what it says or with an advice. */
struct knowledge_node {
    const char *name;
    const char *ask;    /* untranslated; "" in a node that ends the walk */
    const char *say;    /* untranslated: a conclusion; "" */
    const char *advice; /* the id of the advice that is the conclusion; "" */
    const char *metric; /* as in JSON, "loudness.true_peak_dbtp"; "a - b" is a difference */
    const char *compare; /* ">", ">=", "<", "<=" */
    double threshold;
    const char *unit;
    const char *source, *date;
    int yes, no;  /* indices of nodes */
    int unknown;  /* where to go while the metric is not known; KNOWLEDGE_NOWHERE ends the walk */
};

/* The value of `metric` now; NAN: not known. */
struct knowledge_lookup {
    double (*value)(void *context, const char *metric);
    void *context;
};

enum knowledge_outcome { KNOWLEDGE_NO, KNOWLEDGE_YES, KNOWLEDGE_UNKNOWN, KNOWLEDGE_END };

struct knowledge_step {
    const struct knowledge_node *node;
    double value; /* NAN when not known, and at the end */
    enum knowledge_outcome outcome;
};

/* The steps from the beginning to a conclusion, or to what is not known.  Returns how many; 0 when
 * `tree` is no tree. */
size_t knowledge_walk(const struct knowledge_entry *tree, const struct knowledge_lookup *lookup,
                      struct knowledge_step steps[KNOWLEDGE_NODES_MAX]);

/* Whether every walk ends: no branch leads back. */
bool knowledge_walk_ends(const struct knowledge_node *nodes, size_t n_nodes);

#endif
