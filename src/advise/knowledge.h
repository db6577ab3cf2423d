/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge: what sideman knows about mixing, as data: data/knowledge/ *.conf, then the user's own
 * files in $XDG_DATA_HOME/sideman/knowledge and $XDG_CONFIG_HOME/sideman/knowledge, which add
 * entries or replace them by kind and id; and the delivery targets, levels of roles and corridors.
 * Titles, texts and labels are untranslated: print them through _().  Names, sources and plug-ins
 * are printed as they are.
 * Thread: any, once loaded: nothing changes then.  All that is returned belongs to the struct
 * knowledge and lives until knowledge_free(). */
#ifndef SIDEMAN_KNOWLEDGE_H
#define SIDEMAN_KNOWLEDGE_H

#include <stdbool.h>
#include <stddef.h>

enum knowledge_kind {
    KNOWLEDGE_TOPIC,  /* of one of eight domains: mixing, mastering, ... */
    KNOWLEDGE_TRACK,  /* audio, instrument, midi, aux, vca, master */
    KNOWLEDGE_ROLE,   /* vocals, drums, kick, ... */
    KNOWLEDGE_METRIC, /* what a meter says, what is normal, how to read it */
    KNOWLEDGE_EFFECT, /* 24, in five categories */
    KNOWLEDGE_CHAIN,  /* effects in order, per role and for the master */
    KNOWLEDGE_TREE,   /* a decision tree: knowledge_walk.h */
    KNOWLEDGE_ADVICE, /* explains the rule of the same id */
    KNOWLEDGE_TARGET, /* a row of targets.conf */
    KNOWLEDGE_LEVEL,  /* how loud a role is: a row of levels.conf */
    KNOWLEDGE_CORRIDOR, /* of a genre or role: a row of corridors.conf */
    KNOWLEDGE_KINDS
};

enum { KNOWLEDGE_WORDS_MAX = 12, KNOWLEDGE_VALUES_MAX = 10 };

struct knowledge_value {
    const char *name;  /* "attack_ms" */
    const char *label; /* "attack": untranslated; "": none */
    const char *unit;  /* "ms"; "": none */
    double low, high;  /* equal when it is one number */
};

/* Numbers that belong together, and who says so. */
struct knowledge_fact {
    const char *about;  /* id of a role, "" for all */
    const char *label;  /* "bottom": untranslated; "": none */
    const char *effect; /* id of an effect (the steps of a chain); "" */
    struct knowledge_value values[KNOWLEDGE_VALUES_MAX];
    size_t n_values;
    const char *source; /* "[S] EBU Tech 3343": grade and source, or "UNSOURCED" */
    const char *date;   /* "2023-11"; "": not dated */
};

struct knowledge_node;

struct knowledge_entry {
    enum knowledge_kind kind;
    const char *id;
    const char *title;
    const char *text;  /* what it is */
    const char *more;  /* metric: how to read it; effect: when to reach for it; advice: how to mend
                        * it by ear; else "" */
    const char *rarely; /* effect: on what it is rarely used, and why; "" */
    const char *group; /* domain of a topic, category of an effect, role of a chain; else "" */
    const char *plugins[KNOWLEDGE_WORDS_MAX + 1]; /* free ones on Linux; NULL at the end */
    const char *see[KNOWLEDGE_WORDS_MAX + 1];     /* other entries, "kind/id"; NULL at the end */
    struct knowledge_fact *facts;
    size_t n_facts;
    struct knowledge_node *nodes; /* of a tree, the first is where it begins */
    size_t n_nodes;
    const char *source, *date;    /* of the entry itself; "" */
    const char *path;             /* where it stands */
    unsigned line;
};

struct knowledge;
struct vocabulary;

/* Told, as "file:line: ..." and translated, of all that is wrong; what is wrong is left out. */
struct knowledge_teller {
    void (*tell)(void *context, const char *text);
    void *context;
};

/* NULL only when memory is short.  May be empty: the teller then knows why. */
struct knowledge *knowledge_load(const struct knowledge_teller *teller);
void knowledge_free(struct knowledge *knowledge);

/* One more file, whose entries add or replace.  Returns how many problems were told. */
unsigned knowledge_add_file(struct knowledge *knowledge, const char *path,
                            const struct knowledge_teller *teller);

/* All entries: kind after kind, in the order of the files. */
size_t knowledge_count(const struct knowledge *knowledge);
const struct knowledge_entry *knowledge_at(const struct knowledge *knowledge, size_t i);
/* NULL when there is none. */
const struct knowledge_entry *knowledge_find(const struct knowledge *knowledge,
                                             enum knowledge_kind kind, const char *id);

/* What people call things; of search. */
const struct vocabulary *knowledge_vocabulary(const struct knowledge *knowledge);

/* "advice"; and for people: "Advice", "By ear", "Starting points" (translated). */
const char *knowledge_kind_name(enum knowledge_kind kind);
const char *knowledge_kind_title(enum knowledge_kind kind);
const char *knowledge_more_title(enum knowledge_kind kind);
const char *knowledge_facts_title(enum knowledge_kind kind);
/* KNOWLEDGE_KINDS when `name` is none of them. */
enum knowledge_kind knowledge_kind_from_name(const char *name);
/* Of domains and categories, translated; other words come back as they are. */
const char *knowledge_group_title(const char *group);

#endif
