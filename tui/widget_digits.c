/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tui/widget_digits.h"

#include <string.h>

enum { FONT_ROWS = 5, FONT_COLUMNS = 3 };

/* Each row's bits: 4 the left column, 2 the middle, 1 the right. */
static const struct letter {
    char name;
    char width;
    unsigned char rows[FONT_ROWS];
} letters[] = {
    {'0', 3, {7, 5, 5, 5, 7}}, {'1', 3, {2, 6, 2, 2, 7}}, {'2', 3, {7, 1, 7, 4, 7}},
    {'3', 3, {7, 1, 7, 1, 7}}, {'4', 3, {5, 5, 7, 1, 1}}, {'5', 3, {7, 4, 7, 1, 7}},
    {'6', 3, {7, 4, 7, 5, 7}}, {'7', 3, {7, 1, 1, 1, 1}}, {'8', 3, {7, 5, 7, 5, 7}},
    {'9', 3, {7, 5, 7, 1, 7}}, {'A', 3, {7, 5, 7, 5, 5}}, {'B', 3, {6, 5, 6, 5, 6}},
    {'C', 3, {7, 4, 4, 4, 7}}, {'D', 3, {6, 5, 5, 5, 6}}, {'E', 3, {7, 4, 6, 4, 7}},
    {'F', 3, {7, 4, 6, 4, 4}}, {'G', 3, {7, 4, 5, 5, 7}}, {'#', 3, {5, 7, 5, 7, 5}},
    {'-', 3, {0, 0, 7, 0, 0}}, {'.', 1, {0, 0, 0, 0, 4}}, {' ', 1, {0, 0, 0, 0, 0}},
};

static const struct letter *find_letter(char name)
{
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++)
        if (letters[i].name == name)
            return &letters[i];
    return NULL;
}

static bool is_set(const struct letter *letter, int row, int column)
{
    return row < FONT_ROWS && ((letter->rows[row] >> (FONT_COLUMNS - 1 - column)) & 1) != 0;
}

int digits_columns(const char *text, int rows)
{
    int columns = 0;
    for (; *text != '\0'; text++) {
        const struct letter *letter = find_letter(*text);
        if (letter != NULL)
            columns += (rows >= DIGITS_ROWS_LARGE ? 2 : 1) * (letter->width + 1);
    }
    return columns > 0 ? columns - (rows >= DIGITS_ROWS_LARGE ? 2 : 1) : 0;
}

/* Three rows: two dots a cell. */
static void draw_small(struct area area, int column, enum theme_role role, const struct letter *letter)
{
    static const char *const blocks[4] = {NULL, "▀", "▄", "█"};
    static const char *const ascii[4] = {NULL, "'", ".", "#"};
    const char *const *glyphs = theme_glyphs() == GLYPHS_ASCII ? ascii : blocks;
    for (int row = 0; row < DIGITS_ROWS; row++) {
        for (int i = 0; i < letter->width; i++) {
            const int dots = is_set(letter, 2 * row, i) + 2 * is_set(letter, 2 * row + 1, i);
            if (glyphs[dots] != NULL)
                widget_text(area, row, column + i, role, glyphs[dots]);
        }
    }
}

/* Five rows: two cells a dot. */
static void draw_large(struct area area, int column, enum theme_role role, const struct letter *letter)
{
    for (int row = 0; row < FONT_ROWS; row++)
        for (int i = 0; i < letter->width; i++)
            if (is_set(letter, row, i))
                widget_text(area, row, column + 2 * i, role,
                            theme_glyphs() == GLYPHS_ASCII ? "##" : "██");
}

int digits_draw(struct area area, enum theme_role role, const char *text)
{
    const bool large = area.h >= DIGITS_ROWS_LARGE &&
                       area.w >= digits_columns(text, DIGITS_ROWS_LARGE);
    if (!large && (area.h < DIGITS_ROWS || area.w < digits_columns(text, DIGITS_ROWS)))
        return widget_text(area, 0, 0, role, text);
    int column = 0;
    for (; *text != '\0'; text++) {
        const struct letter *letter = find_letter(*text);
        if (letter == NULL)
            continue;
        (large ? draw_large : draw_small)(area, column, role, letter);
        column += (large ? 2 : 1) * (letter->width + 1);
    }
    return column - (large ? 2 : 1);
}
