/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_search: full-text search, best first: BM25 (Robertson & Zaragoza 2009) over the words
 * of titles, texts and labels, in the user's language and in English; endings are cut, and a word that
 * stands nowhere counts as the nearest that does.
 * Thread: any. */
#ifndef SIDEMAN_KNOWLEDGE_SEARCH_H
#define SIDEMAN_KNOWLEDGE_SEARCH_H

#include "advise/knowledge.h"

struct knowledge_hit {
    const struct knowledge_entry *entry;
    double score; /* > 0; only good for comparing */
};

/* Fills `hits`, best first; returns how many.  `question` is in the locale's encoding. */
size_t knowledge_search(const struct knowledge *knowledge, const char *question,
                        struct knowledge_hit *hits, size_t room);

#endif
