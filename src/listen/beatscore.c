/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatscore.h"

#include "listen/beatodds.h"
#include "listen/beatpath.h"
#include "listen/meterpath.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float silent_odds = -5.0f;
/* Of the evidence: below, there is no pulse. */
static const double least_pulse = 0.34;
static const size_t least_beats = 4;
static const double steady_share = 0.015, drifting_share = 0.06;

struct beatscore {
    float (*rises)[PULSEBANDS];
    bool *audible;
    size_t frames, room;
};

struct beatscore *beatscore_new(void)
{
    return calloc(1, sizeof(struct beatscore));
}

void beatscore_free(struct beatscore *score)
{
    if (!score)
        return;
    free(score->rises);
    free(score->audible);
    free(score);
}

void beatscore_add(struct beatscore *score, const float rises[PULSEBANDS], bool audible)
{
    if (score->frames == score->room) {
        const size_t more = score->room ? 2 * score->room : 4096;
        float (*const wider)[PULSEBANDS] = realloc(score->rises, more * sizeof *wider);
        if (wider)
            score->rises = wider;
        bool *const longer = realloc(score->audible, more * sizeof *longer);
        if (longer)
            score->audible = longer;
        if (!wider || !longer)
            return;
        score->room = more;
    }
    memcpy(score->rises[score->frames], rises, sizeof *score->rises);
    score->audible[score->frames++] = audible;
}

/* Log odds of beat and downbeat for each frame. */
struct odds {
    float *beat, *downbeat;
};

static bool odds_by_network(const struct beatscore *score, const struct beatnet *net,
                            struct odds odds)
{
    const size_t steps = score->frames / 2;
    struct beatnet_step *const step = calloc(steps + 1, sizeof *step);
    if (!step || !beatnet_run(net, (const float (*)[PULSEBANDS])score->rises, score->frames, step)) {
        free(step);
        return false;
    }
    for (size_t i = 0; i < score->frames; i++) {
        const size_t after = (i + 1) / 2 < steps ? (i + 1) / 2 : steps - 1;
        const size_t before = after > 0 ? after - 1 : 0;
        float pair[2];
        beatodds_between(step[before].beat, step[after].beat, pair);
        odds.beat[i] = pair[(i + 1) % 2] + beatodds_bias;
        beatodds_between(step[before].downbeat, step[after].downbeat, pair);
        odds.downbeat[i] = pair[(i + 1) % 2];
    }
    free(step);
    return true;
}

static bool odds_by_loudness(const struct beatscore *score, struct odds odds)
{
    struct beatodds *const stream = beatodds_new(NULL);
    if (!stream)
        return false;
    for (size_t i = 0; i < score->frames; i++) {
        float pair[BEATODDS_FRAMES_MAX];
        beatodds_push(stream, score->rises[i], pair);
        odds.beat[i] = pair[0];
        odds.downbeat[i] = silent_odds;
    }
    beatodds_free(stream);
    return true;
}

static double likely(float log_odds)
{
    return 1.0 / (1.0 + exp(-(double)log_odds));
}

/* The summit near a frame, between frames. */
static double summit(const float *odds, size_t frames, size_t at)
{
    if (at < 1 || at + 1 >= frames)
        return (double)at;
    const float left = odds[at - 1], middle = odds[at], right = odds[at + 1];
    const float bend = left - 2.0f * middle + right;
    if (!(bend < 0.0f) || middle < left || middle < right)
        return (double)at;
    return (double)at + (double)(0.5f * (left - right) / bend);
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Fills tempo, steadiness and course from the intervals between the beats. */
static void judge_tempo(struct beatscore_result *result, double *intervals, size_t count)
{
    enum { SPAN = 8 }; /* beats, so that the player's touch is not the tempo's */
    qsort(intervals, count, sizeof *intervals, compare_doubles);
    const double median = intervals[count / 2];
    double sum = 0.0;
    size_t near = 0;
    for (size_t i = 0; i < count; i++)
        if (fabs(intervals[i] / median - 1.0) < 0.08) {
            sum += intervals[i];
            near++;
        }
    result->bpm = (float)(60.0 * (double)near / sum);
    result->steadiness = (float)near / (float)count;
    size_t spans = 0;
    for (size_t i = 0; i + SPAN < result->n_beats; i++)
        intervals[spans++] = (result->beats_s[i + SPAN] - result->beats_s[i]) / SPAN;
    if (spans < 2)
        return;
    qsort(intervals, spans, sizeof *intervals, compare_doubles);
    const double spread = intervals[spans * 9 / 10] / intervals[spans / 10] - 1.0;
    result->course = spread < steady_share     ? TEMPO_STEADY
                     : spread < drifting_share ? TEMPO_DRIFTING
                                               : TEMPO_FREE;
}

/* How the likelihoods of beats speak for them. */
struct evidence {
    double on;     /* at the beats, on average */
    double weak;   /* at the weakest quarter of them */
    double between; /* the most between two beats, on average */
};

static double most_between(const float *odds, size_t from, size_t to)
{
    float most = silent_odds;
    for (size_t at = from + (to - from) / 4; at <= from + (to - from) * 3 / 4; at++)
        most = odds[at] > most ? odds[at] : most;
    return likely(most);
}

/* `room` holds as many as there are beats. */
static struct evidence weigh_beats(const float *odds, const size_t *beats, size_t count,
                                   double *room)
{
    struct evidence evidence = {.on = 0.0};
    for (size_t i = 0; i < count; i++) {
        room[i] = likely(odds[beats[i]]);
        evidence.on += room[i] / (double)count;
        if (i > 0)
            evidence.between += most_between(odds, beats[i - 1], beats[i]) / (double)(count - 1);
    }
    qsort(room, count, sizeof *room, compare_doubles);
    evidence.weak = room[count / 4];
    return evidence;
}

static bool is_pulse(const struct evidence *evidence)
{
    return evidence->on - 0.35 * evidence->between + 0.5 * evidence->weak > least_pulse;
}

/* How sure: by logistic regression, on clips that the network had not seen. */
static float judge_confidence(const struct evidence *evidence)
{
    const double odds =
        -3.0 + 1.9 * evidence->on - 0.5 * evidence->between + 3.5 * evidence->weak;
    return (float)(1.0 / (1.0 + exp(-odds)));
}

static void find_bars(struct beatscore_result *result, const struct odds *odds, const size_t *at)
{
    float *const downbeat = malloc(result->n_beats * sizeof *downbeat);
    bool *const first = calloc(result->n_beats, sizeof *first);
    if (downbeat && first) {
        for (size_t i = 0; i < result->n_beats; i++)
            downbeat[i] = odds->downbeat[at[i]];
        result->beats_in_bar = meterpath_find(downbeat, result->n_beats, first);
        for (size_t i = 0; result->beats_in_bar > 0 && i < result->n_beats; i++)
            if (first[i])
                result->downbeats_s[result->n_downbeats++] = result->beats_s[i];
    }
    free(downbeat);
    free(first);
}

/* Keeps the beats where there was something to hear. */
static size_t drop_silent(const struct beatscore *score, size_t *beats, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (score->audible[beats[i]])
            beats[kept++] = beats[i];
    return kept;
}

static bool take_beats(const struct beatscore *score, const struct odds *odds, const size_t *beats,
                       size_t count, struct beatscore_result *result)
{
    if (count < least_beats)
        return true;
    double *const intervals = malloc(count * sizeof *intervals);
    if (!intervals)
        return false;
    const struct evidence evidence = weigh_beats(odds->beat, beats, count, intervals);
    if (!is_pulse(&evidence)) {
        free(intervals);
        return true;
    }
    result->beats_s = malloc(count * sizeof *result->beats_s);
    result->downbeats_s = malloc(count * sizeof *result->downbeats_s);
    if (result->beats_s && result->downbeats_s) {
        result->n_beats = count;
        for (size_t i = 0; i < count; i++)
            result->beats_s[i] = summit(odds->beat, score->frames, beats[i]) / pulsebands_rate_hz;
        for (size_t i = 0; i + 1 < count; i++)
            intervals[i] = result->beats_s[i + 1] - result->beats_s[i];
        judge_tempo(result, intervals, count - 1);
        result->confidence = judge_confidence(&evidence);
        find_bars(result, odds, beats);
    }
    free(intervals);
    return result->n_beats > 0;
}

bool beatscore_solve(const struct beatscore *score, const struct beatnet *net,
                     struct beatscore_result *result)
{
    *result = (struct beatscore_result){.bpm = NAN, .course = TEMPO_UNKNOWN};
    if (score->frames < 2)
        return true;
    float *const memory = calloc(2 * score->frames, sizeof *memory);
    const struct odds odds = {memory, memory ? memory + score->frames : NULL};
    struct beatpath *const path = beatpath_new(true);
    bool good = memory && path &&
                (net ? odds_by_network(score, net, odds) : odds_by_loudness(score, odds));
    for (size_t i = 0; good && i < score->frames; i++) {
        if (!score->audible[i])
            odds.beat[i] = silent_odds;
        beatpath_push(path, odds.beat[i]);
    }
    size_t count = 0;
    size_t *const beats = good ? beatpath_trace(path, &count) : NULL;
    if (beats)
        count = drop_silent(score, beats, count);
    good = good && beats && take_beats(score, &odds, beats, count, result);
    if (!good)
        beatscore_result_free(result);
    free(beats);
    beatpath_free(path);
    free(memory);
    return good;
}

void beatscore_result_free(struct beatscore_result *result)
{
    free(result->beats_s);
    free(result->downbeats_s);
    *result = (struct beatscore_result){.bpm = NAN};
}
