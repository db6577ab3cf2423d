/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/widget_scope.h"

#include <math.h>

enum { LARGE_DOTS = 120 };

static const double MARGIN_DB = 2.0; /* a slow meter shows less than the peak */
static const double UPDATE_S = 0.1;
/* A changed cell costs about 6 bytes: 1.5 KB/s on a small screen, in proportion on a large one. */
static const double CELLS_PER_S = 250.0;
static const double PICTURES_PER_S = 0.6;

int scope_gain_db(double peak_dbfs)
{
    const double room_db = -peak_dbfs - MARGIN_DB;
    return room_db >= 24.0 ? 24 : room_db >= 6.0 ? 6 * (int)(room_db / 6.0) : 0;
}

void scope_fit(struct area area, int *rows, int *columns)
{
    *rows = area.h < area.w / 2 ? area.h : area.w / 2;
    if (*rows > RASTER_ROWS_MAX)
        *rows = RASTER_ROWS_MAX;
    if (*rows < 0)
        *rows = 0;
    *columns = 2 * *rows;
}

static int dot_of(double at, int dots)
{
    return (int)lround((fmin(fmax(at, -1.0), 1.0) + 1.0) * 0.5 * (dots - 1));
}

void scope_plot(struct raster *raster, const struct stereo_reading *stereo, int gain_db)
{
    const int rows = raster_dot_rows(raster);
    const int columns = raster_dot_columns(raster);
    const int size = rows >= LARGE_DOTS ? 2 : 1; /* so that a point is seen there, too */
    const double gain = pow(10.0, gain_db / 20.0) / 127.0;
    for (int i = 0; i < stereo->scope_count && i < SCOPE_POINTS; i++) {
        const int row = dot_of(-gain * stereo->scope_y[i], rows);
        const int column = dot_of(gain * stereo->scope_x[i], columns);
        for (int dot = 0; dot < size * size; dot++)
            raster_plot(raster, row + dot / size, column + dot % size);
    }
}

void scope_plot_frame(struct raster *raster)
{
    const int bottom = raster_dot_rows(raster) - 1;
    const int right = raster_dot_columns(raster) - 1;
    if (bottom < 1 || right < 1)
        return;
    raster_line(raster, 0, right / 2, bottom / 2, 0);
    raster_line(raster, 0, right - right / 2, bottom / 2, right);
    raster_line(raster, bottom, right / 2, bottom - bottom / 2, 0);
    raster_line(raster, bottom, right - right / 2, bottom - bottom / 2, right);
}

static void overlay(struct raster *raster, const struct raster *other)
{
    for (int row = 0; row < raster->rows; row++)
        for (int column = 0; column < raster->columns; column++)
            raster->cells[row][column] |= other->cells[row][column];
}

static void start_picture(struct scope *scope, int gain_db, int rows, int columns)
{
    for (int i = 0; i < SCOPE_TRACES; i++)
        raster_start(&scope->traces[i], theme_glyphs(), rows, columns);
    raster_start(&scope->shown, theme_glyphs(), rows, columns);
    scope->gain_db = gain_db;
    scope->update_at_s = 0.0;
}

static void add_trace(struct scope *scope, const struct stereo_reading *stereo, double now_s)
{
    scope->latest = (scope->latest + 1) % SCOPE_TRACES;
    struct raster *trace = &scope->traces[scope->latest];
    raster_start(trace, theme_glyphs(), scope->shown.rows, scope->shown.columns);
    scope_plot(trace, stereo, scope->gain_db);
    struct raster next = *trace;
    for (int i = 0; i < SCOPE_TRACES; i++)
        overlay(&next, &scope->traces[i]);
    const double cells_per_s = fmax(CELLS_PER_S, PICTURES_PER_S * next.rows * next.columns);
    scope->update_at_s = now_s + fmax(UPDATE_S, raster_changes(&next, &scope->shown) / cells_per_s);
    scope->shown = next;
}

void widget_scope(struct area area, struct scope *scope, const struct stereo_reading *stereo,
                  double peak_dbfs, uint64_t sequence, double now_s)
{
    int rows, columns;
    scope_fit(area, &rows, &columns);
    if (rows < 2)
        return;
    const int gain_db = scope_gain_db(peak_dbfs);
    if (scope->shown.rows != rows || scope->shown.columns != columns ||
        scope->shown.glyphs != theme_glyphs() || scope->gain_db != gain_db)
        start_picture(scope, gain_db, rows, columns);
    if (now_s >= scope->update_at_s && (sequence != scope->sequence || scope->update_at_s == 0.0)) {
        add_trace(scope, stereo, now_s);
        scope->sequence = sequence;
    }
    const struct area picture =
        area_columns(area_rows(area, (area.h - rows) / 2, rows), (area.w - columns) / 2, columns);
    struct raster frame;
    raster_start(&frame, theme_glyphs(), rows, columns);
    scope_plot_frame(&frame);
    raster_draw(&frame, picture, THEME_RULE);
    raster_draw(&scope->shown, picture, THEME_GRAPH_ALT);
}
