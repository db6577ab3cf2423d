/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_raster: dots finer than a cell, for curves and the goniometer: braille (2 x 4 a cell),
 * half blocks (1 x 2) where the font has no braille, and ' . : in ASCII.  Dots are as wide as
 * high where a cell is twice as high as wide.
 * Thread: UI. */
#ifndef SIDEMAN_WIDGET_RASTER_H
#define SIDEMAN_WIDGET_RASTER_H

#include "tui/widget.h"

#include <stdint.h>

enum { RASTER_ROWS_MAX = 64, RASTER_COLUMNS_MAX = 256 };

/* Plain data: copy and compare as you like. */
struct raster {
    enum theme_glyphs glyphs;
    int rows, columns; /* of cells */
    uint8_t cells[RASTER_ROWS_MAX][RASTER_COLUMNS_MAX];
};

/* An empty raster; sizes are clamped to what it can hold. */
void raster_start(struct raster *raster, enum theme_glyphs glyphs, int rows, int columns);
int raster_dot_rows(const struct raster *raster);
int raster_dot_columns(const struct raster *raster);
/* Sets one dot, (0, 0) at the top left; outside: nothing. */
void raster_plot(struct raster *raster, int dot_row, int dot_column);
void raster_line(struct raster *raster, int from_row, int from_column, int to_row, int to_column);
/* Cells that differ; all of them when the sizes do. */
int raster_changes(const struct raster *raster, const struct raster *other);
/* What a cell looks like: "" when empty.  `text` has room for 4 bytes. */
const char *raster_cell_text(const struct raster *raster, int row, int column, char text[4]);
/* Draws the cells that have dots; the others stay as they are. */
void raster_draw(const struct raster *raster, struct area area, enum theme_role role);

#endif
