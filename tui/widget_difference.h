/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_difference: third octaves above and below a zero line.  Thread: UI. */
#ifndef SIDEMAN_WIDGET_DIFFERENCE_H
#define SIDEMAN_WIDGET_DIFFERENCE_H

#include "tui/widget_spectrum.h"

/* Half cells of a bar above (> 0) or below the zero line, of `rows` on either side; 0 when not
 * known. */
int difference_halves(double db, double range_db, int rows);
/* `values_db` holds THIRD_OCTAVES values, NAN: unknown; those beyond `range_db` are cut. */
void widget_difference(struct area area, const float *values_db, double range_db);

#endif
