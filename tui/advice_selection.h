/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* advice_selection: which suggestions of context->slow are listed: all, or those that concern the
 * track that every view shows; and which of them is selected.  Places count from 0 in the list.
 * Thread: UI. */
#ifndef SIDEMAN_ADVICE_SELECTION_H
#define SIDEMAN_ADVICE_SELECTION_H

#include "tui/view.h"

int advice_count(const struct view_context *context);
/* NULL when there is no such place. */
const struct suggestion *advice_at(const struct view_context *context, int place);

/* The selected suggestion: the one that the user chose, as long as it stands, else the first.  -1
 * and NULL when there is none. */
int advice_selected(const struct view_context *context);
const struct suggestion *advice_selected_suggestion(const struct view_context *context);
void advice_select(const struct view_context *context, int place);
/* The user did something with the selected one: it stays selected. */
void advice_pin(const struct view_context *context);

#endif
