/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page: a part of the Advice view, with a tab of its own.  As a view, but drawn no oftener than the
 * slow snapshot changes.  Thread: UI. */
#ifndef SIDEMAN_PAGE_H
#define SIDEMAN_PAGE_H

#include "tui/view.h"

struct page_ops {
    const char *title; /* N_(): tab */
    void (*draw)(const struct view_context *context, struct area area);
    /* Returns COMMAND_NONE when handled, else the command. */
    enum command (*command)(const struct view_context *context, enum command command);
};

/* The six scores, `pitch` rows apart; `selected`: -1 none. */
void page_draw_scores(const struct advice_reading *advice, struct area area, int pitch,
                      int selected);

extern const struct page_ops page_suggestions, page_scores, page_delivery, page_masking,
    page_faders, page_compare, page_steps, page_history;

#endif
