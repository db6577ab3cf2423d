/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_profile: what the adviser knows of a track: its role, how it plays, how clean it is and why. */
#include "config.h"

#include "tui/panel.h"

#include "base/format.h"
#include "base/i18n.h"

#include <math.h>
#include <stdio.h>

enum { ROWS = 3, GAP = 3 };

int panel_profile_rows(void)
{
    return ROWS;
}

static bool is_guessed(const struct track_reading *track, const struct profile_reading *profile)
{
    return track->role == ROLE_NONE && profile->guess > ROLE_NONE && profile->guess < ROLES;
}

void panel_format_role(char *text, size_t size, const struct track_reading *track,
                       const struct profile_reading *profile)
{
    const bool given = track->role > ROLE_NONE && track->role < ROLES;
    if (track->is_mix || (!given && !is_guessed(track, profile)))
        snprintf(text, size, "%s", track->is_mix ? "" : "-");
    else
        snprintf(text, size, given ? "%s" : "%s?",
                 role_names[given ? track->role : profile->guess]);
}

void panel_format_range(char *text, size_t size, const struct range_reading *range)
{
    char low[8], high[8];
    const int from = format_note_of_hz((double)range->low_hz);
    const int to = format_note_of_hz((double)range->high_hz);
    format_note(low, sizeof low, from);
    format_note(high, sizeof high, to);
    if (from < 0 || to < 0 || from == to)
        snprintf(text, size, "%s", from < 0 ? high : low);
    else
        snprintf(text, size, "%s-%s", low, high);
}

const char *panel_pattern(const struct profile_reading *profile)
{
    return profile->pattern > PATTERN_UNKNOWN && profile->pattern < PATTERNS
               ? _(pattern_names[profile->pattern]) : "-";
}

enum theme_role panel_quality_role(float quality)
{
    return isnan(quality)    ? THEME_DIM
           : quality < 50.0f ? THEME_BAD
           : quality < 80.0f ? THEME_WARN
                             : THEME_TEXT;
}

static int put(struct area area, int row, int x, const char *label, enum theme_role role,
               const char *value)
{
    x += widget_text(area, row, x, THEME_DIM, label) + 1;
    return x + widget_text(area, row, x, role, value);
}

static void draw_character(const struct track_reading *track, const struct profile_reading *profile,
                           struct area area)
{
    char text[48];
    int x = 1;
    panel_format_role(text, sizeof text, track, profile);
    if (text[0] != '\0') {
        x = put(area, 0, x, _("role"), THEME_TEXT, text);
        if (is_guessed(track, profile))
            x += widget_printf(area, 0, x, THEME_DIM, " %.0f %%",
                               (double)profile->guess_confidence * 100.0);
        x += GAP;
    }
    x = put(area, 0, x, _("sound"), THEME_TEXT, panel_pattern(profile)) + GAP;
    panel_format_range(text, sizeof text, &track->range);
    x = put(area, 0, x, _("pitch"), THEME_TEXT, text) + GAP;
    if (profile->main_band >= 0 && profile->main_band < BANDS)
        put(area, 0, x, _("loudest"), THEME_TEXT, _(band_titles[profile->main_band]));
}

static void draw_quality(const struct profile_reading *profile, struct area area)
{
    char text[24];
    widget_format_number(text, sizeof text, (double)profile->quality, 1, 0);
    int x = put(area, 0, 1, _("quality"), panel_quality_role(profile->quality), text) + GAP;
    if (profile->n_reasons == 0 && !isnan(profile->quality))
        widget_text(area, 0, x, THEME_DIM, _("no faults found"));
    for (unsigned i = 0; i < profile->n_reasons && i < QUALITY_REASONS; i++) {
        snprintf(text, sizeof text, " -%.0f", (double)profile->reasons[i].points);
        x += widget_text(area, 0, x, THEME_TEXT, profile->reasons[i].text);
        x += widget_text(area, 0, x, THEME_DIM, text) + GAP - 1;
    }
}

void panel_profile(const struct view_context *context, struct area area, int track)
{
    const struct snapshot *slow = context->slow;
    if (track < 0 || track >= slow->n_tracks || area.h < 1)
        return;
    const struct profile_reading *profile = &slow->advice.profiles[track];
    widget_title(area_rows(area, 0, 1), slow->tracks[track].name, NULL);
    draw_character(&slow->tracks[track], profile, area_rows(area, 1, 1));
    draw_quality(profile, area_rows(area, 2, 1));
}
