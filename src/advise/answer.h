/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* answer: what became of one suggestion: what the user did with it, or what the measurements say that
 * was done.  Plain data: a line of the journal.
 * Thread: any. */
#ifndef SIDEMAN_ANSWER_H
#define SIDEMAN_ANSWER_H

#include "base/advice.h"

enum answer_kind {
    ANSWER_APPLIED,
    ANSWER_MODIFIED,     /* applied, but otherwise than said */
    ANSWER_IGNORED,
    ANSWER_NEVER,        /* this rule is not to be said again, for this role (of all roles: ROLE_NONE) */
    ANSWER_AGAIN,        /* takes that back */
    ANSWER_RATED,        /* 1..5 */
    ANSWER_FOLLOWED,     /* these two are found by measuring */
    ANSWER_NOT_FOLLOWED,
    ANSWER_KINDS
};
/* "applied", "modified", ... (journal, JSON). */
extern const char *const answer_names[ANSWER_KINDS];
/* ANSWER_KINDS when `name` is none of them. */
enum answer_kind answer_from_name(const char *name);

enum { ANSWER_UID_MAX = 33, PROJECT_MAX = TRACK_NAME_MAX, RATING_MAX = 5 };

struct answer {
    char uid[ANSWER_UID_MAX];  /* 32 hexadecimal digits; "": none yet */
    int64_t time;              /* seconds since 1970, UTC */
    enum answer_kind kind;
    char project[PROJECT_MAX]; /* UTF-8 */
    char rule[RULE_ID_MAX];
    enum role role;            /* of the track; ROLE_NONE: the mix, or not known */
    enum genre genre;          /* GENRES: not known */
    char track[TRACK_NAME_MAX];
    uint8_t rating;            /* 1..5 of ANSWER_RATED, else 0 */
    float before, after;       /* the first evidence; NAN: not known */
};

/* As stored: "" is ROLE_NONE; ROLES when `name` is none. */
enum role answer_role_from_name(const char *name);

/* Nothing known, but that it is ANSWER_APPLIED. */
void answer_clear(struct answer *answer);
/* Whether every field is in its range and the texts are well-formed UTF-8 without control characters;
 * a rule is 1 to 31 of a-z, 0-9, _ and -. */
bool answer_is_sane(const struct answer *answer);
bool answer_rule_is_sane(const char *rule);
/* Gives it a number that no other has. */
void answer_make_uid(struct answer *answer);

#endif
