/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_level: the meter bridge. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"
#include "tui/faces.h"
#include "tui/state.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>

enum { LABEL = 4, NUMBER = 7, STATE = 8, THICK_MAX = 4 };

static const double FALLS_PER_S = 12.5;

/* Columns of figures right of the meters: now; highest; state; crest on wide screens. */
struct columns {
    int meter, now, highest, crest, state;
};

static struct columns lay_out(int width)
{
    struct columns at = {.meter = LABEL};
    int right = width;
    at.state = right -= width >= 50 ? STATE : 0;
    at.crest = right -= width >= 100 ? NUMBER : 0;
    at.highest = right -= width >= 60 ? NUMBER : 0;
    at.now = right - (width >= 30 ? NUMBER : 0);
    return at;
}

const struct track_reading *panel_track(const struct view_context *context,
                                        const struct snapshot *snapshot)
{
    static struct track_reading unknown;
    const struct track_reading *track = view_track(context, snapshot);
    if (track)
        return track;
    track_reading_clear(&unknown);
    unknown.channels = 2;
    return &unknown;
}

int panel_level_rows(const struct view_context *context, int thick)
{
    const struct track_reading *track = panel_track(context, context->snapshot);
    const int channels = track->channels > 0 ? track->channels : 2;
    return 2 + thick * channels + (thick > 1 ? channels - 1 : 0);
}

static void put_number(struct area area, int row, int column, enum theme_role role, float value)
{
    char text[16];
    widget_format_number(text, sizeof text, (double)value, NUMBER - 1, 1);
    widget_text(area, row, column + 1, isnan(value) ? THEME_DIM : role, text);
}

static void draw_captions(struct area area, const struct columns *at)
{
    static const char *const captions[] = {N_("now"), N_("max"), N_("crest")};
    const int columns[] = {at->now, at->highest, at->crest};
    const int ends[] = {at->highest, at->crest, at->state};
    for (int i = 0; i < 3; i++) {
        char text[32];
        snprintf(text, sizeof text, " %s ", _(captions[i]));
        const int width = widget_columns(text);
        if (ends[i] - columns[i] >= NUMBER)
            widget_text(area_columns(area, 0, ends[i] + 1), 0,
                        ends[i] + 1 - (width <= NUMBER ? width : NUMBER + 1), THEME_DIM, text);
    }
}

/* A rising bar is drawn at once; a falling one 12.5 times a second, left and right in turns, which
 * the eye takes for the same and the line for half. */
static float settle(int channel, float level, double now_s)
{
    static struct {
        float level;
        int64_t step;
    } shown[CHANNELS_MAX];
    const int64_t step = (int64_t)(now_s * FALLS_PER_S + 0.5 * (channel % 2));
    if (!(level <= shown[channel].level) || step != shown[channel].step
        || isnan(shown[channel].level)) {
        shown[channel].level = level;
        shown[channel].step = step;
    }
    return shown[channel].level;
}

static void draw_figures(enum ballistics ballistics, const struct channel_reading *slow,
                         struct area area, const struct columns *at)
{
    const int middle = (area.h - 1) / 2;
    if (at->highest > at->now)
        put_number(area, middle, at->now, THEME_STRONG,
                   (float)face_value(ballistics, (double)slow->meter_dbfs));
    if (at->crest > at->highest)
        put_number(area, middle, at->highest, slow->clipped_samples > 0 ? THEME_BAD : THEME_TEXT,
                   slow->sample_peak_dbfs);
    if (at->state > at->crest)
        put_number(area, middle, at->crest, THEME_TEXT, slow->crest_short_db);
    if (area.w > at->state) {
        const struct state_word word = state_of_channel(slow);
        widget_text(area, middle, at->state + 1, word.role, word.text);
    }
}

static void draw_title(enum ballistics ballistics, struct area area, const struct columns *at)
{
    char kind[64];
    const char *unit = face_unit(ballistics);
    snprintf(kind, sizeof kind, "%s%s%s", state_ballistics_name(ballistics), *unit ? " " : "", unit);
    widget_heading(area, _("LEVEL"), kind, NULL);
    draw_captions(area, at);
}

static void draw_channel(const struct view_context *context, int channel, struct area area,
                         const struct columns *at)
{
    const struct track_reading *live = panel_track(context, context->snapshot);
    const struct track_reading *slow = panel_track(context, context->slow);
    const enum ballistics ballistics = context->slow->ballistics;
    const float level = settle(channel, live->channel[channel].meter_dbfs, context->now_s);
    const struct area meter = area_columns(area, at->meter, at->now - at->meter);
    widget_text(area, (area.h - 1) / 2, 1, THEME_STRONG,
                state_channel_name(channel, live->channels));
    for (int row = 0; row < area.h; row++)
        widget_meter(meter, row, face_scale(ballistics), (double)level,
                     (double)live->channel[channel].meter_hold_dbfs);
    if (!view_keep(context, NEWS_SLOW, area_columns(area, at->now, area.w - at->now)))
        draw_figures(ballistics, &slow->channel[channel], area, at);
}

void panel_level(const struct view_context *context, struct area area)
{
    const struct track_reading *live = panel_track(context, context->snapshot);
    const struct track_reading *slow = panel_track(context, context->slow);
    const struct columns at = lay_out(area.w);
    if (!view_keep(context, NEWS_SLOW, area_rows(area, 0, 1)))
        draw_title(context->slow->ballistics, area, &at);
    if (live->channels == 0 || slow->channels != live->channels)
        return;
    const int channels = live->channels;
    int thick = (area.h - 2) / channels;
    if (thick > 1)
        thick = (area.h - 1 - channels) / channels;
    thick = thick < 1 ? 1 : thick > THICK_MAX ? THICK_MAX : thick;
    const int step = thick > 1 && area.h >= 2 + thick * channels + channels - 1 ? thick + 1 : thick;
    for (int c = 0; c < channels; c++)
        draw_channel(context, c, area_rows(area, 1 + c * step, thick), &at);
    const struct area scale = area_columns(
        area_rows(area, 1 + (channels - 1) * step + thick, 1), at.meter, at.now - at.meter);
    if (!view_keep(context, NEWS_SLOW, scale))
        widget_scale(scale, 0, face_scale(context->slow->ballistics));
}
