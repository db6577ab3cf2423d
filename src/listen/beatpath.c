/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatpath.h"

#include "base/simd.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    N = BEATPATH_INTERVALS,
    LANES = 8,
    ROW = (N + LANES - 1) / LANES * LANES,
    RING = 128, /* frames; more than the longest interval */
    REACH = 10  /* how many frames an interval may change by */
};

static const float stiffness = 70.0f;
static const float impossible = -1e30f;
/* Where a beat is less likely than this the interval stays: ten times as fast. */
static const float worth_changing = -3.0f;
static const float least_odds = -9.0f, most_odds = 9.0f;
/* People beat time near this tempo, within an octave or so. */
static const double usual_bpm = 115.0, usual_octaves = 0.75;
static const double frames_a_minute = 60.0 * 44100.0 / 512.0;

struct beatpath {
    long first, frames;
    /* Log likelihood of a beat at each frame, the next to follow after interval j, over that of no
     * beat at all until there. */
    double score[RING][ROW];
    double rest[RING][ROW];           /* the greatest of each row from here on */
    float change[2 * REACH + 1][ROW]; /* log likelihood of coming from j + k - REACH to j */
    double start[ROW], favour[ROW];
    bool keep;
    uint8_t *from;             /* the interval before, for each frame and interval */
    size_t room;
};

static unsigned interval_of(unsigned j)
{
    return BEATPATH_SHORTEST + j;
}

static void lay_changes(struct beatpath *path)
{
    for (unsigned j = 0; j < ROW; j++)
        for (int k = 0; k <= 2 * REACH; k++) {
            const int i = (int)j + k - REACH;
            path->change[k][j] = impossible;
            if (j >= N || i < 0 || i >= N)
                continue;
            double all = 0.0;
            for (unsigned to = 0; to < N; to++)
                all += exp(-stiffness * fabs((double)interval_of(to) / interval_of((unsigned)i) - 1.0));
            path->change[k][j] = (float)(
                -stiffness * fabs((double)interval_of(j) / interval_of((unsigned)i) - 1.0) - log(all));
        }
}

struct beatpath *beatpath_new(bool keep)
{
    struct beatpath *path = calloc(1, sizeof *path);
    if (!path)
        return NULL;
    path->keep = keep;
    lay_changes(path);
    beatpath_prefer_usual(path);
    for (unsigned j = 0; j < N; j++)
        path->start[j] = -log((double)interval_of(j));
    beatpath_restart(path, 0);
    return path;
}

void beatpath_restart(struct beatpath *path, long frame)
{
    path->first = path->frames = frame;
    for (unsigned i = 0; i < RING; i++)
        for (unsigned j = 0; j < ROW; j++)
            path->score[i][j] = path->rest[i][j] = (double)impossible;
}

void beatpath_prefer(struct beatpath *path, double bpm, double octaves)
{
    for (unsigned j = 0; j < N; j++) {
        const double off = log2(frames_a_minute / interval_of(j) / bpm) / octaves;
        path->favour[j] = -0.5 * off * off;
    }
}

void beatpath_prefer_usual(struct beatpath *path)
{
    beatpath_prefer(path, usual_bpm, usual_octaves);
}

void beatpath_free(struct beatpath *path)
{
    if (!path)
        return;
    free(path->from);
    free(path);
}

/* The best interval before each, when a beat is at this frame: best[j] over reached[i] + change. */
SIMD_CLONES static void choose(const float (*change)[ROW], const float *reached, float *best,
                               float *which)
{
    for (unsigned j = 0; j < ROW; j++) {
        best[j] = 2.0f * impossible;
        which[j] = 0.0f;
    }
    for (unsigned k = 0; k <= 2 * REACH; k++)
        for (unsigned j = 0; j < ROW; j++) {
            const float sum = reached[j + k] + change[k][j];
            const bool better = sum > best[j];
            best[j] = better ? sum : best[j];
            which[j] = better ? (float)k : which[j];
        }
}

static void keep_interval(const float *change, const float *reached, float *best, float *which)
{
    for (unsigned j = 0; j < ROW; j++) {
        best[j] = reached[j + REACH] + change[j];
        which[j] = REACH;
    }
}

static uint8_t *row_to_keep(struct beatpath *path)
{
    const size_t frame = (size_t)path->frames;
    if (!path->keep)
        return NULL;
    if (frame >= path->room) {
        const size_t more = path->room ? path->room * 2 : 4096;
        uint8_t *const grown = realloc(path->from, more * N);
        if (!grown) {
            path->keep = false;
            return NULL;
        }
        path->from = grown;
        path->room = more;
    }
    return path->from + frame * N;
}

/* Scores are kept relative to the greatest, as floats need it. */
static double reach_beat(const struct beatpath *path, float *reached)
{
    double arrived[N];
    double most = (double)impossible;
    for (unsigned j = 0; j < N; j++) {
        const long before = path->frames - (long)interval_of(j);
        arrived[j] = before >= path->first ? path->score[before % RING][j] : path->start[j];
        most = arrived[j] > most ? arrived[j] : most;
    }
    for (unsigned j = 0; j < ROW + 2 * REACH; j++)
        reached[j] = j >= REACH && j < REACH + N ? (float)(arrived[j - REACH] - most) : impossible;
    return most;
}

SIMD_CLONES static void add_scores(double *restrict score, const float *restrict best,
                                   const double *restrict favour, double odds)
{
    for (unsigned j = 0; j < N; j++)
        score[j] = (double)best[j] + odds + favour[j];
}

SIMD_CLONES static void keep_sources(uint8_t *restrict from, const float *restrict which)
{
    for (unsigned j = 0; j < N; j++)
        from[j] = (uint8_t)((int)j + (int)which[j] - REACH);
}

void beatpath_push(struct beatpath *path, float log_odds)
{
    const double odds = (double)fminf(fmaxf(log_odds, least_odds), most_odds);
    float reached[ROW + 2 * REACH], best[ROW], which[ROW];
    const double most = reach_beat(path, reached);
    if (log_odds > worth_changing)
        choose((const float (*)[ROW])path->change, reached, best, which);
    else
        keep_interval(path->change[REACH], reached, best, which);
    uint8_t *const from = row_to_keep(path);
    double *const score = path->score[path->frames % RING];
    add_scores(score, best, path->favour, most + odds);
    if (from)
        keep_sources(from, which);
    double *const rest = path->rest[path->frames % RING];
    rest[N - 1] = score[N - 1];
    for (unsigned j = N - 1; j-- > 0;)
        rest[j] = score[j] > rest[j + 1] ? score[j] : rest[j + 1];
    path->frames++;
}

struct beatpath_state beatpath_now(const struct beatpath *path)
{
    struct beatpath_state state = {.last_frame = -1, .interval = BEATPATH_LONGEST};
    double most = (double)impossible;
    unsigned j = 0;
    for (long ago = 1; ago <= BEATPATH_LONGEST && ago <= path->frames - path->first; ago++) {
        const unsigned first = ago > BEATPATH_SHORTEST ? (unsigned)ago - BEATPATH_SHORTEST : 0;
        const double here = path->rest[(path->frames - ago) % RING][first];
        if (!(here > most))
            continue;
        most = here;
        state.last_frame = path->frames - ago;
        j = first;
    }
    if (state.last_frame < 0)
        return state;
    const double *const row = path->score[state.last_frame % RING];
    while (row[j] < most)
        j++;
    state.interval = interval_of(j);
    return state;
}

size_t *beatpath_trace(const struct beatpath *path, size_t *count)
{
    const struct beatpath_state end = beatpath_now(path);
    *count = 0;
    size_t *const beats = malloc(((size_t)path->frames / BEATPATH_SHORTEST + 2) * sizeof *beats);
    if (!beats || !path->keep || end.last_frame < 0) {
        free(beats);
        return NULL;
    }
    unsigned j = end.interval - BEATPATH_SHORTEST;
    for (long at = end.last_frame; at >= 0; at -= (long)interval_of(j)) {
        beats[(*count)++] = (size_t)at;
        j = path->from[(size_t)at * N + j];
    }
    for (size_t i = 0; i < *count / 2; i++) {
        const size_t swap = beats[i];
        beats[i] = beats[*count - 1 - i];
        beats[*count - 1 - i] = swap;
    }
    return beats;
}
