/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/widget_evidence.h"

#include <math.h>

enum { COLUMNS_MIN = 8 };

static const double MARGIN = 0.25; /* of what must be seen, at either end */

/* 1, 2 or 5 times a power of ten, not below. */
static double round_step(double step)
{
    const double power = pow(10.0, floor(log10(step)));
    const double of_power = step / power;
    return power * (of_power <= 1.0 ? 1.0 : of_power <= 2.0 ? 2.0 : of_power <= 5.0 ? 5.0 : 10.0);
}

bool evidence_range(const struct evidence *evidence, double *from, double *to)
{
    const float values[] = {evidence->value, evidence->threshold, evidence->low, evidence->high};
    double least = NAN, most = NAN;
    for (int i = 0; i < 4; i++)
        if (isfinite(values[i])) {
            least = fmin(least, (double)values[i]);
            most = fmax(most, (double)values[i]);
        }
    if (!isfinite(evidence->value) || isnan(least))
        return false;
    double span = most - least;
    if (!(span > 1e-6 * fmax(fabs(most), 1e-3)))
        span = fmax(fabs(most), 1.0);
    const double step = round_step(span * MARGIN);
    *from = step * floor((least - span * MARGIN) / step);
    *to = step * ceil((most + span * MARGIN) / step);
    return *to > *from;
}

bool evidence_is_bounded(const struct evidence *evidence)
{
    return isfinite(evidence->threshold) || isfinite(evidence->low) || isfinite(evidence->high);
}

void evidence_healthy(const struct evidence *evidence, double *low, double *high)
{
    *low = (double)evidence->low;
    *high = (double)evidence->high;
    if (isnan(*low) && isnan(*high) && !isnan(evidence->threshold)) {
        if (evidence->value > evidence->threshold)
            *high = (double)evidence->threshold;
        else
            *low = (double)evidence->threshold;
    }
    if (isnan(*low) && isnan(*high))
        return;
    if (isnan(*low))
        *low = -INFINITY;
    if (isnan(*high))
        *high = INFINITY;
}

static int column_of(double value, double from, double to, int width)
{
    const double at = (value - from) / (to - from);
    return (int)lround(fmin(fmax(at, 0.0), 1.0) * (width - 1));
}

void widget_evidence_between(struct area area, int row, const struct evidence *evidence,
                             double from, double to)
{
    double low, high;
    if (area.w < COLUMNS_MIN)
        return;
    evidence_healthy(evidence, &low, &high);
    const bool known = !isnan(low);
    const int first = known ? column_of(low, from, to, area.w) : area.w;
    const int last = known ? column_of(high, from, to, area.w) : -1;
    for (int x = 0; x < area.w; x++) {
        const bool healthy = x >= first && x <= last;
        widget_text(area, row, x, healthy ? THEME_OK : THEME_RULE,
                    theme_glyph(healthy ? GLYPH_THICK : GLYPH_HLINE));
    }
    if (isfinite(evidence->threshold))
        widget_text(area, row, column_of((double)evidence->threshold, from, to, area.w),
                    THEME_TARGET, theme_glyph(GLYPH_VLINE));
    if (isnan(evidence->value))
        return;
    const bool well = known && (double)evidence->value >= low && (double)evidence->value <= high;
    widget_text(area, row, column_of((double)evidence->value, from, to, area.w),
                well ? THEME_OK : THEME_BAD, theme_glyph(GLYPH_MARK));
}

void widget_evidence(struct area area, int row, const struct evidence *evidence)
{
    double from, to;
    if (evidence_range(evidence, &from, &to))
        widget_evidence_between(area, row, evidence, from, to);
}
