/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tempocurve.h"

#include <math.h>
#include <stdlib.h>

/* Between the slowest and the fastest tenth. */
static const double steady_share = 0.015, drifting_share = 0.06;
/* How uneven a change may be, as a share of it: chance would be uneven by a third. */
static const double even_share = 0.12;
static const double pause = 1.4; /* times the mean distance of beats */

size_t tempocurve_points(size_t n_beats)
{
    return n_beats > 0 ? (n_beats - 1) / TEMPOCURVE_BEATS : 0;
}

static double period_from(const double *beats_s, size_t beat)
{
    return (beats_s[beat + TEMPOCURVE_BEATS] - beats_s[beat]) / TEMPOCURVE_BEATS;
}

float tempocurve_bpm(const double *beats_s, size_t point)
{
    const size_t first = point * TEMPOCURVE_BEATS;
    const double period = period_from(beats_s, first);
    for (size_t i = first; i < first + TEMPOCURVE_BEATS; i++)
        if (beats_s[i + 1] - beats_s[i] > pause * period)
            return NAN;
    return (float)(60.0 / period);
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* By how much stretches of beats are off the mean of their neighbours, usually: nothing where the
 * tempo rises or falls evenly.  Infinite of too few. */
static double unevenness(const double *beats_s, size_t n_beats, double *room)
{
    enum { NEIGHBOURS = 3 * TEMPOCURVE_BEATS, NEEDED = 2 * TEMPOCURVE_BEATS };
    size_t count = 0;
    for (size_t i = 0; i + NEIGHBOURS < n_beats; i++) {
        const double before = period_from(beats_s, i);
        const double here = period_from(beats_s, i + TEMPOCURVE_BEATS);
        const double after = period_from(beats_s, i + (size_t)2 * TEMPOCURVE_BEATS);
        room[count++] = fabs(2.0 * here / (before + after) - 1.0);
    }
    if (count < NEEDED)
        return INFINITY;
    qsort(room, count, sizeof *room, compare);
    return room[count / 2];
}

enum tempo_course tempocurve_course(const double *beats_s, size_t n_beats)
{
    const size_t spans = n_beats > TEMPOCURVE_BEATS ? n_beats - TEMPOCURVE_BEATS : 0;
    double *const room = spans >= 2 ? malloc(spans * sizeof *room) : NULL;
    if (!room)
        return TEMPO_UNKNOWN;
    for (size_t i = 0; i < spans; i++)
        room[i] = period_from(beats_s, i);
    qsort(room, spans, sizeof *room, compare);
    const double spread = room[spans * 9 / 10] / room[spans / 10] - 1.0;
    enum tempo_course course = TEMPO_FREE;
    if (spread < steady_share)
        course = TEMPO_STEADY;
    else if (spread < drifting_share ||
             unevenness(beats_s, n_beats, room) < even_share * spread)
        course = TEMPO_DRIFTING;
    free(room);
    return course;
}
