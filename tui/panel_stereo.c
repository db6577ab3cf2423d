/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_stereo: correlation, balance, width and what mono loses; the goniometer above them when
 * there is room. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"
#include "tui/widget_scope.h"

#include <math.h>
#include <stdio.h>

enum { FIGURE_ROWS = 7, FIGURE_COLUMNS = 26, SCOPE_MIN_ROWS = 7 };

static void draw_scale(struct area area, int row, const char *low, const char *high, double value,
                       double from, double to)
{
    widget_text(area, row, 0, THEME_DIM, low);
    widget_text_right(area, row, THEME_DIM, high);
    widget_needle(area_columns(area, 3, area.w - 6), row, value, from, to, 0.0);
}

static void draw_value(struct area area, int row, enum theme_role role, const char *label,
                       double value, const char *format, const char *unit)
{
    char text[32] = "-";
    if (!isnan(value))
        snprintf(text, sizeof text, format, value);
    widget_text(area, row, 0, THEME_DIM, label);
    const int end = area.w - 3, x = end - widget_columns(text);
    widget_text(area, row, x, isnan(value) ? THEME_DIM : role, text);
    widget_text(area, row, end + 1, THEME_DIM, unit);
}

/* Needles move with every frame, figures do not. */
static void draw_figures(const struct view_context *context, struct area area)
{
    const struct stereo_reading *now = &panel_track(context, context->snapshot)->stereo;
    const struct stereo_reading *slow = &panel_track(context, context->slow)->stereo;
    draw_scale(area, 1, "-1", "+1", (double)now->correlation_now, -1.0, 1.0);
    draw_scale(area, 2, " L", "R ", (double)now->balance_now_db, -12.0, 12.0);
    const struct area top = area_rows(area, 0, 1), below = area_rows(area, 3, area.h - 3);
    if (view_keep(context, NEWS_SLOW, top)) {
        widget_keep(below);
        return;
    }
    draw_value(area, 0, slow->correlation_now < 0.0f ? THEME_BAD : THEME_STRONG, _("correlation"),
               (double)slow->correlation_now, "%+.2f", "");
    draw_value(area, 3, THEME_STRONG, _("width"), (double)slow->width_now * 100.0, "%.0f", "%");
    draw_value(area, 4, THEME_STRONG, _("mono loss"), (double)slow->mono_loss_db, "%.1f", "dB");
    draw_value(area, 5, slow->low_correlation_now < 0.0f ? THEME_WARN : THEME_STRONG,
               _("below 120 Hz"), (double)slow->low_correlation_now, "%+.2f", "");
    draw_value(area, 6, THEME_STRONG, _("balance"), (double)slow->balance_db, "%+.1f", "dB");
}

void panel_stereo(const struct view_context *context, struct area area)
{
    static struct scope scope;
    const struct track_reading *live = panel_track(context, context->snapshot);
    widget_title(area, _("STEREO"), NULL);
    if (area.w < 16)
        return;
    const struct area body = area_rows(area, 1, area.h - 1);
    struct area picture = {0}, figures = body;
    if (body.h >= FIGURE_ROWS + SCOPE_MIN_ROWS && body.w < FIGURE_COLUMNS + 2 * body.h) {
        picture = area_rows(body, 0, body.h - FIGURE_ROWS);
        figures = area_rows(body, body.h - FIGURE_ROWS, FIGURE_ROWS);
    } else if (body.w >= FIGURE_COLUMNS + 2 * SCOPE_MIN_ROWS && body.h >= SCOPE_MIN_ROWS) {
        picture = area_columns(body, 0, body.w - FIGURE_COLUMNS - 2);
        figures = area_columns(area_rows(body, (body.h - FIGURE_ROWS) / 2, FIGURE_ROWS),
                               body.w - FIGURE_COLUMNS, FIGURE_COLUMNS);
    }
    if (live->channels == 2 && picture.h > 0)
        widget_scope(picture, &scope, &live->stereo,
                     fmax((double)live->channel[0].meter_hold_dbfs,
                          (double)live->channel[1].meter_hold_dbfs),
                     context->snapshot->sequence, context->now_s);
    draw_figures(context, figures);
}
