/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_sources: what sideman listens to and how well that goes; what else it could tap. */
#include "config.h"

#include "tui/view.h"

#include "base/i18n.h"
#include "tui/state.h"
#include "tui/view_list.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SLOT = 6, LABEL_COLUMNS = 11, HALF_COLUMNS = 36, MARK_COLUMNS = 2, NOTE_COLUMNS = 26 };

static const double REFRESH_S = 5.0; /* asking a server may take 100 ms */
static const double REFRESH_EMPTY_S = 2.5;
static const double REFRESH_TAPPED_S = 0.5; /* until the new tap is marked */

/* The program's list, as of the last time it was asked. */
static struct {
    const struct port_entry *entries;
    size_t count;
    double refresh_at_s;
    int visible; /* rows of the last drawing: what a page is */
} ports;

/* Keeps the cursor on its entry when the list changes around it. */
static void follow_entry(int *cursor, const char *name)
{
    for (size_t i = 0; i < ports.count; i++)
        if (strcmp(ports.entries[i].name, name) == 0)
            *cursor = (int)i;
}

static void refresh_ports(const struct view_context *context)
{
    int *const cursor = &context->state->cursor[SLOT];
    if (context->now_s < ports.refresh_at_s)
        return;
    char name[sizeof ports.entries->name] = "";
    if (*cursor >= 0 && (size_t)*cursor < ports.count)
        memcpy(name, ports.entries[*cursor].name, sizeof name);
    ports.count = context->host->list_ports(context->host->program, &ports.entries);
    ports.refresh_at_s = context->now_s + (ports.count > 0 ? REFRESH_S : REFRESH_EMPTY_S);
    follow_entry(cursor, name);
}

static const struct condition {
    const char *word;
    enum theme_role role;
} conditions[] = {
    [CAPTURE_STARTING] = {N_("starting"), THEME_WARN},
    [CAPTURE_RUNNING] = {N_("running"), THEME_OK},
    [CAPTURE_PAUSED] = {N_("paused"), THEME_WARN},
    [CAPTURE_LOST] = {N_("LOST"), THEME_ALARM},
    [CAPTURE_ENDED] = {N_("at the end"), THEME_TEXT},
    [CAPTURE_FAILED] = {N_("FAILED"), THEME_ALARM},
};

static void draw_label(struct area area, int row, const char *label)
{
    widget_text(area_columns(area, 0, LABEL_COLUMNS - 1), row, 0, THEME_DIM, label);
}

static void draw_count(struct area area, int row, const char *label, uint64_t count,
                       const char *unit)
{
    char text[32];
    snprintf(text, sizeof text, "%llu", (unsigned long long)count);
    draw_label(area, row, label);
    const int used = widget_text(area, row, LABEL_COLUMNS, count > 0 ? THEME_WARN : THEME_STRONG,
                                 text);
    widget_text(area, row, LABEL_COLUMNS + used + 1, THEME_DIM, unit);
}

static void draw_state(struct area area, const struct source_reading *source)
{
    const struct condition *condition = &conditions[source->state];
    draw_label(area, 0, _("Source"));
    int column = LABEL_COLUMNS + widget_text(area, 0, LABEL_COLUMNS, THEME_STRONG, source->kind);
    column += source->kind[0] != '\0';
    column += widget_text(area, 0, column, THEME_TEXT, source->name) + 2;
    draw_label(area, 1, _("State"));
    column = LABEL_COLUMNS + widget_text(area, 1, LABEL_COLUMNS, condition->role,
                                         _(condition->word)) + 2;
    if (source->freewheel)
        column += widget_text(area, 1, column, THEME_WARN, _("freewheel")) + 2;
    if (!isnan(source->retry_in_s) && source->state == CAPTURE_LOST)
        widget_printf(area, 1, column, THEME_TEXT, _("next try in %.0f s"),
                      ceil(fmax((double)source->retry_in_s, 0.0)));
    if (source->reason[0] != '\0')
        widget_text(area, 2, LABEL_COLUMNS, THEME_TEXT, source->reason);
}

static void draw_rate(struct area area, int row, const struct source_reading *source)
{
    char text[32] = "-";
    if (source->rate_hz > 0)
        snprintf(text, sizeof text, "%u", (unsigned)source->rate_hz);
    widget_reading(area, row, 0, LABEL_COLUMNS, _("Rate"), text, "Hz");
}

/* Of a server or a device. */
static void draw_live_figures(struct area area, const struct source_reading *source)
{
    const struct area right = area_columns(area, HALF_COLUMNS, area.w);
    char text[32] = "-", unit[32] = "";
    if (source->block_frames > 0)
        snprintf(text, sizeof text, "%u", (unsigned)source->block_frames);
    if (source->block_frames > 0 && source->rate_hz > 0)
        snprintf(unit, sizeof unit, _("frames, %.1f ms"),
                 1000.0 * source->block_frames / source->rate_hz);
    widget_reading(area, 1, 0, LABEL_COLUMNS, _("Block"), text, unit);
    widget_format_number(text, sizeof text, (double)source->dsp_load_percent, 1, 1);
    widget_reading(area, 2, 0, LABEL_COLUMNS, _("DSP load"), text,
                   isnan(source->dsp_load_percent) ? "" : "%");
    draw_count(right, 0, _("Xruns"), source->xruns, _("of the server"));
    draw_count(right, 1, _("Own drops"), source->dropped_frames, _("frames"));
}

/* Of a file or the demo. */
static void draw_file_figures(struct area area, const struct source_reading *source)
{
    char position[24], text[64];
    state_format_time(position, sizeof position, source->position_s);
    state_format_time(text, sizeof text, source->duration_s);
    const int used = widget_text(area_columns(area, LABEL_COLUMNS, area.w), 1, 0, THEME_STRONG,
                                 position);
    draw_label(area, 1, _("Position"));
    widget_printf(area, 1, LABEL_COLUMNS + used + 1, THEME_DIM, _("of %s"), text);
    draw_label(area, 2, _("Loop"));
    widget_text(area, 2, LABEL_COLUMNS, THEME_STRONG, source->loop ? _("on") : _("off"));
}

static void draw_entry(struct area area, int row, const struct port_entry *entry, bool selected)
{
    const int note_columns = area.w >= 60 ? NOTE_COLUMNS : 0;
    const int name_columns = area.w - 2 * MARK_COLUMNS - note_columns - (note_columns > 0);
    if (selected)
        widget_text(area, row, 0, THEME_ACCENT, theme_glyph(GLYPH_ARROW));
    widget_text(area, row, MARK_COLUMNS, entry->tapped ? THEME_OK : THEME_DIM,
                entry->tapped ? theme_glyph(GLYPH_DOT_ON) : " ");
    widget_text(area_columns(area, 2 * MARK_COLUMNS, name_columns), row, 0,
                selected ? THEME_STRONG : THEME_TEXT, entry->name);
    if (note_columns == 0)
        return;
    const struct area note = area_columns(area, area.w - note_columns, note_columns);
    int used = 0;
    if (entry->tapped)
        used = widget_text(note, row, 0, THEME_OK, _("tapped")) + 2;
    if (entry->feeds_outputs)
        used += widget_text(note, row, used, THEME_ACCENT, _("feeds the outputs")) + 2;
    if (used == 0)
        widget_text(note, row, 0, THEME_DIM, entry->detail);
}

static void draw_empty(struct area area, const struct source_reading *source)
{
    static const char *const nothing[] = {
        N_("Nothing to tap: no JACK server runs and no input device is there."),
        N_("Start a JACK server or PipeWire; this list finds it by itself."),
        N_("Or give sideman a file, standard input or the demo: --file, --stdin, --demo."),
    };
    int row = 0;
    if (source->state == CAPTURE_RUNNING && source->block_frames > 0) {
        list_draw_wrapped(area, row, THEME_DIM,
                          _("Nothing to tap yet: start the DAW, or anything that plays."));
        return;
    }
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        row = list_draw_wrapped(area, row, THEME_DIM, _(nothing[i]));
}

static void draw_list(const struct view_context *context, struct area area)
{
    int *const cursor = &context->state->cursor[SLOT];
    int *const scroll = &context->state->scroll[SLOT];
    const struct area rows = area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2);
    const int count = (int)ports.count;
    ports.visible = rows.h;
    *cursor = *cursor >= count ? (count > 0 ? count - 1 : 0) : *cursor < 0 ? 0 : *cursor;
    *scroll = list_scroll_to(*scroll, *cursor, count, rows.h);
    char note[96] = "", position[64] = "";
    if (count > rows.h)
        list_format_position(position, sizeof position, *scroll, count, rows.h);
    if (count > 0)
        snprintf(note, sizeof note, "%s %s%s%s", keys_name(COMMAND_SELECT), _("taps"),
                 position[0] != '\0' ? "   " : "", position);
    widget_title(area, _("WHAT COULD BE TAPPED"), note);
    if (count == 0)
        draw_empty(rows, &context->slow->source);
    for (int row = 0; row < rows.h && *scroll + row < count; row++)
        draw_entry(rows, row, &ports.entries[*scroll + row], *scroll + row == *cursor);
}

static void draw(const struct view_context *context, struct area area)
{
    if (view_keep(context, NEWS_SLOW, area))
        return;
    const struct source_reading *source = &context->slow->source;
    refresh_ports(context);
    if (area.h < 10) {
        draw_list(context, area);
        return;
    }
    const int state_rows = source->reason[0] != '\0' ? 3 : 2;
    widget_title(area, _("SOURCE"), NULL);
    const struct area inner = area_columns(area, 1, area.w - 2);
    draw_state(area_rows(inner, 1, state_rows), source);
    const struct area figures = area_rows(inner, 1 + state_rows, 3);
    draw_rate(figures, 0, source);
    (source->can_seek ? draw_file_figures : draw_live_figures)(figures, source);
    const int used = state_rows + 5;
    draw_list(context, area_rows(area, used, area.h - used));
}

static void tap_selected(const struct view_context *context)
{
    const int cursor = context->state->cursor[SLOT];
    if (cursor < 0 || (size_t)cursor >= ports.count)
        return;
    struct error error = {.text = ""};
    const struct port_entry entry = ports.entries[cursor];
    if (context->host->tap(context->host->program, &entry, &error) != STATUS_OK)
        view_message(context, "%s", error.text);
    else
        view_message(context, _("Listening to %s"), entry.name);
    ports.refresh_at_s = context->now_s + REFRESH_TAPPED_S;
}

static enum command command(const struct view_context *context, enum command command)
{
    if (command == COMMAND_SELECT) {
        tap_selected(context);
        return COMMAND_NONE;
    }
    return list_move_cursor(&context->state->cursor[SLOT], (int)ports.count, ports.visible,
                            command);
}

const struct view_ops view_sources = {
    .name = "sources",
    .title = N_("Sources"),
    .key = COMMAND_VIEW_8,
    .calm = true,
    .draw = draw,
    .command = command,
};
