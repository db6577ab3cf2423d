/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/widget_raster.h"

#include <stdlib.h>
#include <string.h>

static const struct grid {
    int rows, columns;
    uint8_t bits[4][2]; /* of a dot in its cell; braille as U+2800 counts them */
} grids[] = {
    [GLYPHS_FULL] = {4, 2, {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}},
    [GLYPHS_REDUCED] = {2, 1, {{0x01}, {0x02}}},
    [GLYPHS_ASCII] = {2, 1, {{0x01}, {0x02}}},
};

static const char *const halves[4] = {"", "▀", "▄", "█"};
static const char *const ascii[4] = {"", "'", ".", ":"};

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

void raster_start(struct raster *raster, enum theme_glyphs glyphs, int rows, int columns)
{
    raster->glyphs = glyphs;
    raster->rows = clamp(rows, 0, RASTER_ROWS_MAX);
    raster->columns = clamp(columns, 0, RASTER_COLUMNS_MAX);
    memset(raster->cells, 0, sizeof raster->cells);
}

int raster_dot_rows(const struct raster *raster)
{
    return raster->rows * grids[raster->glyphs].rows;
}

int raster_dot_columns(const struct raster *raster)
{
    return raster->columns * grids[raster->glyphs].columns;
}

void raster_plot(struct raster *raster, int dot_row, int dot_column)
{
    const struct grid *grid = &grids[raster->glyphs];
    if (dot_row < 0 || dot_column < 0 || dot_row >= raster_dot_rows(raster) ||
        dot_column >= raster_dot_columns(raster))
        return;
    raster->cells[dot_row / grid->rows][dot_column / grid->columns] |=
        grid->bits[dot_row % grid->rows][dot_column % grid->columns];
}

void raster_line(struct raster *raster, int from_row, int from_column, int to_row, int to_column)
{
    const int rows = to_row - from_row;
    const int columns = to_column - from_column;
    const int steps = abs(rows) > abs(columns) ? abs(rows) : abs(columns);
    raster_plot(raster, from_row, from_column);
    for (int i = 1; i <= steps; i++)
        raster_plot(raster, from_row + (2 * rows * i + (rows < 0 ? -steps : steps)) / (2 * steps),
                    from_column + (2 * columns * i + (columns < 0 ? -steps : steps)) / (2 * steps));
}

int raster_changes(const struct raster *raster, const struct raster *other)
{
    if (raster->rows != other->rows || raster->columns != other->columns ||
        raster->glyphs != other->glyphs)
        return raster->rows * raster->columns;
    int changes = 0;
    for (int row = 0; row < raster->rows; row++)
        for (int column = 0; column < raster->columns; column++)
            changes += raster->cells[row][column] != other->cells[row][column];
    return changes;
}

const char *raster_cell_text(const struct raster *raster, int row, int column, char text[4])
{
    const uint8_t dots = raster->cells[row][column];
    if (raster->glyphs != GLYPHS_FULL)
        return (raster->glyphs == GLYPHS_ASCII ? ascii : halves)[dots & 3];
    if (dots == 0)
        return "";
    text[0] = (char)0xE2; /* U+2800 + dots in UTF-8 */
    text[1] = (char)(0xA0 | (dots >> 6));
    text[2] = (char)(0x80 | (dots & 0x3F));
    text[3] = '\0';
    return text;
}

void raster_draw(const struct raster *raster, struct area area, enum theme_role role)
{
    for (int row = 0; row < raster->rows && row < area.h; row++) {
        for (int column = 0; column < raster->columns && column < area.w; column++) {
            char text[4];
            if (raster->cells[row][column] != 0)
                widget_text(area, row, column, role, raster_cell_text(raster, row, column, text));
        }
    }
}
