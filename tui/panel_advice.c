/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_advice: the suggestions that matter most, two rows each; for who learns three. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"
#include "tui/advice_selection.h"
#include "tui/advice_words.h"

#include <stdio.h>

enum { TWO_COLUMNS = 150, GAP = 4 };

/* "3 of 7" when not all are seen. */
static void draw_title(const struct view_context *context, struct area area, int shown)
{
    const struct advice_reading *advice = &context->slow->advice;
    char detail[48] = "";
    if (shown < advice_count(context))
        snprintf(detail, sizeof detail, _("%d of %d"), shown, advice_count(context));
    widget_heading(area, _("ADVICE"), detail, NULL);
    advice_draw_note(area, widget_columns(_("ADVICE")) + widget_columns(detail) + 2, advice);
}

void panel_advice(const struct view_context *context, struct area area)
{
    if (view_keep(context, NEWS_SLOW, area))
        return;
    const struct advice_reading *advice = &context->slow->advice;
    const int title = area.h > 1 ? 1 : 0;
    const struct area body = area_rows(area, title, area.h - title);
    const int columns = area.w >= TWO_COLUMNS ? 2 : 1;
    const int each = advice_rows_each(advice);
    const int rows = (body.h + each - 1) / each, width = (body.w + GAP) / columns - GAP;
    const int room = rows * columns;
    const int count = advice_count(context), shown = count < room ? count : room;
    if (title)
        draw_title(context, area, shown);
    if (shown == 0) {
        char text[160];
        advice_describe_silence(text, sizeof text, advice);
        widget_text(body, 0, 3, THEME_DIM, text);
    }
    int selected = advice_selected(context);
    if (selected >= shown)
        advice_select(context, selected = 0);
    for (int i = 0; i < shown; i++)
        advice_draw_suggestion(
            area_rows(area_columns(body, i / rows * (width + GAP), width), i % rows * each, each),
            context->slow, advice_at(context, i), i == selected);
}
