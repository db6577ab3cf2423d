/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_loudness: the EBU Mode meter: M and S on the chosen scale, I, LRA, the maxima, and the last
 * half hour. */
#include "config.h"

#include "base/i18n.h"
#include "tui/panel.h"
#include "tui/state.h"

#include <math.h>
#include <stdio.h>

enum { VIEW = 2, MARKS_MAX = 16, LABEL = 4, NUMBER = 8, ZOOM_MAX = 6, METERS_MIN_ROWS = 4 };

/* A scale with a number every 3 or 6 LU; zones: at the target, above it, at the top. */
struct meter_scale {
    struct scale scale;
    float marks[MARKS_MAX], at[MARKS_MAX], zones[3];
};

static void make_scale(struct meter_scale *meter, const struct view_state *state)
{
    const struct loudness_scale ends = panel_loudness_scale(state);
    const float span = ends.high_lufs - ends.low_lufs;
    const float step = span > 30.0f ? 6.0f : 3.0f;
    const float target = ends.low_lufs + span * 2.0f / 3.0f;
    const float tolerance = isnan(state->target.tolerance_lu) ? 1.0f : state->target.tolerance_lu;
    int count = 0;
    for (float mark = ends.low_lufs; mark <= ends.high_lufs + 0.01f && count < MARKS_MAX;
         mark += step) {
        meter->marks[count] = mark;
        meter->at[count++] = (mark - ends.low_lufs) / span;
    }
    meter->zones[0] = target - tolerance;
    meter->zones[1] = target + tolerance;
    meter->zones[2] = ends.high_lufs - 0.1f;
    meter->scale = (struct scale){.marks_db = meter->marks, .marks_at = meter->at, .count = count,
                                  .zero_db = ends.zero_lufs, .zones_db = meter->zones};
}

static void draw_meter(struct area area, const char *name, const struct scale *scale, float live,
                       float slow, float highest, const struct loudness_scale *ends)
{
    char text[16];
    const int middle = (area.h - 1) / 2;
    const struct area meter = area_columns(area, LABEL, area.w - LABEL - NUMBER);
    widget_text(area, middle, 1, THEME_STRONG, name);
    for (int row = 0; row < area.h; row++)
        widget_meter(meter, row, scale, (double)live, (double)highest);
    panel_format_loudness(text, sizeof text, slow, ends);
    widget_text_right(area_columns(area, 0, area.w - 1), middle, THEME_STRONG, text);
}

/* M, S and their scale; returns the rows used. */
static int draw_meters(const struct view_context *context, struct area area, int thick)
{
    const struct track_reading *live = panel_track(context, context->snapshot);
    const struct track_reading *slow = panel_track(context, context->slow);
    const struct loudness_scale ends = panel_loudness_scale(context->state);
    struct meter_scale meter;
    const int step = thick > 1 ? thick + 1 : 1;
    make_scale(&meter, context->state);
    draw_meter(area_rows(area, 0, thick), "M", &meter.scale, live->loudness.momentary_lufs,
               slow->loudness.momentary_lufs, slow->loudness.momentary_max_lufs, &ends);
    draw_meter(area_rows(area, step, thick), "S", &meter.scale, live->loudness.short_term_lufs,
               slow->loudness.short_term_lufs, slow->loudness.short_term_max_lufs, &ends);
    widget_scale(area_columns(area, LABEL, area.w - LABEL - NUMBER), step + thick, &meter.scale);
    widget_text_right(area_columns(area, 0, area.w - 1), step + thick, THEME_DIM, ends.unit);
    return step + thick + 1;
}

/* How far I is from the target, and from what it was measured. */
static void describe_integration(const struct track_reading *track, const struct view_state *state,
                                 char *text, size_t size)
{
    const struct loudness_reading *loudness = &track->loudness;
    const float target = state->target.integrated_lufs;
    char time[24], distance[64] = "";
    state_format_time(time, sizeof time, loudness->integrated_s);
    if (!isnan(target) && isfinite(loudness->integrated_lufs))
        snprintf(distance, sizeof distance, _("%+.1f LU from the target, "),
                 (double)(loudness->integrated_lufs - target));
    snprintf(text, size, _("%sintegrated over %s%s"), distance, time,
             loudness->paused ? _(", on hold") : "");
}

static void draw(const struct view_context *context, struct area area)
{
    const struct track_reading *slow = panel_track(context, context->slow);
    const int size = area.h >= 45 && area.w >= 180 ? 3 : area.h >= 26 && area.w >= 118 ? 2 : 1;
    const int thick = area.h >= 45 ? 3 : area.h >= 26 ? 2 : 1;
    int row = area.h >= 10 ? 2 + widget_big_rows(size) : 3;
    panel_loudness(context, area_rows(area, 0, row), area.h >= 10 ? size : 0);
    if (area.h >= 12) {
        char text[160];
        describe_integration(slow, context->state, text, sizeof text);
        widget_text(area, row++, LABEL, THEME_DIM, text);
    }
    if (area.h - row >= METERS_MIN_ROWS)
        row += draw_meters(context, area_rows(area, row, area.h - row), thick);
    if (area.h - row < 3)
        return;
    const int seconds = panel_history_seconds(area.w, context->slow->history_count,
                                              context->state->cursor[VIEW]);
    widget_heading(area_rows(area, row, 1), _("HISTORY"), _("short-term, shaded up to momentary"),
                   NULL);
    panel_history(context, area_rows(area, row + 1, area.h - row - 1), seconds);
}

/* Up and down look closer and wider. */
static enum command command(const struct view_context *context, enum command command)
{
    int *zoom = &context->state->cursor[VIEW];
    if (command == COMMAND_UP && *zoom > -ZOOM_MAX)
        --*zoom;
    else if (command == COMMAND_DOWN && *zoom < ZOOM_MAX)
        ++*zoom;
    else if (command != COMMAND_UP && command != COMMAND_DOWN)
        return command;
    return COMMAND_NONE;
}

const struct view_ops view_loudness = {
    .name = "loudness",
    .title = N_("Loudness"),
    .key = COMMAND_VIEW_3,
    .draw = draw,
    .command = command,
};
