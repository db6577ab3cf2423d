/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_tracks: all tracks under each other; Enter makes every view show the marked one. */
#include "config.h"

#include "base/i18n.h"
#include "tui/panel.h"
#include "tui/view_list.h"

enum { VIEW = 1, LEVEL_MIN_ROWS = 16 };

/* Rows that the list has, without its title. */
static int list_rows(const struct view_context *context, int rows)
{
    const int level = rows >= LEVEL_MIN_ROWS ? panel_level_rows(context, 1) : 0;
    return rows - level - 1;
}

static void draw(const struct view_context *context, struct area area)
{
    struct view_state *state = context->state;
    const int rows = list_rows(context, area.h), count = context->slow->n_tracks;
    if (state->cursor[VIEW] >= count)
        state->cursor[VIEW] = count > 0 ? count - 1 : 0;
    state->page[VIEW] = rows;
    state->scroll[VIEW] = list_scroll_to(state->scroll[VIEW], state->cursor[VIEW], count, rows);
    panel_tracks(context, area_rows(area, 0, rows + 1), state->scroll[VIEW], state->cursor[VIEW]);
    if (rows + 1 < area.h)
        panel_level(context, area_rows(area, rows + 1, area.h - rows - 1));
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
