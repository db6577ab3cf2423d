/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* panel_comparison: what sets a track apart from another: figures, bands, and which hides which. */
#include "config.h"

#include "tui/panel.h"

#include "advise/profile.h"
#include "base/format.h"
#include "base/i18n.h"

#include <math.h>
#include <stdio.h>

enum { FIGURES = 6, FIGURE_COLUMNS = 25, BAND_COLUMNS = 11, OTHER_ROWS = 4 };

int panel_compared_track(const struct view_context *context)
{
    const int track = context->state->compared_track - 1;
    return track >= 0 && track < context->slow->n_tracks ? track : -1;
}

static int figures_in_row(int width)
{
    const int fit = (width - 1) / FIGURE_COLUMNS;
    return fit < 1 ? 1 : fit < FIGURES ? fit >= 3 ? fit / 3 * 3 : fit : FIGURES;
}

/* Heading, figures, two of bands, who hides whom. */
int panel_comparison_rows(int width)
{
    const int in_row = figures_in_row(width);
    return OTHER_ROWS + (FIGURES + in_row - 1) / in_row;
}

static int draw_figures(struct area area, const struct track_comparison *comparison)
{
    const struct {
        const char *label, *unit;
        float value;
        int places;
    } figures[FIGURES] = {
        {_("loudness"), "LU", comparison->loudness_lu, 1},
        {_("true peak"), "dB", comparison->true_peak_db, 1},
        {_("crest"), "dB", comparison->crest_db, 1},
        {_("LRA"), "LU", comparison->range_lu, 1},
        {_("width"), "%", comparison->width * 100.0f, 0},
        {_("correlation"), "", comparison->correlation, 2},
    };
    const int in_row = figures_in_row(area.w);
    for (int i = 0; i < FIGURES; i++) {
        char text[24];
        const struct area cell =
            area_columns(area, 1 + i % in_row * FIGURE_COLUMNS, FIGURE_COLUMNS - 1);
        format_signed(text, sizeof text, (double)figures[i].value, figures[i].places);
        int x = widget_text(cell, i / in_row, 0, THEME_DIM, figures[i].label) + 1;
        x += widget_text(cell, i / in_row, x, THEME_STRONG, text) + 1;
        widget_text(cell, i / in_row, x, THEME_DIM, figures[i].unit);
    }
    return (FIGURES + in_row - 1) / in_row;
}

static void draw_bands(struct area area, const float bands_db[BANDS])
{
    const int columns = (area.w - 2) / BANDS < BAND_COLUMNS ? (area.w - 2) / BANDS : BAND_COLUMNS;
    for (int i = 0; i < BANDS && columns >= 6; i++) {
        char text[24];
        const struct area cell = area_columns(area, 1 + i * columns, columns - 1);
        format_signed(text, sizeof text, (double)bands_db[i], 1);
        widget_text_cut(cell, 0, 0, cell.w, THEME_DIM, _(band_titles[i]));
        widget_text(cell, 1, 0, THEME_STRONG, text);
    }
}

/* "vocals > keys 24 %": how much of the second the first hides. */
static int draw_hides(struct area area, int x, const char *hides, const char *hidden, int percent)
{
    char text[16];
    snprintf(text, sizeof text, " %d %%", percent);
    x += widget_text(area, 0, x, THEME_TEXT, hides);
    x += widget_text(area, 0, x, THEME_DIM, " > ");
    x += widget_text(area, 0, x, THEME_TEXT, hidden);
    return x + widget_text(area, 0, x, THEME_STRONG, text) + 3;
}

static void draw_relation(struct area area, const struct track_reading *a,
                          const struct track_reading *b, const struct track_comparison *comparison)
{
    if (comparison->same_sound) {
        const bool turned = comparison->delay_ms < 0.0f; /* the second is before the first */
        char text[256];
        snprintf(text, sizeof text,
                 comparison->sound_correlation < 0.0f
                     ? _("%s and %s carry the same sound, upside down, the second %.1f ms later.")
                     : _("%s and %s carry the same sound, the second %.1f ms later."),
                 turned ? b->name : a->name, turned ? a->name : b->name,
                 fabs((double)comparison->delay_ms));
        widget_text_cut(area, 0, 1, area.w - 2, THEME_WARN, text);
        return;
    }
    if (a->is_mix || b->is_mix)
        return;
    int x = 1 + widget_text(area, 0, 1, THEME_DIM, _("Masking")) + 2;
    x = draw_hides(area, x, a->name, b->name, comparison->a_hides_b.percent);
    draw_hides(area, x, b->name, a->name, comparison->b_hides_a.percent);
}

void panel_comparison(const struct view_context *context, struct area area, int track)
{
    const struct snapshot *slow = context->slow;
    const int with = panel_compared_track(context);
    if (with < 0 || track < 0 || track >= slow->n_tracks || area.h < 1)
        return;
    struct track_comparison comparison;
    profile_compare(slow, (unsigned)with, (unsigned)track, &comparison);
    char beside[96];
    snprintf(beside, sizeof beside, _("beside %s"), slow->tracks[with].name);
    widget_heading(area_rows(area, 0, 1), slow->tracks[track].name, beside,
                   _("bands: dB, level-matched"));
    const struct area body = area_rows(area, 1, area.h - 1);
    const int used = draw_figures(body, &comparison);
    draw_bands(area_rows(body, used, 2), comparison.bands_db);
    draw_relation(area_rows(body, used + 2, 1), &slow->tracks[with], &slow->tracks[track],
                  &comparison);
}
