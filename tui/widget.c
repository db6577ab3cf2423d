/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget: areas and text. */
#include "config.h"

#include "tui/widget.h"

#include "base/i18n.h"
#include "tui/grid.h"
#include "tui/term.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

struct area area_rows(struct area area, int from, int count)
{
    const int first = clamp(from, 0, area.h);
    const int last = clamp(from + count, first, area.h);
    return (struct area){.y = area.y + first, .x = area.x, .h = last - first, .w = area.w};
}

struct area area_columns(struct area area, int from, int count)
{
    const int first = clamp(from, 0, area.w);
    const int last = clamp(from + count, first, area.w);
    return (struct area){.y = area.y, .x = area.x + first, .h = area.h, .w = last - first};
}

void widget_keep(struct area area)
{
    term_keep(area.y, area.x, area.h, area.w);
}

int widget_text(struct area area, int row, int column, enum theme_role role, const char *text)
{
    if (row < 0 || row >= area.h || column < 0 || column >= area.w)
        return 0;
    return term_put(area.y + row, area.x + column, area.w - column, role, text);
}

int widget_printf(struct area area, int row, int column, enum theme_role role, const char *format,
                  ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return widget_text(area, row, column, role, text);
}

int widget_columns(const char *text)
{
    int columns = 0;
    uint32_t code;
    while ((code = grid_decode(&text)) != 0) {
        const int own = grid_code_columns(code);
        columns += own < 0 ? 1 : own;
    }
    return columns;
}

int widget_text_right(struct area area, int row, enum theme_role role, const char *text)
{
    const int columns = widget_columns(text);
    return widget_text(area, row, columns < area.w ? area.w - columns : 0, role, text);
}

int widget_text_cut(struct area area, int row, int column, int columns, enum theme_role role,
                    const char *text)
{
    const struct area room = area_columns(area, 0, column + columns);
    if (widget_columns(text) <= room.w - column)
        return widget_text(room, row, column, role, text);
    const int used = widget_text(area_columns(room, 0, room.w - 1), row, column, role, text);
    return used + widget_text(room, row, column + used, role, theme_glyph(GLYPH_ELLIPSIS));
}

void widget_rule(struct area area, int row)
{
    const char *line = theme_glyph(GLYPH_HLINE);
    for (int x = 0; x < area.w; x++)
        widget_text(area, row, x, THEME_RULE, line);
}

void widget_heading(struct area area, const char *title, const char *detail, const char *note)
{
    widget_rule(area, 0);
    int used = widget_text(area, 0, 0, THEME_TITLE, title);
    used += widget_text(area, 0, used, THEME_RULE, " ");
    if (detail && *detail) {
        used += widget_text(area, 0, used, THEME_DIM, detail);
        used += widget_text(area, 0, used, THEME_RULE, " ");
    }
    const int columns = note ? widget_columns(note) : 0;
    if (columns == 0 || used + columns + 3 > area.w)
        return;
    widget_text(area, 0, area.w - columns - 1, THEME_RULE, " ");
    widget_text(area, 0, area.w - columns, THEME_DIM, note);
}

void widget_title(struct area area, const char *title, const char *note)
{
    widget_heading(area, title, NULL, note);
}

void widget_format_number(char *text, size_t size, double value, int width, int places)
{
    if (isnan(value))
        snprintf(text, size, "%*s", width, "-");
    else if (value < -199.95)
        snprintf(text, size, "%*s", width, "-inf");
    else {
        const double unit = pow(10.0, -places);
        if (fabs(value) < unit / 2.0)
            value = 0.0; /* never "-0.0" */
        snprintf(text, size, "%*.*f", width, places, value);
    }
}

void widget_reading(struct area area, int row, int column, int label_columns, const char *label,
                    const char *value, const char *unit)
{
    widget_text(area_columns(area, 0, column + label_columns - 1), row, column, THEME_DIM, label);
    const int used = widget_text(area, row, column + label_columns, THEME_STRONG, value);
    widget_text(area, row, column + label_columns + used + 1, THEME_DIM, unit);
}
