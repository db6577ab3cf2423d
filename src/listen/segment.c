/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/segment.h"

#include "listen/edge.h"
#include "listen/parts.h"

#include <math.h>
#include <stdlib.h>

static const double reach_s = 2.4, reach_beats = 2.0, context_s = 8.0;
static const float silent_level = -6.8f; /* -68 dBFS */

struct song {
    const struct texture_slot *slots;
    size_t count;
    double slot_s;
    struct units units;
};

static bool is_silent(const struct song *song, const struct segment *segment)
{
    size_t sounding = 0;
    for (size_t s = segment->first; s < segment->end; s++)
        sounding += song->slots[s].dims[TEXTURE_LEVEL] > silent_level;
    return sounding * 10 < segment->end - segment->first;
}

static size_t slot_at(const struct song *song, size_t edge)
{
    const size_t slot = (size_t)(song->units.edges[edge] + 0.5);
    return slot < song->count ? slot : song->count;
}

static size_t find_edge(const struct song *song, const struct part *before,
                        const struct part *after)
{
    const size_t context = (size_t)(context_s / song->slot_s);
    const size_t border = slot_at(song, after->first);
    if (before->fill)
        return border; /* the greatest change is where the fill begins */
    const size_t first = slot_at(song, before->first), end = slot_at(song, after->end);
    const double most_s = song->units.beats_each ? reach_beats * song->units.mean_s : reach_s;
    return edge_find(song->slots, border - first > context ? border - context : first, border,
                     end - border > context ? border + context : end,
                     (size_t)(fmin(most_s, reach_s) / song->slot_s));
}

/* Letters by first appearance; the last one goes on when they run out. */
static void name_segments(const struct song *song, const struct part *parts, size_t count,
                          struct segment *segments)
{
    int next = 0;
    for (size_t i = 0; i < count; i++) {
        int label = -1;
        for (size_t before = 0; before < i && label < 0; before++)
            label = parts[before].kind == parts[i].kind ? segments[before].label : -1;
        if (is_silent(song, &segments[i]))
            label = -1;
        else if (label < 0)
            label = next < SEGMENT_LABELS - 1 ? next++ : next;
        segments[i].label = label;
    }
}

static size_t merge_neighbours(struct segment *segments, size_t count)
{
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        if (segments[i].label == segments[kept].label)
            segments[kept].end = segments[i].end;
        else
            segments[++kept] = segments[i];
    }
    return kept + 1;
}

static size_t make_segments(const struct song *song, struct segment **segments)
{
    struct part *parts;
    const size_t count = parts_find(&song->units, &parts);
    *segments = count ? calloc(count, sizeof **segments) : NULL;
    if (!*segments) {
        free(parts);
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        (*segments)[i].first = i == 0 ? 0 : find_edge(song, &parts[i - 1], &parts[i]);
        (*segments)[i].end = song->count;
        if (i > 0)
            (*segments)[i - 1].end = (*segments)[i].first;
    }
    name_segments(song, parts, count, *segments);
    free(parts);
    return merge_neighbours(*segments, count);
}

size_t segment_find(const struct texture_slot *slots, size_t count, double slot_s,
                    const struct song_beats *beats, struct segment **segments)
{
    struct song song = {.slots = slots, .count = count, .slot_s = slot_s};
    size_t found = 0;
    *segments = NULL;
    if (count == 0)
        return 0;
    if (units_init(&song.units, slots, count, slot_s, beats))
        found = make_segments(&song, segments);
    units_release(&song.units);
    return found;
}
