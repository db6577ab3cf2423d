/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page_suggestions: the list, and all that is known about the selected one: what to do, the
 * evidence, where its threshold comes from and what would withdraw it. */
#include "config.h"

#include "base/i18n.h"
#include "tui/advice_selection.h"
#include "tui/advice_words.h"
#include "tui/page.h"
#include "tui/page_text.h"
#include "tui/panel.h"
#include "tui/state.h"
#include "tui/view_list.h"
#include "tui/widget_evidence.h"
#include "tui/widget_spectrum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    WIDE_COLUMNS = 110,
    GAP_COLUMNS = 3,
    LIST_MIN_ROWS = 3,
    DETAIL_MIN_ROWS = 6,
    DETAIL_WANTED_ROWS = 12,
    LABEL_COLUMNS = 22,
    VALUE_COLUMNS = 28,
    BAR_MIN_COLUMNS = 12,
    PICTURE_MIN_ROWS = 7,
    SCORES_ROWS = 1 + ANALYSES,
    CONTEXT_MIN_ROWS = 16,
    REASONS_ROWS = 10,
    EXPLANATION_SLOT = 16,
    TEXT_COLUMNS_MAX = 100
};

static struct text_place explanation;

static void draw_list(const struct view_context *context, struct area area, int rows_each)
{
    struct view_state *state = context->state;
    const int count = advice_count(context), selected = advice_selected(context);
    const int room = area.h / rows_each;
    state->page[ADVICE_SLOT] = room;
    state->scroll[ADVICE_SLOT] = list_scroll_to(state->scroll[ADVICE_SLOT], selected, count, room);
    const int first = state->scroll[ADVICE_SLOT];
    for (int i = first; i < count && i < first + room; i++)
        advice_draw_suggestion(area_rows(area, (i - first) * rows_each, rows_each), context->slow,
                               advice_at(context, i), i == selected);
}

/* "Mud ─ major, sure 0.84 ─── since 1:02". */
static void draw_heading(const struct view_context *context, struct area area,
                         const struct suggestion *suggestion)
{
    const struct view_host *host = context->host;
    const char *title = host->title_of ? host->title_of(host->program, suggestion->rule) : NULL;
    char detail[64], since[24], note[48];
    snprintf(detail, sizeof detail, _("%s, confidence %.2f"),
             advice_severity_word(suggestion->severity), (double)suggestion->confidence);
    state_format_time(since, sizeof since, suggestion->since_s);
    snprintf(note, sizeof note, _("since %s"), since);
    widget_heading(area, title ? title : suggestion->rule, detail, note);
}

/* "bands mud excess ──━━━━━━━│────◆──  5.1 dB  limit 3.0 dB". */
static void draw_evidence(struct area area, int row, const struct evidence *evidence)
{
    char name[METRIC_MAX], value[32], limit[32], text[80];
    advice_metric_name(name, sizeof name, evidence->metric);
    advice_format_value(value, sizeof value, evidence->value, evidence->unit);
    advice_format_value(limit, sizeof limit, evidence->threshold, evidence->unit);
    widget_text_cut(area, row, 0, LABEL_COLUMNS - 1, THEME_DIM, name);
    const int bar = area.w - LABEL_COLUMNS - VALUE_COLUMNS;
    int x = LABEL_COLUMNS;
    if (bar >= BAR_MIN_COLUMNS) {
        if (evidence_is_bounded(evidence))
            widget_evidence(area_columns(area, x, bar), row, evidence);
        x += bar + 2;
    }
    x += widget_text(area, row, x, THEME_STRONG, value) + 2;
    snprintf(text, sizeof text, _("limit %s"), limit);
    if (limit[0] != '-' || limit[1] != '\0')
        widget_text(area, row, x, THEME_DIM, text);
}

static int draw_labelled(struct area area, int row, const char *label, const char *text)
{
    if (text[0] == '\0')
        return row;
    const int columns = widget_columns(label) + 1;
    widget_text(area, row, 0, THEME_DIM, label);
    return list_draw_wrapped(area_columns(area, columns, area.w - columns), row, THEME_DIM, text);
}

/* Returns the rows that it takes with so many blank ones between the parts. */
static int draw_parts(struct area area, const struct suggestion *suggestion, const char *title,
                      int gap)
{
    char state[96];
    int row = gap;
    if (title[0] != '\0')
        row = list_draw_wrapped(area, row, THEME_STRONG, title) + gap;
    row = list_draw_wrapped(area, row, THEME_ACCENT, suggestion->do_this);
    advice_describe_state(state, sizeof state, suggestion);
    if (state[0] != '\0')
        row = list_draw_wrapped(area, row, THEME_OK, state);
    row += gap;
    if (suggestion->detail[0] != '\0')
        row = list_draw_wrapped(area, row, THEME_TEXT, suggestion->detail) + gap;
    for (int i = 0; i < suggestion->n_evidence && i < EVIDENCE_MAX; i++)
        draw_evidence(area, row++, &suggestion->evidence[i]);
    row += gap;
    row = draw_labelled(area, row, _("Goes when"), suggestion->withdraw_when);
    return draw_labelled(area, row, _("Source"), suggestion->source);
}

/* Nearest third octave; -1 when `hz` is not known. */
static int third_octave_of(float hz)
{
    if (!(hz > 0.0f))
        return -1;
    const long band = lroundf(10.0f * log10f(hz / 20.0f));
    return band < 0 ? 0 : band < THIRD_OCTAVES ? (int)band : THIRD_OCTAVES - 1;
}

/* Where in the spectrum of its track a suggestion asks for a change: marked above. */
static void draw_picture(const struct view_context *context, struct area area,
                         const struct suggestion *suggestion, int at)
{
    const struct snapshot *snapshot = context->slow;
    const int track = suggestion->track < snapshot->n_tracks ? suggestion->track : snapshot->mix;
    const struct corridor_reading *corridor = &snapshot->advice.corridor;
    const bool bounded = corridor->known && track == snapshot->mix;
    const struct spectrum_curves curves = {
        .values_db = snapshot->tracks[track].spectrum.third_long_db,
        .low_db = bounded ? corridor->low_db : NULL,
        .high_db = bounded ? corridor->high_db : NULL,
    };
    char note[64];
    if (track == snapshot->mix)
        panel_describe_corridor(context, note, sizeof note);
    else
        snprintf(note, sizeof note, "%s", snapshot->tracks[track].name);
    widget_heading(area_rows(area, 0, 1), _("SPECTRUM"), _("long-term"), note);
    const struct area graph = area_rows(area, 2, area.h - 2);
    const struct spectrum_layout layout = spectrum_layout_fit(graph.h, graph.w);
    const int low = third_octave_of(suggestion->band_low_hz),
              high = third_octave_of(suggestion->band_high_hz);
    const int from = low >= 0 && high >= low ? low : at, to = low >= 0 && high >= low ? high : at;
    for (int band = from; band <= to; band++)
        widget_text(area, 1, layout.scale_columns + spectrum_label_column(&layout, band, 1),
                    THEME_ACCENT, theme_glyph(GLYPH_DOWN));
    widget_spectrum(graph, &curves, 0.0);
}

/* For who learns: what the knowledge base says, unasked, as far as there is room. */
static void draw_reasons(const struct view_context *context, struct area area,
                         const struct suggestion *suggestion)
{
    const struct view_host *host = context->host;
    const int columns = area.w < TEXT_COLUMNS_MAX ? area.w : TEXT_COLUMNS_MAX;
    const char *text
        = host->explain ? host->explain(host->program, suggestion->rule, columns) : NULL;
    int top = 0;
    struct text_place place = {.scroll = &top};
    const char *body = text ? strchr(text, '\n') : NULL; /* its title is above already */
    if (body && area.h > 1)
        text_draw(area, body + 1, &place);
}

static void draw_detail(const struct view_context *context, struct area area,
                        const struct suggestion *suggestion, bool titled)
{
    draw_heading(context, area, suggestion);
    const struct area body = area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2);
    char title[ADVICE_TITLE_MAX] = "";
    if (titled)
        advice_title(title, sizeof title, context->slow, suggestion);
    const bool learns = context->slow->advice.context.reasons;
    const int wanted = body.h - (learns ? REASONS_ROWS : 0);
    const bool airy = draw_parts(area_rows(body, 0, 0), suggestion, title, 1) <= wanted;
    const int used = draw_parts(body, suggestion, title, airy) + 1;
    if (learns) {
        draw_reasons(context, area_rows(body, used, body.h - used), suggestion);
        return;
    }
    const int at = third_octave_of(isnan(suggestion->action.hz) ? suggestion->band_low_hz
                                                                : suggestion->action.hz);
    const struct area rest = area_rows(body, used, body.h - used);
    if (at >= 0 && rest.h >= PICTURE_MIN_ROWS && context->slow->n_tracks > 0)
        draw_picture(context, rest, suggestion, at);
    else if (rest.h >= PICTURE_MIN_ROWS)
        draw_reasons(context, rest, suggestion);
}

/* What the knowledge base says of the rule, in place of the detail. */
static void draw_explanation(const struct view_context *context, struct area area,
                             const struct suggestion *suggestion)
{
    const struct view_host *host = context->host;
    const int columns = area.w - 2 < TEXT_COLUMNS_MAX ? area.w - 2 : TEXT_COLUMNS_MAX;
    const char *text
        = host->explain ? host->explain(host->program, suggestion->rule, columns) : NULL;
    draw_heading(context, area, suggestion);
    explanation.scroll = &context->state->scroll[EXPLANATION_SLOT];
    text_draw(area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2),
              text ? text : _("The knowledge base says nothing about it."), &explanation);
}

static void draw_nothing(const struct view_context *context, struct area area)
{
    char text[160];
    const struct area body
        = area_columns(area_rows(area, area.h > 2 ? 1 : 0, area.h), 1, area.w - 2);
    advice_describe_silence(text, sizeof text, &context->slow->advice);
    const int row = list_draw_wrapped(body, 0, THEME_TEXT, text) + 1;
    if (context->slow->advice.tip[0] != '\0')
        list_draw_wrapped(body, row, THEME_DIM, context->slow->advice.tip);
}

/* The list and, when there is room, the scores at the left; the selected one at the right. */
static void draw_wide(const struct view_context *context, struct area area,
                      const struct suggestion *suggestion)
{
    const struct advice_reading *advice = &context->slow->advice;
    const int left = (area.w - GAP_COLUMNS) * 2 / 5, x = left + GAP_COLUMNS;
    const int each = advice_rows_each(advice);
    const int scores = area.h - each * advice_count(context) > SCORES_ROWS ? SCORES_ROWS : 0;
    const struct area column = area_columns(area, 0, left);
    draw_list(context, area_rows(column, 0, area.h - scores), each);
    if (scores > 0) {
        const struct area below = area_rows(column, area.h - scores, scores);
        widget_title(below, _("SCORES"), NULL);
        page_draw_scores(advice, area_rows(below, 1, scores - 1), 1, -1);
    }
    if (context->state->explaining)
        draw_explanation(context, area_columns(area, x, area.w - x), suggestion);
    else
        draw_detail(context, area_columns(area, x, area.w - x), suggestion, true);
}

/* What is left of the area above what the user is taken to do. */
static struct area draw_context(const struct view_context *context, struct area area)
{
    if (area.h < CONTEXT_MIN_ROWS)
        return area;
    const struct area below = area_rows(area, area.h - ADVICE_CONTEXT_ROWS, ADVICE_CONTEXT_ROWS);
    const int used = advice_draw_context(below, &context->slow->advice.context);
    return area_rows(area, 0, area.h - used);
}

static void draw(const struct view_context *context, struct area whole)
{
    const struct suggestion *suggestion = advice_selected_suggestion(context);
    const struct area area = draw_context(context, whole);
    if (!suggestion) {
        draw_nothing(context, area);
        return;
    }
    if (area.w >= WIDE_COLUMNS) {
        draw_wide(context, area_rows(area, 1, area.h - 1), suggestion);
        return;
    }
    if (context->state->explaining) {
        draw_list(context, area_rows(area, 0, 1), 1);
        draw_explanation(context, area_rows(area, 1, area.h - 1), suggestion);
        return;
    }
    int list = area.h - DETAIL_WANTED_ROWS;
    if (list < LIST_MIN_ROWS || context->slow->advice.context.reasons)
        list = area.h >= DETAIL_MIN_ROWS + 2 ? LIST_MIN_ROWS : area.h;
    if (list > area.h - DETAIL_MIN_ROWS && list < area.h)
        list = area.h - DETAIL_MIN_ROWS;
    if (list > advice_count(context))
        list = advice_count(context);
    draw_list(context, area_rows(area, 0, list), 1);
    if (area.h - list >= DETAIL_MIN_ROWS)
        draw_detail(context, area_rows(area, list, area.h - list), suggestion, false);
}

static enum command command(const struct view_context *context, enum command command)
{
    int index = advice_selected(context);
    if (index < 0)
        return command;
    if (context->state->explaining) {
        if (command != COMMAND_BACK)
            return explanation.scroll ? text_command(&explanation, command) : command;
        context->state->explaining = false;
        return COMMAND_NONE;
    }
    const enum command left = list_move_cursor(&index, advice_count(context),
                                               context->state->page[ADVICE_SLOT], command);
    advice_select(context, index);
    return left;
}

const struct page_ops page_suggestions = {
    .title = N_("Suggestions"),
    .draw = draw,
    .command = command,
};
