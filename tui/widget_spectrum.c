/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/widget_spectrum.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>

enum { SCALE_COLUMNS = 4, BAR_COLUMNS_MAX = 5, RANGE_DB = 66,
      KILOHERTZ = 17 /* third-octave of 1 kHz */ };

/* The finest step whose graph still reaches 66 dB down. */
static const struct step {
    int db_per_row, label_rows;
} steps[] = {
    {1, 12}, {2, 6}, {3, 4}, {4, 3}, {6, 2}, {8, 3}, {10, 2}, {12, 2}, {18, 1}, {24, 1}, {36, 1},
};

struct spectrum_layout spectrum_layout_fit(int rows, int columns)
{
    struct spectrum_layout layout = {.scale_columns = columns >= 16 + SCALE_COLUMNS
                                     ? SCALE_COLUMNS : 0};
    const int room = columns > layout.scale_columns ? columns - layout.scale_columns : 1;
    layout.group = (THIRD_OCTAVES + room - 1) / room;
    layout.bars = (THIRD_OCTAVES + layout.group - 1) / layout.group;
    layout.pitch = room / layout.bars;
    if (layout.pitch > BAR_COLUMNS_MAX + 1)
        layout.pitch = BAR_COLUMNS_MAX + 1;
    layout.bar_columns = layout.pitch >= 3 ? layout.pitch - 1 : layout.pitch;
    layout.has_axis = rows >= 3;
    layout.graph_rows = rows - layout.has_axis;
    if (layout.graph_rows < 0)
        layout.graph_rows = 0;
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof steps[0] &&
           steps[i].db_per_row * layout.graph_rows < RANGE_DB)
        i++;
    layout.db_per_row = steps[i].db_per_row;
    layout.label_rows = steps[i].label_rows;
    return layout;
}

double spectrum_tilt_db(int third_octave, double db_per_octave)
{
    return db_per_octave * (third_octave - KILOHERTZ) / 3.0;
}

/* Rows below the upper edge of the graph: 0 dB is in the middle of the first row. */
static double rows_down(const struct spectrum_layout *layout, double db)
{
    return 0.5 - db / layout->db_per_row;
}

int spectrum_height_eighths(const struct spectrum_layout *layout, double db)
{
    const double rows = layout->graph_rows - rows_down(layout, db);
    if (!(rows > 0.0))
        return 0;
    return rows >= layout->graph_rows ? 8 * layout->graph_rows : (int)lround(8.0 * rows);
}

int spectrum_row(const struct spectrum_layout *layout, double db)
{
    const double rows = rows_down(layout, db);
    if (!(rows < layout->graph_rows))
        return -1;
    return rows > 0.0 ? (int)rows : 0;
}

void spectrum_frequency_name(char *text, size_t size, double hz)
{
    snprintf(text, size, hz >= 1000.0 ? "%gk" : "%g", hz >= 1000.0 ? hz / 1000.0 : hz);
}

int spectrum_label_column(const struct spectrum_layout *layout, int third_octave, int label_columns)
{
    const int center = third_octave / layout->group * layout->pitch + (layout->bar_columns - 1) / 2;
    const int column = center - (label_columns - 1) / 2;
    return column > 0 ? column : 0;
}

static void draw_scale(struct area area, const struct spectrum_layout *layout)
{
    for (int row = 0; row < layout->graph_rows; row += layout->label_rows) {
        widget_printf(area, row, 0, THEME_DIM, "%*d", SCALE_COLUMNS - 1, -row * layout->db_per_row);
        for (int column = SCALE_COLUMNS; column < area.w; column += 2)
            widget_text(area, row, column, THEME_RULE, theme_glyph(GLYPH_HLINE));
    }
}

/* 1, 2 and 5 of every decade. */
static bool is_round_frequency(int third_octave)
{
    const int of_decade = third_octave % 10;
    return of_decade == 0 || of_decade == 4 || of_decade == 7;
}

void spectrum_draw_axis(struct area area, const struct spectrum_layout *layout, int row)
{
    int next = 0;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        if (layout->pitch < BAR_COLUMNS_MAX && !is_round_frequency(i))
            continue;
        char text[16];
        spectrum_frequency_name(text, sizeof text, (double)third_octave_nominal_hz[i]);
        const int columns = widget_columns(text);
        const int column = spectrum_label_column(layout, i, columns);
        if (column < next || layout->scale_columns + column + columns > area.w)
            continue;
        widget_text(area, row, layout->scale_columns + column, THEME_DIM, text);
        next = column + columns + 1;
    }
    if (layout->scale_columns > 0)
        widget_text(area, row, 1, THEME_DIM, "Hz");
}

/* Rows of the marks; -1: none. */
struct bar_marks {
    int max, low, high;
};

/* A mark goes over full cells, so that the bar stays whole, but never over its end. */
static void draw_bar(struct area area, const struct spectrum_layout *layout, int eighths,
                     const struct bar_marks *marks)
{
    const int top_row = layout->graph_rows - (eighths + 7) / 8;
    for (int row = 0; row < layout->graph_rows; row++) {
        const int filled = eighths - 8 * (layout->graph_rows - 1 - row);
        const char *text = filled > 0 ? theme_block_v(filled > 8 ? 8 : filled) : " ";
        enum theme_role role = THEME_GRAPH;
        if ((row == marks->low || row == marks->high) && (filled <= 0 || filled >= 8)) {
            text = theme_glyph(GLYPH_TARGET_LINE);
            role = filled > 0 ? THEME_GRAPH_TARGET : THEME_TARGET;
        } else if (row == marks->max && row < top_row) {
            text = theme_glyph(GLYPH_HLINE);
            role = THEME_GRAPH_ALT;
        } else if (filled <= 0) {
            continue;
        }
        for (int column = 0; column < layout->bar_columns; column++)
            widget_text(area, row, column, role, text);
    }
}

/* The strongest of a bar's third-octaves, with the tilt. */
static double bar_db(const struct spectrum_layout *layout, int bar, const float *values_db,
                     double tilt)
{
    double highest = NAN;
    for (int i = bar * layout->group; i < (bar + 1) * layout->group && i < THIRD_OCTAVES; i++)
        highest = fmax(highest, (double)values_db[i] + spectrum_tilt_db(i, tilt));
    return highest;
}

int spectrum_columns(const struct spectrum_layout *layout)
{
    return layout->scale_columns + (layout->bars - 1) * layout->pitch + layout->bar_columns;
}

static int curve_row(const struct spectrum_layout *layout, int bar, const float *curve, double tilt)
{
    return curve == NULL ? -1 : spectrum_row(layout, bar_db(layout, bar, curve, tilt));
}

void widget_spectrum(struct area area, const struct spectrum_curves *curves,
                     double tilt_db_per_octave)
{
    const struct spectrum_layout layout = spectrum_layout_fit(area.h, area.w);
    const struct area graph = area_columns(area, 0, spectrum_columns(&layout));
    if (layout.scale_columns > 0)
        draw_scale(graph, &layout);
    for (int bar = 0; bar < layout.bars; bar++) {
        const struct area column = area_columns(graph, layout.scale_columns + bar * layout.pitch,
                                                layout.bar_columns);
        const double tilt = tilt_db_per_octave;
        const double db = bar_db(&layout, bar, curves->values_db, tilt);
        const struct bar_marks marks = {
            .max = curve_row(&layout, bar, curves->max_db, tilt),
            .low = curve_row(&layout, bar, curves->low_db, tilt),
            .high = curve_row(&layout, bar, curves->high_db, tilt),
        };
        draw_bar(column, &layout, spectrum_height_eighths(&layout, db), &marks);
    }
    if (layout.has_axis)
        spectrum_draw_axis(graph, &layout, layout.graph_rows);
}
