/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* grid: cells in memory, and UTF-8 into them. */
#include "config.h"

#include "tui/grid.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { BROKEN = 0xFFFD };

static const struct grid_cell blank = {.code = ' ', .columns = 1};

bool grid_resize(struct grid *grid, int rows, int columns)
{
    struct grid_cell *cells = calloc((size_t)rows * (size_t)columns, sizeof *cells);
    if (!cells)
        return false;
    free(grid->cells);
    *grid = (struct grid){.rows = rows, .columns = columns, .cells = cells};
    grid_erase(grid);
    return true;
}

void grid_free(struct grid *grid)
{
    free(grid->cells);
    *grid = (struct grid){0};
}

void grid_erase(struct grid *grid)
{
    const size_t count = (size_t)grid->rows * (size_t)grid->columns;
    for (size_t i = 0; i < count; i++)
        grid->cells[i] = blank;
}

struct grid_cell *grid_row(const struct grid *grid, int row)
{
    return grid->cells + (size_t)row * (size_t)grid->columns;
}

/* Bytes that follow a lead byte, or -1. */
static int tail_length(unsigned char lead)
{
    return lead < 0x80 ? 0
        : lead < 0xC2  ? -1
        : lead < 0xE0  ? 1
        : lead < 0xF0  ? 2
        : lead < 0xF5  ? 3
                       : -1;
}

uint32_t grid_decode(const char **text)
{
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *byte = (const unsigned char *)*text;
    if (!*byte)
        return 0;
    const int tail = tail_length(*byte);
    uint32_t code = tail <= 0 ? *byte : *byte & (0x3Fu >> tail);
    byte++;
    for (int i = 0; i < tail; i++, byte++) {
        if ((*byte & 0xC0) != 0x80) {
            *text = (const char *)byte;
            return BROKEN;
        }
        code = code << 6 | (*byte & 0x3Fu);
    }
    *text = (const char *)byte;
    if (tail < 0 || code < smallest[tail] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return BROKEN;
    return code;
}

int grid_code_columns(uint32_t code)
{
    if (code < 0x20 || (code >= 0x7F && code < 0xA0))
        return -1;
    if (code < 0x7F || (code >= 0x2500 && code < 0x25A0) || (code >= 0x2800 && code < 0x2900))
        return 1;
    return wcwidth((wchar_t)code);
}

/* Blanks the other half of a wide letter that is about to lose this one. */
static void cut_wide(const struct grid *grid, struct grid_cell *row, int column)
{
    if (row[column].columns == 0 && column > 0)
        row[column - 1] = blank;
    if (row[column].columns == 2 && column + 1 < grid->columns)
        row[column + 1] = blank;
}

int grid_put(struct grid *grid, int row, int column, int max_columns, unsigned role,
             const char *text)
{
    if (row < 0 || row >= grid->rows || column < 0 || column >= grid->columns)
        return 0;
    if (max_columns > grid->columns - column)
        max_columns = grid->columns - column;
    struct grid_cell *cells = grid_row(grid, row);
    int used = 0;
    uint32_t code;
    while (used < max_columns && (code = grid_decode(&text)) != 0) {
        int columns = grid_code_columns(code);
        if (columns == 0) {
            if (used > 0)
                cells[column + used - (cells[column + used - 1].columns ? 1 : 2)].accent = code;
            continue;
        }
        if (columns < 0) {
            code = '?';
            columns = 1;
        }
        if (columns > max_columns - used)
            break;
        for (int i = 0; i < columns; i++) {
            cut_wide(grid, cells, column + used + i);
            cells[column + used + i] = (struct grid_cell){.code = i ? ' ' : code,
                                                          .role = (uint8_t)role,
                                                          .columns = (uint8_t)(i ? 0 : columns)};
        }
        used += columns;
    }
    return used;
}
