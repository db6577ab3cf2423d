/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget: drawing inside an area of the screen: text, bars with a scale, needles, graphs.  Nothing
 * is ever drawn outside the area; a widget that does not fit draws less.  Text is UTF-8 and
 * measured in columns (Japanese takes two a letter). Thread: UI.  Includes no curses, so that views
 * cannot either: cells go through term.h. */
#ifndef SIDEMAN_WIDGET_H
#define SIDEMAN_WIDGET_H

#include "tui/theme.h"

#include <stdbool.h>
#include <stddef.h>

struct area {
    int y, x; /* of the screen */
    int h, w;
};

/* Parts of an area; never larger than what there is, possibly empty. */
struct area area_rows(struct area area, int from, int count);
struct area area_columns(struct area area, int from, int count);

/* Leaves the area as the frame before had it: see term_keep(). */
void widget_keep(struct area area);

/* Text at a row and column of the area, clipped.  Returns the columns used. */
int widget_text(struct area area, int row, int column, enum theme_role role, const char *text);
int widget_printf(struct area area, int row, int column, enum theme_role role, const char *format,
                  ...) __attribute__((format(printf, 5, 6)));
/* Ends at the area's right edge. */
int widget_text_right(struct area area, int row, enum theme_role role, const char *text);
/* In `columns` at most; what does not fit ends in an ellipsis. */
int widget_text_cut(struct area area, int row, int column, int columns, enum theme_role role,
                    const char *text);
/* Columns that `text` takes. */
int widget_columns(const char *text);
void widget_rule(struct area area, int row);
/* "TITLE ----------- note": a panel's first row. */
void widget_title(struct area area, const char *title, const char *note);
/* "TITLE detail ---------- note". */
void widget_heading(struct area area, const char *title, const char *detail, const char *note);

/* A number with a fixed width and places, right-aligned: "-" when NAN, "-inf" when below -199.95.
 */
void widget_format_number(char *text, size_t size, double value, int width, int places);

/* dB scale of meters: piecewise, finer where it matters.  0..1 along the bar; values below the
 * bottom give 0. */
struct scale {
    const float *marks_db; /* shown numbers, ascending; first is the bottom, last the top */
    const float *marks_at; /* 0..1 of each */
    int count;
    float zero_db; /* subtracted from the numbers shown */
    float step_db; /* then they are divided by this; 0: by 1 */
    /* Where zones begin; NULL: the zones of scale_dbfs.  [0] MID, [1] HIGH, [2] OVER. */
    const float *zones_db;
};
extern const struct scale scale_dbfs; /* -60 .. 0, finer near the top */
double scale_position(const struct scale *scale, double db);
/* The numbers of a scale in one row, as many as fit without touching, aligned with the meters. */
void widget_scale(struct area area, int row, const struct scale *scale);

/* The zone of a level: METER_LOW below -18 dBFS, _MID to -6, _HIGH to -0.1, _OVER. */
enum theme_role widget_meter_zone(double db);
/* A horizontal meter in one row, in eighths of a cell, coloured by zone, with a hold tick (NAN:
 * none). */
void widget_meter(struct area area, int row, const struct scale *scale, double db, double hold_db);

/* A needle on a line from `low` to `high` with a mark at `center`. */
void widget_needle(struct area area, int row, double value, double low, double high, double center);

/* Columns rising from the bottom of the area, one value 0..1 a column (NAN: empty), `marks` (may be
 * NULL) a tick above each.  THEME_GRAPH shades from _LOW to _HIGH with the height. */
void widget_columns_graph(struct area area, const float *values, const float *marks, int count,
                          enum theme_role role, enum theme_role mark_role);

/* The cells between a column and its mark, shaded: how far `marks` rise above `values`. */
void widget_columns_shade(struct area area, const float *values, const float *marks, int count,
                          enum theme_role role);

/* Big figures: digits, A-G, '#', '-', '+', '.', ' ' in 3 x 5 dots times `size` (1: 3 rows, 2: 5
 * rows, 3: 8 rows), drawn from row, column.  Returns the columns used. */
int widget_big(struct area area, int row, int column, enum theme_role role, int size,
               const char *text);
int widget_big_columns(int size, const char *text);
int widget_big_rows(int size);

/* "label value unit" with the label and unit dim and the value strong; for tables of readings. */
void widget_reading(struct area area, int row, int column, int label_columns, const char *label,
                    const char *value, const char *unit);

#endif
