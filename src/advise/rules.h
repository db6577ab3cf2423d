/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* rules: what the adviser watches for, as data: data/knowledge/rules.conf (its head explains the
 * fields), then the user's own rules.conf, which adds rules and replaces those of the same id.
 * Thread: any; const once loaded. */
#ifndef SIDEMAN_RULES_H
#define SIDEMAN_RULES_H

#include "advise/expr.h"
#include "advise/metrics.h"
#include "base/advice.h"
#include "base/status.h"

enum {
    RULES_MAX = 64,
    RULE_YIELDS = 10,
    RULE_TEXT = 224,
    RULE_GROUP = 24,
    ACTION_PARAMETERS =
        9 /* hz gain_db q ratio threshold_dbfs attack_ms release_ms delay_ms width */
};

/* What a rule looks at: one bit for each role, ROLE_NONE being a track without one, then: */
enum { SCOPE_MIX = 1u << ROLES, SCOPE_PAIR = 1u << (ROLES + 1) };

enum rule_text_kind {
    RULE_TITLE,
    RULE_DETAIL,
    RULE_DO_THIS,
    RULE_WITHDRAW,
    RULE_SOURCE,
    RULE_TEXTS
};

struct rule {
    char id[RULE_ID_MAX];
    unsigned scope;
    size_t metric;
    bool below;                /* it is wrong to be below the threshold, else above it */
    bool final;                /* judged when all was heard (end of a file), not before */
    struct expr when;          /* holds only then; empty: always */
    struct expr threshold;
    float role_threshold[ROLES];   /* instead of it; NAN: none of its own */
    float genre_threshold[GENRES]; /* weighed by how likely the genre is */
    struct expr hysteresis;
    float hold_s, release_s, min_heard_s;
    float step[SEVERITIES];    /* of `over`: from there on it is that severe; NAN: never */
    struct expr confidence;
    struct expr weight;        /* how much it matters among its equals, about 1 */
    struct expr strength;      /* against the others of its group */
    char group[RULE_GROUP];    /* only the strongest of a group is said; "" none */
    unsigned n_yields;
    char yields[RULE_YIELDS][RULE_ID_MAX]; /* to these it gives way */
    enum action_type action;
    struct expr parameter[ACTION_PARAMETERS];
    unsigned n_evidence;
    size_t evidence[EVIDENCE_MAX]; /* its own metric first */
    struct expr low, high;     /* what is healthy, for the first evidence */
    char text[RULE_TEXTS][RULE_TEXT];
};

struct rules {
    size_t count;
    struct rule rules[RULES_MAX];
};

/* STATUS_OK; else `error` says file:line, what, and the nearest name.  What is wrong in the user's own file
 * goes to the log, and only ours count. */
enum status rules_load(struct rules *rules, struct error *error);
/* One file alone, added to `rules`. */
enum status rules_read(struct rules *rules, const char *path, struct error *error);
/* Ditto; all that is wrong is told, not the first; how much. */
unsigned rules_check(struct rules *rules, const char *path,
                     void (*tell)(void *context, const char *text), void *context);

const struct rule *rules_find(const struct rules *rules, const char *id); /* NULL: none */

#endif
