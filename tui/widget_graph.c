/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_graph: columns that rise from the bottom, in eighths of a cell. */
#include "config.h"

#include "tui/term.h"
#include "tui/widget.h"

#include <math.h>

static int to_eighths(float value, int rows)
{
    if (!(value > 0.0f))
        return 0;
    return (int)lrintf((value < 1.0f ? value : 1.0f) * (float)(rows * 8));
}

static enum theme_role shade(enum theme_role role, int row, int rows)
{
    if (role != THEME_GRAPH)
        return role;
    return 3 * row < rows ? THEME_GRAPH_HIGH : 3 * row < 2 * rows ? THEME_GRAPH : THEME_GRAPH_LOW;
}

void widget_columns_graph(struct area area, const float *values, const float *marks, int count,
                          enum theme_role role, enum theme_role mark_role)
{
    for (int x = 0; x < count && x < area.w; x++) {
        const int eighths = to_eighths(values[x], area.h);
        for (int row = 0; row < area.h; row++) {
            const int filled = eighths - (area.h - 1 - row) * 8;
            if (filled > 0)
                term_put(area.y + row, area.x + x, 1, shade(role, row, area.h),
                         theme_block_v(filled));
        }
        if (!marks || !(marks[x] > 0.0f))
            continue;
        const int above = (to_eighths(marks[x], area.h) + 7) / 8 * 8;
        const int mark_row = area.h - above / 8;
        if (above > eighths && mark_row >= 0 && mark_row < area.h
            && eighths <= (area.h - 1 - mark_row) * 8)
            term_put(area.y + mark_row, area.x + x, 1, mark_role, theme_glyph(GLYPH_MARK_TOP));
    }
}

void widget_columns_shade(struct area area, const float *values, const float *marks, int count,
                          enum theme_role role)
{
    for (int x = 0; x < count && x < area.w; x++) {
        const int from = (to_eighths(values[x], area.h) + 7) / 8;
        const int to = (to_eighths(marks[x], area.h) + 4) / 8;
        for (int cell = from; cell < to; cell++)
            term_put(area.y + area.h - 1 - cell, area.x + x, 1, role, theme_glyph(GLYPH_SHADE));
    }
}
