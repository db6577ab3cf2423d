/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/view_list.h"

#include "base/i18n.h"
#include "tui/grid.h"

#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1024 };

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

void list_format_position(char *text, size_t size, int scroll, int count, int height)
{
    const int last = scroll + height < count ? scroll + height : count;
    snprintf(text, size, _("%d-%d of %d"), scroll + 1, last, count);
}

size_t list_wrap(const char *text, int columns, const char **next)
{
    const char *at = text, *space = NULL;
    int used = 0;
    for (;;) {
        const char *from = at;
        const uint32_t code = grid_decode(&at);
        if (code == 0) {
            *next = from;
            return (size_t)(from - text);
        }
        const int own = grid_code_columns(code);
        used += own < 0 ? 1 : own;
        if (used > columns && from > text) {
            const char *end = code == ' ' || space == NULL ? from : space;
            *next = *end == ' ' ? end + 1 : end;
            return (size_t)(end - text);
        }
        if (code == ' ' && from > text)
            space = from;
    }
}

int list_wrapped_rows(const char *text, int columns)
{
    int rows = 1;
    for (list_wrap(text, columns, &text); *text != '\0'; list_wrap(text, columns, &text))
        rows++;
    return rows;
}

int list_draw_wrapped(struct area area, int row, enum theme_role role, const char *text)
{
    do {
        char line[LINE_MAX_BYTES];
        const char *next;
        size_t bytes = list_wrap(text, area.w, &next);
        if (bytes >= sizeof line)
            bytes = sizeof line - 1;
        memcpy(line, text, bytes);
        line[bytes] = '\0';
        widget_text(area, row, 0, role, line);
        text = next;
        row++;
    } while (*text != '\0');
    return row;
}
