/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* view_stereo: goniometer, correlation (also of the lows), balance, width, and what is lost in
 * mono. */
#include "config.h"

#include "tui/view.h"

#include "base/i18n.h"
#include "tui/widget_line.h"
#include "tui/widget_scope.h"
#include "tui/widget_spectrum.h"

#include <math.h>
#include <stdio.h>

enum { LABEL_COLUMNS = 11, VALUE_COLUMNS = 8, READINGS_COLUMNS = 41, GAP_COLUMNS = 3,
      BALANCE_DB = 12 };

static const double LOSS_DB = 6.0;      /* the full length of a loss bar */
static const double LOSS_WARN_DB = 3.0; /* uncorrelated sides lose this much */

/* The picture's memory: which dots are still glowing.  All that the user chose is in view_state. */
static struct scope scope;

static const struct phase {
    float from;
    enum theme_role role, low_role;
    const char *word, *low_word;
} phases[] = {
    {0.95F, THEME_OK, THEME_OK, N_("mono"), N_("mono")},
    {0.5F, THEME_OK, THEME_OK, N_("in phase"), N_("in phase")},
    {0.0F, THEME_OK, THEME_WARN, N_("wide"), N_("wide: CHECK")},
    {-2.0F, THEME_BAD, THEME_BAD, N_("out of phase: CHECK"), N_("out of phase: CHECK")},
};

/* NULL when the correlation is not known. */
static const struct phase *find_phase(float correlation)
{
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++)
        if (correlation >= phases[i].from)
            return &phases[i];
    return NULL;
}

/* A line of the right-hand column: label, something to look at, value. */
static struct area middle(struct area area)
{
    return area_columns(area, LABEL_COLUMNS, area.w - LABEL_COLUMNS - VALUE_COLUMNS - 1);
}

static void draw_label(struct area area, int row, const char *label)
{
    widget_text(area_columns(area, 0, LABEL_COLUMNS - 1), row, 0, THEME_DIM, label);
}

static void draw_value(struct area area, int row, int places, double value, const char *unit)
{
    char number[16], text[32];
    widget_format_number(number, sizeof number, value, 1, places);
    snprintf(text, sizeof text, "%s%s", number, isnan(value) ? "" : unit);
    widget_text_right(area, row, THEME_STRONG, text);
}

static void draw_correlation(struct area area, int row, double value)
{
    char text[16] = "-";
    if (!isnan(value))
        snprintf(text, sizeof text, "%+.2f", value);
    widget_text_right(area, row, THEME_STRONG, text);
}

static void draw_needle(struct area area, int row, const char *label, float now, float slow)
{
    draw_label(area, row, label);
    widget_needle(middle(area), row, (double)now, -1.0, 1.0, 0.0);
    draw_correlation(area, row, (double)slow);
}

static void draw_phase_words(struct area area, int row, const struct stereo_reading *slow)
{
    const struct phase *all = find_phase(slow->correlation_now);
    const struct phase *lows = find_phase(slow->low_correlation_now);
    int column = 0;
    if (all != NULL)
        column = widget_text(area, row, 0, all->role, _(all->word));
    if (lows == NULL || (all == lows && lows->low_role == THEME_BAD))
        return;
    column += widget_text(area, row, column, THEME_DIM, column > 0 ? _(", lows ") : _("lows "));
    widget_text(area, row, column, lows->low_role, _(lows->low_word));
}

/* The title spans the area; all below stands one column in. */
static struct area open_panel(struct area area, const char *title)
{
    widget_title(area, title, NULL);
    return area_columns(area_rows(area, 1, area.h - 1), 1, area.w - 2);
}

static void draw_phase(struct area area, int pitch, const struct stereo_reading *now,
                       const struct stereo_reading *slow)
{
    const struct area inner = open_panel(area, _("CORRELATION"));
    const struct area scale = middle(inner);
    widget_text(scale, 0, 0, THEME_DIM, "-1");
    widget_text(scale, 0, (scale.w - 1) / 2, THEME_DIM, "0");
    widget_text_right(scale, 0, THEME_DIM, "+1");
    draw_needle(inner, 1, _("All"), now->correlation_now, slow->correlation_now);
    draw_needle(inner, 1 + pitch, _("<120 Hz"), now->low_correlation_now,
                slow->low_correlation_now);
    draw_phase_words(area_columns(inner, LABEL_COLUMNS, inner.w), 1 + 2 * pitch, slow);
    draw_label(inner, 1 + 3 * pitch, _("Lowest"));
    draw_correlation(inner, 1 + 3 * pitch, (double)slow->correlation_min);
}

static void draw_sides(struct area area, int pitch, const struct stereo_reading *now,
                       const struct stereo_reading *slow)
{
    const struct area inner = open_panel(area, _("BALANCE AND WIDTH"));
    const double lean_db = (double)slow->balance_now_db;
    draw_label(inner, 0, _("Balance"));
    widget_needle(middle(inner), 0, (double)now->balance_now_db, -BALANCE_DB, BALANCE_DB, 0.0);
    draw_value(inner, 0, 1, fabs(lean_db),
               lean_db >= 0.05 ? _(" dB R") : lean_db <= -0.05 ? _(" dB L") : _(" dB"));
    draw_label(inner, pitch, _("Width"));
    widget_line(middle(inner), pitch, THEME_GRAPH_ALT, (double)now->width_now);
    draw_value(inner, pitch, 0, 100.0 * (double)slow->width_now, " %");
}

static void draw_fold_down(struct area area, int pitch, const struct stereo_reading *slow)
{
    const struct area inner = open_panel(area, _("LOST IN MONO"));
    for (int i = -1; i < BANDS; i++) {
        const double loss_db = (double)(i < 0 ? slow->mono_loss_db : slow->mono_loss_band_db[i]);
        const int row = (1 + i) * pitch;
        draw_label(inner, row, i < 0 ? _("All") : _(band_titles[i]));
        widget_line(middle(inner), row, loss_db >= LOSS_WARN_DB ? THEME_WARN : THEME_GRAPH_ALT,
                    loss_db / LOSS_DB);
        draw_value(inner, row, 1, loss_db, " dB");
    }
}

static void draw_readings(struct area area, const struct stereo_reading *now,
                          const struct stereo_reading *slow)
{
    const int pitch = area.h >= 33 ? 2 : 1;
    const int gap = area.h >= 20 ? pitch : 0;
    const int phase_rows = 3 + 3 * pitch + gap, side_rows = 2 + pitch + gap;
    draw_phase(area_rows(area, 0, phase_rows), pitch, now, slow);
    draw_sides(area_rows(area, phase_rows, side_rows), pitch, now, slow);
    draw_fold_down(area_rows(area, phase_rows + side_rows, area.h), pitch, slow);
}

/* The names of the directions stand outside the picture's edges. */
static void draw_goniometer(struct area area, const struct view_context *context,
                            const struct track_reading *track)
{
    if (view_keep(context, NEWS_STEADY, area))
        return;
    char note[32];
    const double peak_db = fmax((double)track->channel[0].meter_hold_dbfs,
                                (double)track->channel[1].meter_hold_dbfs);
    snprintf(note, sizeof note, _("%+d dB"), scope_gain_db(peak_db));
    widget_title(area, _("GONIOMETER"), note);
    const struct area picture = area_rows(area, 1, area.h - 1);
    int rows, columns;
    scope_fit(picture, &rows, &columns);
    widget_scope(picture, &scope, &track->stereo, peak_db, context->steady->sequence,
                 context->now_s);
    const int left = (picture.w - columns) / 2, top = (picture.h - rows) / 2;
    widget_text(picture, top + rows / 5, left + columns / 5, THEME_DIM, _("L"));
    widget_text(picture, top + rows / 5, left + columns - 1 - columns / 5, THEME_DIM, _("R"));
}

static void draw(const struct view_context *context, struct area area)
{
    const struct track_reading *now = view_track(context, context->snapshot);
    const struct track_reading *steady = view_track(context, context->steady);
    const struct track_reading *slow = view_track(context, context->slow);
    if (now == NULL || steady == NULL || slow == NULL) {
        widget_text(area, 1, 1, THEME_DIM, _("No sound yet."));
        return;
    }
    if (now->channels != 2) {
        widget_printf(area, 1, 1, THEME_DIM, _("%s is not stereo: nothing to compare."), now->name);
        return;
    }
    int readings_columns = area.w;
    if (area.h >= 8 && area.w >= READINGS_COLUMNS + 18) {
        const int spare = area.w - 2 * (area.h - 1) - GAP_COLUMNS;
        readings_columns = spare > READINGS_COLUMNS ? spare : READINGS_COLUMNS;
        draw_goniometer(area_columns(area, 0, area.w - readings_columns - GAP_COLUMNS), context,
                        steady);
    }
    draw_readings(area_columns(area, area.w - readings_columns, readings_columns), &now->stereo,
                  &slow->stereo);
}

const struct view_ops view_stereo = {
    .name = "stereo",
    .title = N_("Stereo"),
    .key = COMMAND_VIEW_5,
    .draw = draw,
};
