/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* widget_bar: meters and needles with their scales.  Positions are rounded to what a cell can show
 * before anything is drawn. */
#include "config.h"

#include "tui/term.h"
#include "tui/widget.h"

#include <math.h>
#include <stdio.h>

static const float dbfs_marks[] = {-60.0f, -48.0f, -36.0f, -30.0f, -24.0f, -18.0f,
                                   -12.0f, -9.0f,  -6.0f,  -3.0f,  0.0f};
static const float dbfs_at[] = {0.0f,  0.09f, 0.20f, 0.28f, 0.37f, 0.48f,
                                0.61f, 0.69f, 0.78f, 0.885f, 1.0f};
const struct scale scale_dbfs = {.marks_db = dbfs_marks, .marks_at = dbfs_at, .count = 11};

static const float dbfs_zones[] = {-18.0f, -6.0f, -0.1f};

double scale_position(const struct scale *scale, double db)
{
    const int last = scale->count - 1;
    if (!(db > (double)scale->marks_db[0]))
        return 0.0;
    if (db >= (double)scale->marks_db[last])
        return 1.0;
    int i = 0;
    while (db >= (double)scale->marks_db[i + 1])
        i++;
    const double from = (double)scale->marks_db[i], to = (double)scale->marks_db[i + 1];
    const double at = (double)scale->marks_at[i];
    return at + ((double)scale->marks_at[i + 1] - at) * (db - from) / (to - from);
}

static enum theme_role zone_of(const float *zones, double db)
{
    int zone = 0;
    while (zone < 3 && db >= (double)zones[zone])
        zone++;
    return (enum theme_role)(THEME_METER_LOW + zone);
}

enum theme_role widget_meter_zone(double db)
{
    return zone_of(dbfs_zones, db);
}

/* Numbers are placed from the most important (the ends, then every second) so that none touch. */
void widget_scale(struct area area, int row, const struct scale *scale)
{
    bool taken[1024] = {false};
    if (area.w <= 0 || area.w >= (int)sizeof taken)
        return;
    const float step_db = scale->step_db > 0.0f ? scale->step_db : 1.0f;
    static const int steps[] = {0, 4, 2, 1};
    for (size_t s = 0; s < sizeof steps / sizeof steps[0]; s++)
        for (int i = scale->count - 1; i >= 0; i--) {
            const bool end = i == 0 || i == scale->count - 1;
            if (steps[s] == 0 ? !end : (scale->count - 1 - i) % steps[s] != 0)
                continue;
            char text[16];
            const int length = snprintf(text, sizeof text, "%g",
                                        (double)((scale->marks_db[i] - scale->zero_db) / step_db));
            int x = (int)lrint((double)scale->marks_at[i] * area.w) - (length + 1) / 2;
            if (x + length > area.w)
                x = area.w - length;
            if (x < 0)
                x = 0;
            bool free_here = true;
            for (int c = x > 0 ? x - 1 : 0; c < x + length + 1 && c < area.w; c++)
                free_here = free_here && !taken[c];
            if (!free_here)
                continue;
            for (int c = x; c < x + length && c < area.w; c++)
                taken[c] = true;
            widget_text(area, row, x, THEME_DIM, text);
        }
}

void widget_meter(struct area area, int row, const struct scale *scale, double db, double hold_db)
{
    if (row < 0 || row >= area.h || area.w <= 0)
        return;
    const float *zones = scale->zones_db ? scale->zones_db : dbfs_zones;
    const int eighths = (int)lrint(scale_position(scale, db) * area.w * 8.0);
    int bounds[3];
    for (int z = 0; z < 3; z++)
        bounds[z] = (int)lrint(scale_position(scale, (double)zones[z]) * area.w);
    int hold = -1;
    if (hold_db > (double)scale->marks_db[0]) {
        hold = (int)(scale_position(scale, hold_db) * area.w);
        if (hold >= area.w)
            hold = area.w - 1;
    }
    const bool over = db >= (double)zones[2], trough = theme_has_trough();
    for (int x = 0; x < area.w; x++) {
        const int filled = eighths - x * 8;
        enum theme_role role = THEME_METER_LOW;
        for (int z = 0; z < 3; z++)
            if (x >= bounds[z])
                role = (enum theme_role)(THEME_METER_MID + z);
        if (over && x == area.w - 1)
            role = THEME_METER_OVER;
        if (x == hold && filled <= 4)
            term_put(area.y + row, area.x + x, 1, trough ? role : THEME_HOLD,
                     theme_glyph(GLYPH_HOLD));
        else if (filled > 0)
            term_put(area.y + row, area.x + x, 1, role, theme_block_meter(role, filled));
        else if (trough) /* the zone's colour: one change of colour less to send */
            term_put(area.y + row, area.x + x, 1, role, " ");
        else
            term_put(area.y + row, area.x + x, 1, THEME_METER_OFF, theme_glyph(GLYPH_METER_OFF));
    }
}

void widget_needle(struct area area, int row, double value, double low, double high, double center)
{
    if (area.w < 3 || row < 0 || row >= area.h)
        return;
    const double span = high - low;
    for (int x = 0; x < area.w; x++)
        widget_text(area, row, x, THEME_RULE, theme_glyph(GLYPH_HLINE));
    widget_text(area, row, (int)lrint((center - low) / span * (area.w - 1)), THEME_DIM,
                theme_glyph(GLYPH_CENTER));
    if (isnan(value))
        return;
    const double at = value < low ? 0.0 : value > high ? 1.0 : (value - low) / span;
    widget_text(area, row, (int)lrint(at * (area.w - 1)), THEME_ACCENT, theme_glyph(GLYPH_MARK));
}
