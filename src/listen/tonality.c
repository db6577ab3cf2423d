/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/tonality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double recent_s = 24.0;     /* time constant of what counts as now */
static const double moment_s = 12.0;     /* of what tells changes */
static const double needed_s = 4.0;      /* of tonal sound before anything is said */
static const double forgets_after_s = 20.0; /* of silence: then another piece may come */
static const double tonal_from = 0.12;   /* tunedness: drums stay below .10, noise and speech .04 */
/* Voices that speak reach .09 and, monotonous ones, .11. */
static const double least_agreement = 0.095, clear_agreement = 0.115;
static const float unclear_confidence = 0.5f; /* that a key needs when that is no clearer */
static const double tonal_settles_s = 4.5; /* a few hits agree by chance: more is asked at first */
static const float not_one_note = 0.75f; /* a pitch class with more than this is no key */
static const float one_note_from = 0.4f, one_series = 0.80f; /* the note's share, its harmonics' */
static const float fifth_each = 0.3f, third_share = 0.15f; /* of a fifth, of what makes a chord */
static const float change_ratio = 1.5f;  /* how much more probable a new key is than the old one */
static const float keep_ratio = 1.5f;
static const double change_after_s = 6.0;    /* clearly ahead */
static const double change_at_last_s = 18.0; /* ahead at all */
static const double change_lasts_s = 15.0;
static const double change_seen_after_s = 5.0; /* a new key leads about this long after it came */

struct heard {
    double cells[CHROMA_CELLS];
    double relief; /* of frames, summed */
    double frames;
};

struct tonality {
    struct chroma *chroma;
    struct key_model model;
    double frame_s;
    double recent_decay, moment_decay; /* a frame */
    unsigned audible, blocks; /* since the last frames */
    double silent_s;
    struct heard all, recent, moment;
    struct key_estimate now, overall;
    double now_s;
    double rival_since_s;     /* since when another key has led clearly; NAN */
    struct key_name rival;
    struct heard before_rival; /* of the moment, when it came to lead; fades like it */
    double leader_since_s;    /* since when another key has led at all; NAN */
    struct key_name leader;
    unsigned n_changes;
    struct key_change changes[KEY_CHANGES];
};

static const struct key_estimate no_key = {.key.tonic = -1, .runner_up.tonic = -1};

struct tonality *tonality_new(double rate_hz, size_t max_frames, const struct key_model *model)
{
    struct tonality *const tonality = calloc(1, sizeof *tonality);
    if (!tonality)
        return NULL;
    tonality->chroma = chroma_new(rate_hz, max_frames);
    if (!tonality->chroma) {
        tonality_free(tonality);
        return NULL;
    }
    tonality->model = *model;
    tonality->frame_s = chroma_frame_s(tonality->chroma);
    tonality->recent_decay = exp(-tonality->frame_s / recent_s);
    tonality->moment_decay = exp(-tonality->frame_s / moment_s);
    tonality->now = tonality->overall = no_key;
    tonality->rival_since_s = tonality->leader_since_s = NAN;
    return tonality;
}

void tonality_free(struct tonality *tonality)
{
    if (!tonality)
        return;
    chroma_free(tonality->chroma);
    free(tonality);
}

void tonality_reset(struct tonality *tonality)
{
    memset(&tonality->all, 0, sizeof tonality->all);
    tonality->overall = no_key;
    tonality->n_changes = 0;
}

static void add_frame(struct heard *heard, const struct chroma_frame *frame, double decay)
{
    for (size_t i = 0; i < CHROMA_CELLS; i++)
        heard->cells[i] = heard->cells[i] * decay + (double)frame->cell[i];
    heard->relief = heard->relief * decay + (double)frame->relief;
    heard->frames = heard->frames * decay + 1.0;
}

static void fade(struct heard *heard, double decay)
{
    for (size_t i = 0; i < CHROMA_CELLS; i++)
        heard->cells[i] *= decay;
    heard->relief *= decay;
    heard->frames *= decay;
}

static void take_out(struct heard *heard, const struct heard *part)
{
    for (size_t i = 0; i < CHROMA_CELLS; i++)
        heard->cells[i] = fmax(0.0, heard->cells[i] - part->cells[i]);
    heard->relief -= part->relief;
    heard->frames -= part->frames;
}

/* How much it is made of notes: peaks that stand out and agree on a tuning. */
static double tunedness(const struct heard *heard)
{
    if (heard->frames <= 0.0)
        return 0.0;
    return chroma_tuning(heard->cells).agreement * (heard->relief / heard->frames - 1.0);
}

static bool is_tonal(const struct heard *heard, double heard_s)
{
    const double unsettled = tonal_settles_s / heard_s;
    return heard_s >= needed_s && chroma_tuning(heard->cells).agreement >= least_agreement &&
           tunedness(heard) >= tonal_from * (1.0 + unsettled * unsettled);
}

/* The shares of the pitch classes. */
static void fold(const struct heard *heard, float classes[PITCH_CLASSES])
{
    float sum = 1e-12f;
    chroma_fold(heard->cells, chroma_tuning(heard->cells).cents, classes);
    for (unsigned i = 0; i < PITCH_CLASSES; i++)
        sum += classes[i];
    for (unsigned i = 0; i < PITCH_CLASSES; i++)
        classes[i] /= sum;
}

/* An open fifth: neither major nor minor. */
static bool is_fifth(const float classes[PITCH_CLASSES], unsigned top)
{
    const unsigned above = (top + 7) % PITCH_CLASSES, below = (top + 5) % PITCH_CLASSES;
    const unsigned other = classes[above] > classes[below] ? above : below;
    float most = 0.0f; /* of the rest */
    for (unsigned i = 0; i < PITCH_CLASSES; i++)
        most = i == top || i == other ? most : fmaxf(most, classes[i]);
    return classes[other] >= fifth_each && most < third_share;
}

/* One note, however long and rich in harmonics, is no key: the harmonics 3, 5, 7 and 9 lie on the
 * fifth, the third, the seventh and the second above it. */
static bool is_drone(const float classes[PITCH_CLASSES])
{
    static const unsigned series[] = {0, 7, 4, 10, 2};
    unsigned top = 0;
    for (unsigned i = 1; i < PITCH_CLASSES; i++)
        if (classes[i] > classes[top])
            top = i;
    float sum = 0.0f;
    for (size_t i = 0; i < sizeof series / sizeof series[0]; i++)
        sum += classes[(top + series[i]) % PITCH_CLASSES];
    return classes[top] >= not_one_note || is_fifth(classes, top) ||
           (classes[top] >= one_note_from && sum >= one_series);
}

static bool same_key(struct key_name a, struct key_name b)
{
    return a.tonic == b.tonic && a.minor == b.minor;
}

/* What was said is kept until something else is clearly more probable: an estimate that flickers
 * between two keys helps nobody. */
static struct key_estimate keep_key(struct key_estimate fresh, struct key_name said,
                                    const float probability[KEYS])
{
    const float still = probability[said.tonic + (said.minor ? PITCH_CLASSES : 0)];
    if (same_key(fresh.key, said) || fresh.confidence > keep_ratio * still)
        return fresh;
    return (struct key_estimate){.key = said, .confidence = still, .runner_up = fresh.key,
                                 .runner_up_confidence = fresh.confidence};
}

static struct key_estimate judge(const struct tonality *tonality, const struct heard *heard,
                                 struct key_name said)
{
    if (!is_tonal(heard, heard->frames * tonality->frame_s))
        return no_key;
    float classes[PITCH_CLASSES], probability[KEYS];
    fold(heard, classes);
    if (is_drone(classes))
        return no_key;
    key_judge(&tonality->model, classes, probability);
    const struct key_estimate fresh = key_choose(probability);
    if (fresh.confidence < unclear_confidence &&
        chroma_tuning(heard->cells).agreement < clear_agreement)
        return no_key;
    return said.tonic >= 0 ? keep_key(fresh, said, probability) : fresh;
}

/* While a piece modulates, both keys together look like a third, and its first chords may mislead:
 * what does not last is forgotten.  Returns when `to` started. */
static double forget_passing_key(struct tonality *tonality, struct key_name to, double start_s)
{
    if (tonality->n_changes == 0)
        return start_s;
    const struct key_change *const last = &tonality->changes[tonality->n_changes - 1];
    if (start_s - last->start_s >= change_lasts_s)
        return start_s;
    tonality->n_changes--;
    if (tonality->n_changes == 0 || !same_key(last[-1].key, to))
        return last->start_s;
    tonality->n_changes--;
    return last[-1].start_s;
}

static void note_change(struct tonality *tonality, const struct key_estimate *to, double start_s)
{
    start_s = forget_passing_key(tonality, to->key, start_s);
    if (tonality->n_changes == KEY_CHANGES) {
        memmove(tonality->changes, tonality->changes + 1,
                (KEY_CHANGES - 1) * sizeof tonality->changes[0]);
        tonality->n_changes--;
    }
    tonality->changes[tonality->n_changes++] = (struct key_change){
        .start_s = fmax(start_s, 0.0), .key = to->key, .confidence = to->confidence};
}

static void follow_rival(struct tonality *tonality, const struct key_estimate *moment, bool clear,
                         double now_s)
{
    if (clear && !(isfinite(tonality->rival_since_s) &&
                   same_key(moment->key, tonality->rival))) {
        tonality->rival = moment->key;
        tonality->rival_since_s = now_s;
        tonality->before_rival = tonality->moment;
    }
    if (!isfinite(tonality->leader_since_s) || !same_key(moment->key, tonality->leader)) {
        tonality->leader = moment->key;
        tonality->leader_since_s = now_s;
    }
}

static void forget_rival(struct tonality *tonality)
{
    tonality->rival_since_s = tonality->leader_since_s = NAN;
    tonality->before_rival.frames = 0.0;
}

/* What was heard before the new key does not count as now any more. */
static void change_key(struct tonality *tonality, const struct key_estimate *to, double since_s)
{
    note_change(tonality, to, since_s - change_seen_after_s);
    if (isfinite(tonality->rival_since_s) && same_key(tonality->rival, to->key))
        take_out(&tonality->moment, &tonality->before_rival);
    tonality->recent = tonality->moment;
    tonality->now = *to;
    forget_rival(tonality);
}

/* Another key has to lead clearly for a while, or at all for long, before it is believed. */
static void follow_changes(struct tonality *tonality, double now_s)
{
    const struct key_estimate moment = judge(tonality, &tonality->moment, no_key.key);
    if (moment.key.tonic < 0)
        return;
    if (tonality->n_changes == 0) {
        note_change(tonality, &moment, now_s - tonality->moment.frames * tonality->frame_s);
        return;
    }
    struct key_change *const last = &tonality->changes[tonality->n_changes - 1];
    if (same_key(moment.key, last->key)) {
        last->confidence = fmaxf(last->confidence, moment.confidence);
        forget_rival(tonality);
        return;
    }
    const bool clear = moment.confidence > change_ratio * moment.runner_up_confidence;
    follow_rival(tonality, &moment, clear, now_s);
    if (clear && now_s - tonality->rival_since_s >= change_after_s)
        change_key(tonality, &moment, tonality->rival_since_s);
    else if (now_s - tonality->leader_since_s >= change_at_last_s)
        change_key(tonality, &moment, tonality->leader_since_s);
}

void tonality_process(struct tonality *tonality, const float *samples, size_t frames, bool audible,
                      double end_s)
{
    tonality->blocks++;
    tonality->audible += audible;
    const struct chroma_frame *const fresh = chroma_process(tonality->chroma, samples, frames);
    if (!fresh)
        return;
    const bool heard = 2 * tonality->audible >= tonality->blocks;
    tonality->audible = tonality->blocks = 0;
    tonality->silent_s = heard ? 0.0 : tonality->silent_s + CHROMA_FRAMES * tonality->frame_s;
    if (tonality->silent_s >= forgets_after_s) {
        memset(&tonality->recent, 0, sizeof tonality->recent);
        memset(&tonality->moment, 0, sizeof tonality->moment);
        tonality->now = no_key;
    }
    for (unsigned i = 0; i < CHROMA_FRAMES && heard; i++) {
        if (fresh[i].relief <= 0.0f)
            continue;
        add_frame(&tonality->all, &fresh[i], 1.0);
        add_frame(&tonality->recent, &fresh[i], tonality->recent_decay);
        add_frame(&tonality->moment, &fresh[i], tonality->moment_decay);
        if (tonality->before_rival.frames > 0.0)
            fade(&tonality->before_rival, tonality->moment_decay);
    }
    if (!heard)
        return;
    tonality->now = judge(tonality, &tonality->recent, tonality->now.key);
    tonality->overall = judge(tonality, &tonality->all, no_key.key);
    tonality->now_s = end_s;
    follow_changes(tonality, end_s);
}

/* A piece in C and then in D, all together, may look like D minor: of keys that were heard one
 * after the other, the one that lasted longest is the piece's. */
static struct key_estimate overall_key(const struct tonality *tonality)
{
    float shares[KEYS] = {0.0f};
    if (tonality->n_changes < 2 || tonality->overall.key.tonic < 0)
        return tonality->overall;
    const double start_s = tonality->changes[0].start_s;
    for (unsigned i = 0; i < tonality->n_changes; i++) {
        const struct key_change *const change = &tonality->changes[i];
        const bool last = i + 1 == tonality->n_changes;
        const double end_s = last ? tonality->now_s : change[1].start_s;
        if (same_key(change->key, tonality->overall.key))
            return tonality->overall;
        shares[change->key.tonic + (change->key.minor ? PITCH_CLASSES : 0)] +=
            change->confidence * (float)((end_s - change->start_s) / (tonality->now_s - start_s));
    }
    return key_choose(shares);
}

bool tonality_is_known(const struct tonality *tonality)
{
    return tonality->now.key.tonic >= 0;
}

void tonality_read(const struct tonality *tonality, struct key_reading *reading)
{
    key_reading_clear(reading);
    reading->now = tonality->now;
    reading->overall = overall_key(tonality);
    if (is_tonal(&tonality->all, tonality->all.frames * tonality->frame_s))
        reading->tuning_cents = (float)chroma_tuning(tonality->all.cells).cents;
    fold(&tonality->all, reading->classes);
    reading->n_changes = (uint16_t)tonality->n_changes;
    memcpy(reading->changes, tonality->changes,
           tonality->n_changes * sizeof tonality->changes[0]);
}
