/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/beatclock.h"

#include "listen/beatpath.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    LOOK_EVERY = 4,
    ODDS_KEPT = 512, /* 6 s */
    BEATS_KEPT = 40,
    FITTED = 13, /* beats that the tempo is taken over */
    METER_MIN = 12,
    PATIENCE = 10,
    PATIENCE_SHOWN = 30
};

static const double same_octaves = 0.12;  /* tempo classes differ by more */
static const float settle_share = 0.02f; /* a look: 2.3 s */
static const float between_share = 0.35f;
static const float certain_share = 0.2f;  /* a beat */

struct beatclock {
    double frame_s;
    struct beatpath *path;
    long frames;
    float odds[ODDS_KEPT], downbeat[ODDS_KEPT]; /* rings */
    double beat_s[BEATS_KEPT]; /* the path's latest beats, oldest first, */
    float beat_downbeat[BEATS_KEPT]; /* and the log odds that they begin a bar */
    unsigned beats;
    struct meter meter;
    double bar_s;          /* when one began */
    double period_s, raw_period_s; /* NAN */
    unsigned other;                /* looks in a row that saw another tempo */
    double preferred_s;            /* a period; NAN */
    double anchor_s, last_strike_s, next_s;
    float steadiness, certainty, backing;
    bool shown, pulse;
};

struct beatclock *beatclock_new(double frame_s)
{
    struct beatclock *clock = calloc(1, sizeof *clock);
    if (!clock)
        return NULL;
    clock->frame_s = frame_s;
    clock->path = beatpath_new(false);
    if (!clock->path) {
        free(clock);
        return NULL;
    }
    clock->last_strike_s = -INFINITY;
    clock->preferred_s = NAN;
    clock->backing = 0.5f;
    beatclock_forget(clock);
    return clock;
}

void beatclock_free(struct beatclock *clock)
{
    if (!clock)
        return;
    beatpath_free(clock->path);
    free(clock);
}

void beatclock_forget(struct beatclock *clock)
{
    clock->beats = clock->meter.beats_in_bar = 0;
    clock->period_s = clock->raw_period_s = NAN;
    clock->anchor_s = clock->next_s = NAN;
    clock->other = 0;
    clock->steadiness = clock->certainty = 0.0f;
    clock->shown = clock->pulse = false;
}

static bool same_tempo(double period_s, double other_s)
{
    return fabs(log2(period_s / other_s)) < same_octaves; /* false for NAN */
}

/* What was heard lately, as if the tempo now preferred had been from the start. */
static void think_again(struct beatclock *clock)
{
    const long count = clock->frames < ODDS_KEPT ? clock->frames : ODDS_KEPT;
    beatpath_restart(clock->path, clock->frames - count);
    for (long i = clock->frames - count; i < clock->frames; i++)
        beatpath_push(clock->path, clock->odds[i % ODDS_KEPT]);
}

void beatclock_prefer(struct beatclock *clock, double bpm, double octaves)
{
    const double period_s = 60.0 / bpm;
    beatpath_prefer(clock->path, bpm, octaves);
    if (!same_tempo(period_s, clock->preferred_s) && !same_tempo(period_s, clock->raw_period_s))
        think_again(clock);
    clock->preferred_s = period_s;
}

void beatclock_prefer_usual(struct beatclock *clock)
{
    beatpath_prefer_usual(clock->path);
    clock->preferred_s = NAN;
}

void beatclock_back(struct beatclock *clock, float backing)
{
    clock->backing = backing;
}

static float odds_at(const struct beatclock *clock, long frame)
{
    const bool known = frame >= 0 && frame < clock->frames && frame > clock->frames - ODDS_KEPT;
    return known ? clock->odds[frame % ODDS_KEPT] : -INFINITY;
}

/* The summit around a frame, between frames. */
static double summit_s(const struct beatclock *clock, long frame)
{
    const float left = odds_at(clock, frame - 1);
    const float middle = odds_at(clock, frame);
    const float right = odds_at(clock, frame + 1);
    const float bend = left - 2.0f * middle + right;
    const bool peak = isfinite(bend) && bend < 0.0f && middle >= left && middle >= right;
    const double shift = peak ? (double)(0.5f * (left - right) / bend) : 0.0;
    return ((double)frame + shift) * clock->frame_s;
}

static float likely(float log_odds)
{
    return 1.0f / (1.0f + expf(-log_odds));
}

/* How clearly the beat at `frame` stands out from what is halfway to the one before. */
static float clarity(const struct beatclock *clock, long frame, long interval)
{
    float between = -INFINITY;
    for (long at = frame - interval * 3 / 4; at <= frame - interval / 4; at++)
        between = fmaxf(between, odds_at(clock, at));
    return fmaxf(likely(odds_at(clock, frame)) - between_share * likely(between), 0.0f);
}

static void find_meter(struct beatclock *clock)
{
    bool first[BEATS_KEPT];
    uint8_t room[BEATS_KEPT * METERPATH_ROOM];
    clock->meter.beats_in_bar = 0;
    if (clock->beats < METER_MIN)
        return;
    clock->meter = meterpath_find(clock->beat_downbeat, clock->beats, first, room);
    for (unsigned i = 0; clock->meter.beats_in_bar > 0 && i < clock->beats; i++)
        if (first[i])
            clock->bar_s = clock->beat_s[i];
}

/* Keeps those of the earlier beats that the new one continues. */
static void note_beat(struct beatclock *clock, long frame, double interval_s)
{
    const double at = summit_s(clock, frame);
    while (clock->beats > 0 && at - clock->beat_s[clock->beats - 1] < 0.5 * interval_s)
        clock->beats--;
    const double gap = clock->beats > 0 ? at - clock->beat_s[clock->beats - 1] : interval_s;
    if (fabs(gap / interval_s - 1.0) > 0.3)
        clock->beats = 0;
    if (clock->beats == BEATS_KEPT) {
        memmove(clock->beat_s, clock->beat_s + 1, (BEATS_KEPT - 1) * sizeof *clock->beat_s);
        memmove(clock->beat_downbeat, clock->beat_downbeat + 1,
                (BEATS_KEPT - 1) * sizeof *clock->beat_downbeat);
        clock->beats--;
    }
    clock->beat_downbeat[clock->beats] = clock->downbeat[frame % ODDS_KEPT];
    clock->beat_s[clock->beats++] = at;
    find_meter(clock);
    const long interval = lrint(interval_s / clock->frame_s);
    clock->certainty += certain_share * (clarity(clock, frame, interval) - clock->certainty);
}

/* The line through the latest beats: finer than whole frames. */
static double fitted_period(const struct beatclock *clock, double interval_s)
{
    const unsigned n = clock->beats < FITTED ? clock->beats : FITTED;
    const double *const beat_s = clock->beat_s + clock->beats - n;
    double slope = 0.0, weight = 0.0;
    for (unsigned i = 0; i < n; i++) {
        const double x = (double)i - 0.5 * (n - 1);
        slope += x * beat_s[i];
        weight += x * x;
    }
    const double fitted = n >= 4 ? slope / weight : interval_s;
    return fabs(fitted / interval_s - 1.0) < 0.1 ? fitted : interval_s;
}

static void set_next(struct beatclock *clock)
{
    const double after = fmax(clock->last_strike_s + 0.6 * clock->period_s,
                              clock->anchor_s + 0.5 * clock->period_s);
    clock->next_s = clock->anchor_s + clock->period_s;
    if (clock->next_s < after)
        clock->next_s += clock->period_s * ceil((after - clock->next_s) / clock->period_s);
}

static void follow(struct beatclock *clock, double period_s, double anchor_s)
{
    const bool same = same_tempo(period_s, clock->period_s);
    clock->other = same ? 0 : clock->other + 1;
    const bool preferred = same_tempo(period_s, clock->preferred_s);
    const unsigned patience = preferred ? 0 : clock->shown ? PATIENCE_SHOWN : PATIENCE;
    if (!same && !isnan(clock->period_s) && clock->other < patience) {
        clock->steadiness -= settle_share * clock->steadiness;
        return;
    }
    if (!same && !isnan(clock->period_s))
        clock->steadiness *= 0.5f;
    clock->steadiness += settle_share * (1.0f - clock->steadiness);
    clock->period_s = period_s;
    clock->anchor_s = anchor_s;
    clock->other = 0;
    set_next(clock);
}

/* By logistic regression on clips that the models had not seen, and on noise, speech and free
 * rhythm.  A tempo that has stayed may be less clear. */
static void judge(struct beatclock *clock)
{
    static const float open = 0.5f; /* the octave */
    const float alone = clock->certainty + 0.25f * (clock->steadiness - 0.5f) + 0.27f * open;
    clock->pulse = clock->steadiness > 0.35f && alone > 0.68f;
    const float sure =
        clock->certainty + 0.25f * (clock->steadiness - 0.5f) + 0.27f * clock->backing;
    clock->shown = clock->steadiness > (clock->shown ? 0.25f : 0.45f) &&
                   sure > (clock->shown ? 0.51f : 0.64f);
}

static void look(struct beatclock *clock)
{
    const struct beatpath_state state = beatpath_now(clock->path);
    if (state.last_frame < 1 || state.last_frame + 1 >= clock->frames)
        return;
    const double interval_s = state.interval * clock->frame_s;
    const double at = (double)state.last_frame * clock->frame_s;
    if (clock->beats == 0 || fabs(at - clock->beat_s[clock->beats - 1]) > 2.5 * clock->frame_s)
        note_beat(clock, state.last_frame, interval_s);
    clock->raw_period_s = fitted_period(clock, interval_s);
    follow(clock, clock->raw_period_s, clock->beat_s[clock->beats - 1]);
    judge(clock);
}

void beatclock_push(struct beatclock *clock, const struct beatnet_step *log_odds)
{
    clock->downbeat[clock->frames % ODDS_KEPT] = log_odds->downbeat;
    clock->odds[clock->frames++ % ODDS_KEPT] = log_odds->beat;
    beatpath_push(clock->path, log_odds->beat);
    if (clock->frames % LOOK_EVERY == 0)
        look(clock);
}

bool beatclock_strike(struct beatclock *clock, double now_s, double *at_s, bool *first)
{
    if (!(clock->next_s <= now_s))
        return false;
    *at_s = clock->last_strike_s = clock->next_s;
    clock->next_s += clock->period_s;
    const long since = lrint((*at_s - clock->bar_s) / clock->period_s);
    *first = clock->meter.beats_in_bar > 0 && since % (long)clock->meter.beats_in_bar == 0;
    return true;
}

unsigned beatclock_beats(const struct beatclock *clock, const double **beats_s)
{
    *beats_s = clock->beat_s;
    return clock->beats;
}

struct beatclock_state beatclock_read(const struct beatclock *clock)
{
    return (struct beatclock_state){
        .bpm = (float)(60.0 / clock->period_s),
        .bpm_raw = (float)(60.0 / clock->raw_period_s),
        .steadiness = clock->steadiness,
        .certainty = clock->certainty,
        .shown = clock->shown,
        .pulse = clock->pulse,
        .next_s = clock->next_s,
        .meter = clock->meter,
    };
}
