/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_loudness: big figures, and loudness over time.  Scales: EBU Tech 3341, +9 and +18. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float EBU_TARGET_LUFS = -23.0f;

struct loudness_scale panel_loudness_scale(const struct view_state *state)
{
    const float target = isnan(state->target.integrated_lufs) ? EBU_TARGET_LUFS
                                                              : state->target.integrated_lufs;
    const bool wide = state->loudness_scale == LOUDNESS_LUFS_18 || state->loudness_scale == LOUDNESS_LU_18;
    const bool relative = state->loudness_scale == LOUDNESS_LU_9 || state->loudness_scale == LOUDNESS_LU_18;
    return (struct loudness_scale){
        .low_lufs = target - (wide ? 36.0f : 18.0f), .high_lufs = target + (wide ? 18.0f : 9.0f),
        .zero_lufs = relative ? target : 0.0f, .unit = relative ? "LU" : "LUFS",
    };
}

/* In the clear, or how far from the target. */
static enum theme_role judge(const struct view_target *target, float integrated_lufs)
{
    if (isnan(target->integrated_lufs) || isnan(integrated_lufs))
        return THEME_STRONG;
    const float tolerance = isnan(target->tolerance_lu) ? 1.0f : target->tolerance_lu;
    return fabsf(integrated_lufs - target->integrated_lufs) <= tolerance ? THEME_OK : THEME_WARN;
}

static void draw_figure(struct area area, int size, enum theme_role role, float lufs,
                        const struct loudness_scale *scale, const char *caption)
{
    char text[16], unit[64];
    const bool silent = lufs < -99.95f;
    widget_format_number(text, sizeof text, silent ? NAN : (double)(lufs - scale->zero_lufs), 1, 1);
    if (!silent && scale->zero_lufs < 0.0f && text[0] != '-' && text[0] != '0') {
        memmove(text + 1, text, sizeof text - 1);
        text[sizeof text - 1] = 0;
        text[0] = '+';
    }
    const int columns = size > 0 ? widget_big_columns(size, text) : widget_columns(text);
    const int x = columns < area.w - 2 ? area.w - 2 - columns : 0;
    if (size > 0)
        widget_big(area, 0, x, role, size, text);
    else
        widget_text(area, 0, x, role, text);
    snprintf(unit, sizeof unit, "%s", caption);
    const int width = widget_columns(unit);
    widget_text(area, size > 0 ? widget_big_rows(size) : 1, width < area.w - 2 ? area.w - 2 - width : 0,
                THEME_DIM, unit);
}

static void draw_readings(const struct loudness_reading *loudness, const struct view_target *target,
                          struct area area)
{
    const struct {
        const char *label, *unit;
        float value;
        enum theme_role role;
    } rows[] = {
        {_("LRA"), loudness->range_stable || isnan(loudness->range_lu) ? "LU" : _("LU ..60 s"), loudness->range_lu, THEME_STRONG},
        {_("TP"), "dBTP", loudness->true_peak_dbtp,
         loudness->true_peak_dbtp > target->true_peak_dbtp ? THEME_BAD : THEME_STRONG},
        {"PLR", "dB", loudness->plr_db, THEME_STRONG},
        {"PSR", "dB", loudness->psr_db, THEME_STRONG},
        {_("M max"), "LUFS", loudness->momentary_max_lufs, THEME_TEXT},
        {_("S max"), "LUFS", loudness->short_term_max_lufs, THEME_TEXT},
    };
    const int count = sizeof rows / sizeof rows[0];
    for (int i = 0; i < count && i < area.h; i++) {
        char value[16];
        widget_format_number(value, sizeof value, (double)rows[i].value, 6, 1);
        widget_text(area, i, 0, THEME_DIM, rows[i].label);
        const int label = area.h > 4 ? 6 : 4;
        widget_text(area, i, label, rows[i].role, value);
        widget_text(area, i, label + 7, THEME_DIM, rows[i].unit);
    }
}

void panel_loudness(const struct view_context *context, struct area area, int size)
{
    const struct track_reading *track = view_track(context, context->slow);
    const struct view_target *target = &context->state->target;
    const struct loudness_scale scale = panel_loudness_scale(context->state);
    char note[96] = "";
    if (target->title[0])
        snprintf(note, sizeof note, _("target %s %.1f LUFS"), target->title, (double)target->integrated_lufs);
    widget_title(area, _("LOUDNESS"), note);
    widget_text(area, 0, widget_columns(_("LOUDNESS")) + 2, THEME_DIM, scale.unit);
    widget_text(area, 0, widget_columns(_("LOUDNESS")) + 2 + widget_columns(scale.unit), THEME_DIM, " ");
    if (!track)
        return;
    const struct loudness_reading *loudness = &track->loudness;
    const struct area body = area_rows(area, 1, area.h - 1);
    const int readings = area.w >= 60 ? 20 : 0;
    const int figure = (area.w - readings) / 3;
    draw_figure(area_columns(body, 0, figure), size, THEME_TEXT, loudness->momentary_lufs, &scale,
                _("momentary"));
    draw_figure(area_columns(body, figure, figure), size, THEME_STRONG, loudness->short_term_lufs, &scale,
                _("short-term"));
    draw_figure(area_columns(body, 2 * figure, figure), size, judge(target, loudness->integrated_lufs),
                loudness->integrated_lufs, &scale, _("integrated"));
    draw_readings(loudness, target, area_columns(body, area.w - readings, readings));
}

enum { HISTORY_COLUMNS_MAX = 512, AXIS = 5 };

static float to_height(const struct loudness_scale *scale, float lufs)
{
    return (lufs - scale->low_lufs) / (scale->high_lufs - scale->low_lufs);
}

/* The highest S and M of each column; columns start at whole multiples of their length, so that they
 * do not shimmer as time goes on. */
static void gather(const struct snapshot *snapshot, const struct loudness_scale *scale, int width,
                   int seconds, float *short_term, float *momentary)
{
    const int count = snapshot->history_count;
    const int phase = count < HISTORY_POINTS ? count % seconds : (int)((int64_t)snapshot->time_s % seconds);
    const int open = phase == 0 ? seconds : phase; /* seconds in the newest column */
    for (int x = 0; x < width; x++) {
        short_term[x] = momentary[x] = NAN;
        const int to = count - (width - 1 - x == 0 ? 0 : open + (width - 2 - x) * seconds);
        const int from = width - 1 - x == 0 ? count - open : to - seconds;
        for (int i = from > 0 ? from : 0; i < to; i++) {
            const float s = to_height(scale, snapshot->history[i].short_term_lufs);
            const float m = to_height(scale, snapshot->history[i].momentary_max_lufs);
            if (!(s <= short_term[x]))
                short_term[x] = s;
            if (!(m <= momentary[x]))
                momentary[x] = m;
        }
    }
}

static void draw_axis(struct area area, const struct loudness_scale *scale, const struct view_target *target)
{
    char text[16];
    snprintf(text, sizeof text, "%4.0f", (double)(scale->high_lufs - scale->zero_lufs));
    widget_text(area, 0, 0, THEME_DIM, text);
    snprintf(text, sizeof text, "%4.0f", (double)(scale->low_lufs - scale->zero_lufs));
    widget_text(area, area.h - 1, 0, THEME_DIM, text);
    if (area.h < 3 || isnan(target->integrated_lufs))
        return;
    const int row = area.h - 1 - (int)(to_height(scale, target->integrated_lufs) * (float)area.h);
    snprintf(text, sizeof text, "%4.0f", (double)(target->integrated_lufs - scale->zero_lufs));
    widget_text(area, row, 0, THEME_TARGET, text);
    for (int x = AXIS; x < area.w; x++)
        widget_text(area, row, x, THEME_TARGET, theme_glyph(GLYPH_TARGET_LINE));
}

void panel_history(const struct view_context *context, struct area area, int seconds_per_column)
{
    static float short_term[HISTORY_COLUMNS_MAX], momentary[HISTORY_COLUMNS_MAX];
    if (area.h < 1 || area.w < AXIS + 8)
        return;
    const struct loudness_scale scale = panel_loudness_scale(context->state);
    const struct area graph = area_columns(area, AXIS, area.w - AXIS);
    const int width = graph.w < HISTORY_COLUMNS_MAX ? graph.w : HISTORY_COLUMNS_MAX;
    gather(context->slow, &scale, width, seconds_per_column, short_term, momentary);
    draw_axis(area, &scale, &context->state->target);
    widget_columns_graph(graph, short_term, momentary, width, THEME_GRAPH, THEME_GRAPH_ALT);
}
