/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/knowledge_live.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char level_prefix[] = "spectrum.bands_db.", corridor_prefix[] = "corridor.";

/* BANDS when it is none. */
static int find_band(const char *metric, const char *prefix)
{
    int band = 0;
    if (strncmp(metric, prefix, strlen(prefix)) != 0)
        return BANDS;
    while (band < BANDS && strcmp(band_names[band], metric + strlen(prefix)) != 0)
        band++;
    return band;
}

/* The mean departure of the thirds in the band, the corridor's edge being 1. */
static double departure(const struct track_reading *track, const struct corridor_reading *corridor,
                        int band)
{
    double sum = 0;
    unsigned n = 0;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const float hz = third_octave_nominal_hz[i], db = track->spectrum.third_long_db[i];
        const float low = corridor->low_db[i], high = corridor->high_db[i];
        const float width = 0.5F * (high - low);
        if (hz < band_edges_hz[band] || hz >= band_edges_hz[band + 1] || !(width > 0.0F) ||
            !isfinite(db))
            continue;
        sum += (double)((db - 0.5F * (low + high)) / width);
        n++;
    }
    return n > 0 ? sum / n : (double)NAN;
}

static const char *unit_of_one(const char *metric)
{
    const size_t found = metrics_find(metric);
    if (found != METRICS_NONE)
        return metrics_unit(found);
    if (find_band(metric, corridor_prefix) < BANDS)
        return "";
    return find_band(metric, level_prefix) < BANDS ? "dB" : NULL;
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
    const struct metric_view *view;
};

static double look_up(void *context, const char *metric)
{
    const struct numbers *numbers = context;
    const struct track_reading *track = numbers->view->track;
    const struct corridor_reading *corridor = &numbers->view->snapshot->advice.corridor;
    const size_t found = metrics_find(metric);
    const int level = find_band(metric, level_prefix), band = find_band(metric, corridor_prefix);
    if (found != METRICS_NONE)
        return (double)numbers->values[found];
    if (level < BANDS)
        return (double)track->spectrum.bands_db[level];
    if (band < BANDS && corridor->known && track->is_mix)
        return departure(track, corridor, band);
    return (double)NAN;
}

size_t knowledge_live_walk(const struct knowledge_entry *tree, const struct metric_view *view,
                           struct knowledge_step steps[KNOWLEDGE_NODES_MAX])
{
    struct numbers numbers = {.view = view};
    const struct knowledge_lookup lookup = {look_up, &numbers};
    metrics_fill(view, numbers.values);
    return knowledge_walk(tree, &lookup, steps);
}
