/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_overview: everything at a glance. */
#include "config.h"

#include "base/i18n.h"
#include "tui/advice_selection.h"
#include "tui/panel.h"

enum {
    SPECTRUM_MIN = 6,
    STEREO_MIN_COLUMNS = 70,
    TRACKS_MIN_COLUMNS = 160,
    TRACKS_COLUMNS = 50,
    GAP = 2
};

/* Rows of each panel at this height; a panel with 0 is left out.  What goes first when rows are
 * short: history, spectrum and stereo, advice, rhythm, the big figures. */
struct rows {
    int thick, level, figure_size, loudness, history, lower, rhythm, advice;
};

static int advice_rows(int left)
{
    return left >= 30 ? 9 : left >= 20 ? 7 : left >= 11 ? 5 : left >= 6 ? 3 : left > 0 ? 1 : 0;
}

static struct rows share_rows(const struct view_context *context, int rows, int columns)
{
    struct rows share = {.thick = rows >= 50 ? 3 : rows >= 38 ? 2 : 1};
    share.level = panel_level_rows(context, share.thick);
    share.figure_size = rows >= 50 && columns >= 180 ? 3 : rows >= 30 && columns >= 118 ? 2 : 1;
    share.loudness = 2 + widget_big_rows(share.figure_size);
    int left = rows - share.level - share.loudness;
    if (left < 1) {
        share.figure_size = 0;
        share.loudness = 3;
        left = rows - share.level - share.loudness;
    }
    share.rhythm = left > 1 ? 1 : 0;
    left -= share.rhythm;
    share.advice = advice_rows(left);
    left -= share.advice;
    if (left >= SPECTRUM_MIN + 3) {
        share.history = left >= 11 ? 4 + (left - 11) * 2 / 5 : left - SPECTRUM_MIN;
        share.lower = left - share.history;
    } else if (left >= SPECTRUM_MIN - 1)
        share.lower = left;
    else
        share.history = left > 0 ? left : 0;
    return share;
}

/* Spectrum, tracks when there are several, stereo; from the left. */
static void draw_lower(const struct view_context *context, struct area area)
{
    if (area.w < STEREO_MIN_COLUMNS) {
        panel_spectrum(context, area);
        return;
    }
    const bool tracks = context->slow->n_tracks > 1 && area.w >= TRACKS_MIN_COLUMNS;
    const int stereo = area.w >= TRACKS_MIN_COLUMNS ? 40 : 26;
    const int others = stereo + GAP + (tracks ? TRACKS_COLUMNS + GAP : 0);
    const int spectrum = panel_spectrum_columns(area.h, area.w - others);
    panel_spectrum(context, area_columns(area, 0, spectrum));
    int x = spectrum + GAP;
    if (tracks) {
        const int columns = area.w - stereo - GAP - x;
        panel_tracks(context, area_columns(area, x, columns), 0, -1);
        x += columns + GAP;
    }
    panel_stereo(context, area_columns(area, x, area.w - x));
}

static void draw(const struct view_context *context, struct area area)
{
    const struct rows share = share_rows(context, area.h, area.w);
    int row = 0;
    panel_level(context, area_rows(area, row, share.level));
    row += share.level;
    panel_loudness(context, area_rows(area, row, share.loudness), share.figure_size);
    row += share.loudness;
    panel_history(context, area_rows(area, row, share.history), area.w >= 120 ? 1 : 2);
    row += share.history;
    if (share.lower > 0)
        draw_lower(context, area_rows(area, row, share.lower));
    row += share.lower;
    if (share.rhythm)
        panel_rhythm(context, area_rows(area, row, 1));
    if (share.advice > 0)
        panel_advice(context, area_rows(area, area.h - share.advice, share.advice));
}

/* Up and down select a suggestion. */
static enum command command(const struct view_context *context, enum command command)
{
    const int selected = advice_selected(context);
    if (selected < 0 || (command != COMMAND_UP && command != COMMAND_DOWN))
        return command;
    advice_select(context, selected + (command == COMMAND_UP ? -1 : 1));
    return COMMAND_NONE;
}

const struct view_ops view_overview = {
    .name = "overview",
    .title = N_("Overview"),
    .key = COMMAND_VIEW_1,
    .beats = true,
    .draw = draw,
    .command = command,
};
