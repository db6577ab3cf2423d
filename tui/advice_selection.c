/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/advice_selection.h"

static bool is_listed(const struct view_context *context, const struct suggestion *suggestion)
{
    const int track = context->state->selected_track;
    return track < 0 || track >= context->slow->n_tracks || suggestion->track == track
           || suggestion->other_track == track;
}

int advice_count(const struct view_context *context)
{
    const struct advice_reading *advice = &context->slow->advice;
    int count = 0;
    for (int i = 0; i < advice->n_suggestions; i++)
        count += is_listed(context, &advice->suggestions[i]) ? 1 : 0;
    return count;
}

const struct suggestion *advice_at(const struct view_context *context, int place)
{
    const struct advice_reading *advice = &context->slow->advice;
    for (int i = 0; i < advice->n_suggestions && place >= 0; i++)
        if (is_listed(context, &advice->suggestions[i]) && place-- == 0)
            return &advice->suggestions[i];
    return NULL;
}

int advice_selected(const struct view_context *context)
{
    struct view_state *state = context->state;
    const int count = advice_count(context);
    for (int i = 0; i < count && state->suggestion_chosen; i++)
        if (advice_at(context, i)->id == state->suggestion_id)
            return i;
    state->suggestion_chosen = false;
    return count > 0 ? 0 : -1;
}

const struct suggestion *advice_selected_suggestion(const struct view_context *context)
{
    return advice_at(context, advice_selected(context));
}

void advice_select(const struct view_context *context, int place)
{
    const struct suggestion *suggestion = advice_at(context, place);
    if (!suggestion)
        return;
    context->state->suggestion_id = suggestion->id;
    context->state->suggestion_chosen = place > 0;
}

void advice_pin(const struct view_context *context)
{
    advice_select(context, advice_selected(context));
    context->state->suggestion_chosen = advice_count(context) > 0;
}
