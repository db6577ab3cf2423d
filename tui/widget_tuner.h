/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_tuner: notes and cents.  Equal temperament, A4 = 440 Hz = MIDI 69.
 * Thread: UI. */
#ifndef SIDEMAN_WIDGET_TUNER_H
#define SIDEMAN_WIDGET_TUNER_H

#include "tui/widget.h"

/* Nearest note of a frequency; -1 when NAN, not positive, or outside 0..127. */
int tuner_midi(double hz);
/* Column 0 .. columns - 1 of a value on a scale from -50 to +50 cents. */
int tuner_column(double cents, int columns);

/* Two rows: -50, 0, +50 above a line with the in-tune zone (5 cents either side) and the needle
 * (NAN: none).  One row: only the line. */
void widget_tuner(struct area area, double cents);

#endif
