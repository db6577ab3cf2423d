/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page_scores: the six analyses: a bar each, and what costs the selected one its points. */
#include "config.h"

#include "base/i18n.h"
#include "tui/advice_words.h"
#include "tui/page.h"
#include "tui/view_list.h"
#include "tui/widget_line.h"

#include <math.h>
#include <stdio.h>

enum {
    SLOT = 10,
    TITLE_COLUMNS = 20,
    SCORE_COLUMNS = 6,
    BAR_COLUMNS_MAX = 60,
    COST_COLUMNS = 6,
    WIDE_COLUMNS = 110,
    GAP_COLUMNS = 3,
    WORD_COLUMNS = 14
};

/* Colour never stands alone: the word says the same. */
static const struct {
    float from;
    enum theme_role role;
    const char *word;
} grades[] = {
    {90.0f, THEME_OK, N_("very good")},
    {70.0f, THEME_OK, N_("good")},
    {50.0f, THEME_WARN, N_("fair")},
    {-INFINITY, THEME_BAD, N_("poor")},
};

static void draw_score(struct area area, enum analysis analysis,
                       const struct analysis_reading *reading, bool selected)
{
    if (selected)
        widget_text(area, 0, 0, THEME_ACCENT, theme_glyph(GLYPH_ARROW));
    widget_text_cut(area, 0, 2, TITLE_COLUMNS - 3, selected ? THEME_ACCENT : THEME_TEXT,
                    _(analysis_titles[analysis]));
    if (isnan(reading->score)) {
        widget_text(area, 0, TITLE_COLUMNS + SCORE_COLUMNS, THEME_DIM,
                    analysis == ANALYSIS_ROUTING ? _("needs JACK") : _("not known yet"));
        return;
    }
    size_t grade = 0;
    while (reading->score < grades[grade].from)
        grade++;
    widget_printf(area, 0, TITLE_COLUMNS, THEME_STRONG, "%3.0f", (double)reading->score);
    const int room = area.w - TITLE_COLUMNS - SCORE_COLUMNS - WORD_COLUMNS - 2;
    const int bar = room < BAR_COLUMNS_MAX ? room : BAR_COLUMNS_MAX;
    int x = TITLE_COLUMNS + SCORE_COLUMNS;
    if (bar >= 8) {
        widget_line(area_columns(area, x, bar), 0, grades[grade].role,
                    (double)reading->score / 100.0);
        x += bar + 2;
    }
    widget_text(area, 0, x, grades[grade].role, _(grades[grade].word));
}

void page_draw_scores(const struct advice_reading *advice, struct area area, int pitch,
                      int selected)
{
    for (int i = 0; i < ANALYSES; i++)
        draw_score(area_rows(area, i * pitch, 1), (enum analysis)i, &advice->analyses[i],
                   i == selected);
}

/* "healthy from 3 dB", "healthy -30 to -3 dBFS": where it would cost nothing; none that goes without
 * saying. */
static void describe_healthy(char *text, size_t size, const struct finding *finding)
{
    const bool low = isfinite(finding->low), high = isfinite(finding->high);
    const double from = (double)finding->low, to = (double)finding->high;
    const char *space = *finding->unit ? " " : "";
    text[0] = '\0';
    if ((!high || to == 0.0) && (!low || from == 0.0))
        return;
    if (low && high)
        snprintf(text, size, _("healthy %g to %g%s%s"), from, to, space, finding->unit);
    else if (low)
        snprintf(text, size, _("healthy from %g%s%s"), from, space, finding->unit);
    else
        snprintf(text, size, _("healthy up to %g%s%s"), to, space, finding->unit);
}

static int draw_finding(struct area area, int row, const struct finding *finding)
{
    const struct area text = area_columns(area, COST_COLUMNS, area.w - COST_COLUMNS);
    if (finding->points >= 0.5f)
        widget_printf(area, row, 0, THEME_WARN, "%4.0f", -(double)finding->points);
    char healthy[80];
    describe_healthy(healthy, sizeof healthy, finding);
    if (finding->points >= 0.5f &&
        widget_columns(finding->text) + widget_columns(healthy) + 2 < text.w)
        widget_text_right(area_columns(area_rows(area, row, 1), 0, area.w - 1), 0, THEME_DIM,
                          healthy);
    row = list_draw_wrapped(text, row, THEME_TEXT, finding->text);
    if (finding->recommendation[0] == '\0')
        return row;
    widget_text(text, row, 0, THEME_ACCENT, theme_glyph(GLYPH_ARROW));
    return list_draw_wrapped(area_columns(text, 2, text.w - 2), row, THEME_DIM,
                             finding->recommendation);
}

/* Returns the rows that it takes. */
static int draw_findings(struct area area, enum analysis analysis,
                         const struct analysis_reading *reading, int gap)
{
    widget_heading(area_rows(area, 0, 1), _(analysis_titles[analysis]), NULL, NULL);
    const struct area body = area_rows(area, 1, area.h - 1);
    int row = 0;
    for (int i = 0; i < reading->n_findings && i < FINDINGS_MAX && row < body.h; i++)
        row = draw_finding(body, row, &reading->findings[i]) + gap;
    if (reading->n_findings > 0)
        return row + 1;
    widget_text(body, 0, 1, THEME_DIM,
                !isnan(reading->score)         ? _("Nothing to mend.")
                : analysis == ANALYSIS_ROUTING ? _("It is read from JACK's connections.")
                                               : _("Too little was heard yet."));
    return 2 + gap;
}

/* The selected analysis first, then the others as far as there is room. */
static void draw_reasons(struct area area, const struct advice_reading *advice, int cursor)
{
    const int gap = area.h >= 20 ? 1 : 0;
    int row = draw_findings(area, (enum analysis)cursor, &advice->analyses[cursor], gap);
    for (int i = 1; i < ANALYSES; i++) {
        const enum analysis analysis = (enum analysis)((cursor + i) % ANALYSES);
        const struct analysis_reading *reading = &advice->analyses[analysis];
        row += 1 - gap;
        if (reading->n_findings > 0 && row + 3 <= area.h)
            row += draw_findings(area_rows(area, row, area.h - row), analysis, reading, gap);
    }
}

static void draw(const struct view_context *context, struct area area)
{
    const struct advice_reading *advice = &context->slow->advice;
    const int wanted = context->state->cursor[SLOT];
    const int cursor = wanted < 0 ? 0 : wanted < ANALYSES ? wanted : ANALYSES - 1;
    const bool wide = area.w >= WIDE_COLUMNS;
    const int pitch = area.h >= 30 || wide ? 2 : 1;
    const int left = wide ? area.w / 2 : area.w;
    const struct area list = area_columns(area_rows(area, 1, area.h - 1), 0, left);
    page_draw_scores(advice, list, pitch, cursor);
    const int top = 1 + ANALYSES * pitch + (pitch == 1 && area.h > 12 ? 1 : 0);
    const struct area below = wide ? area_columns(area_rows(area, 1, area.h - 1),
                                                  left + GAP_COLUMNS, area.w - left - GAP_COLUMNS)
                                   : area_rows(area, top, area.h - top);
    if (below.h >= 2)
        draw_reasons(below, advice, cursor);
}

static enum command command(const struct view_context *context, enum command command)
{
    return list_move_cursor(&context->state->cursor[SLOT], ANALYSES, ANALYSES, command);
}

const struct page_ops page_scores = {
    .title = N_("Scores"),
    .draw = draw,
    .command = command,
};
