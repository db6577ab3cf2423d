/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_digits: numbers and note names that can be read from across the room: 0-9 A-G # - and the
 * point, three rows high, or five where there is room.
 * Thread: UI. */
#ifndef SIDEMAN_WIDGET_DIGITS_H
#define SIDEMAN_WIDGET_DIGITS_H

#include "tui/widget.h"

enum { DIGITS_ROWS = 3, DIGITS_ROWS_LARGE = 5 };

/* Columns that `text` takes in letters of `rows` rows. */
int digits_columns(const char *text, int rows);
/* Draws from the area's top left in the largest letters that fit; plain text where none do.  Returns
 * the columns used. */
int digits_draw(struct area area, enum theme_role role, const char *text);

#endif
