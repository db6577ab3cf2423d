/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page_compare: the mix beside the reference, and what lies between the marks A and B. */
#include "config.h"

#include "base/format.h"
#include "base/i18n.h"
#include "tui/page.h"
#include "tui/state.h"
#include "tui/view_list.h"
#include "tui/widget_difference.h"

#include <math.h>
#include <stdio.h>

enum {
    WIDE_COLUMNS = 110,
    GAP = 3,
    FIGURE_COLUMNS = 22,
    FIGURE_ROWS = 3, /* in 80 columns */
    TITLE_COLUMNS = 26,
    NUMBER = 9,
    CURVE_MIN_ROWS = 6,
    CURVE_MAX_ROWS = 20,
    MARKS_WANTED_ROWS = 11
};
static const double RANGE_DB = 12.0;

/* "loudness +1.2 LU", as many in a row as fit; returns the rows used. */
static int draw_figures(struct area area, const struct reference_reading *reference)
{
    const struct {
        const char *label, *unit;
        float value;
        int places;
    } figures[] = {
        {_("loudness"), "LU", reference->loudness_lu, 1},
        {_("true peak"), "dB", reference->true_peak_db, 1},
        {_("LRA"), "LU", reference->range_lu, 1},
        {"PLR", "dB", reference->plr_db, 1},
        {_("crest"), "dB", reference->crest_db, 1},
        {_("correlation"), "", reference->correlation, 2},
        {_("width"), "%", reference->width * 100.0f, 0},
    };
    const int in_row = area.w / FIGURE_COLUMNS > 0 ? area.w / FIGURE_COLUMNS : 1;
    const int count = sizeof figures / sizeof figures[0];
    for (int i = 0; i < count; i++) {
        char text[24];
        format_signed(text, sizeof text, (double)figures[i].value, figures[i].places);
        const struct area cell
            = area_columns(area, i % in_row * FIGURE_COLUMNS, FIGURE_COLUMNS - 1);
        int x = widget_text(cell, i / in_row, 0, THEME_DIM, figures[i].label) + 1;
        x += widget_text(cell, i / in_row, x, THEME_STRONG, text) + 1;
        if (!isnan(figures[i].value))
            widget_text(cell, i / in_row, x, THEME_DIM, figures[i].unit);
    }
    return (count + in_row - 1) / in_row;
}

static void draw_reference(const struct reference_reading *reference, struct area area)
{
    char note[64] = "";
    if (reference->count > 1)
        snprintf(note, sizeof note, reference->by_hand ? _("%d of %d") : _("%d of %d, the closest"),
                 reference->chosen + 1, reference->count);
    widget_heading(area_rows(area, 0, 1), _("REFERENCE"), reference->name, note);
    const struct area body = area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2);
    if (!reference->known) {
        list_draw_wrapped(
            body, 0, THEME_DIM,
            reference->loading ? _("The references are being measured.")
            : reference->count > 0
                ? _("Too little was heard to compare.")
                : _("Start with --reference FILE to see how this differs from music that "
                    "you want to come near."));
        return;
    }
    const int figures = draw_figures(body, reference);
    const int room = body.h - figures - 1;
    const struct area curve
        = area_rows(body, figures + 1, room < CURVE_MAX_ROWS ? room : CURVE_MAX_ROWS);
    if (curve.h < CURVE_MIN_ROWS)
        return;
    widget_text(body, figures, 0, THEME_DIM, _("more here than there, level-matched, dB"));
    widget_difference(curve, reference->third_long_db, RANGE_DB);
}

static void draw_number(struct area area, int row, int column, enum theme_role role, float value,
                        int places, bool sign)
{
    char text[24];
    if (sign)
        format_signed(text, sizeof text, (double)value, places);
    else
        format_number(text, sizeof text, (double)value, places);
    widget_text_right(area_columns(area_rows(area, row, 1), column, NUMBER - 1), 0, role, text);
}

static int draw_rows(struct area area, const struct mark_comparison *comparison)
{
    const int title
        = area.w - 3 * NUMBER - 5 < TITLE_COLUMNS ? area.w - 3 * NUMBER - 5 : TITLE_COLUMNS;
    widget_text_right(area_columns(area, title, NUMBER - 1), 0, THEME_DIM, "A");
    widget_text_right(area_columns(area, title + NUMBER, NUMBER - 1), 0, THEME_DIM, "B");
    widget_text_right(area_columns(area, title + 2 * NUMBER, NUMBER - 1), 0, THEME_DIM, "B - A");
    for (int i = 0; i < MARK_ROWS; i++) {
        const struct mark_row *row = &comparison->rows[i];
        if (!row->title)
            continue;
        widget_text_cut(area, i + 1, 0, title - 1, THEME_TEXT, _(row->title));
        draw_number(area, i + 1, title, THEME_TEXT, row->a, row->places, false);
        draw_number(area, i + 1, title + NUMBER, THEME_TEXT, row->b, row->places, false);
        draw_number(area, i + 1, title + 2 * NUMBER, THEME_STRONG, row->difference, row->places,
                    true);
        widget_text(area, i + 1, title + 3 * NUMBER, THEME_DIM, row->unit);
    }
    return 1 + MARK_ROWS;
}

static void draw_marks(const struct view_state *state, struct area area)
{
    const struct mark *a = &state->marks[0], *b = &state->marks[1];
    char detail[64] = "", time_a[24], time_b[24];
    state_format_time(time_a, sizeof time_a, a->taken ? a->time_s : (double)NAN);
    state_format_time(time_b, sizeof time_b, b->taken ? b->time_s : (double)NAN);
    if (a->taken || b->taken)
        snprintf(detail, sizeof detail, "A %s  B %s", time_a, time_b);
    widget_heading(area_rows(area, 0, 1), _("MARKS"), detail, NULL);
    const struct area body = area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2);
    if (!a->taken || !b->taken) {
        char text[200];
        snprintf(text, sizeof text,
                 _("%s keeps what sounds now as A, %s as B; then the difference stands here."),
                 keys_name(COMMAND_MARK_A), keys_name(COMMAND_MARK_B));
        list_draw_wrapped(body, 0, THEME_DIM, text);
        return;
    }
    static struct mark_comparison comparison;
    marks_compare(a, b, &comparison);
    int row = 0;
    const int spare = body.h - MARK_ROWS - 1;
    const int words = spare < 2 ? 2 : spare;
    for (unsigned i = 0; i < comparison.n_words && (int)i < words && row < body.h; i++)
        row = list_draw_wrapped(body, row, THEME_ACCENT, comparison.words[i]);
    row += body.h - row > MARK_ROWS + 1 ? 1 : 0;
    draw_rows(area_rows(body, row, body.h - row), &comparison);
}

static void draw(const struct view_context *context, struct area area)
{
    const struct reference_reading *reference = &context->slow->advice.reference;
    const bool marks = context->state->marks[0].taken && context->state->marks[1].taken;
    if (area.w >= WIDE_COLUMNS) {
        const struct area below = area_rows(area, 1, area.h - 1);
        const int left = (area.w - GAP) * 4 / 7;
        draw_reference(reference, area_columns(below, 0, left));
        draw_marks(context->state, area_columns(below, left + GAP, area.w - left - GAP));
        return;
    }
    int upper = area.h - (marks ? MARKS_WANTED_ROWS : 3);
    if (!reference->known)
        upper = 4;
    else if (upper < 1 + FIGURE_ROWS + 1 + CURVE_MIN_ROWS && upper > 1 + FIGURE_ROWS + 1)
        upper = 1 + FIGURE_ROWS + 1; /* the curve needs more */
    if (upper < 2)
        upper = area.h / 2;
    draw_reference(reference, area_rows(area, 0, upper));
    draw_marks(context->state, area_rows(area, upper, area.h - upper));
}

static enum command command(const struct view_context *context, enum command command)
{
    (void)context;
    return command;
}

const struct page_ops page_compare = {
    .title = N_("Compare"),
    .draw = draw,
    .command = command,
};
