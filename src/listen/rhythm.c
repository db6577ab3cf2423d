/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/rhythm.h"

#include "listen/beatclock.h"
#include "listen/beatlevel.h"
#include "listen/beatodds.h"
#include "listen/beatswing.h"
#include "listen/beatvote.h"
#include "listen/pulsebands.h"
#include "listen/tempotally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char live_model[] = "models/beats-live.txt";
static const char whole_model[] = "models/beats-whole.txt";
static const double forget_after_s = 3.0;
static const struct beatnet_step silence = {.beat = -5.0f, .downbeat = -5.0f};
/* How far the beat may stray, in octaves, from the tempo that was elected, and from the user's. */
static const double elected_octaves = 0.4, locked_octaves = 0.06;
static const double same_octaves = 0.3; /* closer than any two multiples of a tempo */
/* To show a tempo, and to go on showing it. */
static const float least_confidence = 0.43f, least_confidence_shown = 0.37f;
static const float least_repeats = 0.12f, noise_peaked = 1.65f, alone_together = 2.6f;
enum {
    LEVEL_EVERY = 86,     /* frames: 1 s */
    VOTES_HEEDED = 4,
    STRENGTHS_KEPT = 1024 /* frames: 12 s */
};

struct rhythm {
    struct pulsebands *bands;
    struct beatnet *net;
    struct beatodds *odds;
    struct beatclock *clock;
    struct beatlevel *level;
    struct beatvote vote;
    double elected_bpm;      /* by it; NAN */
    float elected_share;
    unsigned votes;
    unsigned level_frames;   /* since the level was asked about */
    bool forgotten;
    bool was_shown;          /* a tempo, since it was forgotten */
    bool showing;            /* one at the last hop */
    bool unlikely; /* what is heard is noise, or one voice alone, and does not repeat */
    float strength[STRENGTHS_KEPT]; /* of all bands; a ring */
    long frames;
    struct beatswing swing;  /* of the last seconds */
    unsigned beat_in_bar;    /* of the latest beat reported, from 1; 0 unknown */
    float locked_bpm;        /* what the user says; NAN */
    struct beatscore *score; /* NULL unless the whole is kept */
    struct beatscore_result whole;
    bool finished;
    double heard_s; /* end of the latest audible hop */
    double last_s;  /* the latest beat reported; NAN */
    uint32_t beats;
    struct tempotally tally;
    float history[TEMPO_POINTS];
    unsigned history_count;
    double next_point_s;
};

struct rhythm *rhythm_new(unsigned rate_hz)
{
    struct rhythm *rhythm = calloc(1, sizeof *rhythm);
    if (!rhythm)
        return NULL;
    rhythm->net = beatnet_load(live_model);
    if (rhythm->net && !rhythm->net->causal) {
        free(rhythm->net);
        rhythm->net = NULL;
    }
    rhythm->bands = pulsebands_new(rate_hz);
    rhythm->odds = beatodds_new(rhythm->net);
    rhythm->clock = beatclock_new(1.0 / pulsebands_rate_hz);
    rhythm->level = beatlevel_new();
    rhythm->locked_bpm = rhythm->swing.ratio = NAN;
    rhythm->elected_bpm = NAN;
    rhythm->heard_s = -INFINITY;
    rhythm->last_s = NAN;
    rhythm->next_point_s = 1.0;
    if (!rhythm->bands || !rhythm->odds || !rhythm->clock || !rhythm->level) {
        rhythm_free(rhythm);
        return NULL;
    }
    return rhythm;
}

bool rhythm_keep(struct rhythm *rhythm)
{
    if (!rhythm->score)
        rhythm->score = beatscore_new();
    return rhythm->score != NULL;
}

void rhythm_free(struct rhythm *rhythm)
{
    if (!rhythm)
        return;
    pulsebands_free(rhythm->bands);
    beatodds_free(rhythm->odds);
    beatclock_free(rhythm->clock);
    beatlevel_free(rhythm->level);
    beatscore_free(rhythm->score);
    beatscore_result_free(&rhythm->whole);
    free(rhythm->net);
    free(rhythm);
}

void rhythm_reset(struct rhythm *rhythm)
{
    rhythm->beats = 0;
    rhythm->history_count = 0;
    rhythm->tally = (struct tempotally){.count = 0};
}

/* How much speaks for the octave that is followed.  What is shown first is of the one elected,
 * unless they differ for long: half or double of it would jump soon. */
static float back(const struct rhythm *rhythm)
{
    const double bpm = (double)beatclock_read(rhythm->clock).bpm;
    const bool agrees = fabs(log2(bpm / rhythm->elected_bpm)) < same_octaves; /* false for NAN */
    const float share = agrees ? rhythm->elected_share : 0.0f;
    const bool free = rhythm->was_shown || rhythm->votes >= VOTES_HEEDED ||
                      rhythm->locked_bpm > 0.0f || !beatlevel_judges(rhythm->level);
    return free ? fmaxf(share, 0.5f) : share;
}

static void prefer(struct rhythm *rhythm)
{
    const double elected = rhythm->elected_bpm;
    if (rhythm->locked_bpm > 0.0f)
        beatclock_prefer(rhythm->clock, (double)rhythm->locked_bpm, locked_octaves);
    else if (elected > 0.0)
        beatclock_prefer(rhythm->clock, elected, elected_octaves);
    else
        beatclock_prefer_usual(rhythm->clock);
}

/* Which octave: asked now and then. */
static void ask_level(struct rhythm *rhythm)
{
    const double bpm = (double)beatclock_read(rhythm->clock).bpm_raw;
    float log_p[BEATLEVEL_FACTORS];
    if (++rhythm->level_frames < LEVEL_EVERY || !(bpm > 0.0))
        return;
    rhythm->level_frames = 0;
    if (!beatlevel_judge(rhythm->level, bpm, log_p))
        return;
    beatvote_add(&rhythm->vote, bpm, log_p);
    rhythm->votes++;
    rhythm->elected_bpm = beatvote_bpm(&rhythm->vote, &rhythm->elected_share);
    prefer(rhythm);
    const struct beatlevel_texture texture = beatlevel_texture(rhythm->level);
    const float repeats = fmaxf(beatlevel_repeats(rhythm->level, bpm),
                                beatlevel_repeats(rhythm->level, rhythm->elected_bpm));
    rhythm->unlikely = repeats < least_repeats &&
                       (texture.peaked < noise_peaked || texture.together > alone_together);
}

static void forget(struct rhythm *rhythm)
{
    beatclock_forget(rhythm->clock);
    beatlevel_forget(rhythm->level);
    rhythm->vote = (struct beatvote){.elected = 0};
    rhythm->elected_bpm = NAN;
    rhythm->elected_share = 0.0f;
    rhythm->votes = 0;
    rhythm->level_frames = 0;
    rhythm->unlikely = rhythm->was_shown = rhythm->showing = false;
    rhythm->swing = (struct beatswing){.ratio = NAN};
    prefer(rhythm);
}

void rhythm_lock(struct rhythm *rhythm, float bpm)
{
    if (bpm == rhythm->locked_bpm || (isnan(bpm) && isnan(rhythm->locked_bpm)))
        return; /* said at every hop */
    rhythm->locked_bpm = bpm;
    prefer(rhythm);
}

static void note_strength(struct rhythm *rhythm, const float rises[PULSEBANDS])
{
    float sum = 0.0f;
    for (unsigned b = 0; b < PULSEBANDS; b++)
        sum += rises[b];
    rhythm->strength[rhythm->frames++ % STRENGTHS_KEPT] = sum;
}

/* How the latest beats are divided. */
static void look_at_swing(struct rhythm *rhythm)
{
    float strength[STRENGTHS_KEPT];
    const double *beats_s;
    double beats[STRENGTHS_KEPT];
    const unsigned count = beatclock_beats(rhythm->clock, &beats_s);
    const long first = rhythm->frames - STRENGTHS_KEPT;
    unsigned kept = 0;
    for (long i = 0; i < STRENGTHS_KEPT; i++)
        strength[i] = first + i >= 0 ? rhythm->strength[(first + i) % STRENGTHS_KEPT] : 0.0f;
    for (unsigned i = 0; i < count; i++) {
        const double at = beats_s[i] * pulsebands_rate_hz - (double)first;
        if (at >= 0.0)
            beats[kept++] = at;
    }
    const struct beatswing now = beatswing_find(strength, STRENGTHS_KEPT, beats, kept);
    if (now.ternary || !isnan(now.ratio))
        rhythm->swing = now;
}

static void hear(struct rhythm *rhythm, const float rises[PULSEBANDS], bool audible)
{
    struct beatnet_step odds[BEATODDS_FRAMES_MAX];
    if (rhythm->score) { /* solved as a whole in the end: foretelling would be for nothing */
        beatscore_add(rhythm->score, rises, audible);
        return;
    }
    const unsigned count = beatodds_push(rhythm->odds, rises, odds);
    beatclock_back(rhythm->clock, back(rhythm));
    for (unsigned i = 0; i < count; i++)
        beatclock_push(rhythm->clock, audible ? &odds[i] : &silence);
    note_strength(rhythm, rises);
    beatlevel_push(rhythm->level, rises);
    ask_level(rhythm);
}

/* How likely the tempo shown is right: by logistic regression on clips that the models had not
 * seen; less while it is not steady yet.  A tempo that the user holds is of the right octave. */
static float judge_confidence(const struct rhythm *rhythm, const struct beatclock_state *state)
{
    const float right = 1.0f / (1.0f + expf(1.6f - 3.8f * rhythm->elected_share));
    const float octave = rhythm->locked_bpm > 0.0f ? 1.0f : right;
    return octave * fminf(1.0f, 1.3f * state->steadiness);
}

static struct beatclock_state read_clock(const struct rhythm *rhythm)
{
    struct beatclock_state state = beatclock_read(rhythm->clock);
    state.shown = state.shown && !rhythm->unlikely && back(rhythm) > 0.0f &&
                  judge_confidence(rhythm, &state) >=
                      (rhythm->showing ? least_confidence_shown : least_confidence);
    return state;
}

static void note_history(struct rhythm *rhythm, const struct beatclock_state *state, double end_s)
{
    for (; rhythm->next_point_s <= end_s; rhythm->next_point_s += 1.0) {
        if (rhythm->history_count == TEMPO_POINTS)
            memmove(rhythm->history, rhythm->history + 1, (TEMPO_POINTS - 1) * sizeof(float));
        else
            rhythm->history_count++;
        rhythm->history[rhythm->history_count - 1] = state->shown ? state->bpm : NAN;
        tempotally_add(&rhythm->tally, state->shown ? state->bpm : NAN, state->certainty,
                       state->steadiness);
        if (state->shown)
            look_at_swing(rhythm);
    }
}

unsigned rhythm_process(struct rhythm *rhythm, const struct stft_frame *spectrum, double end_s,
                        bool audible, struct rhythm_beat *beats, unsigned max)
{
    float rises[PULSEBANDS_FRAMES_MAX][PULSEBANDS];
    const unsigned frames = pulsebands_process(rhythm->bands, spectrum, rises);
    for (unsigned i = 0; i < frames; i++)
        hear(rhythm, rises[i], audible);
    if (audible)
        rhythm->heard_s = end_s;
    if (!rhythm->forgotten && end_s - rhythm->heard_s > forget_after_s)
        forget(rhythm);
    rhythm->forgotten = !audible && end_s - rhythm->heard_s > forget_after_s;

    unsigned count = 0;
    struct rhythm_beat beat;
    while (beatclock_strike(rhythm->clock, end_s, &beat.at_s, &beat.first)) {
        const struct beatclock_state now = read_clock(rhythm);
        if (!now.shown || count == max)
            continue;
        beats[count++] = beat;
        rhythm->last_s = beat.at_s;
        rhythm->beats++;
        rhythm->beat_in_bar = beat.first ? 1 : rhythm->beat_in_bar % 16 + 1;
        if (rhythm->beat_in_bar > now.meter.beats_in_bar)
            rhythm->beat_in_bar = 0;
    }
    const struct beatclock_state state = read_clock(rhythm);
    rhythm->was_shown = rhythm->was_shown || state.shown;
    rhythm->showing = state.shown;
    note_history(rhythm, &state, end_s);
    return count;
}

static const struct meter no_meter;
static const struct beatswing no_swing = {.ratio = NAN};

/* What is less sure than this is not told. */
static void read_bars(struct tempo_reading *reading, const struct meter *meter,
                      const struct beatswing *swing, float tempo_confidence)
{
    static const float least = 0.5f;
    reading->meter_confidence = meterpath_confidence(meter, swing->ternary, tempo_confidence);
    reading->swing_confidence = beatswing_confidence(swing, tempo_confidence);
    const bool in_bars = reading->meter_confidence >= least; /* false for NAN */
    reading->beats_in_bar = in_bars ? (uint8_t)meter->beats_in_bar : 0;
    reading->beat_in_bar = in_bars ? reading->beat_in_bar : 0;
    reading->ternary = in_bars && swing->ternary;
    reading->swing = reading->swing_confidence >= least ? swing->ratio : NAN;
}

bool rhythm_is_known(const struct rhythm *rhythm)
{
    return read_clock(rhythm).shown;
}

void rhythm_read(const struct rhythm *rhythm, struct tempo_reading *reading)
{
    const struct beatclock_state state = read_clock(rhythm);
    tempotally_read(&rhythm->tally, reading);
    reading->course_overall = TEMPO_UNKNOWN;
    reading->beat_in_bar = (uint8_t)rhythm->beat_in_bar;
    reading->locked_bpm = rhythm->locked_bpm;
    if (rhythm->finished) {
        reading->bpm_overall = rhythm->whole.bpm;
        reading->confidence_overall = rhythm->whole.confidence;
        reading->steadiness_overall = rhythm->whole.steadiness;
        reading->course_overall = rhythm->whole.course;
    }
    reading->bpm = state.shown ? state.bpm : NAN;
    reading->bpm_raw = state.bpm_raw;
    reading->bpm_open =
        state.pulse && !state.shown && !rhythm->unlikely ? state.bpm_raw : NAN;
    reading->confidence = judge_confidence(rhythm, &state);
    if (rhythm->finished)
        read_bars(reading, &rhythm->whole.meter, &rhythm->whole.swing, rhythm->whole.confidence);
    else if (state.shown)
        read_bars(reading, &state.meter, &rhythm->swing, reading->confidence);
    else
        read_bars(reading, &no_meter, &no_swing, 0.0f);
    reading->steadiness = state.steadiness;
    reading->beat_last_s = rhythm->last_s;
    reading->beat_next_s = state.shown ? state.next_s : NAN;
    reading->beats = rhythm->beats;
    reading->history_count = (uint16_t)rhythm->history_count;
    memcpy(reading->history_bpm, rhythm->history, rhythm->history_count * sizeof(float));
    for (unsigned i = rhythm->history_count; i < TEMPO_POINTS; i++)
        reading->history_bpm[i] = NAN;
}

const struct beatscore_result *rhythm_finish(struct rhythm *rhythm)
{
    if (!rhythm->score || rhythm->finished)
        return NULL;
    struct beatnet *const net = beatnet_load(whole_model);
    const struct beatnet *const nets[2] = {net, rhythm->net};
    rhythm->finished = beatscore_solve(rhythm->score, nets, &rhythm->whole);
    free(net);
    return rhythm->finished ? &rhythm->whole : NULL;
}
