/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_spectrum: third-octave bars over a frequency axis with a true dB scale: every labelled row
 * has its value in the middle of the row.
 * Thread: UI. */
#ifndef SIDEMAN_WIDGET_SPECTRUM_H
#define SIDEMAN_WIDGET_SPECTRUM_H

#include "base/readings.h"
#include "tui/widget.h"

/* How the bars lie in an area of `rows` x `columns`: the scale at the left, then the bars; the
 * graph's rows, then one row of frequencies. */
struct spectrum_layout {
    int scale_columns; /* 0: no room for a scale */
    int group;         /* third-octaves a bar: 1 unless very narrow */
    int bars;
    int pitch;         /* columns from bar to bar */
    int bar_columns;
    int graph_rows;
    bool has_axis;
    int db_per_row;
    int label_rows;    /* a number every so many rows, the first row being 0 dB */
};
struct spectrum_layout spectrum_layout_fit(int rows, int columns);
/* Columns that scale and bars take. */
int spectrum_columns(const struct spectrum_layout *layout);

/* Decibels that the display adds at a third-octave for a tilt in dB per octave; 0 at 1 kHz. */
double spectrum_tilt_db(int third_octave, double db_per_octave);
/* Eighths of a row from the bottom of the graph: 0 .. 8 * graph_rows. */
int spectrum_height_eighths(const struct spectrum_layout *layout, double db);
/* Row of the graph that shows `db`, 0 the top; -1 when below the graph or NAN. */
int spectrum_row(const struct spectrum_layout *layout, double db);
/* "20", "1k", "12.5k". */
void spectrum_frequency_name(char *text, size_t size, double hz);
/* Column of a frequency's label, of `label_columns`, from the first bar's column; centred on its
 * bar. */
int spectrum_label_column(const struct spectrum_layout *layout, int third_octave,
                          int label_columns);

/* The frequencies below the bars. */
void spectrum_draw_axis(struct area area, const struct spectrum_layout *layout, int row);

/* All hold THIRD_OCTAVES values as measured; all but the first may be NULL. */
struct spectrum_curves {
    const float *values_db;
    const float *max_db;
    const float *low_db, *high_db; /* where it is healthy */
};

void widget_spectrum(struct area area, const struct spectrum_curves *curves,
                     double tilt_db_per_octave);

#endif
