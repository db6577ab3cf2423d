/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/advice_commands.h"

#include "advise/reference.h"
#include "base/i18n.h"
#include "tui/advice_history.h"
#include "tui/advice_selection.h"
#include "tui/advice_words.h"

static const struct {
    enum command command;
    enum answer_kind kind;
    const char *told;
} answers[] = {
    {COMMAND_APPLIED, ANSWER_APPLIED, N_("applied; watching what it does: %s")},
    {COMMAND_MODIFIED, ANSWER_MODIFIED, N_("applied otherwise; watching what it does: %s")},
    {COMMAND_IGNORE, ANSWER_IGNORED, N_("ignored: %s")},
    {COMMAND_NEVER, ANSWER_NEVER, N_("never again: %s")},
};
enum { ANSWERS = sizeof answers / sizeof answers[0] };

static const struct suggestion *selected_suggestion(const struct view_context *context)
{
    advice_pin(context);
    const struct suggestion *suggestion = advice_selected_suggestion(context);
    if (suggestion)
        return suggestion;
    view_message(context, _("there is no suggestion to answer"));
    return NULL;
}

static bool give_answer(const struct view_context *context, const struct suggestion *suggestion,
                        enum answer_kind kind, unsigned rating)
{
    const struct view_host *host = context->host;
    if (!host->answer || !host->answer(host->program, suggestion->id, kind, rating)) {
        view_message(context, _("not now: the analysis stands still"));
        return false;
    }
    advice_history_answer(context->state->history, context->slow, suggestion->id, kind, rating);
    return true;
}

static void answer(const struct view_context *context, enum command command)
{
    char title[ADVICE_TITLE_MAX] = "";
    const struct suggestion *suggestion = selected_suggestion(context);
    if (suggestion)
        advice_title(title, sizeof title, context->slow, suggestion);
    for (int i = 0; suggestion && i < ANSWERS; i++)
        if (answers[i].command == command && give_answer(context, suggestion, answers[i].kind, 0))
            view_message(context, _(answers[i].told), title);
}

void advice_rate(const struct view_context *context, int key)
{
    context->state->rating = false;
    const struct suggestion *suggestion = selected_suggestion(context);
    if (!suggestion || key < '1' || key > '0' + RATING_MAX) {
        view_message(context, "%s", suggestion ? _("not rated") : _("the suggestion is gone"));
        return;
    }
    if (give_answer(context, suggestion, ANSWER_RATED, (unsigned)(key - '0')))
        view_message(context, _("rated %d of 5: %s"), key - '0', suggestion->title);
}

static void take_mark(const struct view_context *context, int index)
{
    struct mark *mark = &context->state->marks[index];
    const char *name = index == 0 ? "A" : "B";
    if (mark_take(mark, context->snapshot))
        view_message(context, _("kept as %s; the Compare page of Advice shows A beside B"), name);
    else
        view_message(context, _("nothing to keep as %s: too little was heard"), name);
}

static void next_reference(const struct view_context *context)
{
    const struct reference_reading *reference = &context->snapshot->advice.reference;
    const struct view_host *host = context->host;
    if (!host->choose_reference || reference->count == 0) {
        view_message(context, "%s",
                     reference->loading ? _("the references are still being measured")
                                        : _("no reference: start with --reference FILE"));
        return;
    }
    const int next = reference->by_hand ? reference->chosen + 1 : 0;
    const bool closest = next >= reference->count;
    host->choose_reference(host->program, closest ? REFERENCE_AUTO : next);
    if (closest)
        view_message(context, _("reference: the closest"));
    else
        view_message(context, _("reference: %d of %d"), next + 1, reference->count);
}

/* Round and round: what there is, then "find out". */
static void next_context(const struct view_context *context, bool intent)
{
    const struct context_reading *now = &context->snapshot->advice.context;
    const struct view_host *host = context->host;
    if (!host->set_context)
        return;
    int state = now->state_by_hand ? (int)now->state : WORK_STATES;
    int purpose = now->intent_by_hand ? (int)now->intent : WORK_INTENTS;
    if (intent)
        purpose = purpose >= WORK_INTENTS ? 0 : purpose + 1;
    else
        state = state >= WORK_STATES ? 0 : state + 1;
    host->set_context(host->program, (enum work_state)state, (enum work_intent)purpose);
    if (intent)
        view_message(context, _("what for: %s"),
                     purpose < WORK_INTENTS ? _(work_intent_names[purpose]) : _("found out"));
    else
        view_message(context, _("you are: %s"),
                     state < WORK_STATES ? _(work_state_names[state]) : _("found out"));
}

enum command advice_command(const struct view_context *context, enum command command)
{
    switch (command) {
    case COMMAND_APPLIED:
    case COMMAND_MODIFIED:
    case COMMAND_IGNORE:
    case COMMAND_NEVER: answer(context, command); break;
    case COMMAND_RATE: context->state->rating = selected_suggestion(context) != NULL; break;
    case COMMAND_MARK_A: take_mark(context, 0); break;
    case COMMAND_MARK_B: take_mark(context, 1); break;
    case COMMAND_REFERENCE: next_reference(context); break;
    case COMMAND_CONTEXT: next_context(context, false); break;
    case COMMAND_INTENT: next_context(context, true); break;
    default: return command;
    }
    return COMMAND_NONE;
}

enum context_key advice_key_sign(enum command command)
{
    switch (command) {
    case COMMAND_EXPLAIN:
    case COMMAND_HELP: return KEY_EXPLAIN;
    case COMMAND_VIEW_7:
    case COMMAND_APPLIED:
    case COMMAND_MODIFIED:
    case COMMAND_IGNORE:
    case COMMAND_NEVER:
    case COMMAND_RATE: return KEY_ANSWER;
    case COMMAND_MARK_A:
    case COMMAND_MARK_B:
    case COMMAND_REFERENCE: return KEY_COMPARE;
    default: return KEY_LOOK;
    }
}
