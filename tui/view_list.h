/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_list: cursor, scrolling and wrapping of a list that may be longer than its area; what
 * Sources, Log and Help share.
 * Thread: UI. */
#ifndef SIDEMAN_VIEW_LIST_H
#define SIDEMAN_VIEW_LIST_H

#include "tui/keys.h"
#include "tui/widget.h"

/* Moves a cursor among `count` rows; a page is `height` rows.  COMMAND_NONE when the command was a
 * movement, else the command. */
enum command list_move_cursor(int *cursor, int count, int height, enum command command);
/* The first row to show so that the cursor is in sight, starting from the present `scroll`; never
 * leaves rows of the area empty while there are rows to show. */
int list_scroll_to(int scroll, int cursor, int count, int height);
/* The same movements for a list without a cursor. */
enum command list_move_scroll(int *scroll, int count, int height, enum command command);
/* How far down: "12-30 of 57". */
void list_format_position(char *text, size_t size, int scroll, int count, int height);

/* Bytes of `text` that go into a row of `columns`, broken at a space where there is one; never 0
 * unless the text is empty.  *next is where the following row begins. */
size_t list_wrap(const char *text, int columns, const char **next);
int list_wrapped_rows(const char *text, int columns);
/* Draws text in as many rows as it takes, from `row` on (rows outside the area are left out);
 * returns the row after it. */
int list_draw_wrapped(struct area area, int row, enum theme_role role, const char *text);

#endif
