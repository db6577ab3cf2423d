/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* screen_parts: header, tabs and bottom line. */
#include "config.h"

#include "tui/screen_parts.h"

#include "base/i18n.h"
#include "tui/advice_selection.h"
#include "tui/state.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TABS_MAX = 16, GAP_MAX = 2 };

static void append(char *text, size_t size, const char *more)
{
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s", more);
}

/* "JACK ardour   48 kHz". */
static void describe_source(const struct source_reading *source, char *text, size_t size)
{
    char rate[32] = "";
    if (source->rate_hz > 0)
        snprintf(rate, sizeof rate, "   %g kHz", source->rate_hz / 1000.0);
    const char *slash = strrchr(source->name, '/');
    const char *name = slash && slash[1] ? slash + 1 : source->name;
    snprintf(text, size, "%s%s%.48s%s", source->kind, *name && *source->kind ? " " : "", name,
             rate);
}

/* "> 1:02:14  120.0 BPM  33|1", or the position in a file. */
static void describe_transport(const struct source_reading *source, char *text, size_t size)
{
    char now[24], end[24], part[64];
    text[0] = 0;
    if (!isnan(source->position_s)) {
        state_format_time(now, sizeof now, source->position_s);
        state_format_time(end, sizeof end, source->duration_s);
        snprintf(text, size, "%s %s",
                 theme_glyph(source->state == CAPTURE_PAUSED      ? GLYPH_PAUSE
                                 : source->state == CAPTURE_ENDED ? GLYPH_STOP
                                                                  : GLYPH_PLAY),
                 now);
        if (!isnan(source->duration_s)) {
            snprintf(part, sizeof part, " / %s", end);
            append(text, size, part);
        }
        if (source->loop)
            append(text, size, _(" loop"));
        return;
    }
    if (source->transport == TRANSPORT_NONE)
        return;
    state_format_time(now, sizeof now, source->transport_s);
    snprintf(text, size, "%s %s",
             theme_glyph(source->transport == TRANSPORT_STOPPED ? GLYPH_STOP : GLYPH_PLAY), now);
    if (!isnan(source->transport_bpm)) {
        snprintf(part, sizeof part, "  %.1f BPM", (double)source->transport_bpm);
        append(text, size, part);
    }
    if (source->bar > 0) {
        snprintf(part, sizeof part, "  %d|%d", source->bar, source->beat);
        append(text, size, part);
    }
    if (source->freewheel)
        append(text, size, _("  export"));
}

/* "LOST", and why and when next when there is room. */
static int draw_state(const struct view_context *context, struct area area)
{
    const struct source_reading *source = &context->slow->source;
    const struct state_word word = state_of_snapshot(context->slow, &context->state->target);
    char text[256];
    snprintf(text, sizeof text, " %s ", word.text);
    const int columns = widget_columns(text);
    widget_text_right(area, 0, word.role, text);
    if (source->state != CAPTURE_LOST || isnan(source->retry_in_s))
        return columns;
    char retry[64];
    snprintf(retry, sizeof retry, _("retry in %.0f s "), ceil((double)source->retry_in_s));
    const int more = widget_columns(retry);
    widget_text(area, 0, area.w - columns - more, THEME_WARN, retry);
    return columns + more;
}

void screen_draw_header(const struct view_context *context, struct area area)
{
    char source[128], transport[128];
    describe_source(&context->slow->source, source, sizeof source);
    describe_transport(&context->slow->source, transport, sizeof transport);
    const int right = draw_state(context, area);
    const struct area left = area_columns(area, 0, area.w - right - 1);
    int x = left.w > 40 ? 1 + widget_text(left, 0, 1, THEME_TITLE, "sideman") + 3 : 1;
    if (x + widget_columns(source) + widget_columns(transport) + 3 > left.w) {
        char *rest = strstr(transport, "  "); /* the time alone */
        if (rest)
            *rest = 0;
    }
    const int wanted = widget_columns(transport);
    const struct area name = area_columns(left, 0, wanted ? left.w - wanted - 2 : left.w);
    x += widget_text(name, 0, x, THEME_TEXT, source);
    const struct track_reading *track = view_track(context, context->slow);
    if (track && !track->is_mix && context->state->selected_track >= 0) {
        x += widget_text(name, 0, x, THEME_ACCENT, "  ");
        x += widget_text(name, 0, x, THEME_ACCENT, theme_glyph(GLYPH_ARROW));
        x += widget_text(name, 0, x, THEME_ACCENT, " ");
        x += widget_text(name, 0, x, THEME_ACCENT, track->name);
    }
    if (wanted && x + wanted + 2 <= left.w)
        widget_text(left, 0, left.w - wanted - 1, THEME_STRONG, transport);
}

/* How tabs are shortened, step by step: narrower gaps, then the last ones as their keys alone. */
struct tab_style {
    int gap;
    int titled; /* views from the left with a title */
};

static int title_columns(int view, const struct tab_style *style, bool active)
{
    return view < style->titled || active ? widget_columns(_(screen_views[view]->title)) : 0;
}

static int tabs_columns(const struct tab_style *style, int current)
{
    int columns = 1 - style->gap;
    for (int i = 0; screen_views[i]; i++) {
        const int title = title_columns(i, style, i == current);
        columns +=
            widget_columns(keys_name(screen_views[i]->key)) + (title ? 1 + title : 0) + style->gap;
    }
    return columns + 1;
}

static struct tab_style fit_tabs(int width, int current)
{
    struct tab_style style = {.gap = GAP_MAX};
    while (screen_views[style.titled])
        style.titled++;
    while (tabs_columns(&style, current) > width && style.titled > 0) {
        if (style.gap > 1)
            style.gap--;
        else
            style.titled--;
    }
    return style;
}

void screen_draw_tabs(struct area area, int current, int *starts)
{
    const struct tab_style style = fit_tabs(area.w, current);
    int x = 1;
    for (int i = 0; screen_views[i] && i < TABS_MAX; i++) {
        const bool active = i == current;
        const int title = title_columns(i, &style, active);
        const enum theme_role role = active ? THEME_TAB_ACTIVE : THEME_TAB;
        starts[i] = x;
        if (active)
            widget_text(area, 0, x - 1, role, " ");
        x += widget_text(area, 0, x, active ? role : THEME_KEY, keys_name(screen_views[i]->key));
        if (title) {
            x += widget_text(area, 0, x, role, " ");
            x += widget_text(area_columns(area, 0, x + title), 0, x, role,
                             _(screen_views[i]->title));
        }
        if (active)
            widget_text(area, 0, x, role, " ");
        x += style.gap;
    }
}

static const struct hint {
    enum command command;
    const char *hint;
} hints[] = {
    {COMMAND_HELP, N_("help")},         {COMMAND_PAUSE, N_("hold")},
    {COMMAND_RESET, N_("reset")},       {COMMAND_BALLISTICS, N_("meter")},
    {COMMAND_LOUDNESS_SCALE, N_("scale")}, {COMMAND_TARGET, N_("target")},
    {COMMAND_RESET_PEAKS, N_("clear peaks")}, {COMMAND_QUIT, N_("quit")},
}, overview_hints[] = {
    {COMMAND_APPLIED, N_("applied")}, {COMMAND_IGNORE, N_("ignore")}, {COMMAND_EXPLAIN, N_("explain")},
}, advice_hints[] = {
    {COMMAND_APPLIED, N_("applied")}, {COMMAND_IGNORE, N_("ignore")}, {COMMAND_NEVER, N_("never")},
    {COMMAND_EXPLAIN, N_("explain")}, {COMMAND_RATE, N_("rate")},
}, page_hints[] = {
    {COMMAND_NEXT_PAGE, N_("next page")}, {COMMAND_PREVIOUS_PAGE, N_("page back")},
};

static int draw_hints(struct area area, int x, const struct hint *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *key = keys_name(list[i].command), *hint = _(list[i].hint);
        if (x + widget_columns(key) + 1 + widget_columns(hint) > area.w)
            break;
        x += widget_text(area, 0, x, THEME_KEY, key) + 1;
        x += widget_text(area, 0, x, THEME_DIM, hint) + 3;
    }
    return x;
}

/* Answers only while there is something to answer. */
static int draw_view_hints(const struct view_context *context, struct area area, int x,
                           const struct view_ops *view)
{
    const bool standing = advice_count(context) > 0 && context->host->answer;
    if (view->key == COMMAND_VIEW_1 && standing)
        x = draw_hints(area, x, overview_hints, sizeof overview_hints / sizeof overview_hints[0]);
    if (view->key != COMMAND_VIEW_7)
        return x;
    if (context->state->advice_page == 0 && standing)
        x = draw_hints(area, x, advice_hints, sizeof advice_hints / sizeof advice_hints[0]);
    return draw_hints(area, x, page_hints, sizeof page_hints / sizeof page_hints[0]);
}

static int draw_faults(const struct snapshot *slow, struct area area)
{
    const struct source_reading *source = &slow->source;
    char text[96] = "";
    if (source->xruns > 0 || source->dropped_frames > 0)
        snprintf(text, sizeof text, _("xruns %llu  drops %llu "), (unsigned long long)source->xruns,
                 (unsigned long long)source->dropped_frames);
    widget_text_right(area, 0, THEME_WARN, text);
    return widget_columns(text);
}

void screen_draw_bottom(const struct view_context *context, struct area area,
                        const struct view_ops *view)
{
    if (context->state->rating) {
        const struct suggestion *suggestion = advice_selected_suggestion(context);
        const int x =
            1 + widget_text(area, 0, 1, THEME_ACCENT, _("1 useless ... 5 just right: "));
        if (suggestion)
            widget_text_cut(area, 0, x, area.w - x, THEME_TEXT, suggestion->title);
        return;
    }
    if (context->state->message[0] && context->now_s < context->state->message_until_s) {
        widget_text(area, 0, 1, THEME_ACCENT, context->state->message);
        return;
    }
    if (context->slow->source.reason[0] && context->slow->source.state != CAPTURE_RUNNING) {
        widget_text(area, 0, 1, THEME_WARN, context->slow->source.reason);
        return;
    }
    const int right = draw_faults(context->slow, area);
    const struct area left = area_columns(area, 0, area.w - right - 1);
    const int x = draw_view_hints(context, left, 1, view);
    draw_hints(left, x, hints, sizeof hints / sizeof hints[0]);
}
