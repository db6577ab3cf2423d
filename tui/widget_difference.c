/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/widget_difference.h"

#include <math.h>

int difference_halves(double db, double range_db, int rows)
{
    if (isnan(db))
        return 0;
    const double at = fmin(fmax(db / range_db, -1.0), 1.0);
    return (int)lround(at * rows * 2.0);
}

/* From the zero line up or down. */
static void draw_bar(struct area area, int zero_row, int halves)
{
    const bool up = halves > 0;
    for (int left = up ? halves : -halves, row = zero_row; left > 0; left -= 2) {
        row += up ? -1 : 1;
        const unsigned half = left >= 2 ? 3u : up ? 2u : 1u;
        for (int column = 0; column < area.w; column++)
            widget_text(area, row, column, up ? THEME_GRAPH_HIGH : THEME_GRAPH,
                        theme_block_half(half));
    }
}

void widget_difference(struct area area, const float *values_db, double range_db)
{
    const struct spectrum_layout layout = spectrum_layout_fit(area.h, area.w);
    const int rows = (layout.graph_rows - 1) / 2;
    if (rows < 1)
        return;
    const struct area graph = area_columns(area, 0, spectrum_columns(&layout));
    if (layout.scale_columns > 0) {
        widget_printf(graph, 0, 0, THEME_DIM, "%+3.0f", range_db);
        widget_text(graph, rows, 2, THEME_DIM, "0");
        widget_printf(graph, 2 * rows, 0, THEME_DIM, "%+3.0f", -range_db);
    }
    for (int x = layout.scale_columns; x < graph.w; x++)
        widget_text(graph, rows, x, THEME_RULE, theme_glyph(GLYPH_HLINE));
    for (int bar = 0; bar < layout.bars; bar++) {
        const int band = bar * layout.group;
        draw_bar(area_columns(graph, layout.scale_columns + bar * layout.pitch, layout.bar_columns),
                 rows, difference_halves((double)values_db[band], range_db, rows));
    }
    if (layout.has_axis)
        spectrum_draw_axis(graph, &layout, 2 * rows + 1);
}
