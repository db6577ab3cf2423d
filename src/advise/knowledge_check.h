/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_check: the whole knowledge, validated: types, ranges, units, unknown keys, sources
 * (knowledge_schema), and whether what entries point at is there.  Files of another form (rules,
 * corridors, levels) are checked by whoever reads them: a row in knowledge_checkers.
 * Thread: any. */
#ifndef SIDEMAN_KNOWLEDGE_CHECK_H
#define SIDEMAN_KNOWLEDGE_CHECK_H

#include "advise/knowledge.h"

struct knowledge_checker {
    const char *pattern; /* of the file's name, "rules*.conf" */
    /* Tells what is wrong with the file, as "file:line: ...", and returns how often. */
    unsigned (*check)(const char *path, const struct knowledge_teller *teller);
};

/* Ends with a NULL pattern. */
extern const struct knowledge_checker knowledge_checkers[];
/* By the name at the end of `path`; NULL: a file of entries. */
const struct knowledge_checker *knowledge_checker_find(const char *path);

struct knowledge_checked {
    size_t files;
    unsigned problems;
};

/* One file, beside all the others. */
struct knowledge_checked knowledge_check_file(const char *path,
                                              const struct knowledge_teller *teller);
/* All of them, and the delivery targets. */
struct knowledge_checked knowledge_check_all(const struct knowledge_teller *teller);

#endif
