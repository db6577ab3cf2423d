/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/units.h"

#include <math.h>
#include <stdlib.h>

enum { BAR = 4, BEATS_NEEDED = 16, BARS_NEEDED = 5 };

static const double unit_about_s = 0.5;
static const double beats_cover = 0.6; /* of the song, or they are not to be counted on */
/* So many of the beats' distances are so near to the usual one. */
static const double even_within = 0.06, even_share = 0.97;
static const double exact_within = 0.03, exact_share = 0.95;

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double share_near(const double *gaps, size_t count, double period, double within)
{
    size_t near = 0;
    for (size_t i = 0; i < count; i++)
        near += fabs(gaps[i] / period - 1.0) < within;
    return (double)near / (double)count;
}

/* How even the beats are, and their usual distance. */
static enum evenness judge_beats(const struct song_beats *beats, double end_s, double *period_s)
{
    const size_t count = beats->n_beats >= BEATS_NEEDED ? beats->n_beats - 1 : 0;
    double *gaps = count ? malloc(count * sizeof *gaps) : NULL;
    if (!gaps)
        return BEATS_UNEVEN;
    for (size_t i = 0; i < count; i++)
        gaps[i] = beats->beats_s[i + 1] - beats->beats_s[i];
    qsort(gaps, count, sizeof *gaps, compare);
    const double period = *period_s = gaps[count / 2];
    const bool all_along =
        period > 0.2 && (double)beats->n_beats * period > beats_cover * end_s;
    const bool even = all_along && share_near(gaps, count, period, even_within) >= even_share;
    const bool exact = all_along && share_near(gaps, count, period, exact_within) >= exact_share;
    free(gaps);
    return exact ? BEATS_EXACT : even ? BEATS_EVEN : BEATS_UNEVEN;
}

enum evenness units_evenness(const struct song_beats *beats, double end_s)
{
    double period_s;
    return judge_beats(beats, end_s, &period_s);
}

/* Edges from `from` to `to`, `period` apart or a little more or less. */
static void step(struct units *units, double from, double to, double period, size_t room)
{
    const double steps = fmax(1.0, round((to - from) / period));
    for (double i = 1.0; i <= steps && units->count < room; i++)
        units->edges[++units->count] = from + (to - from) * i / steps;
}

/* An edge on each beat, and as far apart where none was found. */
static void lay_beats(struct units *units, const double *beats_s, size_t n_beats, double period_s,
                      double slot_s, double end, size_t room)
{
    const double period = period_s / slot_s;
    double at = beats_s[0] / slot_s;
    while (at >= 0.5 * period)
        at -= period;
    units->edges[0] = 0.0;
    for (at += at < 0.5 * period ? period : 0.0; at < beats_s[0] / slot_s - 0.5 * period;
         at += period)
        units->edges[++units->count] = at;
    for (size_t i = 0; i < n_beats; i++) {
        const double before = units->edges[units->count], beat = beats_s[i] / slot_s;
        if (beat > end - 0.5 * period || beat - before < 0.5 * period)
            continue;
        step(units, before, beat, period, room);
    }
    while (end - units->edges[units->count] > 1.5 * period && units->count < room)
        step(units, units->edges[units->count], units->edges[units->count] + period, period, room);
    units->edges[++units->count] = end;
}

/* Leaves out edges until no more than UNITS_MAX units are left. */
static void thin_out(struct units *units)
{
    const size_t each = (units->count + UNITS_MAX - 1) / UNITS_MAX;
    const double end = units->edges[units->count];
    size_t kept = 0;
    for (size_t u = 0; u < units->count; u += each)
        units->edges[kept++] = units->edges[u];
    units->edges[kept] = end;
    units->count = kept;
    units->beats_each *= (unsigned)each;
}

static bool lay_edges(struct units *units, size_t count, double slot_s,
                      const struct song_beats *beats)
{
    const double end = (double)count;
    double step_s = unit_about_s, period_s;
    const bool exact = judge_beats(beats, end * slot_s, &period_s) == BEATS_EXACT;
    if (exact)
        step_s = period_s;
    const size_t room = (size_t)(2.0 * end * slot_s / step_s) + 8;
    units->edges = calloc(room + 2, sizeof *units->edges);
    if (!units->edges)
        return false;
    units->beats_each = exact ? 1u : 0u;
    if (exact)
        lay_beats(units, beats->beats_s, beats->n_beats, step_s, slot_s, end, room);
    else
        step(units, 0.0, end, step_s / slot_s, room);
    thin_out(units);
    units->mean_s = end * slot_s / (double)units->count;
    return true;
}

/* Slots that an edge cuts count in part. */
static void average(struct units *units, const struct texture_slot *slots, size_t count)
{
    for (size_t u = 0; u < units->count; u++) {
        float *const row = units->rows + u * TEXTURE_DIMS;
        const double from = units->edges[u], to = units->edges[u + 1];
        float sum = 0.0f;
        for (size_t s = (size_t)from; s < count && (double)s < to; s++) {
            const float share = (float)(fmin(to, (double)s + 1.0) - fmax(from, (double)s));
            for (unsigned d = 0; d < TEXTURE_DIMS; d++)
                row[d] += share * slots[s].dims[d];
            sum += share;
        }
        for (unsigned d = 0; d < TEXTURE_DIMS && sum > 0.0f; d++)
            row[d] /= sum;
    }
}

static double bar_mean(const struct units *units, size_t first, unsigned dim)
{
    double sum = 0.0;
    for (size_t u = first; u < first + BAR; u++)
        sum += (double)units->rows[u * TEXTURE_DIMS + dim];
    return sum / BAR;
}

/* How bars differ from the next and from the one after: what changes from beat to beat is the
 * rhythm.  `differences` has room for a row a unit. */
static size_t compare_bars(const struct units *units, double *differences)
{
    size_t count = 0;
    for (size_t u = 0; u + 2 * BAR <= units->count; u += BAR / 2)
        for (size_t lag = BAR; lag <= 2 * BAR && u + lag + BAR <= units->count; lag += BAR, count++)
            for (unsigned d = 0; d < TEXTURE_DIMS; d++)
                differences[count * TEXTURE_DIMS + d] =
                    bar_mean(units, u + lag, d) - bar_mean(units, u, d);
    return count;
}

static bool whiten(struct units *units)
{
    double *const differences =
        calloc((units->count + 2) * TEXTURE_DIMS, sizeof *differences);
    if (!differences)
        return false;
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        for (size_t u = 0; u < units->count; u++)
            units->whiten.mean[d] += (double)units->rows[u * TEXTURE_DIMS + d];
        units->whiten.mean[d] /= (double)units->count;
    }
    whiten_learn(&units->whiten, differences, compare_bars(units, differences));
    free(differences);
    for (size_t u = 0; u < units->count; u++) {
        float *const row = units->rows + u * TEXTURE_DIMS;
        double white[TEXTURE_DIMS];
        whiten_apply(&units->whiten, row, white);
        for (unsigned d = 0; d < TEXTURE_DIMS; d++)
            row[d] = (float)white[d];
    }
    return true;
}

/* Which edges lie on a downbeat; all do where bars are not known. */
static bool find_downbeats(struct units *units, const struct song_beats *beats, double slot_s)
{
    units->on_bar = malloc((units->count + 1) * sizeof *units->on_bar);
    if (!units->on_bar)
        return false;
    const bool known = units->beats_each == 1 && beats->n_downbeats >= BARS_NEEDED;
    size_t next = 0;
    for (size_t u = 0; u <= units->count; u++) {
        const double at_s = units->edges[u] * slot_s, near_s = 0.25 * units->mean_s;
        while (known && next < beats->n_downbeats && beats->downbeats_s[next] < at_s - near_s)
            next++;
        units->on_bar[u] = !known || (next < beats->n_downbeats &&
                                      beats->downbeats_s[next] < at_s + near_s);
    }
    return true;
}

bool units_init(struct units *units, const struct texture_slot *slots, size_t count, double slot_s,
                const struct song_beats *beats)
{
    *units = (struct units){0};
    if (!lay_edges(units, count, slot_s, beats) || !find_downbeats(units, beats, slot_s))
        return false;
    units->rows = calloc(units->count * TEXTURE_DIMS, sizeof *units->rows);
    if (!units->rows)
        return false;
    average(units, slots, count);
    return whiten(units);
}

void units_release(struct units *units)
{
    free(units->edges);
    free(units->on_bar);
    free(units->rows);
    *units = (struct units){0};
}

const float *units_at(const struct units *units, size_t unit)
{
    return units->rows + unit * TEXTURE_DIMS;
}
