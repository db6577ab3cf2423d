/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_help: every command with the key it is bound to now, by group, from the table of keys. */
#include "config.h"

#include "tui/view.h"

#include "base/i18n.h"
#include "tui/view_list.h"

#include <stdio.h>

enum { SLOT = 8, KEY_COLUMNS = 12, GAP_COLUMNS = 4, TWO_COLUMNS = 100 };

static struct {
    int visible, count; /* rows of the last drawing, and of the whole text */
} shown;

/* Draws a group from `row` on, which may be outside the area; returns the row after it. */
static int draw_group(struct area area, int row, enum command_group group)
{
    const struct area text = area_columns(area, KEY_COLUMNS, area.w - KEY_COLUMNS - 1);
    if (row >= 0 && row < area.h)
        widget_title(area_rows(area, row, 1), command_group_title(group), NULL);
    row++;
    for (int i = COMMAND_NONE + 1; i < COMMANDS; i++) {
        const enum command command = (enum command)i;
        if (command_info(command)->group != group)
            continue;
        widget_text(area_columns(area, 1, KEY_COLUMNS - 2), row, 0, THEME_KEY, keys_name(command));
        row = list_draw_wrapped(text, row, THEME_TEXT, _(command_info(command)->help));
    }
    return row + 1;
}

/* The groups from `from` to before `to`; returns the rows that they take. */
static int draw_groups(struct area area, int scroll, int from, int to)
{
    int row = -scroll;
    for (int group = from; group < to; group++)
        row = draw_group(area, row, (enum command_group)group);
    return row + scroll - 1;
}

static int rows_of(struct area area, int from, int to)
{
    return draw_groups(area_rows(area, 0, 0), 0, from, to);
}

/* Where the second column begins, so that the longer one is as short as can be. */
static int best_split(struct area column, int *rows)
{
    int best = COMMAND_GROUPS;
    *rows = rows_of(column, 0, COMMAND_GROUPS);
    for (int split = 1; split < COMMAND_GROUPS; split++) {
        const int left = rows_of(column, 0, split);
        const int right = rows_of(column, split, COMMAND_GROUPS);
        const int longer = left > right ? left : right;
        if (longer < *rows) {
            *rows = longer;
            best = split;
        }
    }
    return best;
}

static void draw(const struct view_context *context, struct area area)
{
    if (view_keep(context, NEWS_SLOW, area))
        return;
    int *const scroll = &context->state->scroll[SLOT];
    const bool two = area.w >= TWO_COLUMNS;
    const int columns = two ? (area.w - GAP_COLUMNS) / 2 : area.w;
    int split = COMMAND_GROUPS;
    if (two)
        split = best_split(area_columns(area, 0, columns), &shown.count);
    else
        shown.count = rows_of(area, 0, COMMAND_GROUPS);
    const bool scrolls = shown.count > area.h && area.h > 1;
    shown.visible = area.h - scrolls;
    *scroll = list_scroll_to(*scroll, *scroll, shown.count, shown.visible);
    if (scrolls) {
        char text[64];
        list_format_position(text, sizeof text, *scroll, shown.count, shown.visible);
        widget_text_right(area, area.h - 1, THEME_DIM, text);
    }
    const struct area rows = area_rows(area, 0, shown.visible);
    draw_groups(area_columns(rows, 0, columns), *scroll, 0, split);
    if (split < COMMAND_GROUPS)
        draw_groups(area_columns(rows, columns + GAP_COLUMNS, columns), *scroll, split,
                    COMMAND_GROUPS);
}

static enum command command(const struct view_context *context, enum command command)
{
    return list_move_scroll(&context->state->scroll[SLOT], shown.count, shown.visible, command);
}

const struct view_ops view_help = {
    .name = "help",
    .title = N_("Help"),
    .key = COMMAND_HELP,
    .calm = true,
    .draw = draw,
    .command = command,
};
