/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_vocabulary: what people call what the entries are about, in their languages, and the words that
 * say nothing about it: data/knowledge/words.conf, and own files that have such lists.  Search reads it.
 * Thread: any, once loaded.  Points into the files' trees, which must outlive it. */
#ifndef SIDEMAN_KNOWLEDGE_VOCABULARY_H
#define SIDEMAN_KNOWLEDGE_VOCABULARY_H

#include "advise/knowledge.h"
#include "advise/knowledge_schema.h"

/* Phrases of one language for one entry. */
struct vocabulary_group {
    enum knowledge_kind kind;
    const char *id;
    const config_setting_t *phrases;
    const char *path;
    unsigned line;
};

struct vocabulary {
    struct vocabulary_group *groups;
    size_t n_groups;
    char **noise; /* as knowledge_words cuts them; sorted */
    size_t n_noise;
};

/* Takes the lists "words" and "noise"; false: it is another list.  What is wrong is told and left out. */
bool vocabulary_read(struct vocabulary *vocabulary, const config_setting_t *list,
                     struct schema_report *report);
/* Before the first search. */
void vocabulary_sort(struct vocabulary *vocabulary);
void vocabulary_free(struct vocabulary *vocabulary);

/* Whether a word, as cut, says nothing. */
bool vocabulary_is_noise(const struct vocabulary *vocabulary, const char *word);

#endif
