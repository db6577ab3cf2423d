/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_loudness: big figures.  Scales: EBU Tech 3341, +9 and +18. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { READINGS = 21, FIGURE_GAP = 2, TEXT_FIGURE = 13 };
static const char WIDEST[] = "-00.0";
static const float EBU_TARGET_LUFS = -23.0f;

struct loudness_scale panel_loudness_scale(const struct view_state *state)
{
    const float target = isnan(state->target.integrated_lufs) ? EBU_TARGET_LUFS
                                                              : state->target.integrated_lufs;
    const bool wide =
        state->loudness_scale == LOUDNESS_LUFS_18 || state->loudness_scale == LOUDNESS_LU_18;
    const bool relative =
        state->loudness_scale == LOUDNESS_LU_9 || state->loudness_scale == LOUDNESS_LU_18;
    return (struct loudness_scale){
        .low_lufs = target - (wide ? 36.0f : 18.0f), .high_lufs = target + (wide ? 18.0f : 9.0f),
        .zero_lufs = relative ? target : 0.0f, .unit = relative ? "LU" : "LUFS",
    };
}

enum theme_role panel_judge_loudness(const struct view_target *target, float integrated_lufs)
{
    if (isnan(target->integrated_lufs) || isnan(integrated_lufs))
        return THEME_STRONG;
    const float tolerance = isnan(target->tolerance_lu) ? 1.0f : target->tolerance_lu;
    return fabsf(integrated_lufs - target->integrated_lufs) <= tolerance ? THEME_OK : THEME_WARN;
}

void panel_format_loudness(char *text, size_t size, float lufs, const struct loudness_scale *scale)
{
    const double shown = lufs < -99.95f ? (double)NAN : (double)(lufs - scale->zero_lufs);
    if (scale->zero_lufs < 0.0f && shown >= 0.05)
        snprintf(text, size, "%+.1f", shown);
    else
        widget_format_number(text, size, shown, 1, 1);
}

/* Right-aligned, standing on the area's last row but one, its caption below. */
static void draw_figure(struct area area, int size, enum theme_role role, const char *text,
                        const char *caption)
{
    const int columns = size > 0 ? widget_big_columns(size, text) : widget_columns(text);
    if (strcmp(text, "-") == 0)
        role = THEME_DIM;
    const int rows = size > 0 ? widget_big_rows(size) : 1;
    const int x = columns < area.w ? area.w - columns : 0;
    if (size > 0)
        widget_big(area, area.h - 1 - rows, x, role, size, text);
    else
        widget_text(area, area.h - 1 - rows, x, role, text);
    const int width = widget_columns(caption);
    widget_text(area, area.h - 1, width < area.w ? area.w - width : 0, THEME_DIM, caption);
}

static void draw_readings(const struct loudness_reading *loudness, const struct view_target *target,
                          struct area area)
{
    const bool stable = loudness->range_stable || isnan(loudness->range_lu);
    const struct {
        const char *label, *unit;
        float value;
        enum theme_role role;
    } rows[] = {
        {_("LRA"), stable ? "LU" : _("unstable"), loudness->range_lu,
         stable ? THEME_STRONG : THEME_DIM},
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
        widget_text(area, i, label, isnan(rows[i].value) ? THEME_DIM : rows[i].role, value);
        widget_text(area, i, label + 7, THEME_DIM, rows[i].unit);
    }
}

/* Columns of M (smaller than the others when there is a choice), of S and I each, and of the
 * readings; M goes first when columns are short, then the readings. */
struct figures {
    int first, other, gap, readings;
};

static struct figures lay_out(int width, int size)
{
    struct figures at = {.readings = READINGS};
    at.other = size > 0 ? widget_big_columns(size, WIDEST) + FIGURE_GAP * size : TEXT_FIGURE;
    at.first = size > 1 ? widget_big_columns(size - 1, WIDEST) + FIGURE_GAP : at.other;
    if (at.first + 2 * at.other + at.readings > width)
        at.first = 0;
    if (2 * at.other + at.readings > width) {
        at.readings = 0;
        at.first = 3 * at.other <= width ? at.other : 0;
    }
    const int spare = (width - at.first - 2 * at.other - at.readings) / (at.first > 0 ? 3 : 2);
    at.gap = spare > 0 ? spare : 0;
    return at;
}

void panel_loudness(const struct view_context *context, struct area area, int size)
{
    if (view_keep(context, NEWS_SLOW, area))
        return;
    const struct track_reading *track = panel_track(context, context->slow);
    const struct view_target *target = &context->state->target;
    const struct loudness_scale scale = panel_loudness_scale(context->state);
    char note[96] = "";
    if (target->title[0])
        snprintf(note, sizeof note, _("target %s %.1f LUFS"), target->title,
                 (double)target->integrated_lufs);
    widget_heading(area, _("LOUDNESS"), scale.unit, note);
    const struct loudness_reading *loudness = &track->loudness;
    const struct figures at = lay_out(area.w, size);
    const struct area body = area_rows(area, 1, (size > 0 ? widget_big_rows(size) : 1) + 1);
    char text[16];
    panel_format_loudness(text, sizeof text, loudness->momentary_lufs, &scale);
    if (at.first > 0)
        draw_figure(area_columns(body, 0, at.first), size > 1 ? size - 1 : size, THEME_STRONG, text,
                    _("momentary"));
    int x = at.first + at.gap;
    panel_format_loudness(text, sizeof text, loudness->short_term_lufs, &scale);
    draw_figure(area_columns(body, x, at.other), size, THEME_STRONG, text, _("short-term"));
    x += at.other + at.gap;
    panel_format_loudness(text, sizeof text, loudness->integrated_lufs, &scale);
    draw_figure(area_columns(body, x, at.other), size,
                panel_judge_loudness(target, loudness->integrated_lufs), text, _("integrated"));
    draw_readings(loudness, target,
                  area_columns(area_rows(area, 1, area.h - 1), area.w - at.readings, at.readings));
}
