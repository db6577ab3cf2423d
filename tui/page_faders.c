/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page_faders: how loud each track is for its role, and the fader moves that would get it there. */
#include "config.h"

#include "base/i18n.h"
#include "tui/page.h"
#include "tui/panel.h"
#include "tui/view_list.h"
#include "tui/widget_evidence.h"

#include <math.h>
#include <stdio.h>

enum {
    SLOT = 17,
    NUMBER = 8,
    NAME_COLUMNS = 17,
    ROLE_COLUMNS = 9,
    BAR_COLUMNS_MIN = 12,
    BAR_COLUMNS_MAX = 41,
    FOOT_ROWS = 2
};
static const double RANGE_DB = 12.0;

static int visible;

/* Columns; those with 0 are left out: first the role, then what is wanted, then the bar. */
struct columns {
    int name, role, loud, wanted, bar, move, audible;
};

static struct columns lay_out(int width)
{
    struct columns at = {.name = NAME_COLUMNS, .loud = NUMBER, .move = NUMBER + 2};
    int left = width - at.name - at.loud - at.move;
    at.audible = left >= NUMBER + 2 ? NUMBER + 2 : 0;
    left -= at.audible;
    at.wanted = left >= NUMBER ? NUMBER : 0;
    left -= at.wanted;
    at.role = left >= ROLE_COLUMNS ? ROLE_COLUMNS : 0;
    left -= at.role + 2;
    at.bar = left < BAR_COLUMNS_MIN ? 0 : left < BAR_COLUMNS_MAX ? left : BAR_COLUMNS_MAX;
    return at;
}

static int put(struct area area, int x, int columns, enum theme_role role, const char *text)
{
    if (columns > 1)
        widget_text_right(area_columns(area, x, columns - 1), 0, role, text);
    return x + columns;
}

static int put_number(struct area area, int x, int columns, enum theme_role role, float value,
                      const char *format)
{
    char text[24] = "-";
    if (isfinite(value))
        snprintf(text, sizeof text, format, (double)value);
    return put(area, x, columns, isfinite(value) ? role : THEME_DIM, text);
}

static void draw_captions(struct area area, const struct columns *at)
{
    widget_text_cut(area, 0, 2, at->name - 3, THEME_DIM, _("track"));
    int x = at->name;
    if (at->role > 0)
        widget_text_cut(area, 0, x, at->role - 1, THEME_DIM, _("role"));
    x += at->role;
    x = put(area, x, at->loud, THEME_DIM, "I");
    x = put(area, x, at->wanted, THEME_DIM, _("wanted"));
    if (at->bar > 0) {
        char text[16];
        snprintf(text, sizeof text, "-%.0f", RANGE_DB);
        const struct area bar = area_columns(area, x + 1, at->bar);
        widget_text(bar, 0, 0, THEME_DIM, text);
        widget_text(bar, 0, (at->bar - 1) / 2, THEME_DIM, "0");
        text[0] = '+';
        widget_text_right(bar, 0, THEME_DIM, text);
        x += at->bar + 2;
    }
    x = put(area, x, at->move, THEME_DIM, _("move dB"));
    put(area, x, at->audible, THEME_DIM, _("audible"));
}

static void draw_track(struct area area, const struct columns *at,
                       const struct track_reading *track, const struct fader_reading *fader,
                       const struct profile_reading *profile)
{
    widget_text_cut(area, 0, 2, at->name - 3, fader->wrong ? THEME_STRONG : THEME_TEXT,
                    track->name);
    if (fader->wrong)
        widget_text(area, 0, 0, THEME_WARN,
                    theme_glyph(fader->off_db > 0.0f ? GLYPH_DOWN : GLYPH_UP));
    int x = at->name;
    char role[24];
    panel_format_role(role, sizeof role, track, profile);
    if (at->role > 0)
        widget_text_cut(area, 0, x, at->role - 1, THEME_DIM, role);
    x += at->role;
    x = put_number(area, x, at->loud, THEME_TEXT, track->loudness.integrated_lufs, "%.1f");
    x = put_number(area, x, at->wanted, THEME_DIM, fader->target_lufs, "%.1f");
    if (at->bar > 0) {
        const struct evidence off = {.value = fader->off_db,
                                     .threshold = NAN,
                                     .low = -fader->tolerance_db,
                                     .high = fader->tolerance_db};
        widget_evidence_between(area_columns(area, x + 1, at->bar), 0, &off, -RANGE_DB, RANGE_DB);
        x += at->bar + 2;
    }
    if (fader->move_db == 0.0f)
        x = put(area, x, at->move, THEME_DIM, "0");
    else
        x = put_number(area, x, at->move, fader->wrong ? THEME_ACCENT : THEME_TEXT, fader->move_db,
                       "%+.1f");
    put_number(area, x, at->audible, THEME_TEXT, fader->audible * 100.0f, "%.0f %%");
}

static void draw(const struct view_context *context, struct area area)
{
    const struct snapshot *snapshot = context->slow;
    uint8_t tracks[TRACKS_MAX];
    int count = 0, known = 0;
    for (int i = 0; i < snapshot->n_tracks; i++)
        if (!snapshot->tracks[i].is_mix) {
            tracks[count++] = (uint8_t)i;
            known += isfinite(snapshot->advice.faders[i].move_db) ? 1 : 0;
        }
    if (known == 0) {
        list_draw_wrapped(
            area_columns(area_rows(area, area.h > 2 ? 1 : 0, area.h), 1, area.w - 2), 0, THEME_DIM,
            _("Nothing to balance yet: at least three tracks must have been heard for a while. "
              "--track NAME:ROLE=SOURCE taps them."));
        return;
    }
    const int foot = area.h >= count + FOOT_ROWS + 2 ? FOOT_ROWS : 0;
    const struct columns at = lay_out(area.w);
    int *scroll = &context->state->scroll[SLOT];
    visible = area.h - 1 - foot;
    *scroll = list_scroll_to(*scroll, *scroll, count, visible);
    draw_captions(area_rows(area, 0, 1), &at);
    for (int i = 0; i < visible && *scroll + i < count; i++)
        draw_track(area_rows(area, 1 + i, 1), &at, &snapshot->tracks[tracks[*scroll + i]],
                   &snapshot->advice.faders[tracks[*scroll + i]],
                   &snapshot->advice.profiles[tracks[*scroll + i]]);
    if (foot > 0)
        list_draw_wrapped(area_columns(area_rows(area, count + 2, area.h), 1, area.w - 2), 0,
                          THEME_DIM,
                          _("Fader moves that bring each track to where its role belongs among the "
                            "others. Only those marked are off by more than taste."));
}

static enum command command(const struct view_context *context, enum command command)
{
    return list_move_scroll(&context->state->scroll[SLOT], context->slow->n_tracks, visible,
                            command);
}

const struct page_ops page_faders = {
    .title = N_("Faders"),
    .draw = draw,
    .command = command,
};
