/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* advice_history: suggestions that are gone, and what became of them: answered, mended, or
 * withdrawn because what they said no longer holds.  Of this session.  Thread: UI. */
#ifndef SIDEMAN_ADVICE_HISTORY_H
#define SIDEMAN_ADVICE_HISTORY_H

#include "advise/answer.h"
#include "snapshot.h"

enum { PAST_MAX = 64 };

enum past_outcome { PAST_WITHDRAWN, PAST_MENDED, PAST_ANSWERED };

struct past_suggestion {
    uint32_t id;
    double time_s; /* sample time of the outcome */
    enum past_outcome outcome;
    enum answer_kind answer; /* of PAST_ANSWERED */
    uint8_t rating;
    enum severity severity;
    float before, after;
    char unit[8];
    char title[176];
};

struct advice_history;

/* NULL when memory is short; all below then do nothing. */
struct advice_history *advice_history_new(void);
void advice_history_free(struct advice_history *history);

/* Compares what stands now with what stood before. */
void advice_history_update(struct advice_history *history, const struct snapshot *snapshot);
/* The user answered the suggestion of this id, which still stands. */
void advice_history_answer(struct advice_history *history, const struct snapshot *snapshot,
                           uint32_t id, enum answer_kind kind, unsigned rating);

int advice_history_count(const struct advice_history *history);
/* 0: the latest. */
const struct past_suggestion *advice_history_at(const struct advice_history *history, int index);

#endif
