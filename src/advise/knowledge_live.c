/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_live.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char bands_prefix[] = "spectrum.bands_db.";

/* BANDS when it is none. */
static int find_band(const char *metric)
{
    const size_t prefix = sizeof bands_prefix - 1;
    int band = 0;
    if (strncmp(metric, bands_prefix, prefix) != 0)
        return BANDS;
    while (band < BANDS && strcmp(band_names[band], metric + prefix) != 0)
        band++;
    return band;
}

static const char *unit_of_one(const char *metric)
{
    const size_t found = metrics_find(metric);
    if (found != METRICS_NONE)
        return metrics_unit(found);
    return find_band(metric) < BANDS ? "dB" : NULL;
}

const char *knowledge_live_unit(const char *metric)
{
    const char *minus = strstr(metric, " - ");
    char first[64];
    if (!minus)
        return unit_of_one(metric);
    snprintf(first, sizeof first, "%.*s", (int)(minus - metric), metric);
    return unit_of_one(first) ? unit_of_one(minus + 3) : NULL;
}

struct numbers {
    float values[METRICS_MAX];
    const struct track_reading *track;
};

static double look_up(void *context, const char *metric)
{
    const struct numbers *numbers = context;
    const size_t found = metrics_find(metric);
    const int band = find_band(metric);
    if (found != METRICS_NONE)
        return (double)numbers->values[found];
    return band < BANDS ? (double)numbers->track->spectrum.bands_db[band] : (double)NAN;
}

size_t knowledge_live_walk(const struct knowledge_entry *tree, const struct metric_view *view,
                           struct knowledge_step steps[KNOWLEDGE_NODES_MAX])
{
    struct numbers numbers = {.track = view->track};
    const struct knowledge_lookup lookup = {look_up, &numbers};
    metrics_fill(view, numbers.values);
    return knowledge_walk(tree, &lookup, steps);
}
