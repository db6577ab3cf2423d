/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/page_text.h"

#include "tui/view_list.h"

#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1024 };

static int count_lines(const char *text)
{
    int count = 0;
    for (; *text; count++) {
        text = strchr(text, '\n');
        if (!text)
            return count + 1;
        text++;
    }
    return count;
}

static void draw_line(struct area area, int row, const char *text, size_t bytes)
{
    char line[LINE_MAX_BYTES];
    if (bytes >= sizeof line)
        bytes = sizeof line - 1;
    memcpy(line, text, bytes);
    line[bytes] = '\0';
    widget_text(area, row, 0, line[0] == ' ' ? THEME_TEXT : THEME_TITLE, line);
}

void text_draw(struct area area, const char *text, struct text_place *place)
{
    place->count = count_lines(text);
    const bool scrolls = place->count > area.h && area.h > 1;
    place->visible = area.h - scrolls;
    *place->scroll = list_scroll_to(*place->scroll, *place->scroll, place->count, place->visible);
    if (scrolls) {
        char position[64];
        list_format_position(position, sizeof position, *place->scroll, place->count,
                             place->visible);
        widget_text_right(area_rows(area, area.h - 1, 1), 0, THEME_DIM, position);
    }
    const struct area rows = area_rows(area, 0, place->visible);
    for (int line = 0; *text && line < *place->scroll + rows.h; line++) {
        const size_t bytes = strcspn(text, "\n");
        if (line >= *place->scroll)
            draw_line(rows, line - *place->scroll, text, bytes);
        text += bytes + (text[bytes] == '\n');
    }
}

enum command text_command(const struct text_place *place, enum command command)
{
    return list_move_scroll(place->scroll, place->count, place->visible, command);
}
