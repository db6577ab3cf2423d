/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* screen_mini: sideman in a pane too small for panels.  From the top, as rows allow: meters, the
 * line of loudness, the scale, the header; with one row, one meter and one figure. */
#include "config.h"

#include "tui/screen_parts.h"

#include "base/i18n.h"
#include "tui/faces.h"
#include "tui/panel.h"
#include "tui/state.h"

#include <math.h>
#include <stdio.h>

static float loudest(const struct track_reading *track, bool hold)
{
    float highest = -INFINITY;
    for (int c = 0; c < track->channels; c++) {
        const struct channel_reading *channel = &track->channel[c];
        const float level = hold ? channel->meter_hold_dbfs : channel->meter_dbfs;
        if (level > highest)
            highest = level;
    }
    return highest;
}

/* "####### -9.8 OK": the figure goes before the bar does. */
static void draw_meter_line(struct area area, int row, const char *name,
                            enum ballistics ballistics, double db, double hold, double shown_db,
                            struct state_word word)
{
    char number[16];
    widget_format_number(number, sizeof number, face_value(ballistics, shown_db), 5, 1);
    const int label = *name && area.w >= 20 ? 2 : 0;
    const int state = area.w >= 30 ? 7 : 0;
    const int figure = area.w >= 12 ? 6 : 0;
    if (label)
        widget_text(area, row, 0, THEME_DIM, name);
    widget_meter(area_columns(area, label, area.w - label - figure - state), row,
                 face_scale(ballistics), db, hold);
    if (figure)
        widget_text(area, row, area.w - state - figure + 1, THEME_STRONG, number);
    if (state)
        widget_text(area, row, area.w - state + 1, word.role, word.text);
}

static void draw_loudness_line(struct area area, int row, const struct loudness_reading *loudness)
{
    char momentary[16], integrated[16], peak[16];
    widget_format_number(momentary, sizeof momentary, (double)loudness->momentary_lufs, 1, 1);
    widget_format_number(integrated, sizeof integrated, (double)loudness->integrated_lufs, 1, 1);
    widget_format_number(peak, sizeof peak, (double)loudness->true_peak_dbtp, 1, 1);
    int x = widget_text(area, row, 0, THEME_DIM, "M ");
    x += widget_text(area, row, x, THEME_STRONG, momentary);
    x += widget_text(area, row, x, THEME_DIM, "  I ");
    x += widget_text(area, row, x, THEME_STRONG, integrated);
    x += widget_text(area, row, x, THEME_DIM, " LUFS");
    if (x + 8 <= area.w) {
        x += widget_text(area, row, x, THEME_DIM, "  TP ");
        widget_text(area, row, x, THEME_STRONG, peak);
    }
}

void screen_draw_mini(const struct view_context *context, struct area area)
{
    const struct track_reading *live = view_track(context, context->snapshot);
    const struct track_reading *slow = view_track(context, context->slow);
    const struct state_word word = state_of_snapshot(context->slow, &context->state->target);
    if (!live || !slow || context->slow->source.state == CAPTURE_LOST
        || context->slow->source.state == CAPTURE_FAILED) {
        widget_text(area, 0, 0, word.role, word.text);
        widget_text(area, 1, 0, THEME_TEXT, context->slow->source.reason);
        return;
    }
    if (area.h < 2 || live->channels == 1 || live->channels > 2) {
        draw_meter_line(area, 0, "", context->slow->ballistics, (double)loudest(live, false), (double)loudest(live, true),
                        (double)loudest(slow, false), word);
        if (area.h > 1)
            draw_loudness_line(area, 1, &slow->loudness);
        return;
    }
    int row = 0;
    if (area.h >= 5)
        screen_draw_header(context, area_rows(area, row++, 1));
    for (int c = 0; c < 2; c++)
        draw_meter_line(area, row++, state_channel_name(c, 2), context->slow->ballistics,
                        (double)live->channel[c].meter_dbfs,
                        (double)live->channel[c].meter_hold_dbfs,
                        (double)slow->channel[c].meter_dbfs, state_of_channel(&slow->channel[c]));
    if (area.h >= 4) {
        const int label = area.w >= 20 ? 2 : 0,
                  right = (area.w >= 12 ? 6 : 0) + (area.w >= 30 ? 7 : 0);
        widget_scale(area_columns(area, label, area.w - label - right), row++,
                     face_scale(context->slow->ballistics));
    }
    if (area.h >= 3)
        draw_loudness_line(area, row++, &slow->loudness);
    if (row < area.h)
        panel_advice(context, area_rows(area, row, 1));
}
