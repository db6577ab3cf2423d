/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_search.h"

#include "advise/knowledge_vocabulary.h"
#include "advise/knowledge_walk.h"
#include "advise/knowledge_words.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS_MAX = 24 };
static const double where_weight = 0.4, called_weight = 2.5;

struct term {
    char word[KNOWLEDGE_WORD_MAX];
    unsigned entries; /* in how many it stands */
    bool where;       /* names a role */
};

struct query {
    const struct vocabulary *vocabulary;
    struct term terms[TERMS_MAX];
    size_t n_terms;
    bool tells_what; /* some word that is known names no role */
};

/* One entry, counted: how often each term stands in it, by weight. */
struct count {
    const struct query *query;
    double terms[TERMS_MAX];
    double length;
};


/* All the text of an entry; what stands in the title says most about it. */
static void visit_text(const struct knowledge_entry *entry,
                       void (*visit)(void *context, const char *text, double weight), void *context)
{
    const char *const own[] = {entry->title, entry->text, entry->more};
    static const double weights[] = {3.0, 1.0, 0.7};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        visit(context, _(own[i]), weights[i]);
        if (_(own[i]) != own[i])
            visit(context, own[i], weights[i]);
    }
    visit(context, _(entry->rarely), 0.3);
    visit(context, entry->id, 1.5);
    visit(context, entry->group, 0.5);
    visit(context, knowledge_group_title(entry->group), 0.5);
    visit(context, knowledge_kind_title(entry->kind), 0.2);
    for (size_t i = 0; i < entry->n_facts; i++)
        visit(context, _(entry->facts[i].label), 0.4);
    for (size_t i = 0; entry->plugins[i]; i++)
        visit(context, entry->plugins[i], 0.3);
    for (size_t i = 0; i < entry->n_nodes; i++) {
        visit(context, _(entry->nodes[i].ask), 0.3);
        visit(context, _(entry->nodes[i].say), 0.3);
    }
}

/* What people call it, in all languages. */
static void visit_called(const struct vocabulary *vocabulary, const struct knowledge_entry *entry,
                         void (*visit)(void *context, const char *text, double weight),
                         void *context)
{
    for (size_t i = 0; i < vocabulary->n_groups; i++) {
        const struct vocabulary_group *group = &vocabulary->groups[i];
        if (group->kind != entry->kind || strcmp(group->id, entry->id) != 0)
            continue;
        for (int k = 0; k < config_setting_length(group->phrases); k++)
            visit(context, config_setting_get_string_elem(group->phrases, k), 1);
    }
}

static bool is_noise(const struct vocabulary *vocabulary, const char *word)
{
    return knowledge_words_is_noise(word) || vocabulary_is_noise(vocabulary, word);
}

static void count_words(void *context, const char *text, double weight)
{
    struct count *count = context;
    struct knowledge_words words = {.rest = text, .singles = true};
    char word[KNOWLEDGE_WORD_MAX];
    while (knowledge_words_next(&words, word)) {
        if (is_noise(count->query->vocabulary, word))
            continue;
        count->length += weight;
        for (size_t i = 0; i < count->query->n_terms; i++)
            if (strcmp(count->query->terms[i].word, word) == 0)
                count->terms[i] += weight;
    }
}

static struct count count_entry(const struct query *query, const struct knowledge_entry *entry)
{
    struct count count = {.query = query}, called = {.query = query};
    visit_text(entry, count_words, &count);
    visit_called(query->vocabulary, entry, count_words, &called);
    for (size_t i = 0; i < query->n_terms; i++) /* in any of them, and they make no entry longer */
        count.terms[i] += called.terms[i] > 0 ? called_weight : 0;
    return count;
}

static void read_question(struct query *query, const char *question)
{
    struct knowledge_words words = {.rest = question};
    char word[KNOWLEDGE_WORD_MAX];
    query->n_terms = 0;
    while (query->n_terms < TERMS_MAX && knowledge_words_next(&words, word)) {
        bool known = is_noise(query->vocabulary, word);
        for (size_t i = 0; i < query->n_terms; i++)
            known = known || strcmp(query->terms[i].word, word) == 0;
        if (known)
            continue;
        struct term *term = &query->terms[query->n_terms++];
        memcpy(term->word, word, sizeof word);
        term->entries = 0;
    }
}

/* The nearest word that stands anywhere. */
struct spelling {
    const char *wanted;
    char best[KNOWLEDGE_WORD_MAX];
    unsigned distance;
};

static void offer_words(void *context, const char *text, double weight)
{
    struct spelling *spelling = context;
    struct knowledge_words words = {.rest = text};
    char word[KNOWLEDGE_WORD_MAX];
    (void)weight;
    while (knowledge_words_next(&words, word)) {
        const unsigned distance = text_distance(spelling->wanted, word);
        if (distance < spelling->distance) {
            spelling->distance = distance;
            memcpy(spelling->best, word, sizeof word);
        }
    }
}

static void correct(const struct knowledge *knowledge, struct term *term)
{
    const size_t length = strlen(term->word);
    struct spelling spelling = {.wanted = term->word, .distance = 1 + (length > 6)};
    if (length < 4)
        return;
    spelling.distance++;
    for (size_t i = 0; i < knowledge_count(knowledge); i++)
        visit_text(knowledge_at(knowledge, i), offer_words, &spelling);
    for (size_t i = 0; *spelling.best == '\0' && i < knowledge_count(knowledge); i++)
        visit_called(knowledge_vocabulary(knowledge), knowledge_at(knowledge, i), offer_words,
                     &spelling);
    if (*spelling.best)
        memcpy(term->word, spelling.best, sizeof term->word);
}

static void count_entries(const struct knowledge *knowledge, struct query *query, double *average)
{
    double total = 0;
    for (size_t j = 0; j < query->n_terms; j++)
        query->terms[j].entries = 0;
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct count count = count_entry(query, knowledge_at(knowledge, i));
        total += count.length;
        for (size_t j = 0; j < query->n_terms; j++)
            query->terms[j].entries += count.terms[j] > 0;
    }
    *average = total / (double)knowledge_count(knowledge);
}

static void mark_words(void *context, const char *text, double weight)
{
    struct query *query = context;
    (void)weight;
    struct knowledge_words words = {.rest = text};
    char word[KNOWLEDGE_WORD_MAX];
    while (knowledge_words_next(&words, word))
        for (size_t i = 0; i < query->n_terms; i++)
            query->terms[i].where = query->terms[i].where || strcmp(query->terms[i].word, word) == 0;
}

static void mark_role(struct query *query, const struct knowledge_entry *role)
{
    mark_words(query, _(role->title), 1);
    visit_called(query->vocabulary, role, mark_words, query);
}

/* "my vocals sound muddy": it is about mud; the vocals only say where. */
static void mark_roles(const struct knowledge *knowledge, struct query *query)
{
    query->tells_what = false;
    for (size_t i = 0; i < query->n_terms; i++)
        query->terms[i].where = false;
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct knowledge_entry *entry = knowledge_at(knowledge, i);
        if (entry->kind == KNOWLEDGE_ROLE)
            mark_role(query, entry);
    }
    for (size_t i = 0; i < query->n_terms; i++)
        query->tells_what = query->tells_what || (!query->terms[i].where && query->terms[i].entries > 0);
}

/* BM25 with its usual constants; who has all of the words comes before who has one often. */
static double score(const struct query *query, const struct count *count, size_t entries,
                    double average)
{
    static const double k1 = 1.2, b = 0.5;
    double sum = 0, found = 0, all = 0;
    for (size_t i = 0; i < query->n_terms; i++) {
        const double df = (double)query->terms[i].entries;
        const double idf = log(1 + ((double)entries - df + 0.5) / (df + 0.5)) *
                           (query->terms[i].where && query->tells_what ? where_weight : 1);
        const double tf = count->terms[i];
        if (query->terms[i].entries == 0)
            continue;
        all += idf;
        found += tf > 0 ? idf : 0;
        sum += idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * count->length / average));
    }
    return all > 0 ? sum * (0.5 + 0.5 * found / all) : 0;
}

/* Questions are complaints more often than not, and the instrument in them is where, not what. */
static double weight_of(enum knowledge_kind kind)
{
    switch (kind) {
    case KNOWLEDGE_ADVICE:
        return 1.15;
    case KNOWLEDGE_ROLE:
        return 0.85;
    case KNOWLEDGE_CHAIN:
        return 0.65;
    case KNOWLEDGE_LEVEL:
    case KNOWLEDGE_CORRIDOR:
        return 0.35;
    default:
        return 1;
    }
}

/* Whether the question names the entry: every word of its title. */
static bool is_named(const struct query *query, const struct knowledge_entry *entry)
{
    struct knowledge_words words = {.rest = _(entry->title)};
    char word[KNOWLEDGE_WORD_MAX];
    bool named = entry->kind != KNOWLEDGE_ROLE && entry->kind != KNOWLEDGE_CHAIN, any = false;
    while (named && knowledge_words_next(&words, word)) {
        if (is_noise(query->vocabulary, word))
            continue;
        any = true;
        named = false;
        for (size_t i = 0; i < query->n_terms; i++)
            named = named || strcmp(query->terms[i].word, word) == 0;
    }
    return named && any;
}

static size_t put_hit(struct knowledge_hit *hits, size_t n, size_t room,
                      const struct knowledge_hit *hit)
{
    size_t place = n;
    while (place > 0 && hits[place - 1].score < hit->score)
        place--;
    if (place >= room)
        return n;
    const size_t kept = n < room ? n : room - 1;
    memmove(&hits[place + 1], &hits[place], (kept - place) * sizeof *hits);
    hits[place] = *hit;
    return kept + 1;
}

size_t knowledge_search(const struct knowledge *knowledge, const char *question,
                        struct knowledge_hit *hits, size_t room)
{
    struct query query = {.vocabulary = knowledge_vocabulary(knowledge)};
    double average;
    size_t n = 0;
    read_question(&query, question);
    if (knowledge_count(knowledge) == 0 || query.n_terms == 0 || room == 0)
        return 0;
    count_entries(knowledge, &query, &average);
    for (size_t i = 0; i < query.n_terms; i++)
        if (query.terms[i].entries == 0)
            correct(knowledge, &query.terms[i]);
    count_entries(knowledge, &query, &average);
    mark_roles(knowledge, &query);
    for (size_t i = 0; i < knowledge_count(knowledge); i++) {
        const struct knowledge_entry *entry = knowledge_at(knowledge, i);
        const struct count count = count_entry(&query, entry);
        const struct knowledge_hit hit = {
            entry, weight_of(entry->kind) * (is_named(&query, entry) ? 1.25 : 1) *
                       score(&query, &count, knowledge_count(knowledge), average)};
        if (hit.score > 0)
            n = put_hit(hits, n, room, &hit);
    }
    return n;
}
