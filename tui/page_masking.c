/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page_masking: who hides whom: a row for each track that is hidden, a column for each that hides
 * it. */
#include "config.h"

#include "base/i18n.h"
#include "tui/advice_words.h"
#include "tui/page.h"
#include "tui/state.h"
#include "tui/view_list.h"
#include "tui/widget_spectrum.h"

#include <math.h>
#include <stdio.h>

enum {
    ROW_SLOT = 12, /* cursor: one more than the track's place in the matrix; 0: not chosen yet */
    COLUMN_SLOT = 13,
    NAME_COLUMNS = 15,
    AUDIBLE_COLUMNS = 9,
    CELL_MAX = 9,
    CELL_NUMBER = 6, /* from here with a figure */
    DETAIL_ROWS = 4,
    DETAIL_MIN_ROWS = 9
};

/* The tracks without the mix; a part of them when there are many. */
struct matrix {
    const struct snapshot *snapshot;
    int count;
    uint8_t tracks[TRACKS_MAX]; /* places in the snapshot */
    int rows, columns;          /* in sight */
    int first_row, first_column;
    int cell; /* columns of one */
};

static void gather(struct matrix *matrix, const struct snapshot *snapshot)
{
    matrix->snapshot = snapshot;
    matrix->count = 0;
    for (int i = 0; i < snapshot->n_tracks; i++)
        if (!snapshot->tracks[i].is_mix)
            matrix->tracks[matrix->count++] = (uint8_t)i;
}

static const struct masking_cell *cell_of(const struct matrix *matrix, int row, int column)
{
    return &matrix->snapshot->relations.masking[matrix->tracks[column]][matrix->tracks[row]];
}

/* The worst, until the user chose one. */
static void start_cursor(const struct matrix *matrix, struct view_state *state)
{
    int *row = &state->cursor[ROW_SLOT], *column = &state->cursor[COLUMN_SLOT];
    if (*row > 0 && *row <= matrix->count && *column > 0 && *column <= matrix->count)
        return;
    int worst_row = 0, worst_column = 1;
    for (int r = 0; r < matrix->count; r++)
        for (int c = 0; c < matrix->count; c++)
            if (r != c
                && cell_of(matrix, r, c)->percent
                       > cell_of(matrix, worst_row, worst_column)->percent) {
                worst_row = r;
                worst_column = c;
            }
    *row = worst_row + 1;
    *column = worst_column + 1;
}

static void fit(struct matrix *matrix, struct view_state *state, struct area area)
{
    const int room = area.w - NAME_COLUMNS - AUDIBLE_COLUMNS;
    matrix->cell = room / matrix->count;
    matrix->cell = matrix->cell < 2 ? 2 : matrix->cell > CELL_MAX ? CELL_MAX : matrix->cell;
    matrix->columns = room / matrix->cell < matrix->count ? room / matrix->cell : matrix->count;
    matrix->rows = area.h - 1 < matrix->count ? area.h - 1 : matrix->count;
    matrix->first_row = state->scroll[ROW_SLOT] = list_scroll_to(
        state->scroll[ROW_SLOT], state->cursor[ROW_SLOT] - 1, matrix->count, matrix->rows);
    matrix->first_column = state->scroll[COLUMN_SLOT] = list_scroll_to(
        state->scroll[COLUMN_SLOT], state->cursor[COLUMN_SLOT] - 1, matrix->count, matrix->columns);
}

static enum theme_role role_of(int percent)
{
    return percent >= 50   ? THEME_BAD
           : percent >= 25 ? THEME_WARN
           : percent >= 10 ? THEME_TEXT
                           : THEME_DIM;
}

/* "vocals" over its column, or the number that stands before it in its row. */
static void draw_captions(const struct matrix *matrix, struct area area, int selected)
{
    widget_text_cut(area, 0, 2, NAME_COLUMNS - 3, THEME_DIM, _("hidden by"));
    for (int c = 0; c < matrix->columns; c++) {
        const int place = matrix->first_column + c, x = NAME_COLUMNS + c * matrix->cell;
        const enum theme_role role = place == selected ? THEME_ACCENT : THEME_DIM;
        char number[16];
        snprintf(number, sizeof number, "%d", place + 1);
        if (matrix->cell >= CELL_NUMBER)
            widget_text_cut(area, 0, x, matrix->cell - 1, role,
                            matrix->snapshot->tracks[matrix->tracks[place]].name);
        else if (widget_columns(number) < matrix->cell || place % 2 == 0)
            widget_text(area, 0, x, role, number);
    }
    widget_text(area, 0, NAME_COLUMNS + 1 + matrix->columns * matrix->cell, THEME_DIM,
                _("audible"));
}

static void draw_cell(const struct matrix *matrix, struct area area, int row, int column,
                      bool selected)
{
    const int percent = cell_of(matrix, row, column)->percent;
    const enum theme_role role = selected ? THEME_TAB_ACTIVE : role_of(percent);
    const int shades = matrix->cell >= CELL_NUMBER ? 2 : matrix->cell - 1;
    for (int x = 0; x < shades; x++)
        widget_text(area, 0, x, role,
                    row == column ? theme_glyph(GLYPH_INFO) : theme_shade((percent + 15) / 25));
    if (row != column && matrix->cell >= CELL_NUMBER)
        widget_printf(area, 0, shades, role, "%3d", percent);
}

static void draw_row(const struct matrix *matrix, struct area area, int row,
                     const struct view_state *state)
{
    const struct relations_reading *relations = &matrix->snapshot->relations;
    const int track = matrix->tracks[row];
    const bool selected = row == state->cursor[ROW_SLOT] - 1;
    const enum theme_role role = selected ? THEME_ACCENT : THEME_TEXT;
    int x = 2;
    if (selected)
        widget_text(area, 0, 0, THEME_ACCENT, theme_glyph(GLYPH_ARROW));
    if (matrix->cell < CELL_NUMBER)
        x += widget_printf(area, 0, x, THEME_DIM, "%d ", row + 1);
    widget_text_cut(area, 0, x, NAME_COLUMNS - 1 - x, role, matrix->snapshot->tracks[track].name);
    for (int c = 0; c < matrix->columns; c++) {
        const int place = matrix->first_column + c;
        draw_cell(matrix, area_columns(area, NAME_COLUMNS + c * matrix->cell, matrix->cell), row,
                  place, selected && place == state->cursor[COLUMN_SLOT] - 1);
    }
    x = NAME_COLUMNS + matrix->columns * matrix->cell;
    if (isnan(relations->audible[track]))
        widget_text(area, 0, x + 5, THEME_DIM, "-");
    else
        widget_printf(area, 0, x, THEME_TEXT, "%6.0f %%",
                      (double)relations->audible[track] * 100.0);
}

static void describe_cell(const struct matrix *matrix, int row, int column, char *text, size_t size)
{
    const struct masking_cell *cell = cell_of(matrix, row, column);
    const char *hidden = matrix->snapshot->tracks[matrix->tracks[row]].name;
    const char *hides = matrix->snapshot->tracks[matrix->tracks[column]].name;
    if (cell->percent == 0) {
        snprintf(text, size, _("%s does not hide %s."), hides, hidden);
        return;
    }
    char low[24], high[24];
    advice_format_value(low, sizeof low, (float)cell->low_hz, "Hz");
    advice_format_value(high, sizeof high, (float)cell->high_hz, "Hz");
    snprintf(text, size,
             _("%s hides %s from %s to %s: %d %% of what it plays there, by %d dB. %d %% of the "
               "sound of %s lies there."),
             hides, hidden, low, high, cell->percent, cell->excess_db, cell->weight, hidden);
}

/* The selected cell in words; then the tracks that carry the same sound. */
static void draw_detail(const struct matrix *matrix, struct area area,
                        const struct view_state *state)
{
    const struct relations_reading *relations = &matrix->snapshot->relations;
    const int row = state->cursor[ROW_SLOT] - 1, column = state->cursor[COLUMN_SLOT] - 1;
    char text[400];
    widget_rule(area, 0);
    const struct area body = area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2);
    if (row == column)
        snprintf(text, sizeof text, "%s", matrix->snapshot->tracks[matrix->tracks[row]].name);
    else
        describe_cell(matrix, row, column, text, sizeof text);
    int at = list_draw_wrapped(body, 0, THEME_TEXT, text);
    for (int i = 0; i < relations->n_alignments && i < ALIGNMENTS_MAX && at < body.h; i++) {
        const struct alignment_reading *pair = &relations->alignments[i];
        if (pair->track >= matrix->snapshot->n_tracks || pair->other >= matrix->snapshot->n_tracks)
            continue;
        snprintf(text, sizeof text,
                 pair->correlation < 0.0f
                     ? _("%s and %s carry the same sound, upside down, the second %.1f ms later.")
                     : _("%s and %s carry the same sound, the second %.1f ms later."),
                 matrix->snapshot->tracks[pair->track].name,
                 matrix->snapshot->tracks[pair->other].name, (double)pair->delay_ms);
        at = list_draw_wrapped(body, at, pair->correlation < 0.0f ? THEME_WARN : THEME_DIM, text);
    }
}

static void draw(const struct view_context *context, struct area area)
{
    struct view_state *state = context->state;
    struct matrix matrix;
    gather(&matrix, context->slow);
    if (matrix.count < 2) {
        list_draw_wrapped(
            area_columns(area_rows(area, area.h > 2 ? 1 : 0, area.h), 1, area.w - 2), 0, THEME_DIM,
            _("Only one track is tapped. With --track for each track of the mix, this "
              "page says which of them hide each other."));
        return;
    }
    start_cursor(&matrix, state);
    int detail = area.h >= DETAIL_MIN_ROWS ? DETAIL_ROWS : 0;
    fit(&matrix, state, area_rows(area, 0, area.h - detail));
    draw_captions(&matrix, area, state->cursor[COLUMN_SLOT] - 1);
    for (int r = 0; r < matrix.rows; r++)
        draw_row(&matrix, area_rows(area, 1 + r, 1), matrix.first_row + r, state);
    const int used = 1 + matrix.rows;
    if (detail > 0)
        draw_detail(&matrix, area_rows(area, used, area.h - used), state);
}

static enum command move(int *cursor, int count, int step)
{
    if (*cursor + step >= 1 && *cursor + step <= count)
        *cursor += step;
    return COMMAND_NONE;
}

static enum command command(const struct view_context *context, enum command command)
{
    struct matrix matrix;
    gather(&matrix, context->slow);
    int *row = &context->state->cursor[ROW_SLOT], *column = &context->state->cursor[COLUMN_SLOT];
    switch (command) {
    case COMMAND_UP: return move(row, matrix.count, -1);
    case COMMAND_DOWN: return move(row, matrix.count, 1);
    case COMMAND_LEFT: return move(column, matrix.count, -1);
    case COMMAND_RIGHT: return move(column, matrix.count, 1);
    default: return command;
    }
}

const struct page_ops page_masking = {
    .title = N_("Masking"),
    .draw = draw,
    .command = command,
};
