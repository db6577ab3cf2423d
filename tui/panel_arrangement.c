/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_arrangement: the sections of the music over time, and how loud, busy and wide each is. */
#include "config.h"

#include "tui/panel.h"

#include "base/format.h"
#include "base/i18n.h"

#include <math.h>
#include <stdio.h>

enum { LETTERS = 26 };
enum { ROW_LETTER, ROW_LOUDNESS, ROW_DENSITY, ROW_WIDTH, ROWS };

static const struct {
    const char *label;
    int places;
} rows[ROWS] = {
    [ROW_LETTER] = {"", 0},
    [ROW_LOUDNESS] = {"LUFS", 1},
    [ROW_DENSITY] = {N_("hits/s"), 1},
    [ROW_WIDTH] = {N_("width %"), 0},
};

static double figure(const struct section_reading *section, int row)
{
    return row == ROW_LOUDNESS  ? (double)section->loudness_lufs
           : row == ROW_DENSITY ? (double)section->density_hz
                                : (double)section->width * 100.0;
}

/* The first column of the graph at `time_s`. */
static int column_at(double time_s, const struct panel_time *time, int columns)
{
    const double at = (time_s - (time->end_s - time->span_s)) / time->span_s * columns;
    return at < 0.0 ? 0 : at > columns ? columns : (int)lrint(at);
}

static void draw_section(struct area area, const struct section_reading *section, int from, int to,
                         bool cut)
{
    const char letter[2] = {format_section_letter(section), '\0'};
    widget_text(area, ROW_LETTER, from, cut ? THEME_DIM : THEME_STRONG, letter);
    for (int x = from + 1; x < to; x++)
        widget_text(area, ROW_LETTER, x, THEME_DIM, theme_glyph(GLYPH_HLINE));
    for (int row = ROW_LOUDNESS; row < ROWS && row < area.h; row++) {
        char text[16];
        widget_format_number(text, sizeof text, figure(section, row), 1, rows[row].places);
        if (widget_columns(text) < to - from)
            widget_text(area, row, from, THEME_TEXT, text);
    }
}

void panel_arrangement(const struct structure_reading *structure, struct area area,
                       int label_columns, const struct panel_time *time)
{
    const struct area graph = area_columns(area, label_columns, area.w - label_columns);
    const struct area labels = area_columns(area, 0, label_columns - 1);
    if (structure->count == 0 || graph.w < 1)
        return;
    for (int row = ROW_LOUDNESS; row < ROWS && row < area.h; row++)
        widget_text(labels, row, 0, THEME_DIM, row == ROW_LOUDNESS ? rows[row].label
                                                                   : _(rows[row].label));
    for (unsigned i = 0; i < structure->count && i < SECTIONS_RECENT; i++) {
        const struct section_reading *const section = &structure->sections[i];
        const double end_s = isnan(section->end_s) ? time->end_s : section->end_s;
        const int from = column_at(section->start_s, time, graph.w);
        const int to = column_at(end_s, time, graph.w);
        if (section->label >= 0 && section->label < LETTERS && to > from)
            draw_section(graph, section, from, to,
                         section->start_s < time->end_s - time->span_s);
    }
}
