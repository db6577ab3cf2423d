/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* marks: the present state kept as A or B, and what lies between the two, in figures and in words.
 * Spectra and bands are level-matched.
 * Pure.  Thread: whoever holds the marks (the UI's). */
#ifndef SIDEMAN_MARKS_H
#define SIDEMAN_MARKS_H

#include "snapshot.h"

enum { MARK_ROWS = 9, MARK_WORDS = 8, MARK_WORD_MAX = 120, MARK_RULES = 16 };

/* Of the mix. */
struct mark {
    bool taken;
    double time_s;              /* sample time */
    struct sound_profile sound; /* the ten seconds or so before it */
    uint8_t n_rules;            /* what was advised then */
    struct {
        char rule[RULE_ID_MAX];
        char track[TRACK_NAME_MAX];
        char title[80]; /* as it was said, with its track where that does not say it */
    } rules[MARK_RULES];
    float scores[ANALYSES];
};

/* False when nothing was heard yet: then it is left as it was. */
bool mark_take(struct mark *mark, const struct snapshot *snapshot);

struct mark_row {
    const char *title; /* untranslated */
    const char *unit;
    int places;
    float a, b, difference; /* b - a; NAN: not known */
};

struct mark_comparison {
    float match_db;                /* what makes B as loud as A */
    float third_db[THIRD_OCTAVES]; /* B - A, level-matched; NAN */
    float bands_db[BANDS];         /* B - A, level-matched; NAN */
    struct mark_row rows[MARK_ROWS];
    unsigned n_words;              /* sentences, translated, what matters most first */
    char words[MARK_WORDS][MARK_WORD_MAX];
};

/* Both must be taken. */
void marks_compare(const struct mark *a, const struct mark *b, struct mark_comparison *comparison);

#endif
