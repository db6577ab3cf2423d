/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_log: what happened, the newest at the bottom; long lines are wrapped. */
#include "config.h"

#include "tui/view.h"

#include "base/i18n.h"
#include "tui/view_list.h"

#include <stdio.h>

enum { SLOT = 7 };

static int visible_rows; /* of the last drawing: what a page is */

static const char *log_line(const struct view_context *context, int line)
{
    return context->host->log_line(context->host->program, (size_t)line);
}

static int count_lines(const struct view_context *context)
{
    int count = 0;
    while (log_line(context, count) != NULL)
        count++;
    return count;
}

/* The furthest back that still fills the area: the oldest line is at its top then. */
static int furthest_scroll(const struct view_context *context, struct area rows, int count)
{
    int line = count, height = 0;
    while (line > 0 && height < rows.h)
        height += list_wrapped_rows(log_line(context, --line), rows.w);
    return height > rows.h ? line + 1 : line;
}

static void draw(const struct view_context *context, struct area area)
{
    if (view_keep(context, NEWS_SLOW, area))
        return;
    int *const scroll = &context->state->scroll[SLOT];
    const int top = area.h >= 4;
    const struct area rows = area_columns(area_rows(area, top, area.h - top), 1, area.w - 2);
    visible_rows = rows.h;
    const int count = count_lines(context);
    const int furthest = furthest_scroll(context, rows, count);
    *scroll = *scroll < 0 ? 0 : *scroll > furthest ? furthest : *scroll;
    if (top > 0) {
        char note[64] = "";
        if (*scroll > 0)
            snprintf(note, sizeof note, _("%d newer below"), *scroll);
        widget_title(area, _("LOG"), note);
    }
    if (count == 0) {
        widget_text(rows, 0, 0, THEME_DIM, _("Nothing to report."));
        return;
    }
    int height = 0, line = *scroll;
    while (line < count && height < rows.h)
        height += list_wrapped_rows(log_line(context, line++), rows.w);
    /* A line that does not fit whole at the top shows its end. */
    int row = height > rows.h ? rows.h - height : 0;
    while (line-- > *scroll)
        row = list_draw_wrapped(rows, row, line == 0 ? THEME_TEXT : THEME_DIM,
                                log_line(context, line));
}

static enum command command(const struct view_context *context, enum command command)
{
    /* Scrolling counts from the newest line: up is further back. */
    int *const scroll = &context->state->scroll[SLOT];
    const int page = visible_rows > 2 ? visible_rows - 1 : 1;
    switch (command) {
    case COMMAND_UP:
        *scroll += 1;
        return COMMAND_NONE;
    case COMMAND_DOWN:
        *scroll -= 1;
        return COMMAND_NONE;
    case COMMAND_PAGE_UP:
        *scroll += page;
        return COMMAND_NONE;
    case COMMAND_PAGE_DOWN:
        *scroll -= page;
        return COMMAND_NONE;
    default:
        return command;
    }
}

const struct view_ops view_log = {
    .name = "log",
    .title = N_("Log"),
    .key = COMMAND_VIEW_9,
    .calm = true,
    .draw = draw,
    .command = command,
};
