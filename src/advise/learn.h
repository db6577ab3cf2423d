/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* learn: from the answers so far to how useful each rule is to this user, by role and genre.
 * Usefulness is the mean of a Beta posterior.  Its prior is the level above: a rule in a role in a genre
 * leans on the rule in that role, that on the rule, and that on the rule as it ships; so a few answers
 * move little, and what was never answered moves with its kin (Gelman et al., Bayesian Data Analysis,
 * ch. 5).  Other projects count half, and an answer fades by half in half a year.
 * Pure: the same answers at the same `now` give the same result.
 * Thread: any, one at a time; learn_find() anywhere. */
#ifndef SIDEMAN_LEARN_H
#define SIDEMAN_LEARN_H

#include "advise/answer.h"

#include <stddef.h>

enum { LEARNED_MAX = 256, TIPS_MAX = 4, TIP_MAX = 160 };

/* What one rule is worth.  The bounds hold whatever was answered. */
struct learned_rule {
    char rule[RULE_ID_MAX];
    uint8_t role;    /* enum role; ROLES: any */
    uint8_t genre;   /* enum genre; GENRES: any */
    bool muted;      /* the user never wants to hear it again */
    float useful;    /* 0..1; LEARN_PRIOR before any answer */
    float certainty; /* 0..1: how much of it is from answers, not from the prior */
    float weight;    /* of the priority: LEARN_WEIGHT_MIN .. LEARN_WEIGHT_MAX, 1 as shipped */
    float shift;     /* of the threshold, in its hysteresis steps: -LEARN_SHIFT_MAX (is said earlier) ..
                        LEARN_SHIFT_MAX (later), 0 as shipped */
};
#define LEARN_PRIOR 0.6f /* suggestions as shipped are taken a little oftener than not */
#define LEARN_WEIGHT_MIN 0.5f
#define LEARN_WEIGHT_MAX 1.5f
#define LEARN_SHIFT_MAX 1.0f

/* Everything that was learned, for who advises: plain data. */
struct learned {
    uint32_t count;
    struct learned_rule rules[LEARNED_MAX]; /* ordered by rule, role, genre */
    uint32_t n_tips;
    char tips[TIPS_MAX][TIP_MAX]; /* from the user's habits, translated; the most telling first */
};

void learned_clear(struct learned *learned);
/* The nearest that is known: this rule in this role and genre, in this role, at all.  NULL: nothing was
 * learned about it.  `genre` GENRES: not known. */
const struct learned_rule *learned_find(const struct learned *learned, const char *rule,
                                        enum role role, enum genre genre);
/* As shipped when nothing is known. */
struct learned_rule learned_get(const struct learned *learned, const char *rule, enum role role,
                                enum genre genre);

/* The sums that it is made from, for reports. */
struct learn_cell {
    char rule[RULE_ID_MAX];
    uint8_t role, genre;
    uint32_t counts[ANSWER_KINDS];
    double good, bad;      /* weighted evidence, prior apart */
    double rating_sum;
    double change_sum;     /* of `after - before`, of those that were followed or applied */
    uint32_t n_changes;
    int64_t never_time, again_time;
    bool never_wins;       /* when both came in the same second: the later in the journal */
};

struct learn;

/* `project` "": all projects count the same. */
struct learn *learn_new(const char *project, int64_t now);
void learn_free(struct learn *learn);
/* False when memory is short, or there are too many rules: it is left out. */
bool learn_add(struct learn *learn, const struct answer *answer);
void learn_conclude(const struct learn *learn, struct learned *learned);

/* One cell for every rule, role and genre that was answered, and for the rule as a whole (role ROLES,
 * genre GENRES) and in a role (genre GENRES). */
size_t learn_cells(const struct learn *learn, const struct learn_cell **cells);
/* Whether the user never wants to hear the rule again there. */
bool learn_is_muted(const struct learn *learn, const struct learn_cell *cell);

#endif
