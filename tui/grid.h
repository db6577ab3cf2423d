/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* grid: a screen of cells in memory.  Views draw into one, the terminal shows another; only what
 * differs is sent.  Text is UTF-8 from anywhere (track names too): what is broken or cannot be
 * shown becomes '?'. Thread: UI.  Includes no curses. */
#ifndef SIDEMAN_GRID_H
#define SIDEMAN_GRID_H

#include <stdbool.h>
#include <stdint.h>

struct grid_cell {
    uint32_t code;    /* code point */
    uint32_t accent;  /* one combining code point, or 0 */
    uint8_t role;     /* enum theme_role */
    uint8_t columns;  /* 1, 2; 0: the right half of a wide one */
    uint16_t reserved; /* always 0, so that cells compare as memory */
};

struct grid {
    int rows, columns;
    struct grid_cell *cells; /* rows x columns */
};

/* False when memory is short; the old size is kept then.  Cells become blank. */
bool grid_resize(struct grid *grid, int rows, int columns);
void grid_free(struct grid *grid);
void grid_erase(struct grid *grid);
struct grid_cell *grid_row(const struct grid *grid, int row);

/* Writes text from a cell on, clipped to the grid and to `max_columns`; returns the columns used.
 */
int grid_put(struct grid *grid, int row, int column, int max_columns, unsigned role,
             const char *text);

/* Decodes one code point and moves *text past it; 0 at the end, U+FFFD for what is broken. */
uint32_t grid_decode(const char **text);
/* Columns of a code point: 0 combining, 1, 2; -1 cannot be shown. */
int grid_code_columns(uint32_t code);

#endif
