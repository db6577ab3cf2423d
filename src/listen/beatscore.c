/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatscore.h"

#include "base/tempocurve.h"
#include "listen/beatchoice.h"
#include "listen/beatodds.h"
#include "listen/beatpath.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const float silent_odds = -5.0f;
static const double least_pulse_odds = -2.6, least_odds_unlearned = -1.2, least_on = 0.25;
static const double seldom_repeats = 0.08, hardly_sure = 0.5; /* both: rain */
static const size_t least_beats = 4;
static const double same_level_octaves = 0.2;

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

static bool odds_by_network(const struct beatscore *score, const struct beatnet *net, float share,
                            struct odds odds)
{
    const size_t steps = score->frames / 2;
    const size_t late = net->lookahead < steps ? net->lookahead : 0;
    struct beatnet_step *const step = calloc(steps + 1, sizeof *step);
    if (!step ||
        !beatnet_run(net, (const float (*)[PULSEBANDS])score->rises, score->frames, step)) {
        free(step);
        return false;
    }
    for (size_t i = 0; i < score->frames; i++) {
        size_t after = (i + 1) / 2 + late;
        after = after < steps ? after : steps - 1;
        const size_t before = after > late ? after - 1 : after;
        struct beatnet_step pair[2];
        beatodds_between(&step[before], &step[after], pair);
        odds.beat[i] += share * (pair[(i + 1) % 2].beat + beatodds_bias);
        odds.downbeat[i] += share * pair[(i + 1) % 2].downbeat;
    }
    free(step);
    return true;
}

/* Both models together: what they hear in noise is not the same. */
static bool odds_by_networks(const struct beatscore *score, const struct beatnet *const nets[2],
                             struct odds odds)
{
    const float share = nets[0] && nets[1] ? 0.5f : 1.0f;
    for (unsigned i = 0; i < 2; i++)
        if (nets[i] && !odds_by_network(score, nets[i], share, odds))
            return false;
    return true;
}

static bool odds_by_loudness(const struct beatscore *score, struct odds odds)
{
    struct beatodds *const stream = beatodds_new(NULL);
    if (!stream)
        return false;
    for (size_t i = 0; i < score->frames; i++) {
        struct beatnet_step step[BEATODDS_FRAMES_MAX];
        beatodds_push(stream, score->rises[i], step);
        odds.beat[i] = step[0].beat;
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
    result->course = tempocurve_course(result->beats_s, result->n_beats);
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

/* By logistic regression on pieces that the models had not seen, and on noise, speech and free
 * rhythm.  What sounds like noise, or like one voice alone, must have a clearer pulse. */
static bool is_pulse(const struct evidence *evidence, const struct beatchoice *choice)
{
    const double noise = fmax(0.0, 1.75 - choice->peaked);
    const double alone = fmin(fmax(0.0, choice->together - 2.0), 0.5);
    const double odds = -4.9 + 6.2 * evidence->on + 6.0 * evidence->weak -
                        2.4 * evidence->between + 4.4 * choice->repeats;
    const double least = choice->bpm > 0.0 ? least_pulse_odds : least_odds_unlearned;
    const bool by_chance = choice->bpm > 0.0 && choice->repeats < seldom_repeats &&
                           choice->sure < hardly_sure;
    return !by_chance && evidence->on > least_on && odds - 8.0 * noise - 4.0 * alone > least;
}

/* How likely the tempo is right. */
static float judge_confidence(const struct evidence *evidence, const struct beatchoice *choice)
{
    const double odds = -1.36 + 0.6 * evidence->weak + 2.72 * choice->sure;
    return (float)(1.0 / (1.0 + exp(-odds)));
}

static void find_bars(struct beatscore_result *result, const struct odds *odds, const size_t *at)
{
    float *const downbeat = malloc(result->n_beats * sizeof *downbeat);
    bool *const first = calloc(result->n_beats, sizeof *first);
    uint8_t *const room = malloc(result->n_beats * METERPATH_ROOM);
    if (downbeat && first && room) {
        for (size_t i = 0; i < result->n_beats; i++)
            downbeat[i] = odds->downbeat[at[i]];
        result->meter = meterpath_find(downbeat, result->n_beats, first, room);
        for (size_t i = 0; result->meter.beats_in_bar > 0 && i < result->n_beats; i++)
            if (first[i])
                result->downbeats_s[result->n_downbeats++] = result->beats_s[i];
    }
    free(downbeat);
    free(first);
    free(room);
}

/* How the beats are divided. */
static void find_swing(struct beatscore_result *result, const struct beatscore *score)
{
    float *const strength = malloc(score->frames * sizeof *strength);
    double *const beats = malloc(result->n_beats * sizeof *beats);
    if (strength && beats) {
        for (size_t i = 0; i < score->frames; i++) {
            strength[i] = 0.0f;
            for (unsigned b = 0; b < PULSEBANDS; b++)
                strength[i] += score->rises[i][b];
        }
        for (size_t i = 0; i < result->n_beats; i++)
            beats[i] = result->beats_s[i] * pulsebands_rate_hz;
        result->swing = beatswing_find(strength, score->frames, beats, result->n_beats);
    }
    free(strength);
    free(beats);
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
                       size_t count, const struct beatchoice *choice,
                       struct beatscore_result *result)
{
    if (count < least_beats)
        return true;
    double *const intervals = malloc(count * sizeof *intervals);
    if (!intervals)
        return false;
    const struct evidence evidence = weigh_beats(odds->beat, beats, count, intervals);
    if (!is_pulse(&evidence, choice)) {
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
        result->confidence = judge_confidence(&evidence, choice);
        find_bars(result, odds, beats);
        find_swing(result, score);
    }
    free(intervals);
    return result->n_beats > 0;
}

/* The likeliest beats; at the tempo that people would tap, when `bpm` is one. */
static size_t *find_path(const struct beatscore *score, const struct odds *odds, double bpm,
                         size_t *count)
{
    struct beatpath *const path = beatpath_new(true);
    if (!path)
        return NULL;
    if (bpm > 0.0)
        beatpath_prefer(path, bpm, same_level_octaves);
    for (size_t i = 0; i < score->frames; i++)
        beatpath_push(path, score->audible[i] ? odds->beat[i] : silent_odds);
    size_t *const beats = beatpath_trace(path, count);
    beatpath_free(path);
    if (beats)
        *count = drop_silent(score, beats, *count);
    return beats;
}

static double median_bpm(const size_t *beats, size_t count)
{
    double *const intervals = malloc(count * sizeof *intervals);
    if (!intervals || count < least_beats) {
        free(intervals);
        return 0.0;
    }
    for (size_t i = 0; i + 1 < count; i++)
        intervals[i] = (double)(beats[i + 1] - beats[i]);
    qsort(intervals, count - 1, sizeof *intervals, compare_doubles);
    const double median = intervals[(count - 1) / 2];
    free(intervals);
    return 60.0 * pulsebands_rate_hz / median;
}

bool beatscore_solve(const struct beatscore *score, const struct beatnet *const nets[2],
                     struct beatscore_result *result)
{
    *result = (struct beatscore_result){.bpm = NAN, .swing.ratio = NAN, .course = TEMPO_UNKNOWN};
    if (score->frames < 2)
        return true;
    float *const memory = calloc(2 * score->frames, sizeof *memory);
    const struct odds odds = {memory, memory ? memory + score->frames : NULL};
    const bool learned = nets[0] || nets[1];
    if (!memory || !(learned ? odds_by_networks(score, nets, odds)
                             : odds_by_loudness(score, odds))) {
        free(memory);
        return false;
    }
    size_t count = 0;
    size_t *beats = find_path(score, &odds, 0.0, &count);
    const struct beatchoice_piece piece = {(const float (*)[PULSEBANDS])score->rises, odds.beat,
                                           score->audible, score->frames};
    struct beatchoice choice = {.bpm = 0.0};
    if (beats)
        choice = beatchoice_find(&piece, median_bpm(beats, count));
    if (choice.bpm > 0.0) {
        free(beats);
        beats = find_path(score, &odds, choice.bpm, &count);
    }
    const bool good = beats && take_beats(score, &odds, beats, count, &choice, result);
    if (!good)
        beatscore_result_free(result);
    free(beats);
    free(memory);
    return good;
}

void beatscore_result_free(struct beatscore_result *result)
{
    free(result->beats_s);
    free(result->downbeats_s);
    *result = (struct beatscore_result){.bpm = NAN, .swing.ratio = NAN};
}
