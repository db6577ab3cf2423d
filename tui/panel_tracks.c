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

enum {
    NUMBER = 7,
    STATE = 8,
    QUALITY = 9,
    WORD = 11,
    METER_MIN = 12,
    FAST_MAX = 4,
    ROLE_FROM = 100,
    PATTERN_FROM = 130
};

/* Columns by width: what goes first is pattern and pitch, role, correlation, quality, I, S, then the state. */
struct track_columns {
    int name, role, pattern, pitch, meter, now, short_term, integrated, correlation, quality, state;
};

static struct track_columns lay_out(int width)
{
    struct track_columns at;
    int right = width;
    at.name = width >= 100 ? 22 : width >= 50 ? 16 : 11;
    at.state = right -= width >= 40 ? STATE : 0;
    at.quality = right -= width >= 76 ? QUALITY : 0;
    at.correlation = right -= width >= 90 ? NUMBER : 0;
    at.integrated = right -= width >= 72 ? NUMBER : 0;
    at.short_term = right -= width >= 64 ? NUMBER : 0;
    at.now = right -= NUMBER;
    at.role = at.name;
    at.pattern = at.role + (width >= ROLE_FROM ? WORD : 0);
    at.pitch = at.pattern + (width >= PATTERN_FROM ? WORD : 0);
    at.meter = at.pitch + (width >= PATTERN_FROM ? WORD : 0);
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
        {_("corr"), at->correlation, at->quality},
        {_("quality"), at->quality, at->state},
    };
    for (size_t i = 0; i < sizeof captions / sizeof captions[0]; i++) {
        char text[32];
        snprintf(text, sizeof text, " %s", captions[i].text);
        if (captions[i].to - captions[i].from >= NUMBER)
            widget_text_right(area_columns(area, 0, captions[i].to), 0, THEME_DIM, text);
    }
    const struct {
        const char *text;
        int from, to;
    } words[] = {
        {_("role"), at->role, at->pattern},
        {_("sound"), at->pattern, at->pitch},
        {_("pitch"), at->pitch, at->meter},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (words[i].to > words[i].from) {
            const int used = widget_text(area, 0, words[i].from, THEME_DIM, words[i].text);
            widget_text(area, 0, words[i].from + used, THEME_RULE, " ");
            widget_text(area, 0, words[i].from - 1, THEME_RULE, " ");
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

/* What the adviser makes of it: in columns, or a guess below the name. */
static void draw_profile(const struct track_reading *track, const struct profile_reading *profile,
                         struct area area, const struct track_columns *at)
{
    char text[48];
    const bool guessed = track->role == ROLE_NONE && profile->guess != ROLE_NONE && !track->is_mix;
    panel_format_role(text, sizeof text, track, profile);
    if (at->pattern > at->role)
        widget_text_cut(area, 0, at->role, WORD - 1, guessed ? THEME_DIM : THEME_TEXT, text);
    else if (guessed && area.h > 1)
        widget_text_cut(area, 1, 2, at->name - 3, THEME_DIM, text);
    if (at->pitch > at->pattern) {
        widget_text_cut(area, 0, at->pattern, WORD - 1, THEME_TEXT, panel_pattern(profile));
        panel_format_range(text, sizeof text, &track->range);
        widget_text_cut(area, 0, at->pitch, WORD - 1, THEME_TEXT, text);
    }
    if (at->state == at->quality)
        return;
    widget_format_number(text, sizeof text, (double)profile->quality, 1, 0);
    widget_text_right(area_columns(area, 0, at->state), 0, panel_quality_role(profile->quality),
                      text);
}

struct row_style {
    bool marked, compared, thick;
};

static void draw_track(const struct track_reading *live, const struct track_reading *slow,
                       enum ballistics ballistics, struct area area,
                       const struct track_columns *at, const struct row_style *style)
{
    const int row = 0;
    const bool marked = style->marked;
    widget_text(area, row, 0, THEME_ACCENT,
                marked            ? theme_glyph(GLYPH_ARROW)
                : style->compared ? "="
                                  : " ");
    widget_text(area_columns(area, 0, at->name - 1), row, 2,
                marked ? THEME_ACCENT : live->is_mix ? THEME_STRONG : THEME_TEXT, live->name);
    draw_track_meter(live, face_scale(ballistics),
                     area_columns(area_rows(area, 0, style->thick ? 2 : 1), at->meter,
                                  at->now - at->meter));
    put_number(area, row, at->now, at->short_term, THEME_STRONG,
               (float)face_value(ballistics, (double)loudest(slow, false)), "%*.1f");
    put_number(area, row, at->short_term, at->integrated, THEME_TEXT,
               slow->loudness.short_term_lufs, "%*.1f");
    put_number(area, row, at->integrated, at->correlation, THEME_TEXT,
               slow->loudness.integrated_lufs, "%*.1f");
    put_number(area, row, at->correlation, at->quality,
               slow->stereo.correlation_now < 0.0f ? THEME_BAD : THEME_TEXT,
               slow->stereo.correlation_now, "%+*.2f");
    const struct state_word word = slow->connected ? state_of_track(slow, NULL)
                                                   : (struct state_word){_("no input"), THEME_DIM};
    if (area.w > at->state)
        widget_text(area, row, at->state + 1, word.role, word.text);
}

int panel_tracks_step(int rows, int count)
{
    return rows >= 3 * count + 1 ? 3 : rows >= 2 * count ? 2 : 1;
}

void panel_tracks(const struct view_context *context, struct area area, int first, int cursor)
{
    const struct track_columns at = lay_out(area.w);
    const int count = context->slow->n_tracks, step = panel_tracks_step(area.h - 1, count);
    /* Many bars move less often. */
    const struct snapshot *bars = count > FAST_MAX ? context->steady : context->snapshot;
    const int compared = panel_compared_track(context);
    widget_title(area, _("TRACKS"), NULL);
    draw_captions(area, &at);
    int row = 1;
    for (int t = first; t < count && row < area.h; t++, row += step) {
        const struct area rows = area_rows(area, row, step > 1 ? 2 : 1);
        const struct row_style style = {
            .marked = t == cursor, .compared = cursor >= 0 && t == compared, .thick = step == 3};
        draw_track(&bars->tracks[t], &context->slow->tracks[t], context->slow->ballistics, rows, &at,
                   &style);
        draw_profile(&context->slow->tracks[t], &context->slow->advice.profiles[t], rows, &at);
        draw_mark(&context->slow->advice, t, rows);
    }
    row -= step > 1 ? 1 : 0;
    if (row < area.h)
        widget_scale(area_columns(area, at.meter, at.now - at.meter), row,
                     face_scale(context->slow->ballistics));
}
