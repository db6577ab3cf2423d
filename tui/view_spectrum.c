/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_spectrum: third-octave bars with max-hold, the seven bands, and the figures that sum them
 * up. */
#include "config.h"

#include "tui/panel.h"

#include "base/i18n.h"
#include "tui/widget_spectrum.h"

#include <math.h>
#include <stdio.h>

enum { BAND_COLUMNS_MIN = 7, BAND_COLUMNS_MAX = 28, FIGURE_COLUMNS = 10, FIGURES = 5 };

static const double tilts_db[] = {0.0, 3.0, 4.5};
enum { TILTS = sizeof tilts_db / sizeof tilts_db[0] };

static const char *const average_names[SPECTRUM_AVERAGES] = {
    [SPECTRUM_FAST] = N_("fast"), [SPECTRUM_SLOW] = N_("slow"), [SPECTRUM_LONG] = N_("long-term"),
};

static double tilt_db(const struct view_state *state)
{
    return tilts_db[state->tilt >= 0 && state->tilt < TILTS ? state->tilt : 0];
}

static const float *shown_third_octaves(const struct view_state *state,
                                        const struct spectrum_reading *spectrum)
{
    switch (state->average) {
    case SPECTRUM_SLOW:
        return spectrum->third_slow_db;
    case SPECTRUM_LONG:
        return spectrum->third_long_db;
    default:
        return spectrum->third_fast_db;
    }
}

/* One choice with its key: "a slow". */
static int draw_choice(struct area area, int column, enum command command, const char *choice,
                       bool on)
{
    column += widget_text(area, 0, column, THEME_KEY, keys_name(command)) + 1;
    column += widget_text(area, 0, column, on ? THEME_TEXT : THEME_DIM, choice);
    return column + 3;
}

static void draw_choices(struct area area, const struct view_context *context)
{
    const struct view_state *state = context->state;
    char text[64];
    int column = draw_choice(area, 0, COMMAND_AVERAGE, _(average_names[state->average]), true);
    snprintf(text, sizeof text, _("tilt %g dB/oct"), tilt_db(state));
    column = draw_choice(area, column, COMMAND_TILT, text, tilt_db(state) != 0.0);
    column = draw_choice(area, column, COMMAND_MAX_HOLD,
                         state->max_hold ? _("max-hold") : _("no max-hold"), state->max_hold);
    panel_describe_corridor(context, text, sizeof text);
    if (column + widget_columns(text) <= area.w)
        widget_text(area, 0, column, THEME_TARGET, text);
}

/* The names in one row, the levels below. */
static void draw_bands(struct area area, const struct spectrum_reading *spectrum)
{
    const int pitch = area.w / BANDS < BAND_COLUMNS_MAX ? area.w / BANDS : BAND_COLUMNS_MAX;
    for (int i = 0; i < BANDS; i++) {
        const struct area cell = area_columns(area, i * pitch, pitch - 1);
        char value[16];
        widget_format_number(value, sizeof value, (double)spectrum->bands_db[i], 1, 1);
        widget_text(cell, 0, 0, THEME_DIM, _(band_titles[i]));
        widget_text(cell, 1, 0, THEME_STRONG, value);
    }
}

static void format_hz(char *text, size_t size, double hz)
{
    if (isnan(hz))
        snprintf(text, size, "-");
    else if (hz < 1000.0)
        snprintf(text, size, "%.0f Hz", hz);
    else
        snprintf(text, size, "%.2f kHz", hz / 1000.0);
}

/* The strongest third-octave. */
static int loudest_third_octave(const float *values_db)
{
    int loudest = -1;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        if (values_db[i] > -INFINITY && (loudest < 0 || values_db[i] > values_db[loudest]))
            loudest = i;
    return loudest;
}

struct figure {
    const char *label;
    char value[24];
};

static void read_figures(struct figure figures[FIGURES], const struct view_state *state,
                         const struct spectrum_reading *spectrum)
{
    const int loudest = loudest_third_octave(shown_third_octaves(state, spectrum));
    figures[0].label = _("Loudest");
    format_hz(figures[0].value, sizeof figures[0].value,
              loudest < 0 ? (double)NAN : (double)third_octave_nominal_hz[loudest]);
    figures[1].label = _("Centroid");
    format_hz(figures[1].value, sizeof figures[1].value, (double)spectrum->centroid_hz);
    figures[2].label = _("Roll-off");
    format_hz(figures[2].value, sizeof figures[2].value, (double)spectrum->rolloff_hz);
    figures[3].label = _("Bandwidth");
    format_hz(figures[3].value, sizeof figures[3].value, (double)spectrum->bandwidth_hz);
    figures[4].label = _("Tilt");
    char number[16];
    widget_format_number(number, sizeof number, (double)spectrum->tilt_db_per_octave, 1, 1);
    if (isnan(spectrum->tilt_db_per_octave))
        snprintf(figures[4].value, sizeof figures[4].value, "-");
    else
        snprintf(figures[4].value, sizeof figures[4].value, _("%s dB/oct"), number);
}

/* One above the other in the space that the bars leave at the right. */
static void draw_figures_down(struct area area, const struct figure figures[FIGURES])
{
    const int pitch = area.h >= 3 * FIGURES - 1 ? 3 : 2;
    for (int i = 0; i < FIGURES; i++) {
        widget_text(area, i * pitch, 0, THEME_DIM, figures[i].label);
        widget_text(area, i * pitch + 1, 0, THEME_STRONG, figures[i].value);
    }
}

static void draw_figures_across(struct area area, const struct figure figures[FIGURES])
{
    int column = 0;
    for (int i = 0; i < FIGURES; i++) {
        const int label = widget_columns(figures[i].label) + 1;
        if (column + label + widget_columns(figures[i].value) > area.w)
            break;
        widget_text(area, 0, column, THEME_DIM, figures[i].label);
        column += label + widget_text(area, 0, column + label, THEME_STRONG, figures[i].value) + 3;
    }
}

static void draw_graph(struct area area, const struct view_context *context,
                       const struct spectrum_reading *spectrum)
{
    const struct corridor_reading *corridor = panel_corridor(context);
    const struct spectrum_curves curves = {
        .values_db = shown_third_octaves(context->state, spectrum),
        .max_db = context->state->max_hold ? spectrum->third_max_db : NULL,
        .low_db = corridor ? corridor->low_db : NULL,
        .high_db = corridor ? corridor->high_db : NULL,
    };
    widget_spectrum(area, &curves, tilt_db(context->state));
}

static void draw(const struct view_context *context, struct area area)
{
    if (view_keep(context, NEWS_STEADY | NEWS_SLOW, area))
        return;
    const struct track_reading *steady = view_track(context, context->steady);
    const struct track_reading *slow = view_track(context, context->slow);
    if (steady == NULL || slow == NULL) {
        widget_text(area, 1, 1, THEME_DIM, _("No sound yet."));
        return;
    }
    struct figure figures[FIGURES];
    read_figures(figures, context->state, &slow->spectrum);
    if (area.h >= 6) {
        widget_title(area, _("SPECTRUM"), steady->name);
        area = area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2);
        draw_choices(area_rows(area, 0, 1), context);
        area = area_rows(area, 1, area.h - 1);
    }
    if (area.h >= 12 && area.w >= BANDS * BAND_COLUMNS_MIN) {
        draw_bands(area_rows(area, area.h - 2, 2), &slow->spectrum);
        area = area_rows(area, 0, area.h - 3);
    }
    const struct spectrum_layout layout = spectrum_layout_fit(area.h, area.w);
    const int spare = area.w - spectrum_columns(&layout) - 1;
    if (spare >= FIGURE_COLUMNS && area.h >= 2 * FIGURES) {
        draw_figures_down(area_columns(area, area.w - spare + (spare > FIGURE_COLUMNS + 1), spare),
                          figures);
    } else if (area.h >= 9) {
        draw_figures_across(area_rows(area, area.h - 1, 1), figures);
        area = area_rows(area, 0, area.h - 2);
    }
    draw_graph(area, context, &steady->spectrum);
}

const struct view_ops view_spectrum = {
    .name = "spectrum",
    .title = N_("Spectrum"),
    .key = COMMAND_VIEW_4,
    .draw = draw,
};
