/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_history: loudness over time. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>

enum { COLUMNS_MAX = 512, AXIS = 5, TIME_MIN_ROWS = 5, SHADE_MIN_ROWS = 8, SECTIONS_MIN_ROWS = 9 };

static float to_height(const struct loudness_scale *scale, float lufs)
{
    return (lufs - scale->low_lufs) / (scale->high_lufs - scale->low_lufs);
}

/* Seconds that the newest column shows: it may be unfinished. */
static int newest_seconds(const struct snapshot *snapshot, int seconds)
{
    const int count = snapshot->history_count;
    const int64_t total = count < HISTORY_POINTS ? count : (int64_t)snapshot->time_s;
    const int phase = (int)(total % seconds);
    return phase == 0 ? seconds : phase;
}

/* The highest S and M of each column.  Columns start at whole multiples of their length, so that
 * they do not shimmer as time goes on. */
static void gather(const struct snapshot *snapshot, const struct loudness_scale *scale, int width,
                   int seconds, float *short_term, float *momentary)
{
    int to = snapshot->history_count;
    int from = to - newest_seconds(snapshot, seconds);
    for (int x = width - 1; x >= 0; x--) {
        short_term[x] = momentary[x] = NAN;
        for (int i = from > 0 ? from : 0; i < to; i++) {
            const float s = to_height(scale, snapshot->history[i].short_term_lufs);
            const float m = to_height(scale, snapshot->history[i].momentary_max_lufs);
            if (!(s <= short_term[x]))
                short_term[x] = s;
            if (!(m <= momentary[x]))
                momentary[x] = m;
        }
        to = from;
        from -= seconds;
    }
}

static void draw_axis(struct area area, const struct loudness_scale *scale,
                      const struct view_target *target)
{
    widget_printf(area, 0, 0, THEME_DIM, "%4.0f", (double)(scale->high_lufs - scale->zero_lufs));
    widget_printf(area, area.h - 1, 0, THEME_DIM, "%4.0f",
                  (double)(scale->low_lufs - scale->zero_lufs));
    if (area.h < 3 || isnan(target->integrated_lufs))
        return;
    const int row = area.h - 1 - (int)(to_height(scale, target->integrated_lufs) * (float)area.h);
    widget_printf(area, row, 0, THEME_TARGET, "%4.0f",
                  (double)(target->integrated_lufs - scale->zero_lufs));
    for (int x = AXIS; x < area.w; x++)
        widget_text(area, row, x, THEME_TARGET, theme_glyph(GLYPH_TARGET_LINE));
}

/* "-3 min      -2 min      -1 min      now". */
static void draw_time(struct area area, int row, int seconds)
{
    static const int steps_s[] = {15, 30, 60, 120, 300, 600};
    size_t step = 0;
    while (step < 5 && steps_s[step] / seconds < 14)
        step++;
    const int last = widget_columns(_("now"));
    widget_text(area, row, area.w - last, THEME_DIM, _("now"));
    for (int s = steps_s[step]; s / seconds + 2 < area.w; s += steps_s[step]) {
        char text[24];
        if (steps_s[step] < 60)
            snprintf(text, sizeof text, "-%d:%02d", s / 60, s % 60);
        else
            snprintf(text, sizeof text, _("-%d min"), s / 60);
        const int x = area.w - 1 - s / seconds;
        if (x + widget_columns(text) < area.w - last)
            widget_text(area, row, x, THEME_DIM, text);
    }
}

int panel_history_seconds(int width, int seconds, int steps)
{
    static const int choices_s[] = {1, 2, 3, 5, 10, 15, 20, 30, 60};
    const int last = (int)(sizeof choices_s / sizeof choices_s[0]) - 1;
    int choice = 0;
    while (choice < last && choices_s[choice] * (width - AXIS) < seconds)
        choice++;
    choice += steps;
    return choices_s[choice < 0 ? 0 : choice > last ? last : choice];
}

void panel_history(const struct view_context *context, struct area area, int seconds_per_column)
{
    if (view_keep(context, NEWS_SLOW, area))
        return;
    static float short_term[COLUMNS_MAX], momentary[COLUMNS_MAX];
    if (area.h < 1 || area.w < AXIS + 8)
        return;
    const struct loudness_scale scale = panel_loudness_scale(context->state);
    const int time_rows = area.h >= TIME_MIN_ROWS ? 1 : 0;
    const int section_rows =
        area.h >= SECTIONS_MIN_ROWS && context->slow->listen.structure.count > 0 ? 1 : 0;
    const struct area plot = area_rows(area, 0, area.h - time_rows - section_rows);
    const struct area graph = area_columns(plot, AXIS, area.w - AXIS);
    const int width = graph.w < COLUMNS_MAX ? graph.w : COLUMNS_MAX;
    gather(context->slow, &scale, width, seconds_per_column, short_term, momentary);
    draw_axis(plot, &scale, &context->state->target);
    if (graph.h >= SHADE_MIN_ROWS)
        widget_columns_shade(graph, short_term, momentary, width, THEME_GRAPH_LOW);
    widget_columns_graph(graph, short_term, NULL, width, THEME_GRAPH, THEME_GRAPH_ALT);
    if (section_rows)
        panel_sections(context, area_columns(area_rows(area, plot.h, 1), AXIS, width),
                       floor(context->slow->time_s),
                       newest_seconds(context->slow, seconds_per_column), seconds_per_column);
    if (time_rows)
        draw_time(area_columns(area, AXIS, width), area.h - 1, seconds_per_column);
}
