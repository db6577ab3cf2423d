/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define AUBIO_UNSTABLE 1
#include "listen/rhythm.h"

#include "listen/beatgrid.h"

#include <aubio/aubio.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* aubio's tracker has constants that count frames of 512 samples at 44.1 kHz: it gets these. */
enum { FRAME_SAMPLES = 512, FRAME_RATE_HZ = 44100, WINDOW = 512, STEP = WINDOW / 8 };
/* The tracker is asked every other step, as often as aubio itself asks it. */
enum { STEPS_AN_ESTIMATE = 2 };
enum { DUE_MAX = 16, BPM_CELLS = 800, CELLS_A_BPM = 4 };
enum { ESTIMATES = 7, BEATS_KEPT = 32, REACH = 2 };

static const double frame_s = (double)FRAME_SAMPLES / FRAME_RATE_HZ;
static const double forget_after_s = 3.0;
static const double most_a_beat = 3.0; /* one loud hit must not speak for all */
static const double doubt_beats = 2.0; /* as if so many had struck anywhere */
static const double least_evidence = 0.08; /* a step: unsteady or unheeded beats have less */
static const float same_tempo = 0.06f;
static const float fastest_bpm = 180.0f; /* faster, people count every other beat */

struct rhythm {
    aubio_beattracking_t *tracker;
    fvec_t *window, *answer;
    float strength[WINDOW];    /* the window to come: its last `filled` frames are new */
    unsigned filled;
    int64_t frames;            /* pushed so far: the index of the next frame */
    double last_sound_s, silent_s;
    float last_strength;

    unsigned steps;
    float about; /* the tracker's period, in frames */
    float raw_bpm;
    float estimates[ESTIMATES]; /* the latest raw ones */
    unsigned estimate_count, estimate_at;
    float held_bpm;             /* the clock's; NAN */
    unsigned other_octave, other_tempo; /* how many estimates in a row disagreed */
    double next_s, last_s;
    int64_t beat_frames[BEATS_KEPT]; /* when the clock struck, for checking */
    unsigned beat_at;

    double due_s[DUE_MAX]; /* beats to report */
    unsigned due_count;

    float steadiness, confidence, contrast;
    bool shown;
    uint32_t beats;
    double last_shown_s;
    double weight[BPM_CELLS]; /* evidence for each tempo since the reset */
    double steadiness_sum;
    uint64_t weighed;
    float history[TEMPO_POINTS];
    unsigned history_count;
    double next_point_s;
};

struct rhythm *rhythm_new(void)
{
    struct rhythm *rhythm = calloc(1, sizeof *rhythm);
    if (!rhythm)
        return NULL;
    rhythm->tracker = new_aubio_beattracking(WINDOW, FRAME_SAMPLES, FRAME_RATE_HZ);
    rhythm->window = new_fvec(WINDOW);
    rhythm->answer = new_fvec(WINDOW / 4);
    if (!rhythm->tracker || !rhythm->window || !rhythm->answer) {
        rhythm_free(rhythm);
        return NULL;
    }
    rhythm->held_bpm = rhythm->raw_bpm = NAN;
    rhythm->next_s = rhythm->last_s = rhythm->last_shown_s = NAN;
    rhythm->next_point_s = 1.0;
    return rhythm;
}

void rhythm_free(struct rhythm *rhythm)
{
    if (!rhythm)
        return;
    if (rhythm->tracker)
        del_aubio_beattracking(rhythm->tracker);
    if (rhythm->window)
        del_fvec(rhythm->window);
    if (rhythm->answer)
        del_fvec(rhythm->answer);
    free(rhythm);
}

void rhythm_reset(struct rhythm *rhythm)
{
    rhythm->beats = 0;
    rhythm->history_count = 0;
    rhythm->weighed = 0;
    rhythm->steadiness_sum = 0.0;
    memset(rhythm->weight, 0, sizeof rhythm->weight);
}

/* `bpm` in the octave nearest to `reference`. */
static float fold(float bpm, float reference)
{
    while (bpm > reference * 1.41421356f)
        bpm *= 0.5f;
    while (bpm * 1.41421356f < reference)
        bpm *= 2.0f;
    return bpm;
}

static bool near(float a, float b)
{
    return fabsf(a / b - 1.0f) < same_tempo;
}

static void remember(struct rhythm *rhythm, float bpm)
{
    rhythm->estimates[rhythm->estimate_at] = bpm;
    rhythm->estimate_at = (rhythm->estimate_at + 1) % ESTIMATES;
    if (rhythm->estimate_count < ESTIMATES)
        rhythm->estimate_count++;
}

static float peak_around(const struct rhythm *rhythm, int at)
{
    float peak = 0.0f;
    for (int i = at - REACH; i <= at + REACH; i++)
        if (i >= 0 && i < WINDOW)
            peak = peak > rhythm->strength[i] ? peak : rhythm->strength[i];
    return peak;
}

static double strength_anywhere(const struct rhythm *rhythm)
{
    double sum = 0.0;
    for (int i = 0; i < WINDOW; i++)
        sum += peak_around(rhythm, i);
    return sum / WINDOW;
}

static double strength_on_beat(const struct rhythm *rhythm, int64_t at, double anywhere)
{
    return fmin(peak_around(rhythm, (int)at) / anywhere, most_a_beat);
}

/* How much stronger the onsets are where the clock struck than anywhere: 1 is as anywhere.  The
 * clock struck before it could know, so this cannot flatter. */
static double contrast_foretold(const struct rhythm *rhythm, double anywhere)
{
    double sum = doubt_beats;
    double struck = doubt_beats;
    const int64_t first = rhythm->frames - WINDOW;
    for (unsigned i = 0; i < BEATS_KEPT; i++) {
        const int64_t at = rhythm->beat_frames[i] - first;
        if (rhythm->beat_frames[i] > 0 && at >= 0 && at < WINDOW) {
            sum += strength_on_beat(rhythm, at, anywhere);
            struck++;
        }
    }
    return sum / struck;
}

/* The same for the beats that fit the past window best: flatters, but knows at once. */
static double contrast_fitted(const struct rhythm *rhythm, float bpm, double anywhere)
{
    const double period = 60.0 / (double)bpm / frame_s;
    const float ago = beatgrid_phase(rhythm->strength, (float)period, NAN, 0.0f);
    double sum = 0.0;
    unsigned beats = 0;
    for (double at = WINDOW - ago; at > REACH; at -= period, beats++)
        sum += strength_on_beat(rhythm, llrint(at), anywhere);
    return beats > 0 ? sum / beats : 0.0;
}

/* How much better `bpm` fits the window than the held tempo: above 1 when it does. */
static double advantage(const struct rhythm *rhythm, float bpm)
{
    const double anywhere = strength_anywhere(rhythm);
    if (anywhere <= 0.0)
        return 1.0;
    const double held = contrast_fitted(rhythm, rhythm->held_bpm, anywhere);
    return held > 0.0 ? contrast_fitted(rhythm, bpm, anywhere) / held : 1.0;
}

/* Estimates in a row that it takes to believe another octave.  Where every other beat of the held
 * tempo is empty, few; where the held tempo is twice as fast and has no weak beat, no number. */
static unsigned octave_patience(const struct rhythm *rhythm, float bpm)
{
    const double better = advantage(rhythm, bpm);
    if (better > 1.3)
        return 3;
    if (bpm < rhythm->held_bpm && better < 1.03)
        return UINT_MAX;
    return rhythm->shown ? 16 : 4;
}

/* The clock follows small changes at once, another octave or another tempo only when it stays. */
static void follow(struct rhythm *rhythm, float bpm)
{
    const float held = rhythm->held_bpm;
    const float folded = isnan(held) ? bpm : fold(bpm, held);
    const bool same_class = !isnan(held) && near(folded, held);
    const bool same_octave = same_class && near(bpm, held);
    rhythm->other_octave = same_class && !same_octave ? rhythm->other_octave + 1 : 0;
    rhythm->other_tempo = same_class ? 0 : rhythm->other_tempo + 1;
    const unsigned patience_tempo = rhythm->shown ? 6 : 2;
    const unsigned patience_octave =
        rhythm->other_octave > 0 ? octave_patience(rhythm, bpm) : UINT_MAX;
    if (isnan(held) || rhythm->other_tempo >= patience_tempo ||
        rhythm->other_octave >= patience_octave) {
        rhythm->held_bpm = bpm;
        rhythm->other_octave = rhythm->other_tempo = 0;
    } else if (same_class) {
        rhythm->held_bpm = held + 0.5f * (folded - held);
    }
}

/* 1 when the latest estimates are all one tempo; another octave counts less. */
static float agreement_of_estimates(const struct rhythm *rhythm)
{
    float sum = 0.0f;
    for (unsigned i = 0; i < rhythm->estimate_count; i++) {
        const float bpm = rhythm->estimates[i];
        const float away = logf(fold(bpm, rhythm->held_bpm) / rhythm->held_bpm) / 0.025f;
        sum += expf(-away * away) * (near(bpm, rhythm->held_bpm) ? 1.0f : 0.75f);
    }
    return sum / ESTIMATES;
}

static float contrast_of_beats(const struct rhythm *rhythm)
{
    const double anywhere = strength_anywhere(rhythm);
    if (anywhere <= 0.0)
        return 0.0f;
    return (float)(0.5 * (contrast_foretold(rhythm, anywhere) +
                          contrast_fitted(rhythm, rhythm->held_bpm, anywhere)));
}

/* Moves the clock to where the beats fall.  While it is shown it expects them where it struck. */
static void set_clock(struct rhythm *rhythm)
{
    const double period_s = 60.0 / rhythm->held_bpm;
    const double end_s = (double)rhythm->frames * frame_s;
    float expected = NAN;
    if (!isnan(rhythm->next_s)) {
        double ago = fmod(end_s - rhythm->next_s, period_s);
        if (ago < 0.0)
            ago += period_s;
        expected = (float)(ago / frame_s);
    }
    const float ago = beatgrid_phase(rhythm->strength, (float)(period_s / frame_s), expected,
                                     rhythm->shown ? 1.0f : 0.1f);
    double next_s = end_s - ago * frame_s;
    const double after = isnan(rhythm->last_s) ? end_s : rhythm->last_s + 0.5 * period_s;
    while (next_s < after)
        next_s += period_s;
    rhythm->next_s = next_s;
}

static void forget(struct rhythm *rhythm)
{
    rhythm->held_bpm = rhythm->raw_bpm = NAN;
    rhythm->next_s = NAN;
    rhythm->estimate_count = rhythm->estimate_at = 0;
    rhythm->other_octave = rhythm->other_tempo = 0;
    rhythm->steadiness = rhythm->confidence = 0.0f;
    rhythm->shown = false;
    memset(rhythm->beat_frames, 0, sizeof rhythm->beat_frames);
}

static void judge(struct rhythm *rhythm)
{
    const float contrast = rhythm->contrast = contrast_of_beats(rhythm);
    const float agreement = fminf(fmaxf(contrast - 1.0f, 0.0f), 1.0f);
    rhythm->steadiness = agreement_of_estimates(rhythm);
    rhythm->confidence = agreement * rhythm->steadiness;
    if (rhythm->shown)
        rhythm->shown = rhythm->steadiness > 0.35f && contrast > 1.15f;
    else
        rhythm->shown = rhythm->steadiness > 0.70f && contrast > 1.30f;
}

static void report(struct rhythm *rhythm, double at)
{
    if (rhythm->due_count == DUE_MAX)
        return;
    rhythm->due_s[rhythm->due_count++] = at;
    rhythm->last_shown_s = at;
    rhythm->beats++;
}

/* Once the beat is sure, the beats of the window that led there are known as well. */
static void report_past_beats(struct rhythm *rhythm)
{
    const double period_s = 60.0 / rhythm->held_bpm;
    const double end_s = (double)rhythm->frames * frame_s;
    double from_s = fmax(0.0, end_s - WINDOW * frame_s);
    if (!isnan(rhythm->last_shown_s))
        from_s = fmax(from_s, rhythm->last_shown_s + 0.75 * period_s);
    const double beats = floor((rhythm->next_s - period_s - from_s) / period_s);
    for (double back = fmin(beats, DUE_MAX - 2); back >= 0.0; back--)
        report(rhythm, rhythm->next_s - (back + 1.0) * period_s);
}

/* Collects evidence for the tempo of the whole: each estimate counts by how steady it is and by how
 * well the music agrees with it. */
static void weigh(struct rhythm *rhythm)
{
    const long cell = lrintf(rhythm->held_bpm * CELLS_A_BPM);
    if (cell < 0 || cell >= BPM_CELLS)
        return;
    rhythm->weight[cell] += rhythm->steadiness * fmaxf(0.0f, rhythm->contrast - 1.0f);
    rhythm->steadiness_sum += rhythm->steadiness;
    rhythm->weighed++;
}

/* The tempo that most of the evidence lies near; NAN when it is little, or scattered. */
static void read_overall(const struct rhythm *rhythm, struct tempo_reading *reading)
{
    const double steps = rhythm->weighed > 0 ? (double)rhythm->weighed : 1.0;
    double all = 0.0, most = 0.0;
    unsigned best = 0;
    for (unsigned i = 0; i < BPM_CELLS; i++) {
        const unsigned reach = i / 32; /* 3 % */
        double near_here = 0.0;
        for (unsigned j = i - reach; j <= i + reach && j < BPM_CELLS; j++)
            near_here += rhythm->weight[j];
        all += rhythm->weight[i];
        if (near_here > most) {
            most = near_here;
            best = i;
        }
    }
    double sum = 0.0;
    const unsigned reach = best / 32;
    for (unsigned j = best - reach; j <= best + reach && j < BPM_CELLS; j++)
        sum += rhythm->weight[j] * j;
    const bool sure = most > least_evidence * steps && most > 0.5 * all;
    reading->bpm_overall = sure ? (float)(sum / most / CELLS_A_BPM) : NAN;
    reading->confidence_overall = (float)fmin(most / steps, 1.0);
    reading->steadiness_overall = (float)(rhythm->steadiness_sum / steps);
}

static void step(struct rhythm *rhythm)
{
    if (rhythm->steps++ % STEPS_AN_ESTIMATE == 0) {
        memcpy(rhythm->window->data, rhythm->strength, sizeof rhythm->strength);
        aubio_beattracking_do(rhythm->tracker, rhythm->window, rhythm->answer);
        rhythm->about = aubio_beattracking_get_period(rhythm->tracker) / FRAME_SAMPLES;
    }
    const float about = rhythm->about;
    if (rhythm->silent_s > forget_after_s) {
        forget(rhythm);
    } else if (isfinite(about) && about > 12.0f && about < WINDOW / 4) {
        float bpm = (float)(60.0 / frame_s) / beatgrid_period(rhythm->strength, about);
        if (bpm > fastest_bpm)
            bpm *= 0.5f;
        rhythm->raw_bpm = bpm;
        remember(rhythm, bpm);
        follow(rhythm, bpm);
        const bool was_shown = rhythm->shown;
        judge(rhythm);
        set_clock(rhythm);
        if (rhythm->shown && !was_shown)
            report_past_beats(rhythm);
        weigh(rhythm);
    }
    memmove(rhythm->strength, rhythm->strength + STEP, (WINDOW - STEP) * sizeof(float));
    rhythm->filled = 0;
}

static void push(struct rhythm *rhythm, float strength)
{
    rhythm->strength[WINDOW - STEP + rhythm->filled++] = fmaxf(strength, 0.0f);
    rhythm->frames++;
    if (rhythm->filled == STEP)
        step(rhythm);
}

unsigned rhythm_process(struct rhythm *rhythm, double sound_s, float strength, double end_s,
                        bool audible, double *beats_s, unsigned max)
{
    const double hop_s = sound_s - rhythm->last_sound_s;
    rhythm->silent_s = audible ? 0.0 : rhythm->silent_s + hop_s;
    if (!audible || !isfinite(strength))
        strength = 0.0f;
    for (double at = (double)rhythm->frames * frame_s; at <= sound_s;
         at = (double)rhythm->frames * frame_s) {
        const double part = hop_s > 0.0 ? (at - rhythm->last_sound_s) / hop_s : 1.0;
        const float from = rhythm->last_strength;
        push(rhythm, from + (float)fmin(fmax(part, 0.0), 1.0) * (strength - from));
    }
    rhythm->last_sound_s = sound_s;
    rhythm->last_strength = strength;

    while (rhythm->next_s <= end_s) {
        const double at = rhythm->next_s;
        rhythm->beat_frames[rhythm->beat_at++ % BEATS_KEPT] = llrint(at / frame_s);
        rhythm->last_s = at;
        rhythm->next_s += 60.0 / rhythm->held_bpm;
        if (rhythm->shown)
            report(rhythm, at);
    }
    const unsigned count = rhythm->due_count < max ? rhythm->due_count : max;
    memcpy(beats_s, rhythm->due_s, count * sizeof *beats_s);
    rhythm->due_count = 0;
    for (; rhythm->next_point_s <= end_s; rhythm->next_point_s += 1.0) {
        if (rhythm->history_count == TEMPO_POINTS)
            memmove(rhythm->history, rhythm->history + 1, (TEMPO_POINTS - 1) * sizeof(float));
        else
            rhythm->history_count++;
        rhythm->history[rhythm->history_count - 1] = rhythm->shown ? rhythm->held_bpm : NAN;
    }
    return count;
}

void rhythm_read(const struct rhythm *rhythm, struct tempo_reading *reading)
{
    reading->bpm = rhythm->shown ? rhythm->held_bpm : NAN;
    reading->bpm_raw = rhythm->raw_bpm;
    read_overall(rhythm, reading);
    reading->confidence = rhythm->confidence;
    reading->steadiness = rhythm->steadiness;
    reading->beat_last_s = rhythm->last_shown_s;
    reading->beat_next_s = rhythm->shown ? rhythm->next_s : NAN;
    reading->beats = rhythm->beats;
    reading->history_count = (uint16_t)rhythm->history_count;
    memcpy(reading->history_bpm, rhythm->history, rhythm->history_count * sizeof(float));
    for (unsigned i = rhythm->history_count; i < TEMPO_POINTS; i++)
        reading->history_bpm[i] = NAN;
}
