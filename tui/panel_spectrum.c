/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_spectrum: the third octaves as bars where two columns a bar fit, else as one outline over
 * the log frequency. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"
#include "tui/widget_spectrum.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS_MAX = 512, AXIS = 5 };
static const double STILL_S = 0.4;
static const float TOP_DB = -10.0f, BOTTOM_DB = -70.0f;
static const float tilts_db_per_octave[] = {0.0f, 3.0f, 4.5f};

/* dB of each column, between the bands' centres. */
static void interpolate(const float *bands, float tilt, int width, float *values)
{
    for (int x = 0; x < width; x++) {
        const float at = (float)x * (float)(THIRD_OCTAVES - 1) / (float)(width > 1 ? width - 1 : 1);
        const int band = (int)at < THIRD_OCTAVES - 1 ? (int)at : THIRD_OCTAVES - 2;
        const float share = at - (float)band;
        const float low = bands[band] < -150.0f ? -150.0f : bands[band];
        const float high = bands[band + 1] < -150.0f ? -150.0f : bands[band + 1];
        const float octaves_from_1k = (at - 17.0f) / 3.0f;
        const float db = low + (high - low) * share + tilt * octaves_from_1k;
        values[x] = (db - BOTTOM_DB) / (TOP_DB - BOTTOM_DB);
    }
}

static void draw_frequencies(struct area area, int row, int width)
{
    static const struct {
        int band;
        const char *text;
    } marks[] = {{2, "31"}, {5, "63"}, {8, "125"}, {11, "250"}, {14, "500"},
                 {17, "1k"}, {20, "2k"}, {23, "4k"}, {26, "8k"}, {29, "16k"}};
    int free_from = 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const int columns = widget_columns(marks[i].text);
        int x = (int)lrintf((float)marks[i].band * (float)(width - 1) / (float)(THIRD_OCTAVES - 1))
            - (columns - 1) / 2;
        if (x < free_from || x + columns > width)
            continue;
        widget_text(area, row, x, THEME_DIM, marks[i].text);
        free_from = x + columns + 1;
    }
}

/* A column that would move by two eighths of a row stays: it is not worth the bytes, nor the eye's
 * attention.  When nothing moves any more, all are put right. */
static const float *settle(const float *values, int width, int rows, double now_s)
{
    static struct {
        int width, rows;
        double moved_s;
        float latest[COLUMNS_MAX], values[COLUMNS_MAX];
    } shown;
    const size_t size = (size_t)width * sizeof *values;
    if (width != shown.width || rows != shown.rows || memcmp(values, shown.latest, size) != 0)
        shown.moved_s = now_s;
    const bool other = width != shown.width || rows != shown.rows;
    const bool still = now_s - shown.moved_s > STILL_S;
    for (int x = 0; x < width; x++)
        if (other || still || !(fabsf(values[x] - shown.values[x]) * (float)(rows * 8) < 2.5f))
            shown.values[x] = values[x];
    memcpy(shown.latest, values, size);
    shown.width = width;
    shown.rows = rows;
    return shown.values;
}

/* Dotted, in the cells that the outline leaves empty. */
static void draw_limit(const float *limit_db, const float *outline, float tilt, struct area graph)
{
    static float heights[COLUMNS_MAX];
    const int width = graph.w < COLUMNS_MAX ? graph.w : COLUMNS_MAX;
    interpolate(limit_db, tilt, width, heights);
    for (int x = 0; x < width; x += 2) {
        const int row = (int)(heights[x] * (float)graph.h);
        const bool taken = lrintf(outline[x] * (float)graph.h * 8.0f) > row * 8;
        if (heights[x] >= 0.0f && heights[x] < 1.0f && !taken)
            widget_text(graph, graph.h - 1 - row, x, THEME_TARGET, theme_glyph(GLYPH_INFO));
    }
}

/* Fills the area; the last row holds frequencies. */
static void draw_outline(const struct spectrum_reading *spectrum, const float *bands,
                         const struct corridor_reading *corridor, float tilt, bool max_hold,
                         double now_s, struct area area)
{
    static float values[COLUMNS_MAX], marks[COLUMNS_MAX];
    const struct area graph = area_rows(area_columns(area, AXIS, area.w - AXIS), 0, area.h - 1);
    const int width = graph.w < COLUMNS_MAX ? graph.w : COLUMNS_MAX;
    interpolate(bands, tilt, width, values);
    interpolate(spectrum->third_max_db, tilt, width, marks);
    const float *outline = settle(values, width, graph.h, now_s);
    widget_columns_graph(graph, outline, max_hold ? marks : NULL, width, THEME_GRAPH,
                         THEME_GRAPH_ALT);
    if (corridor) {
        draw_limit(corridor->low_db, outline, tilt, graph);
        draw_limit(corridor->high_db, outline, tilt, graph);
    }
    widget_printf(area, 0, 0, THEME_DIM, "%4.0f", (double)TOP_DB);
    widget_printf(area, area.h - 2, 0, THEME_DIM, "%4.0f", (double)BOTTOM_DB);
    draw_frequencies(area_columns(area, AXIS, width), area.h - 1, width);
}

const struct corridor_reading *panel_corridor(const struct view_context *context)
{
    const struct corridor_reading *corridor = &context->slow->advice.corridor;
    return corridor->known && panel_track(context, context->slow)->is_mix ? corridor : NULL;
}

void panel_describe_corridor(const struct view_context *context, char *text, size_t size)
{
    const struct corridor_reading *corridor = panel_corridor(context);
    text[0] = '\0';
    if (!corridor)
        return;
    const enum genre genre = genre_from_name(corridor->name);
    snprintf(text, size, _("%s corridor: %s"), theme_glyph(GLYPH_TARGET_LINE),
             genre < GENRES ? _(genre_titles[genre]) : corridor->name);
}

int panel_spectrum_columns(int rows, int columns)
{
    const struct spectrum_layout layout = spectrum_layout_fit(rows - 1, columns);
    return layout.group == 1 && layout.pitch > 1 ? spectrum_columns(&layout) + 1 : columns;
}

void panel_spectrum(const struct view_context *context, struct area area)
{
    if (view_keep(context, NEWS_STEADY, area))
        return;
    static const char *const averages[] = {N_("fast"), N_("slow"), N_("long-term")};
    const struct track_reading *track = panel_track(context, context->steady);
    const struct view_state *state = context->state;
    const float tilt = tilts_db_per_octave[state->tilt % 3];
    char note[64];
    snprintf(note, sizeof note, tilt > 0.0f ? _("%s, tilt %g dB/oct") : "%s",
             _(averages[state->average]), (double)tilt);
    const struct corridor_reading *corridor = panel_corridor(context);
    char name[64];
    panel_describe_corridor(context, name, sizeof name);
    widget_heading(area, _("SPECTRUM"), note, name);
    if (area.h < 3 || area.w < AXIS + 10)
        return;
    const struct spectrum_reading *spectrum = &track->spectrum;
    const float *bands = state->average == SPECTRUM_FAST ? spectrum->third_fast_db
        : state->average == SPECTRUM_SLOW                ? spectrum->third_slow_db
                                                         : spectrum->third_long_db;
    const struct area body = area_rows(area, 1, area.h - 1);
    const struct spectrum_layout layout = spectrum_layout_fit(body.h, body.w);
    if (layout.group == 1 && layout.pitch > 1) {
        const struct spectrum_curves curves = {
            .values_db = bands, .max_db = state->max_hold ? spectrum->third_max_db : NULL,
            .low_db = corridor ? corridor->low_db : NULL,
            .high_db = corridor ? corridor->high_db : NULL};
        widget_spectrum(body, &curves, (double)tilt);
        return;
    }
    draw_outline(spectrum, bands, corridor, tilt, state->max_hold, context->now_s, body);
}
