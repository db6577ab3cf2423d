/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_stereo: correlation, balance, width and what mono loses. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>

static void draw_scale(struct area area, int row, const char *low, const char *high, double value,
                       double from, double to)
{
    widget_text(area, row, 0, THEME_DIM, low);
    widget_text_right(area, row, THEME_DIM, high);
    widget_needle(area_columns(area, 3, area.w - 6), row, value, from, to, 0.0);
}

static void draw_value(struct area area, int row, enum theme_role role, const char *label, double value,
                       const char *format, const char *unit)
{
    char text[32] = "-";
    if (!isnan(value))
        snprintf(text, sizeof text, format, value);
    widget_text(area, row, 0, THEME_DIM, label);
    const int x = area.w - 5 - widget_columns(text);
    widget_text(area, row, x, role, text);
    widget_text(area, row, area.w - 4, THEME_DIM, unit);
}

void panel_stereo(const struct view_context *context, struct area area)
{
    const struct track_reading *live = view_track(context, context->snapshot);
    const struct track_reading *slow = view_track(context, context->slow);
    widget_title(area, _("STEREO"), NULL);
    if (!live || !slow || area.w < 16)
        return;
    const struct area body = area_rows(area, 1, area.h - 1);
    const struct stereo_reading *now = &live->stereo, *figures = &slow->stereo;
    const enum theme_role role = figures->correlation_now < 0.0f ? THEME_BAD : THEME_STRONG;
    draw_value(body, 0, role, _("correlation"), (double)figures->correlation_now, "%+.2f", "");
    draw_scale(body, 1, "-1", "+1", (double)now->correlation_now, -1.0, 1.0);
    draw_scale(body, 2, "L", "R", (double)now->balance_now_db, -12.0, 12.0);
    draw_value(body, 3, THEME_STRONG, _("width"), (double)figures->width_now * 100.0, "%.0f", "%");
    draw_value(body, 4, THEME_STRONG, _("mono loss"), (double)figures->mono_loss_db, "%.1f", "dB");
    draw_value(body, 5, figures->low_correlation_now < 0.0f ? THEME_WARN : THEME_STRONG,
               _("below 120 Hz"), (double)figures->low_correlation_now, "%+.2f", "");
    draw_value(body, 6, THEME_STRONG, _("balance"), (double)figures->balance_db, "%+.1f", "dB");
}
