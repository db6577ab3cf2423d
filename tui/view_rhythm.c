/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_rhythm: tempo with a light on the beat, the DAW's own tempo and the key beside it, tempo and
 * sections over time, and a tuner. */
#include "config.h"

#include "tui/view.h"

#include "base/format.h"
#include "base/i18n.h"
#include "tui/panel.h"
#include "tui/state.h"
#include "tui/view_list.h"
#include "tui/widget_line.h"
#include "tui/widget_raster.h"
#include "tui/widget_tuner.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    LABEL_COLUMNS = 13,
    VALUE_COLUMNS = 6,
    TRANSPORT_COLUMNS = 34,
    GAP_COLUMNS = 3,
    HISTORY_SCALE_COLUMNS = 8,
    TRANSPORT_ROWS = 5,
    SECTION_ROWS = 4,
    GRAPH_ROWS_MIN = 3,
    WORDS_MAX = 48, METER_MAX = 160,
    SHARE_COLUMNS_MAX = 60,
    TUNER_COLUMNS_MAX = 61
};


/* A square as high as the area. */
static void draw_light(struct area area, bool lit)
{
    if (!lit)
        widget_text(area, area.h / 2, area.w / 2, THEME_DIM, theme_glyph(GLYPH_DOT_OFF));
    for (int row = 0; lit && row < area.h; row++)
        for (int column = 0; column < area.w; column++)
            widget_text(area, row, column, THEME_ACCENT, theme_block_h(8));
}

/* The tempo that guides the ear is the DAW's: the user holds none. */
static bool is_guided(const struct snapshot *snapshot)
{
    const struct source_reading *const source = &snapshot->source;
    return source->transport == TRANSPORT_ROLLING &&
           snapshot->listen.tempo.locked_bpm == source->transport_bpm;
}

static enum theme_role describe_state(char *text, size_t size, const struct snapshot *snapshot)
{
    const struct listen_reading *const listen = &snapshot->listen;
    const struct tempo_reading *const tempo = &listen->tempo;
    const bool held = tempo->locked_bpm > 0.0f && !is_guided(snapshot);
    if (isnan(tempo->bpm) && held) {
        snprintf(text, size, _("held near %.1f"), (double)tempo->locked_bpm);
        return THEME_TEXT;
    }
    if (listen->gate_open && isnan(tempo->bpm) && !isnan(tempo->bpm_open)) {
        snprintf(text, size, "%s", _("not sure: or half, or double"));
        return THEME_DIM;
    }
    const bool found = listen->gate_open && !isnan(tempo->bpm);
    snprintf(text, size, "%s", !listen->gate_open    ? _("too quiet to listen")
                               : isnan(tempo->bpm)   ? _("finding the beat")
                               : held                ? _("held")
                               : is_guided(snapshot) ? _("with the DAW")
                                                     : _("steady"));
    return found ? THEME_OK : THEME_DIM;
}

/* "4/4  swing 1.8:1", with how sure that is when there is room; nothing where nothing is known. */
static void describe_meter(char text[METER_MAX], const struct tempo_reading *tempo, int columns)
{
    char meter[WORDS_MAX] = "", swing[WORDS_MAX] = "";
    if (tempo->beats_in_bar > 0)
        snprintf(meter, sizeof meter, "%s", format_meter(tempo));
    else if (!isnan(tempo->meter_confidence))
        snprintf(meter, sizeof meter, "%s", _("bars: not sure"));
    if (!isnan(tempo->swing))
        snprintf(swing, sizeof swing, format_is_swung(tempo) ? _("swing %.1f:1") : _("straight"),
                 (double)tempo->swing);
    const char *const gap = *meter && *swing ? "  " : "";
    char sure[2][16] = {"", ""};
    if (tempo->beats_in_bar > 0)
        snprintf(sure[0], sizeof sure[0], " %.0f %%", (double)tempo->meter_confidence * 100.0);
    if (*swing)
        snprintf(sure[1], sizeof sure[1], " %.0f %%", (double)tempo->swing_confidence * 100.0);
    snprintf(text, METER_MAX, "%s%s%s%s%s", meter, sure[0], gap, swing, sure[1]);
    if (widget_columns(text) > columns)
        snprintf(text, METER_MAX, "%s%s%s", meter, gap, swing);
}

/* A dot for each beat of the bar, the present one lit. */
static void draw_bar(struct area area, int row, int column, const struct tempo_reading *tempo)
{
    for (int i = 1; tempo->beat_in_bar > 0 && i <= tempo->beats_in_bar; i++) {
        const bool now = i == tempo->beat_in_bar;
        column += widget_text(area, row, column, now ? THEME_ACCENT : THEME_DIM,
                              theme_glyph(now ? GLYPH_DOT_ON : GLYPH_DOT_OFF)) + 1;
    }
}

/* "Confidence ====---- 0.82". */
static void draw_share(struct area area, int row, const char *label, double value)
{
    widget_text(area_columns(area, 0, LABEL_COLUMNS - 1), row, 0, THEME_DIM, label);
    if (isnan(value))
        return;
    widget_line(area_columns(area, LABEL_COLUMNS, area.w - LABEL_COLUMNS - VALUE_COLUMNS), row,
                THEME_GRAPH_ALT, value);
    char text[16];
    widget_format_number(text, sizeof text, value, 1, 2);
    widget_text_right(area, row, THEME_STRONG, text);
}

/* The title spans the area; all below stands one column in. */
static struct area open_panel(struct area area, const char *title, const char *note)
{
    widget_title(area, title, note);
    return area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2);
}

/* "rock 61 %  pop 20 %", as many as fit; "Genre unsure: pop 34 %" when it is; "Genre -". */
static void describe_genre(char *text, size_t size, const struct genre_guesses *guesses,
                           int columns)
{
    text[0] = '\0';
    if (!guesses->sure)
        snprintf(text, size, "%s %s", _("Genre"), guesses->count > 0 ? _("unsure:") : "-");
    for (unsigned i = 0; i < guesses->count && i < GENRE_GUESSES; i++) {
        const size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%s %.0f %%",
                 used == 0 ? "" : i == 0 ? " " : "  ", _(genre_titles[guesses->guess[i].genre]),
                 (double)guesses->guess[i].p * 100.0);
        if (widget_columns(text) <= columns)
            continue;
        text[used] = '\0';
        return;
    }
}

static void draw_tempo(struct area area, const struct view_context *context, int size)
{
    const struct listen_reading *listen = &context->slow->listen;
    char text[32], genre[128], words[WORDS_MAX];
    const struct area inner = open_panel(area, _("TEMPO"), NULL);
    describe_genre(genre, sizeof genre, &listen->genre.now, inner.w);
    const enum theme_role role = describe_state(words, sizeof words, context->slow);
    const bool open = isnan(listen->tempo.bpm) && !isnan(listen->tempo.bpm_open);
    widget_format_number(text, sizeof text,
                         (double)(open ? listen->tempo.bpm_open : listen->tempo.bpm), 1,
                         open ? 0 : 1);
    const int rows = widget_big_rows(size);
    const int used = widget_big(inner, 0, 0, open ? THEME_DIM : THEME_STRONG, size, text) + 1;
    char meter[METER_MAX];
    describe_meter(meter, &listen->tempo, inner.w - 2 * rows - used - 1);
    widget_text(area_columns(inner, 0, inner.w - 2 * rows), rows - 3, used, THEME_TEXT, meter);
    widget_text(area_columns(inner, 0, inner.w - 2 * rows), rows - 2, used, role, words);
    const int unit = widget_text(inner, rows - 1, used, THEME_DIM, _("BPM"));
    draw_bar(inner, rows - 1, used + unit + 2, &context->snapshot->listen.tempo);
    draw_light(area_columns(area_rows(inner, 0, rows), inner.w - 2 * rows, 2 * rows), context->lit);
    widget_text(inner, rows, 0, listen->genre.now.sure ? THEME_STRONG : THEME_DIM, genre);
    const struct area shares = area_columns(inner, 0, SHARE_COLUMNS_MAX);
    draw_share(shares, rows + 1, _("Confidence"), (double)listen->tempo.confidence);
    draw_share(shares, rows + 2, _("Steadiness"), (double)listen->tempo.steadiness);
    widget_format_number(text, sizeof text, (double)listen->onset.rate_hz, 1, 1);
    widget_reading(inner, rows + 3, 0, LABEL_COLUMNS, _("Onsets"), text, _("a second"));
}

static const char *transport_word(const struct source_reading *source, enum theme_role *role)
{
    static const struct {
        const char *word;
        enum theme_role role;
    } words[] = {
        [TRANSPORT_NONE] = {N_("this source has no transport"), THEME_DIM},
        [TRANSPORT_STOPPED] = {N_("stopped"), THEME_TEXT},
        [TRANSPORT_ROLLING] = {N_("rolling"), THEME_OK},
        [TRANSPORT_STARTING] = {N_("starting"), THEME_WARN},
    };
    *role = words[source->transport].role;
    return _(words[source->transport].word);
}

static void draw_bar_and_beat(struct area area, int row, const struct source_reading *source)
{
    char text[32] = "-";
    if (source->bar > 0)
        snprintf(text, sizeof text, "%d | %d", (int)source->bar, (int)source->beat);
    widget_text(area, row, 0, THEME_DIM, _("Bar"));
    widget_text(area, row, LABEL_COLUMNS, THEME_STRONG, text);
}

/* How far the ear is from the DAW. */
static void draw_difference(struct area area, int row, double apart_bpm)
{
    char text[32];
    if (isnan(apart_bpm))
        return;
    widget_text(area, row, 0, THEME_DIM, _("Playing"));
    if (fabs(apart_bpm) <= panel_same_bpm)
        snprintf(text, sizeof text, "%s", _("in time"));
    else
        snprintf(text, sizeof text, apart_bpm > 0.0 ? _("%.1f BPM ahead") : _("%.1f BPM behind"),
                 fabs(apart_bpm));
    widget_text(area, row, LABEL_COLUMNS, fabs(apart_bpm) <= panel_same_bpm ? THEME_OK : THEME_WARN, text);
}

static void draw_transport(struct area area, const struct snapshot *slow)
{
    const struct source_reading *source = &slow->source;
    const struct area inner = open_panel(area, _("DAW"), NULL);
    enum theme_role role;
    char text[48];
    const char *word = transport_word(source, &role);
    if (source->transport == TRANSPORT_NONE) {
        list_draw_wrapped(inner, 0, role, word);
        return;
    }
    const int used = widget_text(inner, 0, 0, role, theme_glyph(
        source->transport == TRANSPORT_ROLLING ? GLYPH_PLAY : GLYPH_STOP));
    widget_text(inner, 0, used + 1, role, word);
    state_format_time(text, sizeof text, source->transport_s);
    widget_text(inner, 0, LABEL_COLUMNS, THEME_STRONG, text);
    draw_bar_and_beat(inner, 1, source);
    widget_format_number(text, sizeof text, (double)source->transport_bpm, 1, 2);
    widget_reading(inner, 2, 0, LABEL_COLUMNS, _("Tempo"), text, _("BPM"));
    draw_difference(inner, 3, panel_ahead_bpm(slow));
}

/* A range in round numbers around all that was heard; false when nothing was. */
static bool history_range(const struct tempo_reading *tempo, double *low, double *high)
{
    double least = NAN, most = NAN;
    for (int i = 0; i < tempo->history_count && i < TEMPO_POINTS; i++) {
        if (isinf(tempo->history_bpm[i]))
            continue;
        least = fmin(least, (double)tempo->history_bpm[i]);
        most = fmax(most, (double)tempo->history_bpm[i]);
    }
    if (isnan(least))
        return false;
    *low = 5.0 * floor((least - 2.0) / 5.0);
    *high = 5.0 * ceil((most + 2.0) / 5.0);
    return true;
}

static void plot_history(struct raster *raster, const struct tempo_reading *tempo, double low,
                         double high)
{
    const int bottom = raster_dot_rows(raster) - 1;
    const int right = raster_dot_columns(raster) - 1;
    int last_row = -1, last_column = -1;
    for (int i = 0; i < tempo->history_count && i < TEMPO_POINTS; i++) {
        const double bpm = (double)tempo->history_bpm[i];
        const int age = tempo->history_count - 1 - i;
        const int column = right - (int)lround((double)age * right / (TEMPO_POINTS - 1));
        const int row = !isfinite(bpm)
            ? -1 : bottom - (int)lround((bpm - low) / (high - low) * bottom);
        if (row >= 0 && last_row >= 0)
            raster_line(raster, last_row, last_column, row, column);
        else if (row >= 0)
            raster_plot(raster, row, column);
        last_row = row;
        last_column = column;
    }
}

/* As many rows of sections as leave the graph enough. */
static int section_rows(int rows)
{
    const int spare = rows - GRAPH_ROWS_MIN;
    return spare < 0 ? 0 : spare < SECTION_ROWS ? spare : SECTION_ROWS;
}

static void draw_graph(struct area graph, const struct tempo_reading *tempo)
{
    double low, high;
    if (!history_range(tempo, &low, &high)) {
        widget_text(graph, 0, 0, THEME_DIM, _("No steady tempo yet."));
        return;
    }
    if (graph.h >= 2) {
        widget_printf(graph, 0, 0, THEME_DIM, "%3.0f", high);
        widget_printf(graph, graph.h - 1, 0, THEME_DIM, "%3.0f", low);
    }
    if (graph.h >= 5 && graph.h % 2 == 1)
        widget_printf(graph, graph.h / 2, 0, THEME_DIM, "%3.4g", (low + high) / 2.0);
    struct raster raster;
    raster_start(&raster, theme_glyphs(), graph.h, graph.w - HISTORY_SCALE_COLUMNS);
    plot_history(&raster, tempo, low, high);
    raster_draw(&raster, area_columns(graph, HISTORY_SCALE_COLUMNS, graph.w), THEME_GRAPH_ALT);
}

static void draw_history(struct area area, const struct snapshot *slow)
{
    const struct area inner = open_panel(area, _("TEMPO OVER TIME"), _("last 4 minutes"));
    const int below = section_rows(inner.h);
    const struct panel_time time = {.end_s = slow->time_s, .span_s = TEMPO_POINTS};
    draw_graph(area_rows(inner, 0, inner.h - below), &slow->listen.tempo);
    panel_arrangement(&slow->listen.structure, area_rows(inner, inner.h - below, below),
                      HISTORY_SCALE_COLUMNS, &time);
}

static int draw_pair(struct area area, int row, int column, const char *label, const char *value)
{
    column += widget_text(area, row, column, THEME_DIM, label) + 1;
    return column + widget_text(area, row, column, THEME_STRONG, value) + 3;
}

static void draw_pitch_range(struct area area, int row, const struct pitch_reading *pitch)
{
    char low[8], high[8], text[32];
    panel_note_name(low, sizeof low, tuner_midi((double)pitch->low_hz));
    panel_note_name(high, sizeof high, tuner_midi((double)pitch->high_hz));
    if (isnan(pitch->low_hz))
        snprintf(text, sizeof text, "-");
    else
        snprintf(text, sizeof text, _("%s to %s"), low, high);
    const int column = draw_pair(area, row, 0, _("Range"), text);
    if (isnan(pitch->tuning_cents))
        return;
    snprintf(text, sizeof text, _("%+.0f cents from A 440"), (double)pitch->tuning_cents);
    draw_pair(area, row, column, _("Tuning"), text);
}

static void draw_note_figures(struct area area, int row, const struct pitch_reading *pitch)
{
    char text[32];
    if (isnan(pitch->now_hz)) {
        widget_text(area, row, 0, THEME_DIM, _("no clear note"));
        return;
    }
    snprintf(text, sizeof text, "%+.0f", (double)pitch->now_cents);
    int column = draw_pair(area, row, 0, _("Cents"), text);
    snprintf(text, sizeof text, "%.1f", (double)pitch->now_hz);
    column = draw_pair(area, row, column, "Hz", text);
    snprintf(text, sizeof text, "%.2f", (double)pitch->now_confidence);
    draw_pair(area, row, column, _("Confidence"), text);
}

/* In the smallest figures a sharp is clearer as a letter. */
static void draw_note(struct area area, int midi, int size)
{
    char note[8];
    panel_note_name(note, sizeof note, midi);
    if (size > 1 || note[1] != '#') {
        widget_big(area, 0, 0, THEME_STRONG, size, note);
        return;
    }
    const char letter[2] = {note[0], '\0'};
    const int used = widget_big(area, 0, 0, THEME_STRONG, size, letter);
    widget_text(area, 0, used, THEME_STRONG, "#");
    widget_big(area, 0, used + 2, THEME_STRONG, size, note + 2);
}

/* "A minor 82 %"; "" while it is not sure. */
static void describe_key(char *text, size_t size, const struct key_estimate *key)
{
    char name[32];
    format_key(name, sizeof name, key->key);
    if (key->confidence >= panel_key_shown_from)
        snprintf(text, size, "%s %.0f %%", name, (double)key->confidence * 100.0);
    else
        text[0] = '\0';
}

static void draw_pitch(struct area area, const struct listen_reading *listen, int size, bool keyed)
{
    const struct pitch_reading *pitch = &listen->pitch;
    char key[WORDS_MAX] = "";
    if (!keyed)
        describe_key(key, sizeof key, &listen->key.now);
    const struct area inner = open_panel(area, _("PITCH"), *key ? key : NULL);
    const int left = widget_big_columns(size, "C#4") + GAP_COLUMNS;
    const struct area right = area_columns(inner, left, inner.w - left);
    draw_note(inner, pitch->now_midi, size);
    widget_tuner(area_columns(area_rows(right, 0, 2), 0, TUNER_COLUMNS_MAX),
                 (double)pitch->now_cents);
    draw_note_figures(right, 2, pitch);
    draw_pitch_range(right, 3, pitch);
}

/* Rows: tempo beside DAW and key, history takes what the height has to spare, pitch below. */
static void draw(const struct view_context *context, struct area area)
{
    const bool wide = area.w >= 2 * TRANSPORT_COLUMNS + GAP_COLUMNS;
    const int size = area.h >= 46 && area.w >= 140 ? 3 : area.h >= 28 && area.w >= 100 ? 2 : 1;
    const int tempo_rows = 5 + widget_big_rows(size);
    const int pitch_rows = area.h >= tempo_rows + 2 + widget_big_rows(size)
        ? 2 + widget_big_rows(size) : 0;
    const int gap_rows = size > 1 ? 1 : 0;
    const int history_rows = area.h - tempo_rows - pitch_rows - 2 * gap_rows;
    const int tempo_columns = wide ? area.w - TRANSPORT_COLUMNS - GAP_COLUMNS : area.w;
    const struct area tempo = area_rows(area, 0, tempo_rows);
    const struct area beside = area_columns(tempo, area.w - TRANSPORT_COLUMNS, TRANSPORT_COLUMNS);
    draw_tempo(area_columns(tempo, 0, tempo_columns), context, size);
    if (wide) {
        draw_transport(area_rows(beside, 0, TRANSPORT_ROWS), context->slow);
        panel_key(&context->slow->listen.key,
                  area_rows(beside, TRANSPORT_ROWS, beside.h - TRANSPORT_ROWS));
    }
    if (history_rows >= 3)
        draw_history(area_rows(area, tempo_rows + gap_rows, history_rows), context->slow);
    if (pitch_rows > 0)
        draw_pitch(area_rows(area, area.h - pitch_rows, pitch_rows), &context->steady->listen, size,
                   wide);
}

const struct view_ops view_rhythm = {
    .name = "rhythm",
    .title = N_("Rhythm"),
    .key = COMMAND_VIEW_6,
    .beats = true,
    .draw = draw,
};
