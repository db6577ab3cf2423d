/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/widget_tuner.h"

#include <math.h>

enum { IN_TUNE_CENTS = 5, TICK_CENTS = 10 };

int tuner_midi(double hz)
{
    if (!(hz > 0.0) || isinf(hz))
        return -1;
    const double midi = round(69.0 + 12.0 * log2(hz / 440.0));
    return midi >= 0.0 && midi <= 127.0 ? (int)midi : -1;
}

int tuner_column(double cents, int columns)
{
    const double at = (fmin(fmax(cents, -50.0), 50.0) + 50.0) / 100.0;
    return columns > 0 ? (int)lround(at * (columns - 1)) : 0;
}

static void draw_line(struct area area, int row)
{
    const int low = tuner_column(-IN_TUNE_CENTS, area.w);
    const int high = tuner_column(IN_TUNE_CENTS, area.w);
    for (int column = 0; column < area.w; column++)
        widget_text(area, row, column, column >= low && column <= high ? THEME_TARGET : THEME_RULE,
                    theme_glyph(GLYPH_HLINE));
    for (int cents = -50; cents <= 50; cents += TICK_CENTS)
        if (area.w >= 33 || cents % 50 == 0)
            widget_text(area, row, tuner_column(cents, area.w),
                        cents == 0 ? THEME_TARGET : THEME_RULE,
                        theme_glyph(cents == 0 ? GLYPH_CENTER : GLYPH_TICK_DOWN));
}

void widget_tuner(struct area area, double cents)
{
    if (area.h < 1 || area.w < 7)
        return;
    const int row = area.h >= 2;
    if (row == 1) {
        widget_text(area, 0, 0, THEME_DIM, "-50");
        widget_text(area, 0, tuner_column(0.0, area.w), THEME_DIM, "0");
        widget_text_right(area, 0, THEME_DIM, "+50");
    }
    draw_line(area, row);
    if (!isnan(cents))
        widget_text(area, row, tuner_column(cents, area.w),
                    fabs(cents) <= IN_TUNE_CENTS ? THEME_OK : THEME_WARN, theme_glyph(GLYPH_MARK));
}
