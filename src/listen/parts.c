/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/parts.h"

#include "base/simd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS_MAX = 10, LONG = 64, ROUNDS = 4, BAR = 4, PHRASE = 16 }; /* the last two in beats */

/* In squares of the usual deviation, summed over traits: what a section and what a kind must
 * explain.  At first each section is a kind of its own. */
static const double price = 60.0, first_price = 80.0, kind_price = 220.0;
static const double phrase_s = 12.0, shorter = 4.0; /* times the price, when much shorter */
static const double irregular_long = 0.4;
static const double off_bar = 0.5; /* times the price, to begin elsewhere */
static const double shortest_s = 4.0;

struct kind {
    double mean[TEXTURE_DIMS];
    double weight;
};

struct work {
    const struct units *units;
    size_t shortest;
    double share[LONG + 2]; /* of the price, by length; the last: longer ones */
    double *sums;           /* units + 1 rows: of the traits */
    double *squares;        /* units + 1 */
    double (*far)[KINDS_MAX]; /* units + 1: squared distances to the kinds, summed */
    double *best;
    size_t *from;
    unsigned *kind;
    struct part *parts;
    size_t n_parts;
    struct kind *kinds;
    size_t n_kinds;
};

/* Square of the distance of two rows. */
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

/* 0 for whole groups of eight bars of four beats, 1 for odd beats. */
static double irregularity(const struct units *units, size_t length)
{
    const size_t beats = length * units->beats_each;
    return beats == 0         ? 0.5
           : beats % 32 == 0 ? 0.0
           : beats % 16 == 0 ? 0.1
           : beats % 8 == 0  ? 0.4
           : beats % 4 == 0  ? 0.6
                             : 1.0;
}

/* What comes and goes with a chord is no section. */
static void lay_prices(struct work *work)
{
    const struct units *const units = work->units;
    for (size_t length = 0; length <= LONG; length++)
        work->share[length] =
            1.0 + irregularity(units, length) +
            shorter * fmax(0.0, 1.0 - (double)length * units->mean_s / phrase_s);
    work->share[LONG + 1] = 1.0 + (units->beats_each ? irregular_long : 0.5);
}

static bool work_init(struct work *work, const struct units *units)
{
    const size_t rows = units->count + 1;
    *work = (struct work){.units = units};
    work->shortest = (size_t)fmax(1.0, round(shortest_s / units->mean_s));
    work->sums = calloc(rows * TEXTURE_DIMS, sizeof *work->sums);
    work->squares = calloc(rows, sizeof *work->squares);
    work->far = calloc(rows, sizeof *work->far);
    work->best = calloc(rows, sizeof *work->best);
    work->from = calloc(rows, sizeof *work->from);
    work->kind = calloc(rows, sizeof *work->kind);
    work->parts = calloc(rows, sizeof *work->parts);
    work->kinds = calloc(rows, sizeof *work->kinds);
    lay_prices(work);
    return work->sums && work->squares && work->far && work->best && work->from && work->kind &&
           work->parts && work->kinds;
}

static void work_release(struct work *work)
{
    free(work->sums);
    free(work->squares);
    free(work->far);
    free(work->best);
    free(work->from);
    free(work->kind);
    free(work->parts);
    free(work->kinds);
}

static void add_up(struct work *work)
{
    for (size_t u = 0; u < work->units->count; u++) {
        const float *const unit = units_at(work->units, u);
        const double *const before = work->sums + u * TEXTURE_DIMS;
        double *const after = work->sums + (u + 1) * TEXTURE_DIMS;
        double square = 0.0;
        for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
            after[d] = before[d] + (double)unit[d];
            square += (double)unit[d] * (double)unit[d];
        }
        work->squares[u + 1] = work->squares[u] + square;
    }
}

/* How much units first .. end - 1 vary around their mean. */
static double scatter(const struct work *work, size_t first, size_t end)
{
    const double *const a = work->sums + first * TEXTURE_DIMS;
    const double *const b = work->sums + end * TEXTURE_DIMS;
    return work->squares[end] - work->squares[first] - distance(a, b) / (double)(end - first);
}

static bool may_be(const struct work *work, size_t first, size_t end)
{
    return first == 0 || (first >= work->shortest && end - first >= work->shortest);
}

static double place_share(const struct work *work, size_t end)
{
    return end == work->units->count || work->units->on_bar[end] ? 0.0 : off_bar;
}

/* The parts that were found best, from the last to the first, put in order. */
static void trace(struct work *work)
{
    work->n_parts = 0;
    for (size_t end = work->units->count; end > 0; end = work->from[end])
        work->n_parts++;
    size_t at = work->n_parts;
    for (size_t end = work->units->count; end > 0; end = work->from[end])
        work->parts[--at] =
            (struct part){.first = work->from[end], .end = end, .kind = work->kind[end]};
}

static void part_alone(struct work *work)
{
    for (size_t end = 1; end <= work->units->count; end++) {
        work->best[end] = INFINITY;
        for (size_t first = 0; first < end; first++) {
            const size_t length = end - first <= LONG ? end - first : LONG + 1;
            if (!may_be(work, first, end))
                continue;
            const double cost =
                work->best[first] + scatter(work, first, end) +
                first_price * (work->share[length] + place_share(work, end));
            if (cost < work->best[end]) {
                work->best[end] = cost;
                work->from[end] = first;
            }
        }
    }
    trace(work);
    for (size_t i = 0; i < work->n_parts; i++)
        work->parts[i].kind = (unsigned)i;
}

/* The kinds that the parts are of, those without any left out. */
static void take_means(struct work *work, size_t kinds)
{
    memset(work->kinds, 0, kinds * sizeof *work->kinds);
    for (size_t i = 0; i < work->n_parts; i++) {
        const struct part *const part = &work->parts[i];
        struct kind *const kind = &work->kinds[part->kind];
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            kind->mean[d] += work->sums[part->end * TEXTURE_DIMS + d] -
                             work->sums[part->first * TEXTURE_DIMS + d];
        kind->weight += (double)(part->end - part->first);
    }
    work->n_kinds = 0;
    for (size_t k = 0; k < kinds; k++) {
        if (!(work->kinds[k].weight > 0.0))
            continue;
        for (size_t i = 0; i < work->n_parts; i++)
            if (work->parts[i].kind == k)
                work->parts[i].kind = (unsigned)work->n_kinds;
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            work->kinds[k].mean[d] /= work->kinds[k].weight;
        work->kinds[work->n_kinds++] = work->kinds[k];
    }
}

/* Joins the two kinds by which the scatter grows least. */
static void join_nearest(struct work *work)
{
    double least = INFINITY;
    size_t a = 0, b = 1;
    for (size_t i = 0; i < work->n_kinds; i++)
        for (size_t j = i + 1; j < work->n_kinds; j++) {
            const struct kind *const one = &work->kinds[i], *const other = &work->kinds[j];
            const double weight = one->weight * other->weight / (one->weight + other->weight);
            const double growth = weight * distance(one->mean, other->mean);
            if (growth < least) {
                least = growth;
                a = i;
                b = j;
            }
        }
    struct kind *const kept = &work->kinds[a], *const gone = &work->kinds[b];
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        kept->mean[d] = (kept->mean[d] * kept->weight + gone->mean[d] * gone->weight) /
                        (kept->weight + gone->weight);
    kept->weight += gone->weight;
    *gone = work->kinds[--work->n_kinds];
}

static void add_distances(struct work *work)
{
    for (size_t u = 0; u < work->units->count; u++) {
        double unit[TEXTURE_DIMS];
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            unit[d] = (double)units_at(work->units, u)[d];
        for (size_t k = 0; k < work->n_kinds; k++)
            work->far[u + 1][k] = work->far[u][k] + distance(unit, work->kinds[k].mean);
    }
}

struct tail {
    double cost[KINDS_MAX];
    size_t from[KINDS_MAX];
};

static void take_cost(struct work *work, size_t end, double cost, size_t first, size_t kind)
{
    if (!(cost < work->best[end]))
        return;
    work->best[end] = cost;
    work->from[end] = first;
    work->kind[end] = (unsigned)kind;
}

/* The best that ends at `end`; `tail` holds the best beginnings more than LONG units before. */
static void find_best(struct work *work, size_t end, const struct tail *tail)
{
    const double place = place_share(work, end);
    work->best[end] = INFINITY;
    for (size_t length = 1; length <= LONG && length <= end; length++) {
        const size_t first = end - length;
        if (!may_be(work, first, end))
            continue;
        const double base = work->best[first] + price * (work->share[length] + place);
        for (size_t k = 0; k < work->n_kinds; k++)
            take_cost(work, end, base + work->far[end][k] - work->far[first][k], first, k);
    }
    for (size_t k = 0; k < work->n_kinds; k++)
        take_cost(work, end,
                  tail->cost[k] + work->far[end][k] + price * (work->share[LONG + 1] + place),
                  tail->from[k], k);
}

/* The best parts for these kinds; returns their cost. */
static double part_by_kind(struct work *work)
{
    struct tail tail;
    for (size_t k = 0; k < KINDS_MAX; k++)
        tail.cost[k] = INFINITY;
    add_distances(work);
    for (size_t end = 1; end <= work->units->count; end++) {
        const size_t first = end > LONG ? end - LONG - 1 : 0;
        for (size_t k = 0; end > LONG && may_be(work, first, end) && k < work->n_kinds; k++)
            if (work->best[first] - work->far[first][k] < tail.cost[k]) {
                tail.cost[k] = work->best[first] - work->far[first][k];
                tail.from[k] = first;
            }
        find_best(work, end, &tail);
    }
    trace(work);
    return work->best[work->units->count];
}

/* Parts and kinds in turns, until they agree; returns the cost with that of the kinds. */
static double settle(struct work *work)
{
    double before = INFINITY, cost = part_by_kind(work);
    take_means(work, work->n_kinds);
    for (unsigned round = 1; round < ROUNDS && cost < before; round++) {
        before = cost;
        cost = part_by_kind(work);
        take_means(work, work->n_kinds);
    }
    return cost + kind_price * (double)work->n_kinds;
}

static size_t merge_neighbours(struct part *parts, size_t count)
{
    size_t kept = 0;
    for (size_t i = 1; i < count; i++) {
        if (parts[i].kind == parts[kept].kind)
            parts[kept].end = parts[i].end;
        else
            parts[++kept] = parts[i];
    }
    return kept + 1;
}

/* Fills sound more like what comes than like what they end. */
static void give_fills_back(const struct units *units, struct part *parts, size_t count)
{
    for (size_t i = 0; i + 1 < count && units->beats_each == 1; i++) {
        struct part *const before = &parts[i], *const after = &parts[i + 1];
        const size_t border = after->first;
        before->fill = (border - before->first) % PHRASE == PHRASE - BAR &&
                       (after->end - border) % PHRASE == BAR && after->end - border > PHRASE &&
                       units->on_bar[border] && units->on_bar[border + BAR];
        if (before->fill)
            before->end = after->first = border + BAR;
    }
}

/* From as many kinds as there are parts down to one: which number is cheapest? */
static size_t find_kinds(struct work *work, struct part *found)
{
    struct kind *const tried = malloc((work->units->count + 1) * sizeof *tried);
    double cheapest = INFINITY;
    size_t count = 0;
    take_means(work, work->n_parts);
    while (tried && work->n_kinds > 0) {
        const size_t kinds = work->n_kinds;
        memcpy(tried, work->kinds, kinds * sizeof *tried);
        const double cost = kinds <= KINDS_MAX ? settle(work) : INFINITY;
        if (cost < cheapest) {
            cheapest = cost;
            count = work->n_parts;
            memcpy(found, work->parts, count * sizeof *found);
        }
        memcpy(work->kinds, tried, kinds * sizeof *tried);
        work->n_kinds = kinds;
        if (kinds == 1)
            break;
        join_nearest(work);
    }
    free(tried);
    return count;
}

size_t parts_find(const struct units *units, struct part **parts)
{
    struct work work;
    size_t count = 0;
    *parts = calloc(units->count + 1, sizeof **parts);
    if (work_init(&work, units) && *parts) {
        add_up(&work);
        part_alone(&work);
        count = find_kinds(&work, *parts);
        if (count > 0)
            count = merge_neighbours(*parts, count);
        give_fills_back(units, *parts, count);
    }
    work_release(&work);
    if (count == 0) {
        free(*parts);
        *parts = NULL;
    }
    return count;
}
