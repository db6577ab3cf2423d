/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* page_text: a text that comes in lines of the right width, scrolled.  Thread: UI. */
#ifndef SIDEMAN_PAGE_TEXT_H
#define SIDEMAN_PAGE_TEXT_H

#include "tui/keys.h"
#include "tui/widget.h"

struct text_place {
    int *scroll;
    int count, visible; /* of the last drawing */
};

/* Lines that are not indented are headings. */
void text_draw(struct area area, const char *text, struct text_place *place);
/* COMMAND_NONE when it scrolled. */
enum command text_command(const struct text_place *place, enum command command);

#endif
