/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page_history: suggestions of this session that are gone, and what became of them; then the answers of
 * earlier sessions. */
#include "config.h"

#include "base/i18n.h"
#include "base/text.h"
#include "tui/advice_history.h"
#include "tui/advice_words.h"
#include "tui/page.h"
#include "tui/state.h"
#include "tui/view_list.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SLOT = 14, TIME_COLUMNS = 9, OUTCOME_COLUMNS = 29, OUTCOME_MIN_COLUMNS = 60, EARLIER_MAX = 64 };

static struct {
    int visible, rows;
    int n_earlier;
    struct answer earlier[EARLIER_MAX];
} page;

static void describe(const struct past_suggestion *past, char *text, size_t size)
{
    static const char *const answers[ANSWER_KINDS] = {
        [ANSWER_APPLIED] = N_("applied"),           [ANSWER_MODIFIED] = N_("applied otherwise"),
        [ANSWER_IGNORED] = N_("ignored"),           [ANSWER_NEVER] = N_("never again"),
        [ANSWER_AGAIN] = N_("welcome again"),       [ANSWER_FOLLOWED] = N_("followed"),
        [ANSWER_NOT_FOLLOWED] = N_("not followed"),
    };
    if (past->outcome == PAST_ANSWERED && past->answer == ANSWER_RATED)
        snprintf(text, size, _("rated %d of 5"), past->rating);
    else if (past->outcome == PAST_ANSWERED && past->answer < ANSWER_KINDS)
        snprintf(text, size, "%s", _(answers[past->answer]));
    else if (past->outcome == PAST_WITHDRAWN)
        snprintf(text, size, "%s", _("gone: no longer measured"));
    else if (isnan(past->before) || isnan(past->after))
        snprintf(text, size, "%s", _("mended"));
    else {
        char before[32], after[32];
        advice_format_value(before, sizeof before, past->before, past->unit);
        advice_format_value(after, sizeof after, past->after, past->unit);
        snprintf(text, size, _("mended: %s, now %s"), before, after);
    }
}

static void draw_past(struct area area, const struct past_suggestion *past, const char *time)
{
    char text[96];
    snprintf(text, sizeof text, "%s", time);
    widget_text_right(area_columns(area, 0, TIME_COLUMNS - 2), 0, THEME_DIM, text);
    widget_text(area, 0, TIME_COLUMNS - 1, advice_role(past->severity),
                advice_mark(past->severity));
    const int outcome = area.w >= OUTCOME_MIN_COLUMNS ? OUTCOME_COLUMNS : 0;
    widget_text_cut(area, 0, TIME_COLUMNS + 1, area.w - TIME_COLUMNS - 2 - outcome, THEME_TEXT,
                    past->title);
    if (outcome == 0)
        return;
    describe(past, text, sizeof text);
    widget_text_cut(area, 0, area.w - outcome, outcome,
                    past->outcome == PAST_MENDED     ? THEME_OK
                    : past->outcome == PAST_ANSWERED ? THEME_ACCENT
                                                     : THEME_DIM,
                    text);
}

/* "gtr: Mud  applied", under its day. */
static void draw_earlier(const struct view_context *context, struct area area,
                         const struct answer *answer)
{
    const time_t time = (time_t)answer->time;
    const char *title = context->host->title_of(context->host->program, answer->rule);
    const bool of_mix = answer->track[0] == '\0' || strcmp(answer->track, "mix") == 0;
    char day[16] = "";
    struct tm tm;
    struct past_suggestion past = {
        .outcome = answer->kind == ANSWER_FOLLOWED ? PAST_MENDED : PAST_ANSWERED,
        .answer = answer->kind, .rating = answer->rating,
        .before = answer->before, .after = answer->after,
    };
    if (localtime_r(&time, &tm))
        strftime(day, sizeof day, "%m-%d", &tm);
    text_format(past.title, sizeof past.title, "%s%s%s", of_mix ? "" : answer->track,
                of_mix ? "" : ": ", title);
    draw_past(area, &past, day);
}

static void draw_row(const struct view_context *context, struct area area, int row, int n_now)
{
    char time[24];
    if (row < n_now) {
        const struct past_suggestion *past = advice_history_at(context->state->history, row);
        state_format_time(time, sizeof time, past->time_s);
        draw_past(area, past, time);
    } else if (row == n_now) {
        widget_heading(area, _("EARLIER SESSIONS"), NULL, NULL);
    } else {
        draw_earlier(context, area, &page.earlier[row - n_now - 1]);
    }
}

static void draw(const struct view_context *context, struct area area)
{
    const struct advice_history *history = context->state->history;
    const int count = advice_history_count(history);
    page.n_earlier = context->host->past_answers
                         ? (int)context->host->past_answers(context->host->program, page.earlier,
                                                            EARLIER_MAX)
                         : 0;
    page.rows = count + (page.n_earlier > 0 ? 1 + page.n_earlier : 0);
    const char *tip = context->slow->advice.tip;
    int used = 0;
    if (tip[0] != '\0' && area.h >= 8)
        used = list_draw_wrapped(area_columns(area_rows(area, 0, 3), 1, area.w - 2), 0,
                                 THEME_ACCENT, tip)
               + 1;
    const struct area rows = area_rows(area, used, area.h - used);
    int *scroll = &context->state->scroll[SLOT];
    page.visible = rows.h;
    *scroll = list_scroll_to(*scroll, *scroll, page.rows, page.visible);
    for (int i = 0; i < rows.h && *scroll + i < page.rows; i++)
        draw_row(context, area_rows(rows, i, 1), *scroll + i, count);
    if (page.rows == 0)
        widget_text(rows, rows.h > 2 ? 1 : 0, 1, THEME_DIM,
                    _("No suggestion was answered, mended or withdrawn yet."));
}

static enum command command(const struct view_context *context, enum command command)
{
    return list_move_scroll(&context->state->scroll[SLOT], page.rows, page.visible, command);
}

const struct page_ops page_history = {
    .title = N_("History"),
    .draw = draw,
    .command = command,
};
