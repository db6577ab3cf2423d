/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/followup_measure.h"

#include "advise/metrics.h"

#include <math.h>
#include <string.h>

enum { BLOCKS_LEAST = 6, BLOCKS_APART = 6 };
static const float LOWEST_HZ = 18.0f, HIGHEST_HZ = 22000.0f;

static const struct progress unknown = {.asked = NAN, .made = NAN, .after = NAN};

static const struct track_reading *track_of(const struct followed *followed,
                                            const struct snapshot *snapshot)
{
    const uint8_t index = followed->latest.track;
    return &snapshot->tracks[index < snapshot->n_tracks ? index : snapshot->mix];
}

/* Which way is better.  By the rule, for value and threshold pass each other while it still stands: the
 * hysteresis, and a threshold that moves with the genre. */
static bool should_fall(const struct suggestion *suggestion)
{
    if (suggestion->wanted != DIRECTION_NONE)
        return suggestion->wanted == DIRECTION_DOWN;
    return suggestion->evidence[0].value >= suggestion->evidence[0].threshold;
}

/* What an action works on; `share` of its gain is what third octaves can show of it. */
static bool band_of(const struct action *action, float *low_hz, float *high_hz, float *gain_db)
{
    const float q = action->q > 0.0f ? action->q : 1.0f;
    const float half = fmaxf(1.15f, exp2f(0.25f / q));
    *low_hz = LOWEST_HZ;
    *high_hz = HIGHEST_HZ;
    *gain_db = action->gain_db;
    switch (action->type) {
    case ACTION_EQ:
    case ACTION_NOTCH:
    case ACTION_DE_ESS:
        *low_hz = action->hz / half;
        *high_hz = action->hz * half;
        break;
    case ACTION_LOW_SHELF:
        *high_hz = action->hz;
        break;
    case ACTION_HIGH_SHELF:
        *low_hz = action->hz;
        break;
    case ACTION_HIGH_PASS:
        *high_hz = action->hz;
        break;
    case ACTION_LOW_PASS:
        *low_hz = action->hz;
        break;
    default:
        return false;
    }
    if (action->type == ACTION_NOTCH || action->type == ACTION_HIGH_PASS ||
        action->type == ACTION_LOW_PASS)
        *gain_db = -6.0f; /* what is left of a band that is cut away depends on the music */
    if (action->type == ACTION_DE_ESS)
        *gain_db = -fabsf(*gain_db) / 3.0f; /* works only now and then */
    return action->hz > 0.0f && isfinite(*gain_db) && *gain_db != 0.0f;
}

static struct progress measure_band(const struct followed *followed,
                                    const struct sound_profile *before,
                                    const struct sound_profile *after)
{
    struct progress progress = unknown;
    float low_hz, high_hz, gain_db;
    if (!band_of(&followed->latest.action, &low_hz, &high_hz, &gain_db))
        return progress;
    const float change = sound_band_change(after, before, low_hz, high_hz);
    const struct evidence *evidence = &followed->latest.evidence[0];
    progress.kind = PROGRESS_SOUND;
    progress.asked = fabsf(gain_db);
    progress.made = gain_db < 0.0f ? -change : change;
    progress.level_matched = true;
    if (strcmp(evidence->unit, "dB") == 0) {
        const float sign = should_fall(&followed->latest) ? 1.0f : -1.0f;
        progress.after = followed->value_before - sign * progress.made;
    }
    return progress;
}

/* From `before` towards the threshold, now at `now`.  What is past it already is asked nothing more. */
static struct progress measure_way(float before, const struct suggestion *suggestion, float now)
{
    const float threshold = suggestion->evidence[0].threshold;
    const float sign = should_fall(suggestion) ? -1.0f : 1.0f;
    struct progress progress = {.kind = PROGRESS_METRIC, .asked = NAN, .after = now};
    if (isfinite(before) && isfinite(threshold))
        progress.asked = fmaxf(sign * (threshold - before), 0.0f);
    progress.made = sign * (now - before);
    return progress;
}

/* Counts since it was applied: none is what was asked. */
static struct progress measure_none(uint64_t now, uint64_t then)
{
    return (struct progress){.kind = PROGRESS_MOMENT, .asked = 1.0f, .made = now > then ? 0.0f : 1.0f,
                             .after = (float)(now - then)};
}

static uint64_t clips_of(const struct track_reading *track)
{
    uint64_t sum = 0;
    for (unsigned c = 0; c < track->channels; c++)
        sum += track->channel[c].clipped_samples;
    return sum;
}

enum way { WAY_PEAK, WAY_LOUDNESS, WAY_CORRELATION, WAY_LOW_CORRELATION, WAY_WIDTH, WAY_PSR,
           WAY_BALANCE, WAY_CLIPS, WAY_DROPOUTS };

/* Those that are kept since the reset would show a mend late or never. */
static const struct {
    const char *rule;
    enum way way;
} ways[] = {
    {"clipping", WAY_CLIPS},           {"dropouts", WAY_DROPOUTS},
    {"true_peak_over", WAY_PEAK},      {"hot_level", WAY_PEAK},
    {"hot_mix", WAY_PEAK},
    {"low_level", WAY_PEAK},           {"loudness_over", WAY_LOUDNESS},
    {"loudness_under", WAY_LOUDNESS},  {"overcompressed", WAY_PSR},
    {"too_dynamic", WAY_PSR},          {"polarity", WAY_CORRELATION},
    {"low_end_width", WAY_LOW_CORRELATION}, {"imbalance", WAY_BALANCE},
    {"mono", WAY_WIDTH},
};

static struct progress measure_gain(float asked_db, float before, float after)
{
    struct progress progress = {.kind = PROGRESS_SOUND, .asked = fabsf(asked_db), .after = NAN};
    progress.made = asked_db < 0.0f ? before - after : after - before;
    return progress;
}

static struct progress measure_rule(enum way way, const struct followed *followed,
                                    const struct track_reading *track,
                                    const struct sound_profile *before,
                                    const struct sound_profile *after)
{
    const struct suggestion *suggestion = &followed->latest;
    const float threshold = suggestion->evidence[0].threshold;
    const bool rises = !should_fall(suggestion);
    switch (way) {
    case WAY_CLIPS:
        return measure_none(clips_of(track), followed->clips);
    case WAY_DROPOUTS:
        return measure_none(track->defects.dropouts, followed->dropouts);
    case WAY_PEAK: {
        const float off_db = fabsf(threshold - suggestion->evidence[0].value);
        struct progress progress = measure_gain(rises ? off_db : -off_db,
                                                followed->before.true_peak_dbtp,
                                                followed->peak_dbtp);
        progress.kind = PROGRESS_MOMENT;
        progress.after =
            followed->value_before + followed->peak_dbtp - followed->before.true_peak_dbtp;
        return progress;
    }
    case WAY_LOUDNESS: {
        const float gain_db =
            isfinite(suggestion->action.gain_db) ? fabsf(suggestion->action.gain_db) : 2.0f;
        struct progress progress =
            measure_gain(rises ? gain_db : -gain_db, before->loudness_lufs, after->loudness_lufs);
        progress.after = followed->value_before + after->loudness_lufs - before->loudness_lufs;
        return progress;
    }
    case WAY_PSR:
        return measure_gain(rises ? 1.5f : -1.5f, before->psr_db, after->psr_db);
    case WAY_CORRELATION:
        return measure_gain(rises ? 0.4f : -0.4f, before->correlation, after->correlation);
    case WAY_LOW_CORRELATION:
        return measure_gain(rises ? 0.3f : -0.3f, before->low_correlation, after->low_correlation);
    case WAY_WIDTH:
        return measure_gain(rises ? 0.05f : -0.05f, before->width, after->width);
    case WAY_BALANCE:
        return measure_gain(before->balance_db > 0.0f ? -fabsf(before->balance_db)
                                                      : fabsf(before->balance_db),
                            before->balance_db, after->balance_db);
    }
    return unknown;
}

/* The first evidence itself, where the snapshot holds it. */
static struct progress measure_metric(const struct followed *followed,
                                      const struct snapshot *snapshot)
{
    float values[METRICS_MAX];
    const struct evidence *evidence = &followed->latest.evidence[0];
    const size_t metric = metrics_find(evidence->metric);
    if (metric == METRICS_NONE || metric < METRICS_SET)
        return unknown;
    const struct track_reading *track = track_of(followed, snapshot);
    const struct metric_view view = {.snapshot = snapshot, .track = track, .role = track->role};
    metrics_fill(&view, values);
    return measure_way(followed->value_before, &followed->latest, values[metric]);
}

struct progress followup_measure(const struct followed *followed, const struct snapshot *snapshot,
                                 const struct sound_profile *before,
                                 const struct sound_profile *after)
{
    const struct suggestion *suggestion = &followed->latest;
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (strcmp(ways[i].rule, suggestion->rule) == 0)
            return measure_rule(ways[i].way, followed, track_of(followed, snapshot), before, after);
    const struct progress band = measure_band(followed, before, after);
    return isfinite(band.asked) ? band : measure_metric(followed, snapshot);
}

float followup_unrest(const struct followed *followed, const struct snapshot *snapshot,
                      const struct places *places)
{
    struct sound_profile blocks[PLACES_BLOCKS];
    const uint8_t index = followed->latest.track;
    const unsigned count =
        places ? places_blocks(places, index < snapshot->n_tracks ? index : snapshot->mix, blocks) : 0;
    double squares = 0.0;
    unsigned pairs = 0;
    for (unsigned i = 0; count >= BLOCKS_LEAST && i < count; i++) {
        for (unsigned j = i + 1; j < count && j <= i + BLOCKS_APART; j++) {
            const float made = followup_measure(followed, snapshot, &blocks[j], &blocks[i]).made;
            if (!isfinite(made))
                continue;
            squares += (double)made * (double)made;
            pairs++;
        }
    }
    return pairs > 0 ? (float)sqrt(squares / pairs) : NAN;
}
