/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page_delivery: every delivery target in one table: how far the programme is from it, and what the
 * place would make of it. */
#include "config.h"

#include "advise/delivery.h"
#include "base/format.h"
#include "base/i18n.h"
#include "tui/page.h"
#include "tui/panel.h"
#include "tui/view_list.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    SLOT = 11,
    NUMBER = 8,
    PLAYS = 9,
    TITLE_MIN = 20,
    TITLE_MAX = 30,
    VERDICT_COLUMNS = 20,
    DETAIL_ROWS = 5,
    DETAIL_MIN_ROWS = 10
};

static struct {
    struct delivery_row rows[TARGETS_MAX];
    int count, visible;
    char title[sizeof ((struct view_target *)NULL)->title]; /* of the target that the cursor went to */
} table;

static const enum theme_role verdict_roles[DELIVERY_VERDICTS] = {
    [DELIVERY_FITS] = THEME_OK,        [DELIVERY_TURNED_DOWN] = THEME_TEXT,
    [DELIVERY_TURNED_UP] = THEME_TEXT, [DELIVERY_TOO_QUIET] = THEME_WARN,
    [DELIVERY_TOO_LOUD] = THEME_BAD,   [DELIVERY_PEAKS] = THEME_BAD,
    [DELIVERY_SHORT_TERM] = THEME_BAD,
};

static const char *const quieter_texts[TARGET_QUIETER] = {
    [TARGET_LEAVES] = N_("Louder music is turned down, quieter music is left as it is."),
    [TARGET_RAISES] = N_("Louder music is turned down, quieter music is turned up."),
    [TARGET_UNTOUCHED] = N_("Nothing is turned, neither up nor down."),
    [TARGET_REFUSES] = N_("What misses it is sent back."),
    [TARGET_UNCERTAIN] = N_("Sources disagree on what happens to quieter music."),
};

/* Columns of the table; those with 0 are left out: first the own wish, then what it plays at. */
struct columns {
    int title, wants, off, peak, plays, verdict;
};

static struct columns lay_out(int width)
{
    struct columns at = {.off = NUMBER, .peak = NUMBER};
    at.plays = width >= 80 ? PLAYS : 0;
    at.wants = width >= 70 ? NUMBER : 0;
    const int left = width - at.wants - at.off - at.peak - at.plays;
    at.verdict = left >= TITLE_MIN + VERDICT_COLUMNS ? VERDICT_COLUMNS : 0;
    at.title = left - at.verdict < TITLE_MAX ? left - at.verdict : TITLE_MAX;
    return at;
}

static int put(struct area area, int row, int column, int columns, enum theme_role role,
               const char *text)
{
    if (columns > 1)
        widget_text_right(area_columns(area_rows(area, row, 1), column, columns - 1), 0, role,
                          text);
    return column + columns;
}

static void draw_captions(struct area area, const struct columns *at)
{
    widget_text_cut(area, 0, 3, at->title - 3, THEME_DIM, _("target"));
    int x = put(area, 0, at->title, at->wants, THEME_DIM, "LUFS");
    x = put(area, 0, x, at->off, THEME_DIM, _("off LU"));
    x = put(area, 0, x, at->peak, THEME_DIM, _("peak dB"));
    x = put(area, 0, x, at->plays, THEME_DIM, _("plays at"));
    if (at->verdict > 0)
        widget_text(area, 0, x + 1, THEME_DIM, _("verdict"));
}

static void draw_row(struct area area, int row, const struct columns *at,
                     const struct delivery_row *delivery, bool chosen, bool selected)
{
    const struct target *target = delivery->target;
    const enum theme_role role = verdict_roles[delivery->verdict];
    char text[24];
    if (selected)
        widget_text(area, row, 0, THEME_ACCENT, theme_glyph(GLYPH_ARROW));
    if (chosen)
        widget_text(area, row, 1, THEME_TARGET, theme_glyph(GLYPH_DOT_ON));
    widget_text_cut(area, row, 3, at->title - 3, chosen ? THEME_TARGET : THEME_TEXT, target->title);
    snprintf(text, sizeof text, "%.1f", (double)target->integrated_lufs);
    int x = put(area, row, at->title, at->wants, THEME_DIM, text);
    format_signed(text, sizeof text, (double)delivery->off_lu, 1);
    x = put(area, row, x, at->off,
            fabsf(delivery->off_lu) <= target->tolerance_lu ? THEME_OK : THEME_STRONG, text);
    format_signed(text, sizeof text, (double)delivery->peak_over_db, 1);
    x = put(area, row, x, at->peak, delivery->peak_over_db > 0.0f ? THEME_BAD : THEME_TEXT, text);
    snprintf(text, sizeof text, "%.1f", (double)delivery->plays_at_lufs);
    x = put(area, row, x, at->plays, THEME_TEXT, text);
    if (at->verdict > 0)
        widget_text_cut(area, row, x + 1, at->verdict - 1, role,
                        _(delivery_verdict_titles[delivery->verdict]));
}

/* What the place does with the selected target's music, and who says so. */
static void draw_detail(struct area area, const struct delivery_row *delivery, bool chosen)
{
    const struct target *target = delivery->target;
    char text[256], note[48] = "";
    if (chosen)
        snprintf(note, sizeof note, "%s", _("your target"));
    else
        snprintf(note, sizeof note, _("%s chooses it"), keys_name(COMMAND_SELECT));
    widget_heading(area, target->title, _(delivery_verdict_titles[delivery->verdict]), note);
    const struct area body = area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2);
    snprintf(text, sizeof text, _("Wants %.1f LUFS within %.1f LU and at most %.1f dBTP."),
             (double)target->integrated_lufs, (double)target->tolerance_lu,
             (double)target->true_peak_dbtp);
    int row = list_draw_wrapped(body, 0, THEME_TEXT, text);
    if (target->quieter < TARGET_QUIETER)
        row = list_draw_wrapped(body, row, THEME_TEXT, _(quieter_texts[target->quieter]));
    snprintf(text, sizeof text, "%s%s%s", target->source, *target->date ? ", " : "", target->date);
    list_draw_wrapped(body, row, THEME_DIM, text);
}

static bool is_chosen(const struct view_context *context, int row)
{
    return strcmp(table.rows[row].target->title, context->state->target.title) == 0;
}

/* The cursor goes where another target is chosen, by whatever way; else it stays. */
static void follow_target(const struct view_context *context)
{
    struct view_state *state = context->state;
    if (strcmp(table.title, state->target.title) == 0)
        return;
    snprintf(table.title, sizeof table.title, "%s", state->target.title);
    for (int i = 0; i < table.count; i++)
        if (is_chosen(context, i))
            state->cursor[SLOT] = i;
}

static void draw(const struct view_context *context, struct area area)
{
    struct view_state *state = context->state;
    const struct track_reading *track = panel_track(context, context->slow);
    table.count = context->host->targets
                      ? (int)delivery_table(&track->loudness, context->host->targets, table.rows)
                      : 0;
    if (table.count == 0) {
        widget_text(area, area.h > 2 ? 1 : 0, 1, THEME_DIM, _("No loudness yet."));
        return;
    }
    follow_target(context);
    const struct columns at = lay_out(area.w);
    const int detail = area.h >= DETAIL_MIN_ROWS ? DETAIL_ROWS : 0;
    table.visible = area.h - 1 - detail < table.count ? area.h - 1 - detail : table.count;
    state->page[SLOT] = table.visible;
    int *cursor = &state->cursor[SLOT];
    *cursor = *cursor < 0 ? 0 : *cursor < table.count ? *cursor : table.count - 1;
    const int first = state->scroll[SLOT]
        = list_scroll_to(state->scroll[SLOT], *cursor, table.count, table.visible);
    draw_captions(area, &at);
    for (int i = first; i < table.count && i < first + table.visible; i++)
        draw_row(area, 1 + i - first, &at, &table.rows[i],
                 is_chosen(context, i), i == *cursor);
    if (detail > 0)
        draw_detail(area_rows(area, 1 + table.visible, detail), &table.rows[*cursor],
                    is_chosen(context, *cursor));
}

/* Enter makes the selected target the one that loudness is judged by. */
static enum command command(const struct view_context *context, enum command command)
{
    struct view_state *state = context->state;
    const int cursor = state->cursor[SLOT];
    if (command == COMMAND_SELECT && cursor >= 0 && cursor < table.count
        && context->host->choose_target) {
        context->host->choose_target(context->host->program, table.rows[cursor].target,
                                     &state->target);
        view_message(context, _("target: %s"), state->target.title);
        return COMMAND_NONE;
    }
    return list_move_cursor(&state->cursor[SLOT], table.count, state->page[SLOT], command);
}

const struct page_ops page_delivery = {
    .title = N_("Delivery"),
    .draw = draw,
    .command = command,
};
