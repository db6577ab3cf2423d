/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/segment.h"

#include "listen/edge.h"
#include "listen/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double around_s = 16.0;
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

/* Units first .. end - 1 of a segment, and what they are like. */
struct grade {
    size_t first, end;
    double mean[TEXTURE_DIMS];
    double border; /* how much the border before it explains; INFINITY where there is none */
};

static void take_mean(const struct song *song, size_t first, size_t end, double *mean)
{
    memset(mean, 0, TEXTURE_DIMS * sizeof *mean);
    for (size_t u = first; u < end; u++)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            mean[d] += (double)units_at(&song->units, u)[d] / (double)(end - first);
}

static double distance(const double *a, const double *b)
{
    double sum = 0.0;
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        sum += (b[d] - a[d]) * (b[d] - a[d]);
    return sum;
}

/* What a border explains of the seconds around it. */
static double weigh_border(const struct song *song, const struct grade *before,
                           const struct grade *after)
{
    const size_t most = (size_t)(around_s / song->units.mean_s) + 1;
    const size_t old = before->end - before->first < most ? before->end - before->first : most;
    const size_t new = after->end - after->first < most ? after->end - after->first : most;
    double a[TEXTURE_DIMS], b[TEXTURE_DIMS];
    if (old == 0 || new == 0)
        return 0.0;
    take_mean(song, before->end - old, before->end, a);
    take_mean(song, after->first, after->first + new, b);
    return (double)(old * new) / (double)(old + new) * distance(a, b) * song->units.mean_s;
}

/* How far it is from the others of its letter, and from the nearest other letter, squared; NAN
 * where there are none. */
static void look_around(const struct grade *grades, const struct segment *segments, size_t count,
                        size_t at, double *own, double *other)
{
    double sums[SEGMENT_LABELS][TEXTURE_DIMS] = {{0.0}}, units[SEGMENT_LABELS] = {0.0};
    *own = *other = NAN;
    for (size_t i = 0; i < count; i++) {
        const double weight = (double)(grades[i].end - grades[i].first);
        if (i == at || segments[i].label < 0)
            continue;
        units[segments[i].label] += weight;
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            sums[segments[i].label][d] += weight * grades[i].mean[d];
    }
    for (int label = 0; label < SEGMENT_LABELS; label++) {
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            sums[label][d] /= units[label];
        const double far = distance(sums[label], grades[at].mean);
        if (units[label] > 0.0 && label == segments[at].label)
            *own = far;
        else if (units[label] > 0.0 && !(far >= *other))
            *other = far;
    }
}

/* By logistic regression on songs that were made up or cut up. */
static float judge(const struct grade *grades, const struct segment *segments, size_t count,
                   size_t at, double length_s)
{
    double own, other;
    look_around(grades, segments, count, at, &own, &other);
    const double after = at + 1 < count ? grades[at + 1].border : INFINITY;
    const double border = log(fmax(fmin(fmin(grades[at].border, after), 1e6), 1.0));
    const double likeness = isnan(own) ? 1.77 - 0.23 * log(fmax(other, 1.0))
                                       : 0.48 * fmax(-2.0, fmin(4.0, log(other / own)));
    const double odds = -6.6 + 1.03 * border + (isnan(likeness) ? 0.0 : likeness) +
                        0.22 * log(fmax(length_s, 1.0));
    return (float)(1.0 / (1.0 + exp(-odds)));
}

static void grade_segments(const struct song *song, struct segment *segments, size_t count)
{
    struct grade *const grades = calloc(count, sizeof *grades);
    size_t unit = 0;
    for (size_t i = 0; i < count; i++)
        segments[i].confidence = NAN;
    for (size_t i = 0; grades && i < count; i++) {
        while (unit < song->units.count && slot_at(song, unit) < segments[i].first)
            unit++;
        grades[i].first = unit;
        if (i > 0)
            grades[i - 1].end = unit;
    }
    if (grades)
        grades[count - 1].end = song->units.count;
    for (size_t i = 0; grades && i < count; i++) {
        take_mean(song, grades[i].first, grades[i].end, grades[i].mean);
        const bool quiet = segments[i].label < 0 || (i > 0 && segments[i - 1].label < 0);
        grades[i].border =
            i == 0 || quiet ? (double)INFINITY : weigh_border(song, &grades[i - 1], &grades[i]);
    }
    for (size_t i = 0; grades && i < count && count > 1; i++)
        if (segments[i].label >= 0)
            segments[i].confidence =
                judge(grades, segments, count, i,
                      (double)(segments[i].end - segments[i].first) * song->slot_s);
    free(grades);
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
    const size_t kept = merge_neighbours(*segments, count);
    grade_segments(song, *segments, kept);
    return kept;
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
