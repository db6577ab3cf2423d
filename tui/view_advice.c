/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_advice: what sideman would change and why, on several pages. */
#include "config.h"

#include "base/i18n.h"
#include "tui/advice_words.h"
#include "tui/page.h"

static const struct page_ops *const pages[] = {
    &page_suggestions, &page_scores,  &page_delivery, &page_masking,
    &page_faders,      &page_compare, &page_steps,    &page_history,
};
enum { PAGES = sizeof pages / sizeof pages[0], GAP = 2 };

static const struct page_ops *shown_page(const struct view_context *context)
{
    int *page = &context->state->advice_page;
    if (*page < 0 || *page >= PAGES)
        *page = 0;
    return pages[*page];
}

static int tabs_columns(void)
{
    int columns = 0;
    for (int i = 0; i < PAGES; i++)
        columns += GAP + widget_columns(_(pages[i]->title));
    return columns;
}

/* All tabs, or the shown one with its number when columns are short; then the context. */
static void draw_tabs(const struct view_context *context, struct area area)
{
    const struct page_ops *shown = shown_page(context);
    widget_rule(area, 0);
    if (tabs_columns() + 2 > area.w) {
        const int x = widget_text(area, 0, 0, THEME_TITLE, _(shown->title));
        widget_printf(area, 0, x, THEME_DIM, " %d/%d ", context->state->advice_page + 1, PAGES);
        return;
    }
    int x = 0;
    for (int i = 0; i < PAGES; i++) {
        const bool active = pages[i] == shown;
        x += widget_text(area, 0, x, active ? THEME_TAB_ACTIVE : THEME_RULE, " ");
        x += widget_text(area, 0, x, active ? THEME_TAB_ACTIVE : THEME_TAB, _(pages[i]->title));
        x += widget_text(area, 0, x, active ? THEME_TAB_ACTIVE : THEME_RULE, " ");
    }
    if (shown == &page_suggestions)
        advice_draw_note(area, x, &context->slow->advice);
}

static void draw(const struct view_context *context, struct area area)
{
    if (view_keep(context, NEWS_SLOW, area))
        return;
    draw_tabs(context, area);
    shown_page(context)->draw(context, area_columns(area_rows(area, 1, area.h - 1), 0, area.w));
}

static enum command command(const struct view_context *context, enum command command)
{
    if (command == COMMAND_NEXT_PAGE || command == COMMAND_PREVIOUS_PAGE
        || command == COMMAND_VIEW_7) {
        const int step = command == COMMAND_PREVIOUS_PAGE ? PAGES - 1 : 1;
        context->state->advice_page = (context->state->advice_page + step) % PAGES;
        return COMMAND_NONE;
    }
    return shown_page(context)->command(context, command);
}

const struct view_ops view_advice = {
    .name = "advice",
    .title = N_("Advice"),
    .key = COMMAND_VIEW_7,
    .calm = true,
    .draw = draw,
    .command = command,
};
