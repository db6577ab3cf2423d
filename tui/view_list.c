/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tui/view_list.h"

#include "base/i18n.h"

#include <stdio.h>

static int clamp(int value, int low, int high)
{
    return value > high ? (high < low ? low : high) : value < low ? low : value;
}

/* Rows that a command moves by; 0 when it is no movement. */
static int step_of(enum command command, int height)
{
    const int page = height > 2 ? height - 1 : 1;
    switch (command) {
    case COMMAND_UP:
        return -1;
    case COMMAND_DOWN:
        return 1;
    case COMMAND_PAGE_UP:
        return -page;
    case COMMAND_PAGE_DOWN:
        return page;
    default:
        return 0;
    }
}

enum command list_move_cursor(int *cursor, int count, int height, enum command command)
{
    const int step = step_of(command, height);
    if (step == 0)
        return command;
    *cursor = clamp(clamp(*cursor, 0, count - 1) + step, 0, count - 1);
    return COMMAND_NONE;
}

int list_scroll_to(int scroll, int cursor, int count, int height)
{
    if (height <= 0)
        return 0;
    cursor = clamp(cursor, 0, count - 1);
    if (cursor < scroll)
        scroll = cursor;
    if (cursor >= scroll + height)
        scroll = cursor - height + 1;
    return clamp(scroll, 0, count - height);
}

enum command list_move_scroll(int *scroll, int count, int height, enum command command)
{
    const int step = step_of(command, height);
    if (step == 0)
        return command;
    *scroll = clamp(clamp(*scroll, 0, count - height) + step, 0, count - height);
    return COMMAND_NONE;
}

void list_draw_position(struct area area, int row, int scroll, int count, int height)
{
    if (count <= height || height <= 0)
        return;
    char text[64];
    const int last = scroll + height < count ? scroll + height : count;
    snprintf(text, sizeof text, _("%d-%d of %d"), scroll + 1, last, count);
    widget_text_right(area, row, THEME_DIM, text);
}
