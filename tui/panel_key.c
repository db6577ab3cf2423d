/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_key: the key, what it might be instead, and how long it has been that. */
#include "config.h"

#include "tui/panel.h"

#include "base/format.h"
#include "base/i18n.h"
#include "tui/state.h"

#include <stdio.h>

enum { GAP = 3 };

/* "A minor 82 %". */
static void describe(char *text, size_t size, struct key_name key, float confidence)
{
    char name[32];
    format_key(name, sizeof name, key);
    snprintf(text, size, "%s %.0f %%", name, (double)confidence * 100.0);
}

static void draw_change(struct area area, int row, const struct key_reading *key)
{
    if (key->n_changes < 2 || key->n_changes > KEY_CHANGES)
        return;
    const struct key_change *const last = &key->changes[key->n_changes - 1];
    char start[32], before[32], text[96];
    state_format_time(start, sizeof start, last->start_s);
    format_key(before, sizeof before, last[-1].key);
    snprintf(text, sizeof text, _("since %s, %s before"), start, before);
    widget_text_cut(area, row, 0, area.w, THEME_DIM, text);
}

void panel_key(const struct key_reading *key, struct area area)
{
    const struct key_estimate *const now = &key->now;
    char text[48];
    widget_title(area, _("KEY"), NULL);
    const struct area inner = area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 1);
    if (now->key.tonic < 0 || inner.h < 1) {
        widget_text(inner, 0, 0, THEME_DIM, _("no key"));
        return;
    }
    describe(text, sizeof text, now->key, now->confidence);
    const bool sure = now->confidence >= panel_key_shown_from;
    const int used = widget_text(inner, 0, 0, sure ? THEME_STRONG : THEME_TEXT, text) + GAP;
    describe(text, sizeof text, now->runner_up, now->runner_up_confidence);
    if (now->runner_up.tonic >= 0 && used + widget_columns(text) <= inner.w)
        widget_text(inner, 0, used, THEME_DIM, text);
    draw_change(inner, 1, key);
}
