/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page_steps: the decision trees of the knowledge base, walked with the numbers of the moment. */
#include "config.h"

#include "base/i18n.h"
#include "tui/page.h"
#include "tui/page_text.h"
#include "tui/panel.h"

enum { SLOT = 15, COLUMNS_MAX = 100 };

static struct text_place place;

static void draw(const struct view_context *context, struct area area)
{
    const struct view_host *host = context->host;
    const struct area body
        = area_columns(area_rows(area, area.h > 10 ? 1 : 0, area.h), 1, area.w - 2);
    const int columns = body.w < COLUMNS_MAX ? body.w : COLUMNS_MAX;
    place.scroll = &context->state->scroll[SLOT];
    const char *text = host->walk ? host->walk(host->program, context->slow,
                                               panel_track(context, context->slow), columns)
                                  : NULL;
    text_draw(body, text ? text : _("The knowledge base is not installed."), &place);
}

static enum command command(const struct view_context *context, enum command command)
{
    place.scroll = &context->state->scroll[SLOT];
    return text_command(&place, command);
}

const struct page_ops page_steps = {
    .title = N_("Steps"),
    .draw = draw,
    .command = command,
};
