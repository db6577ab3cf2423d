/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_scope: the goniometer.  Mono is the vertical line; left leans to the upper left, right
 * to the upper right; out of phase lies flat.  Points stay for a moment, so that the cloud
 * stands still enough to read, and the picture changes only as often as its cost in changed
 * cells allows.
 * Thread: UI. */
#ifndef SIDEMAN_WIDGET_SCOPE_H
#define SIDEMAN_WIDGET_SCOPE_H

#include "base/readings.h"
#include "tui/widget_raster.h"

enum { SCOPE_TRACES = 6 }; /* sets of points that stay visible */

/* The memory of one picture. */
struct scope {
    uint64_t sequence;   /* of the snapshot that the latest trace is from */
    int gain_db;
    int latest;
    struct raster traces[SCOPE_TRACES];
    struct raster shown;
    double update_at_s;
};

/* Gain that brings a signal with this held peak near the edge: 0, 6, 12, 18 or 24 dB. */
int scope_gain_db(double peak_dbfs);
/* Cells of the largest picture that is as wide as it is high. */
void scope_fit(struct area area, int *rows, int *columns);
/* Adds a set of points to the raster; those outside go to the nearest edge of the square. */
void scope_plot(struct raster *raster, const struct stereo_reading *stereo, int gain_db);
/* The frame: the square on its corner in which every signal lies, and the axes of left and
 * right. */
void scope_plot_frame(struct raster *raster);

/* Draws the picture in the middle of the area; takes new points when `sequence` is another one and
 * the time has come. */
void widget_scope(struct area area, struct scope *scope, const struct stereo_reading *stereo,
                  double peak_dbfs, uint64_t sequence, double now_s);

#endif
