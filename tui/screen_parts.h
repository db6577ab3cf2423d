/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* screen_parts: what stands around a view: header, tabs, bottom line; and what stands in for all of
 * them on a terminal too small for panels.  Only screen.c uses this.
 * Thread: UI. */
#ifndef SIDEMAN_SCREEN_PARTS_H
#define SIDEMAN_SCREEN_PARTS_H

#include "tui/view.h"

/* The views in the order of their keys, ended by NULL. */
extern const struct view_ops *const screen_views[];

void screen_draw_header(const struct view_context *context, struct area area);
/* `starts` (room for 16) gets the first column of each tab; for clicks. */
void screen_draw_tabs(struct area area, int current, int *starts);
void screen_draw_bottom(const struct view_context *context, struct area area,
                        const struct view_ops *view);
/* Meters and one or two figures in 1 to 9 rows, or any width. */
void screen_draw_mini(const struct view_context *context, struct area area);

#endif
