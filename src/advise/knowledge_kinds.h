/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_kinds: the tables that knowledge files are read and checked by: kinds of entries, their
 * fields, and the numbers that a fact may hold.
 * Thread: any; const. */
#ifndef SIDEMAN_KNOWLEDGE_KINDS_H
#define SIDEMAN_KNOWLEDGE_KINDS_H

#include "advise/knowledge.h"
#include "advise/knowledge_schema.h"

struct knowledge_kind_info {
    const char *name;        /* "effect" */
    const char *list;        /* "effects": what its list is called in files; NULL: not in them */
    const char *title;       /* these three untranslated; "" */
    const char *more_title;
    const char *facts_title;
    const char *more;        /* names of fields; NULL: it has none */
    const char *group;
    const char *facts;
    const struct schema *schema;
};

extern const struct knowledge_kind_info knowledge_kinds[KNOWLEDGE_KINDS];

/* What a fact may state: ends with a NULL name.  The label of each is untranslated. */
extern const struct schema_field knowledge_parameters[];
const char *knowledge_parameter_label(const char *name);

/* The comparisons of a tree's nodes, NULL at the end: ">", ">=", "<", "<=". */
extern const char *const knowledge_comparisons[];

#endif
