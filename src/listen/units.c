/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/units.h"

#include <math.h>
#include <stdlib.h>

enum { BAR = 4, BEATS_NEEDED = 16 };

static const double trimmed = 2.5;       /* makes up for what was left out */
static const double first_variance = 0.15 * 0.15; /* what is expected before anything is heard, */
static const double doubt = 30.0;                 /* and for how many differences that counts */
static const double unit_about_s = 0.5;
static const double beats_cover = 0.6; /* of the song, or they are not to be counted on */
/* Deviations that are nothing: 1 dB in a band, a shade of a chord. */
static const double band_floor = 0.1 * 0.1, note_floor = 0.16 * 0.16;

double units_gain(unsigned dim, double variance)
{
    const bool is_note = dim >= TEXTURE_BANDS && dim < TEXTURE_LEVEL;
    return 1.0 / sqrt(variance + (is_note ? note_floor : band_floor));
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The usual distance of two beats; NAN when they are too few, or too far apart, to count on. */
static double usual_period(const double *beats_s, size_t n_beats, double end_s)
{
    double *gaps = n_beats >= BEATS_NEEDED ? malloc(n_beats * sizeof *gaps) : NULL;
    if (!gaps)
        return NAN;
    for (size_t i = 0; i + 1 < n_beats; i++)
        gaps[i] = beats_s[i + 1] - beats_s[i];
    qsort(gaps, n_beats - 1, sizeof *gaps, compare);
    const double period = gaps[(n_beats - 1) / 2];
    free(gaps);
    return period > 0.2 && (double)n_beats * period > beats_cover * end_s ? period : NAN;
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

static bool lay_edges(struct units *units, size_t count, double slot_s, const double *beats_s,
                      size_t n_beats)
{
    const double end = (double)count;
    const double period_s = usual_period(beats_s, n_beats, end * slot_s);
    const double step_s = isnan(period_s) ? unit_about_s : period_s;
    const size_t room = (size_t)(2.0 * end * slot_s / step_s) + 8;
    units->edges = calloc(room + 2, sizeof *units->edges);
    if (!units->edges)
        return false;
    units->beats_each = isnan(period_s) ? 0u : 1u;
    if (isnan(period_s))
        step(units, 0.0, end, step_s / slot_s, room);
    else
        lay_beats(units, beats_s, n_beats, period_s, slot_s, end, room);
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

/* How much a trait differs from bar to bar, and over two bars: what changes from beat to beat is
 * the rhythm.  The differences that are greatest are left out: there something changed for good. */
static double usual_variance(const struct units *units, unsigned dim, double *squares)
{
    size_t count = 0;
    for (size_t u = 0; u + 2 * BAR <= units->count; u += BAR / 2)
        for (size_t lag = BAR; lag <= 2 * BAR && u + lag + BAR <= units->count; lag += BAR) {
            const double off = bar_mean(units, u + lag, dim) - bar_mean(units, u, dim);
            squares[count++] = 0.5 * off * off;
        }
    qsort(squares, count, sizeof *squares, compare);
    const size_t kept = count * 7 / 10;
    double sum = 0.0;
    for (size_t i = 0; i < kept; i++)
        sum += squares[i];
    const double usual = kept ? trimmed * sum / (double)kept : 0.0;
    return (usual * (double)count + first_variance * doubt) / ((double)count + doubt);
}

bool units_init(struct units *units, const struct texture_slot *slots, size_t count, double slot_s,
                const double *beats_s, size_t n_beats)
{
    *units = (struct units){0};
    if (!lay_edges(units, count, slot_s, beats_s, n_beats))
        return false;
    units->rows = calloc(units->count * TEXTURE_DIMS, sizeof *units->rows);
    double *const squares = calloc(units->count + 2, sizeof *squares);
    if (!units->rows || !squares) {
        free(squares);
        return false;
    }
    average(units, slots, count);
    for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
        for (size_t u = 0; u < units->count; u++)
            units->mean[d] += (double)units->rows[u * TEXTURE_DIMS + d];
        units->mean[d] /= (double)units->count;
        units->gain[d] = units_gain(d, usual_variance(units, d, squares));
    }
    free(squares);
    for (size_t u = 0; u < units->count; u++)
        for (unsigned d = 0; d < TEXTURE_DIMS; d++) {
            float *const value = &units->rows[u * TEXTURE_DIMS + d];
            *value = (float)(((double)*value - units->mean[d]) * units->gain[d]);
        }
    return true;
}

void units_release(struct units *units)
{
    free(units->edges);
    free(units->rows);
    *units = (struct units){0};
}

const float *units_at(const struct units *units, size_t unit)
{
    return units->rows + unit * TEXTURE_DIMS;
}

void units_scale(const struct units *units, const float *dims, double *scaled)
{
    for (unsigned d = 0; d < TEXTURE_DIMS; d++)
        scaled[d] = ((double)dims[d] - units->mean[d]) * units->gain[d];
}
