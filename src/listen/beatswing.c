/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatswing.h"

#include <math.h>
#include <stdlib.h>

enum { PARTS = 48, BEATS_MIN = 8 };

static const double longest_interval = 150.0, shortest_interval = 20.0; /* frames */
/* Of what is on the beat, and of the mean in between: less is no division of the beat. */
static const double notable_share = 0.12, notable_times = 1.5;
static const double as_strong = 0.5; /* one third of a beat to the other */
static const float swung_from = 1.25f; /* by confidence */
static const int same_place = 2; /* parts */
static const double divided = 0.5; /* an off-beat of a beat, of the usual one */
static const int offbeat_from = 20, offbeat_to = 35; /* parts: up to 2.7 : 1, beyond are sixteenths */

static double strength_at(const float *strength, size_t frames, double at)
{
    if (!(at >= 0.0) || at + 1.0 >= (double)frames)
        return 0.0;
    const size_t before = (size_t)at;
    const double part = at - (double)before;
    return (1.0 - part) * (double)strength[before] + part * (double)strength[before + 1];
}

/* Part 0 is on the beat; what is before it is at the end. */
static size_t fold(const float *strength, size_t frames, const double *beats, size_t count,
                   double curve[PARTS])
{
    size_t folded = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        const double interval = beats[i + 1] - beats[i];
        if (interval < shortest_interval || interval > longest_interval)
            continue;
        for (int p = 0; p < PARTS; p++)
            curve[p] += strength_at(strength, frames, beats[i] + interval * p / PARTS);
        folded++;
    }
    return folded;
}

static double part_of(const double curve[PARTS], int part)
{
    return curve[(part + PARTS) % PARTS];
}

static int highest(const double curve[PARTS], int from, int to)
{
    int best = from;
    for (int p = from; p <= to; p++)
        best = part_of(curve, p) > part_of(curve, best) ? p : best;
    return best;
}

/* The summit around a part, between parts. */
static double summit(const double curve[PARTS], int part)
{
    const double left = part_of(curve, part - 1), middle = part_of(curve, part);
    const double right = part_of(curve, part + 1);
    const double bend = left - 2.0 * middle + right;
    const bool peak = bend < 0.0 && middle >= left && middle >= right;
    return part + (peak ? 0.5 * (left - right) / bend : 0.0);
}

/* How many of the beats that have an off-beat have it near part `off`. */
static float find_consistency(const float *strength, size_t frames, const double *beats,
                              size_t count, int off, double height)
{
    unsigned some = 0, near = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        double curve[PARTS];
        const double interval = beats[i + 1] - beats[i];
        if (interval < shortest_interval || interval > longest_interval)
            continue;
        for (int p = 0; p < PARTS; p++)
            curve[p] = strength_at(strength, frames, beats[i] + interval * p / PARTS);
        const int own = highest(curve, offbeat_from - PARTS / 12, offbeat_to + PARTS / 12);
        if (part_of(curve, own) < divided * height)
            continue;
        some++;
        near += abs(own - off) <= same_place ? 1u : 0u;
    }
    return some > 0 ? (float)near / (float)some : 0.0f;
}

struct beatswing beatswing_find(const float *strength, size_t frames, const double *beats,
                                size_t count)
{
    struct beatswing swing = {.ratio = NAN};
    double curve[PARTS] = {0.0}, mean = 0.0;
    const size_t folded = fold(strength, frames, beats, count, curve);
    if (folded < BEATS_MIN)
        return swing;
    for (int p = PARTS / 8; p < PARTS - PARTS / 8; p++)
        mean += curve[p] / (PARTS - PARTS / 4);
    const int on = highest(curve, -PARTS / 12, PARTS / 12);
    const int off = highest(curve, on + offbeat_from, on + offbeat_to);
    const double height = part_of(curve, off);
    const bool edge = off == on + offbeat_from || off == on + offbeat_to;
    if (edge || height < notable_share * part_of(curve, on) || height < notable_times * mean)
        return swing;
    const double at = (summit(curve, off) - summit(curve, on)) / PARTS;
    const int third = highest(curve, on + PARTS / 3 - 3, on + PARTS / 3 + 3);
    if (at > 0.6 && at < 0.73 && part_of(curve, third) > as_strong * height)
        swing.ternary = true;
    else
        swing.ratio = (float)fmax(1.0, at / (1.0 - at));
    swing.consistency = find_consistency(strength, frames, beats, count, off,
                                         height / (double)folded);
    return swing;
}

/* By logistic regression on accompaniments whose off-beats are known. */
float beatswing_confidence(const struct beatswing *swing, float tempo_confidence)
{
    const float odds = 0.4f + 1.85f * swing->consistency + 1.2f * tempo_confidence -
                       (swing->ratio >= swung_from ? 1.9f : 0.0f);
    return isnan(swing->ratio) ? NAN : 1.0f / (1.0f + expf(-odds));
}
