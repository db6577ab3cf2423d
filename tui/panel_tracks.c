/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_tracks: a row for each track. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"
#include "tui/advice_words.h"
#include "tui/faces.h"
#include "tui/state.h"

#include <math.h>
#include <stdio.h>

enum { NUMBER = 7, STATE = 8, METER_MIN = 12, FAST_MAX = 4 };

/* Columns by width: what goes first is correlation, I, S, then the state. */
struct track_columns {
    int name, meter, now, short_term, integrated, correlation, state;
};

static struct track_columns lay_out(int width)
{
    struct track_columns at;
    int right = width;
    at.name = width >= 100 ? 22 : width >= 50 ? 16 : 11;
    at.state = right -= width >= 40 ? STATE : 0;
    at.correlation = right -= width >= 90 ? NUMBER : 0;
    at.integrated = right -= width >= 72 ? NUMBER : 0;
    at.short_term = right -= width >= 64 ? NUMBER : 0;
    at.now = right -= NUMBER;
    at.meter = at.name;
    return at;
}

static void put_number(struct area area, int row, int from, int to, enum theme_role role,
                       float value, const char *format)
{
    char text[16];
    if (to - from < NUMBER)
        return;
    if (isnan(value) || value < -199.0f)
        snprintf(text, sizeof text, "%*s", NUMBER - 1, isnan(value) ? "-" : "-inf");
    else
        snprintf(text, sizeof text, format, NUMBER - 1, (double)value);
    widget_text(area, row, from + 1, isnan(value) ? THEME_DIM : role, text);
}

static float loudest(const struct track_reading *track, bool hold)
{
    float highest = NAN;
    for (int c = 0; c < track->channels; c++) {
        const float level = hold ? track->channel[c].meter_hold_dbfs : track->channel[c].meter_dbfs;
        if (!(level <= highest))
            highest = level;
    }
    return highest;
}

static void draw_captions(struct area area, const struct track_columns *at)
{
    const struct {
        const char *text;
        int from, to;
    } captions[] = {
        {_("peak"), at->now, at->short_term},
        {"S", at->short_term, at->integrated},
        {"I", at->integrated, at->correlation},
        {_("corr"), at->correlation, at->state},
    };
    for (size_t i = 0; i < sizeof captions / sizeof captions[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, " %s", captions[i].text);
        if (captions[i].to - captions[i].from >= NUMBER)
            widget_text_right(area_columns(area, 0, captions[i].to), 0, THEME_DIM, text);
    }
}

/* With two rows, left and right; with one, the louder. */
static void draw_track_meter(const struct track_reading *live, const struct scale *scale,
                             struct area area)
{
    if (area.w < METER_MIN)
        return;
    if (area.h < 2 || live->channels != 2) {
        widget_meter(area, 0, scale, (double)loudest(live, false),
                     (double)loudest(live, true));
        return;
    }
    for (int c = 0; c < 2; c++)
        widget_meter(area, c, scale, (double)live->channel[c].meter_dbfs,
                     (double)live->channel[c].meter_hold_dbfs);
}

/* The mark of the gravest suggestion that concerns a track. */
static void draw_mark(const struct advice_reading *advice, int track, struct area area)
{
    int gravest = -1;
    for (int i = 0; i < advice->n_suggestions; i++) {
        const struct suggestion *suggestion = &advice->suggestions[i];
        if ((suggestion->track == track || suggestion->other_track == track)
            && suggestion->state != SUGGESTION_MOVED && (int)suggestion->severity > gravest)
            gravest = (int)suggestion->severity;
    }
    if (gravest >= 0)
        widget_text(area, 0, 1, advice_role((enum severity)gravest),
                    advice_mark((enum severity)gravest));
}

static void draw_track(const struct track_reading *live, const struct track_reading *slow,
                       enum ballistics ballistics, struct area area,
                       const struct track_columns *at, bool marked)
{
    const int row = 0;
    widget_text(area, row, 0, THEME_ACCENT, marked ? theme_glyph(GLYPH_ARROW) : " ");
    widget_text(area_columns(area, 0, at->name - 1), row, 2,
                marked ? THEME_ACCENT : live->is_mix ? THEME_STRONG : THEME_TEXT, live->name);
    draw_track_meter(live, face_scale(ballistics),
                     area_columns(area, at->meter, at->now - at->meter));
    put_number(area, row, at->now, at->short_term, THEME_STRONG,
               (float)face_value(ballistics, (double)loudest(slow, false)), "%*.1f");
    put_number(area, row, at->short_term, at->integrated, THEME_TEXT,
               slow->loudness.short_term_lufs, "%*.1f");
    put_number(area, row, at->integrated, at->correlation, THEME_TEXT,
               slow->loudness.integrated_lufs, "%*.1f");
    put_number(area, row, at->correlation, at->state,
               slow->stereo.correlation_now < 0.0f ? THEME_BAD : THEME_TEXT,
               slow->stereo.correlation_now, "%+*.2f");
    const struct state_word word = slow->connected ? state_of_track(slow, NULL)
                                                   : (struct state_word){_("no input"), THEME_DIM};
    if (area.w > at->state)
        widget_text(area, row, at->state + 1, word.role, word.text);
}

int panel_tracks_step(int rows, int count)
{
    return rows >= 3 * count + 1 ? 3 : 1;
}

void panel_tracks(const struct view_context *context, struct area area, int first, int cursor)
{
    const struct track_columns at = lay_out(area.w);
    const int count = context->slow->n_tracks, step = panel_tracks_step(area.h - 1, count);
    /* Many bars move less often. */
    const struct snapshot *bars = count > FAST_MAX ? context->steady : context->snapshot;
    widget_title(area, _("TRACKS"), NULL);
    draw_captions(area, &at);
    int row = 1;
    for (int t = first; t < count && row < area.h; t++, row += step) {
        const struct area rows = area_rows(area, row, step > 1 ? 2 : 1);
        draw_track(&bars->tracks[t], &context->slow->tracks[t], context->slow->ballistics, rows, &at,
                   t == cursor);
        draw_mark(&context->slow->advice, t, rows);
    }
    row -= step > 1 ? 1 : 0;
    if (row < area.h)
        widget_scale(area_columns(area, at.meter, at.now - at.meter), row,
                     face_scale(context->slow->ballistics));
}
