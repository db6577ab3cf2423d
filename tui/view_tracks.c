/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_tracks: all tracks under each other, and what is known of the one at the arrow, or what sets it
 * apart from another; Enter makes every view show it. */
#include "config.h"

#include "base/i18n.h"
#include "tui/panel.h"
#include "tui/view_list.h"

enum { VIEW = 1, LEVEL_MIN_ROWS = 16, PROFILE_MIN_ROWS = 9 };

static bool compares(const struct view_context *context, int track)
{
    const int with = panel_compared_track(context);
    return with >= 0 && with != track;
}

/* Rows for what is known of the track at the cursor; 0: no room. */
static int profile_rows(const struct view_context *context, struct area area)
{
    if (area.h < PROFILE_MIN_ROWS)
        return 0;
    return compares(context, context->state->cursor[VIEW]) ? panel_comparison_rows(area.w)
                                                           : panel_profile_rows();
}

/* Rows that the list has, without its title. */
static int list_rows(const struct view_context *context, struct area area)
{
    const int level = area.h >= LEVEL_MIN_ROWS ? panel_level_rows(context, 1) : 0;
    return area.h - level - profile_rows(context, area) - 1;
}

static void draw(const struct view_context *context, struct area area)
{
    struct view_state *state = context->state;
    const int count = context->slow->n_tracks;
    if (state->cursor[VIEW] >= count)
        state->cursor[VIEW] = count > 0 ? count - 1 : 0;
    const int rows = list_rows(context, area), profile = profile_rows(context, area);
    state->page[VIEW] = rows;
    state->scroll[VIEW] = list_scroll_to(state->scroll[VIEW], state->cursor[VIEW], count, rows);
    panel_tracks(context, area_rows(area, 0, rows + 1), state->scroll[VIEW], state->cursor[VIEW]);
    const struct area below = area_rows(area, rows + 1, profile);
    if (profile > 0 && compares(context, state->cursor[VIEW]))
        panel_comparison(context, below, state->cursor[VIEW]);
    else if (profile > 0)
        panel_profile(context, below, state->cursor[VIEW]);
    if (rows + 1 + profile < area.h)
        panel_level(context, area_rows(area, rows + 1 + profile, area.h - rows - 1 - profile));
}

static void choose_compared(const struct view_context *context, int track)
{
    struct view_state *state = context->state;
    if (state->compared_track == track + 1) {
        state->compared_track = 0;
        return;
    }
    state->compared_track = track + 1;
    view_message(context, _("the track at the arrow is now compared with %s"),
                 context->snapshot->tracks[track].name);
}

static enum command command(const struct view_context *context, enum command command)
{
    struct view_state *state = context->state;
    const int count = context->snapshot->n_tracks;
    if (command == COMMAND_SELECT && state->cursor[VIEW] < count) {
        const struct track_reading *track = &context->snapshot->tracks[state->cursor[VIEW]];
        state->selected_track = track->is_mix ? -1 : state->cursor[VIEW];
        view_message(context, _("every view now shows %s"), track->name);
        return COMMAND_NONE;
    }
    if (command == COMMAND_COMPARE_TRACK && state->cursor[VIEW] < count) {
        choose_compared(context, state->cursor[VIEW]);
        return COMMAND_NONE;
    }
    if (command == COMMAND_BACK && state->selected_track >= 0) {
        state->selected_track = -1;
        view_message(context, _("every view now shows the mix"));
        return COMMAND_NONE;
    }
    return list_move_cursor(&state->cursor[VIEW], count, state->page[VIEW], command);
}

const struct view_ops view_tracks = {
    .name = "tracks",
    .title = N_("Tracks"),
    .key = COMMAND_VIEW_2,
    .draw = draw,
    .command = command,
};
