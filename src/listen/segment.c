/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/segment.h"

#include "listen/parts.h"

#include <math.h>
#include <stdlib.h>

static const double reach_s = 2.4, context_s = 8.0;
static const double least_deviation = 0.03;
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

struct side {
    double sum[TEXTURE_DIMS], square[TEXTURE_DIMS];
    double slots;
};

static void count(struct side *side, const struct texture_slot *slot, double sign)
{
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        const double value = (double)slot->dims[d];
        side->sum[d] += sign * value;
        side->square[d] += sign * value * value;
    }
    side->slots += sign;
}

/* How unlikely the slots are if each trait spreads around one mean. */
static double surprise(const struct side *side)
{
    double sum = 0.0;
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        const double mean = side->sum[d] / side->slots;
        const double variance = fmax(side->square[d] / side->slots - mean * mean, 0.0);
        sum += log(variance + least_deviation * least_deviation);
    }
    return side->slots * sum;
}

static size_t slot_at(const struct song *song, size_t edge)
{
    const size_t slot = (size_t)(song->units.edges[edge] + 0.5);
    return slot < song->count ? slot : song->count;
}

/* The slot near the border that parts the sides best: each is alike in itself. */
static size_t find_edge(const struct song *song, const struct part *before,
                        const struct part *after)
{
    const size_t reach = (size_t)(reach_s / song->slot_s);
    const size_t context = (size_t)(context_s / song->slot_s), apart = 4;
    const size_t border = slot_at(song, after->first);
    size_t first = slot_at(song, before->first), end = slot_at(song, after->end);
    first = border - first > context ? border - context : first;
    end = end - border > context ? border + context : end;
    if (end - first < 2 * apart + 1)
        return border;
    const size_t from = border > first + apart + reach ? border - reach : first + apart;
    const size_t to = border + reach + apart < end ? border + reach : end - apart;
    struct side old = {{0}, {0}, 0.0}, new = {{0}, {0}, 0.0};
    for (size_t s = first; s < end; s++)
        count(s < from ? &old : &new, &song->slots[s], 1.0);
    size_t edge = border;
    double least = INFINITY;
    for (size_t s = from; s <= to; s++) {
        const double sum = surprise(&old) + surprise(&new);
        if (sum < least) {
            least = sum;
            edge = s;
        }
        count(&old, &song->slots[s], 1.0);
        count(&new, &song->slots[s], -1.0);
    }
    return edge;
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
