/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_line: a share of a whole as a thin line, in half cells; for tables of bars, where full
 * blocks would run together.
 * Thread: UI. */
#ifndef SIDEMAN_WIDGET_LINE_H
#define SIDEMAN_WIDGET_LINE_H

#include "tui/widget.h"

/* `at` 0..1 of the area's width; NAN: nothing. */
void widget_line(struct area area, int row, enum theme_role role, double at);

#endif
