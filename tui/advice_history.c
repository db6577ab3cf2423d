/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/advice_history.h"

#include "tui/advice_words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { GONE_S = 60 }; /* longer than what was mended is told of */

struct standing {
    struct past_suggestion as; /* what it will be when it is gone */
    bool told;                 /* an answer took it into the past already */
};

struct advice_history {
    uint32_t added;
    struct past_suggestion past[PAST_MAX];
    int n_standing;
    struct standing standing[SUGGESTIONS_MAX];
    double time_s;
};

struct advice_history *advice_history_new(void)
{
    return calloc(1, sizeof(struct advice_history));
}

void advice_history_free(struct advice_history *history)
{
    free(history);
}

/* The same suggestion, that was only just gone: now it is known why. */
static struct past_suggestion *find_gone(struct advice_history *history, uint32_t id, double time_s)
{
    const int count = advice_history_count(history);
    for (int i = 0; i < count; i++) {
        struct past_suggestion *past = &history->past[(history->added - 1 - (uint32_t)i) % PAST_MAX];
        if (past->id == id)
            return past->outcome == PAST_WITHDRAWN && time_s - past->time_s < GONE_S ? past : NULL;
    }
    return NULL;
}

static void add(struct advice_history *history, const struct past_suggestion *past, double time_s)
{
    struct past_suggestion *slot =
        past->outcome == PAST_MENDED ? find_gone(history, past->id, time_s) : NULL;
    if (!slot)
        slot = &history->past[history->added++ % PAST_MAX];
    *slot = *past;
    slot->time_s = time_s;
}

static void describe(struct past_suggestion *past, const struct snapshot *snapshot,
                     const struct suggestion *suggestion)
{
    *past = (struct past_suggestion){
        .id = suggestion->id,
        .severity = suggestion->severity,
        .before = suggestion->before,
        .after = suggestion->after,
        .outcome = suggestion->state == SUGGESTION_MOVED ? PAST_MENDED : PAST_WITHDRAWN,
    };
    if (suggestion->n_evidence > 0)
        snprintf(past->unit, sizeof past->unit, "%s", suggestion->evidence[0].unit);
    advice_title(past->title, sizeof past->title, snapshot, suggestion);
}

static bool stands(const struct advice_reading *advice, uint32_t id)
{
    for (int i = 0; i < advice->n_suggestions; i++)
        if (advice->suggestions[i].id == id)
            return true;
    return false;
}

/* Held back, as the user does something else: it may be back at any time. */
static bool waits(const struct advice_reading *advice, uint32_t id)
{
    for (int i = 0; i < advice->context.waiting; i++)
        if (advice->context.waiting_ids[i] == id)
            return true;
    return false;
}

static bool was_told(const struct advice_history *history, uint32_t id)
{
    for (int i = 0; i < history->n_standing; i++)
        if (history->standing[i].as.id == id)
            return history->standing[i].told;
    return false;
}

void advice_history_update(struct advice_history *history, const struct snapshot *snapshot)
{
    static bool told[SUGGESTIONS_MAX];
    const struct advice_reading *advice = &snapshot->advice;
    if (!history)
        return;
    const bool anew = snapshot->time_s < history->time_s; /* another source or file */
    history->time_s = snapshot->time_s;
    for (int i = 0; i < history->n_standing && !anew; i++) {
        const struct standing *before = &history->standing[i];
        const bool mended = before->as.outcome == PAST_MENDED;
        if (!mended && before->as.severity == SEVERITY_INFO)
            continue; /* a hint or an idea that passed */
        if (!stands(advice, before->as.id) && !waits(advice, before->as.id) &&
            (!before->told || mended))
            add(history, &before->as, snapshot->time_s);
    }
    for (int i = 0; i < advice->n_suggestions; i++)
        told[i] = !anew && was_told(history, advice->suggestions[i].id);
    history->n_standing = advice->n_suggestions;
    for (int i = 0; i < advice->n_suggestions; i++) {
        describe(&history->standing[i].as, snapshot, &advice->suggestions[i]);
        history->standing[i].told = told[i];
    }
}

void advice_history_answer(struct advice_history *history, const struct snapshot *snapshot,
                           uint32_t id, enum answer_kind kind, unsigned rating)
{
    for (int i = 0; history && i < history->n_standing; i++) {
        struct standing *standing = &history->standing[i];
        if (standing->as.id != id)
            continue;
        struct past_suggestion past = standing->as;
        past.outcome = PAST_ANSWERED;
        past.answer = kind;
        past.rating = (uint8_t)rating;
        past.before = past.after = NAN;
        add(history, &past, snapshot->time_s);
        standing->told = true;
    }
}

int advice_history_count(const struct advice_history *history)
{
    if (!history)
        return 0;
    return history->added < PAST_MAX ? (int)history->added : PAST_MAX;
}

const struct past_suggestion *advice_history_at(const struct advice_history *history, int index)
{
    return &history->past[(history->added - 1 - (uint32_t)index) % PAST_MAX];
}
