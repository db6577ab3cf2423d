/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/advice_words.h"

#include "advise/metric_titles.h"
#include "base/i18n.h"
#include "tui/keys.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    MARK_COLUMN = 1,
    TITLE_COLUMN = 3,
    ACTION_COLUMN = 5,
    CONFIDENCE_COLUMNS = 6,
    CONFIDENCE_MIN_COLUMNS = 40
};

static const double HEARD_ENOUGH_S = 15.0;
static const float ACTIVE_FROM = 0.2f;

static const struct {
    enum theme_glyph glyph;
    enum theme_role role;
    const char *word;
} severities[SEVERITIES] = {
    [SEVERITY_INFO] = {GLYPH_INFO, THEME_DIM, N_("info")},
    [SEVERITY_MINOR] = {GLYPH_MINOR, THEME_WARN, N_("minor")},
    [SEVERITY_MAJOR] = {GLYPH_MAJOR, THEME_WARN, N_("major")},
    [SEVERITY_CRITICAL] = {GLYPH_CRITICAL, THEME_BAD, N_("critical")},
};

const char *advice_mark(enum severity severity)
{
    return theme_glyph(severities[severity < SEVERITIES ? severity : SEVERITY_INFO].glyph);
}

enum theme_role advice_role(enum severity severity)
{
    return severities[severity < SEVERITIES ? severity : SEVERITY_INFO].role;
}

const char *advice_severity_word(enum severity severity)
{
    return _(severities[severity < SEVERITIES ? severity : SEVERITY_INFO].word);
}

void advice_describe_context(char *text, size_t size, const struct context_reading *context)
{
    text[0] = '\0';
    if (isnan(context->activity) || context->state >= WORK_STATES)
        return;
    const char *state = _(work_state_names[context->state]);
    const char *intent = context->intent_counts ? _(work_intent_names[context->intent]) : state;
    const bool same = strcmp(state, intent) == 0;
    int used = snprintf(text, size, "%s%s%s", state, same ? "" : ", ", same ? "" : intent);
    if (context->waiting > 0)
        used += snprintf(text + used, size - (size_t)used, _(", %d wait"), context->waiting);
    else if (context->activity >= ACTIVE_FROM)
        snprintf(text + used, size - (size_t)used, "%s", _(", active"));
}

int advice_draw_context(struct area area, const struct context_reading *context)
{
    char work[64], keys[64], text[320];
    if ((!context->state_counts && !context->intent_counts) || area.h < ADVICE_CONTEXT_ROWS)
        return 0;
    snprintf(work, sizeof work, _("%s, intent: %s"), _(work_state_names[context->state]),
             _(work_intent_names[context->intent]));
    snprintf(keys, sizeof keys, _("%s, %s: change"), keys_name(COMMAND_CONTEXT),
             keys_name(COMMAND_INTENT));
    widget_heading(area_rows(area, 0, 1), _("YOU"), work, keys);
    const char *why = _(context_reason_texts[context->intent_reason > REASON_SAID
                                                 ? context->intent_reason
                                                 : context->state_reason]);
    int used = snprintf(text, sizeof text, "%s%s%s", why, *why ? ": " : "",
                        context->says[0] ? context->says : _("everything is said"));
    if (context->waiting > 0 && (size_t)used < sizeof text)
        snprintf(text + used, sizeof text - (size_t)used, _(" (%d)"), context->waiting);
    widget_text_cut(area, 1, 1, area.w - 2, THEME_DIM, text);
    return ADVICE_CONTEXT_ROWS;
}

void advice_draw_note(struct area area, int from, const struct advice_reading *advice)
{
    char text[64];
    const char *caption
        = advice->n_suggestions > 0 && area.w > CONFIDENCE_MIN_COLUMNS ? _("sure") : "";
    const int right = *caption ? widget_columns(caption) + 1 : 0;
    if (right > 0) {
        widget_text(area, 0, area.w - right, THEME_RULE, " ");
        widget_text_right(area, 0, THEME_DIM, caption);
    }
    advice_describe_context(text, sizeof text, &advice->context);
    const int columns = widget_columns(text), end = area.w - right - (right > 0 ? 2 : 0);
    if (columns == 0 || from + columns + 2 > end)
        return;
    widget_text(area, 0, end - columns - 1, THEME_RULE, " ");
    widget_text(area, 0, end - columns, THEME_DIM, text);
    if (right > 0)
        widget_text(area, 0, end, THEME_RULE, " ");
}

void advice_describe_silence(char *text, size_t size, const struct advice_reading *advice)
{
    if (advice->off)
        snprintf(text, size, "%s", _("no advice: its rules cannot be read, the log (9) says why"));
    else if (advice->heard_s < HEARD_ENOUGH_S)
        snprintf(text, size, _("nothing to say yet: %.0f s of %.0f s heard"),
                 floor(advice->heard_s), HEARD_ENOUGH_S);
    else if (advice->context.waiting > 0)
        snprintf(text, size, _("nothing to mend now; %d small things wait (%s)"),
                 advice->context.waiting, _(work_intent_names[advice->context.intent]));
    else
        snprintf(text, size, "%s", _("nothing to mend"));
}

int advice_rows_each(const struct advice_reading *advice)
{
    return advice->context.reasons ? 3 : 2;
}

void advice_metric_name(char *text, size_t size, const char *metric)
{
    static const char *const units[]
        = {"_db", "_dbfs", "_dbtp", "_lufs", "_lu", "_hz", "_ms", "_s"};
    const char *title = metric_title(metric);
    snprintf(text, size, "%s", title ? _(title) : metric);
    if (title)
        return;
    const size_t length = strlen(text);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const size_t unit = strlen(units[i]);
        if (length > unit && strcmp(text + length - unit, units[i]) == 0) {
            text[length - unit] = '\0';
            break;
        }
    }
    for (char *at = text; *at; at++)
        if (*at == '.' || *at == '_')
            *at = ' ';
}

void advice_format_value(char *text, size_t size, float value, const char *unit)
{
    if (isnan(value)) {
        snprintf(text, size, "-");
        return;
    }
    const double size_of = fabs((double)value);
    if (strcmp(unit, "Hz") == 0 && size_of >= 1000.0) {
        snprintf(text, size, "%.1f kHz", (double)value / 1000.0);
        return;
    }
    const bool whole = size_of >= 100.0 || strcmp(unit, "Hz") == 0 || strcmp(unit, "%") == 0;
    const int places = whole ? 0 : *unit || size_of >= 2.0 ? 1 : 2;
    char number[24];
    widget_format_number(number, sizeof number, (double)value, 1, places);
    snprintf(text, size, "%s%s%s", number, *unit ? " " : "", unit);
}

void advice_describe_state(char *text, size_t size, const struct suggestion *suggestion)
{
    char before[32], after[32];
    const char *unit = suggestion->n_evidence > 0 ? suggestion->evidence[0].unit : "";
    advice_format_value(before, sizeof before, suggestion->before, unit);
    advice_format_value(after, sizeof after, suggestion->after, unit);
    text[0] = '\0';
    if (suggestion->state == SUGGESTION_OPEN)
        return;
    const bool moved = suggestion->state == SUGGESTION_MOVED;
    if (isnan(suggestion->before) || isnan(suggestion->after))
        snprintf(text, size, "%s", moved ? _("mended") : _("applied, watching"));
    else
        snprintf(text, size, moved ? _("mended: %s, now %s") : _("applied: %s, now %s"), before,
                 after);
}

void advice_title(char *text, size_t size, const struct snapshot *snapshot,
                  const struct suggestion *suggestion)
{
    const char *track = snapshot_track_of(snapshot, suggestion);
    snprintf(text, size, *track ? "%s: %s" : "%s%s", track, suggestion->title);
}

void advice_draw_suggestion(struct area area, const struct snapshot *snapshot,
                            const struct suggestion *suggestion, bool selected)
{
    char text[64], title[ADVICE_TITLE_MAX];
    advice_title(title, sizeof title, snapshot, suggestion);
    if (selected)
        widget_text(area, 0, 0, THEME_ACCENT, theme_glyph(GLYPH_ARROW));
    const bool done = suggestion->state == SUGGESTION_MOVED;
    widget_text(area, 0, MARK_COLUMN, done ? THEME_OK : advice_role(suggestion->severity),
                done ? theme_glyph(GLYPH_DONE) : advice_mark(suggestion->severity));
    widget_text_cut(area, 0, TITLE_COLUMN, area.w - TITLE_COLUMN - CONFIDENCE_COLUMNS,
                    suggestion->severity >= SEVERITY_MAJOR ? THEME_STRONG : THEME_TEXT, title);
    snprintf(text, sizeof text, "%.2f", (double)suggestion->confidence);
    if (area.w > CONFIDENCE_MIN_COLUMNS)
        widget_text_right(area, 0, THEME_DIM, text);
    if (area.h < 2)
        return;
    advice_describe_state(text, sizeof text, suggestion);
    const int state = widget_columns(text);
    widget_text_cut(area, 1, ACTION_COLUMN, area.w - ACTION_COLUMN - state - (state > 0 ? 2 : 0),
                    THEME_DIM, suggestion->do_this);
    widget_text_right(area_rows(area, 1, 1), 0, THEME_OK, text);
    if (area.h > 2)
        widget_text_cut(area, 2, ACTION_COLUMN, area.w - ACTION_COLUMN, THEME_DIM,
                        suggestion->detail);
}
