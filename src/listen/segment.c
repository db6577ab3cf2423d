/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/segment.h"

#include "base/simd.h"
#include "listen/units.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a further part must explain, in squares of the usual deviation summed over traits. */
static const double price = 300.0;
static const double phrase_s = 12.0, shorter = 2.0; /* times the price, when much shorter */
static const double regular = 0.5;                  /* times the price, for odd beats */
static const double shortest_s = 4.0;
static const double same_within = 30.0; /* squared distance of the means of parts that are alike */
static const double edge_s = 2.4;
static const float silent_level = -6.8f; /* -68 dBFS */

struct song {
    const struct texture_slot *slots;
    size_t count;
    double slot_s;
    struct units units;
    double *sums;    /* units + 1 rows: of the scaled traits */
    double *squares; /* units + 1 */
    double *best;
    size_t *from;
};

static bool song_init(struct song *song, const struct texture_slot *slots, size_t count,
                      double slot_s, const double *beats_s, size_t n_beats)
{
    *song = (struct song){.slots = slots, .count = count, .slot_s = slot_s};
    if (!units_init(&song->units, slots, count, slot_s, beats_s, n_beats))
        return false;
    const size_t rows = song->units.count + 1;
    song->sums = calloc(rows * TEXTURE_DIMS, sizeof *song->sums);
    song->squares = calloc(rows, sizeof *song->squares);
    song->best = calloc(rows, sizeof *song->best);
    song->from = calloc(rows, sizeof *song->from);
    return song->sums && song->squares && song->best && song->from;
}

static void song_release(struct song *song)
{
    units_release(&song->units);
    free(song->sums);
    free(song->squares);
    free(song->best);
    free(song->from);
}

static void add_up(struct song *song)
{
    for (size_t u = 0; u < song->units.count; u++) {
        const float *const unit = units_at(&song->units, u);
        const double *const before = song->sums + u * TEXTURE_DIMS;
        double *const after = song->sums + (u + 1) * TEXTURE_DIMS;
        double square = 0.0;
        for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
            after[d] = before[d] + (double)unit[d];
            square += (double)unit[d] * (double)unit[d];
        }
        song->squares[u + 1] = song->squares[u] + square;
    }
}

/* Square of the distance of two sums. */
SIMD_CLONES static double distance(const double *a, const double *b)
{
    double lanes[8] = {0};
    for (unsigned d = 0; d < TEXTURE_DIMS; d += 8)
        for (unsigned lane = 0; lane < 8; lane++) {
            const double off = b[d + lane] - a[d + lane];
            lanes[lane] += off * off;
        }
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) +
           ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

/* How much units first .. end - 1 vary around their mean. */
static double scatter(const struct song *song, size_t first, size_t end)
{
    const double *const a = song->sums + first * TEXTURE_DIMS;
    const double *const b = song->sums + end * TEXTURE_DIMS;
    return song->squares[end] - song->squares[first] - distance(a, b) / (double)(end - first);
}

/* 0 for whole groups of eight bars of four beats, 1 for odd beats. */
static double irregularity(const struct song *song, size_t units)
{
    const size_t beats = units * song->units.beats_each;
    return beats == 0         ? 0.5
           : beats % 32 == 0 ? 0.0
           : beats % 16 == 0 ? 0.1
           : beats % 8 == 0  ? 0.4
           : beats % 4 == 0  ? 0.6
                             : 1.0;
}

/* A part shorter than a phrase costs more: what comes and goes with a chord is no section. */
static double cost_of(const struct song *song, size_t units)
{
    const double length_s = (double)units * song->units.mean_s;
    return price * (1.0 + shorter * fmax(0.0, 1.0 - length_s / phrase_s) +
                    regular * irregularity(song, units));
}

static void find_best_parts(struct song *song)
{
    const size_t units = song->units.count;
    const size_t shortest =
        (size_t)fmax(1.0, round(shortest_s / song->units.mean_s));
    for (size_t end = 1; end <= units; end++) {
        song->best[end] = scatter(song, 0, end) + cost_of(song, end);
        song->from[end] = 0;
        for (size_t first = shortest; first + shortest <= end; first++) {
            const double cost =
                song->best[first] + scatter(song, first, end) + cost_of(song, end - first);
            if (cost < song->best[end]) {
                song->best[end] = cost;
                song->from[end] = first;
            }
        }
    }
}

static void mean_of(const struct song *song, size_t first, size_t end, double *mean)
{
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        mean[d] = (song->sums[end * TEXTURE_DIMS + d] - song->sums[first * TEXTURE_DIMS + d]) /
                  (double)(end - first);
}

/* The slot near a border from which on the slots are nearer to what follows than to what was. */
static size_t find_edge(const struct song *song, size_t before, size_t border, size_t after)
{
    const size_t context = (size_t)fmax(1.0, 6.0 / song->units.mean_s);
    const size_t reach = (size_t)(edge_s / song->slot_s);
    const size_t middle = (size_t)song->units.edges[border];
    const size_t first = middle > reach ? middle - reach : 0;
    const size_t end = middle + reach < song->count ? middle + reach : song->count;
    double old[TEXTURE_DIMS], new[TEXTURE_DIMS];
    mean_of(song, before + context < border ? border - context : before, border, old);
    mean_of(song, border, border + context < after ? border + context : after, new);
    size_t edge = first;
    double sum = 0.0, lowest = 0.0;
    for (size_t s = first; s < end; s++) {
        double slot[TEXTURE_DIMS];
        units_scale(&song->units, song->slots[s].dims, slot);
        sum += distance(slot, old) - distance(slot, new);
        if (sum < lowest) {
            lowest = sum;
            edge = s + 1;
        }
    }
    return edge;
}

struct part {
    size_t first, end; /* units */
    double mean[TEXTURE_DIMS];
    bool silent;
};

static bool is_silent(const struct song *song, const struct segment *segment)
{
    size_t sounding = 0;
    for (size_t s = segment->first; s < segment->end; s++)
        sounding += song->slots[s].dims[TEXTURE_LEVEL] > silent_level;
    return sounding * 10 < segment->end - segment->first;
}

/* Each cluster is what its parts have in common: the pair of clusters that are nearest join, until
 * none are near enough.  `cluster` holds the first part of the cluster each part is in. */
static void join_alike(const struct part *parts, size_t count, size_t *cluster)
{
    struct part *clusters = malloc(count * sizeof *clusters);
    if (!clusters)
        return;
    memcpy(clusters, parts, count * sizeof *clusters);
    double *weights = calloc(count, sizeof *weights);
    for (size_t i = 0; weights && i < count; i++)
        weights[i] = (double)(parts[i].end - parts[i].first);
    while (weights) {
        double nearest = same_within;
        size_t a = 0, b = 0;
        for (size_t i = 0; i < count; i++)
            for (size_t j = i + 1; j < count; j++) {
                if (cluster[i] != i || cluster[j] != j || clusters[i].silent != clusters[j].silent)
                    continue;
                const double far = distance(clusters[i].mean, clusters[j].mean);
                if (far < nearest) {
                    nearest = far;
                    a = i;
                    b = j;
                }
            }
        if (b == 0)
            break;
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            clusters[a].mean[d] =
                (clusters[a].mean[d] * weights[a] + clusters[b].mean[d] * weights[b]) /
                (weights[a] + weights[b]);
        weights[a] += weights[b];
        for (size_t i = 0; i < count; i++)
            cluster[i] = cluster[i] == b ? a : cluster[i];
    }
    free(weights);
    free(clusters);
}

static void name_clusters(const struct part *parts, size_t count, const size_t *cluster,
                          struct segment *segments)
{
    int next = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].silent)
            segments[i].label = -1;
        else if (cluster[i] == i)
            segments[i].label = next < SEGMENT_LABELS - 1 ? next++ : next;
        else
            segments[i].label = segments[cluster[i]].label;
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

static bool label_parts(const struct song *song, struct part *parts, size_t count,
                        struct segment *segments)
{
    size_t *cluster = malloc(count * sizeof *cluster);
    if (!cluster)
        return false;
    for (size_t i = 0; i < count; i++) {
        cluster[i] = i;
        parts[i].silent = is_silent(song, &segments[i]);
        mean_of(song, parts[i].first, parts[i].end, parts[i].mean);
    }
    join_alike(parts, count, cluster);
    name_clusters(parts, count, cluster, segments);
    free(cluster);
    return true;
}

static size_t make_segments(const struct song *song, struct segment **segments)
{
    const size_t units = song->units.count;
    size_t count = 0;
    for (size_t end = units; end > 0; end = song->from[end])
        count++;
    struct part *parts = calloc(count, sizeof *parts);
    *segments = calloc(count, sizeof **segments);
    if (!parts || !*segments) {
        free(parts);
        return 0;
    }
    size_t at = count;
    for (size_t end = units; end > 0; end = song->from[end])
        parts[--at] = (struct part){.first = song->from[end], .end = end};
    for (size_t i = 0; i < count; i++) {
        (*segments)[i].first =
            i == 0 ? 0 : find_edge(song, parts[i - 1].first, parts[i].first, parts[i].end);
        (*segments)[i].end = song->count;
        if (i > 0)
            (*segments)[i - 1].end = (*segments)[i].first;
    }
    if (label_parts(song, parts, count, *segments))
        count = merge_neighbours(*segments, count);
    free(parts);
    return count;
}

size_t segment_find(const struct texture_slot *slots, size_t count, double slot_s,
                    const double *beats_s, size_t n_beats, struct segment **segments)
{
    struct song song;
    size_t found = 0;
    *segments = NULL;
    if (count == 0)
        return 0;
    if (song_init(&song, slots, count, slot_s, beats_s, n_beats)) {
        add_up(&song);
        find_best_parts(&song);
        found = make_segments(&song, segments);
    }
    song_release(&song);
    if (found == 0) {
        free(*segments);
        *segments = NULL;
    }
    return found;
}
