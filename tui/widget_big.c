/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_big: figures that can be read from across the room. */
#include "config.h"

#include "tui/widget.h"

#include <string.h>

enum { DOT_ROWS = 5, DOTS_MAX = 3 };

/* Rows of dots from the top; bit 2 is the left one. */
static const struct figure {
    char letter;
    unsigned char width;
    unsigned char rows[DOT_ROWS];
    const char *ascii[3]; /* small, without half blocks */
} figures[] = {
    {'0', 3, {7, 5, 5, 5, 7}, {" _ ", "| |", "|_|"}},
    {'1', 3, {6, 2, 2, 2, 7}, {"   ", "  |", "  |"}},
    {'2', 3, {7, 1, 7, 4, 7}, {" _ ", " _|", "|_ "}},
    {'3', 3, {7, 1, 7, 1, 7}, {" _ ", " _|", " _|"}},
    {'4', 3, {5, 5, 7, 1, 1}, {"   ", "|_|", "  |"}},
    {'5', 3, {7, 4, 7, 1, 7}, {" _ ", "|_ ", " _|"}},
    {'6', 3, {7, 4, 7, 5, 7}, {" _ ", "|_ ", "|_|"}},
    {'7', 3, {7, 1, 1, 1, 1}, {" _ ", "  |", "  |"}},
    {'8', 3, {7, 5, 7, 5, 7}, {" _ ", "|_|", "|_|"}},
    {'9', 3, {7, 5, 7, 1, 7}, {" _ ", "|_|", " _|"}},
    {'A', 3, {7, 5, 7, 5, 5}, {" _ ", "|_|", "| |"}},
    {'B', 3, {6, 5, 6, 5, 6}, {"   ", "|_ ", "|_|"}},
    {'C', 3, {7, 4, 4, 4, 7}, {" _ ", "|  ", "|_ "}},
    {'D', 3, {6, 5, 5, 5, 6}, {"   ", " _|", "|_|"}},
    {'E', 3, {7, 4, 6, 4, 7}, {" _ ", "|_ ", "|_ "}},
    {'F', 3, {7, 4, 6, 4, 4}, {" _ ", "|_ ", "|  "}},
    {'G', 3, {7, 4, 5, 5, 7}, {" _ ", "|  ", "|_|"}},
    {'#', 3, {5, 7, 5, 7, 5}, {"   ", "_#_", " # "}},
    {'-', 2, {0, 0, 3, 0, 0}, {"  ", "__", "  "}},
    {'+', 3, {0, 2, 7, 2, 0}, {"   ", "_|_", " | "}},
    {'.', 1, {0, 0, 0, 0, 1}, {" ", " ", "."}},
    {' ', 2, {0, 0, 0, 0, 0}, {"  ", "  ", "  "}},
};

static const struct figure *find_figure(char letter)
{
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        if (figures[i].letter == letter)
            return &figures[i];
    return NULL;
}

int widget_big_rows(int size)
{
    return (DOT_ROWS * size + 1) / 2;
}

int widget_big_columns(int size, const char *text)
{
    int columns = 0;
    for (; *text; text++) {
        const struct figure *figure = find_figure(*text);
        if (figure)
            columns += (figure->width + 1) * size;
    }
    return columns > 0 ? columns - size : 0;
}

static bool dot_at(const struct figure *figure, int size, int x, int y)
{
    const int row = y / size, column = x / size;
    return row < DOT_ROWS && (figure->rows[row] >> (figure->width - 1 - column) & 1);
}

static void draw_dots(struct area area, int row, int column, enum theme_role role, int size,
                      const struct figure *figure)
{
    for (int r = 0; r < widget_big_rows(size); r++)
        for (int x = 0; x < figure->width * size; x++) {
            const unsigned upper = dot_at(figure, size, x, 2 * r);
            const unsigned lower = dot_at(figure, size, x, 2 * r + 1);
            if (upper || lower)
                widget_text(area, row + r, column + x, role, theme_block_half(upper | lower << 1));
        }
}

int widget_big(struct area area, int row, int column, enum theme_role role, int size,
               const char *text)
{
    int x = column;
    for (; *text; text++) {
        const struct figure *figure = find_figure(*text);
        if (!figure)
            continue;
        if (theme_glyphs() == GLYPHS_ASCII && size == 1)
            for (int r = 0; r < 3; r++)
                widget_text(area, row + r, x, role, figure->ascii[r]);
        else
            draw_dots(area, row, x, role, size, figure);
        x += (figure->width + 1) * size;
    }
    return x - column;
}
