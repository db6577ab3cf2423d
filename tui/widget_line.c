/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/widget_line.h"

#include <math.h>

static const struct {
    const char *full, *half, *rest;
} lines[] = {
    [GLYPHS_FULL] = {"━", "╸", "─"},
    [GLYPHS_REDUCED] = {"■", "─", "─"},
    [GLYPHS_ASCII] = {"=", "-", "-"},
};

void widget_line(struct area area, int row, enum theme_role role, double at)
{
    if (isnan(at))
        return;
    const int halves = (int)lround(fmin(fmax(at, 0.0), 1.0) * 2.0 * area.w);
    for (int column = 0; column < area.w; column++) {
        const int filled = halves - 2 * column;
        const char *text = filled >= 2 ? lines[theme_glyphs()].full
            : filled == 1 ? lines[theme_glyphs()].half : lines[theme_glyphs()].rest;
        widget_text(area, row, column, filled > 0 ? role : THEME_RULE, text);
    }
}
