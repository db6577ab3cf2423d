/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/rhythm.h"

#include "listen/beatclock.h"
#include "listen/beatodds.h"
#include "listen/pulsebands.h"
#include "listen/tempotally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char live_model[] = "models/beats-live.txt";
static const char whole_model[] = "models/beats-whole.txt";
static const double forget_after_s = 3.0;
static const float silent_odds = -5.0f;

struct rhythm {
    struct pulsebands *bands;
    struct beatnet *net;
    struct beatodds *odds;
    struct beatclock *clock;
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
    rhythm->heard_s = -INFINITY;
    rhythm->last_s = NAN;
    rhythm->next_point_s = 1.0;
    if (!rhythm->bands || !rhythm->odds || !rhythm->clock) {
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

static void hear(struct rhythm *rhythm, const float rises[PULSEBANDS], bool audible)
{
    float odds[BEATODDS_FRAMES_MAX];
    if (rhythm->score) { /* solved as a whole in the end: foretelling would be for nothing */
        beatscore_add(rhythm->score, rises, audible);
        return;
    }
    const unsigned count = beatodds_push(rhythm->odds, rises, odds);
    for (unsigned i = 0; i < count; i++)
        beatclock_push(rhythm->clock, audible ? odds[i] : silent_odds);
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
    }
}

unsigned rhythm_process(struct rhythm *rhythm, const struct stft_frame *spectrum, double end_s,
                        bool audible, double *beats_s, unsigned max)
{
    float rises[PULSEBANDS_FRAMES_MAX][PULSEBANDS];
    const unsigned frames = pulsebands_process(rhythm->bands, spectrum, rises);
    for (unsigned i = 0; i < frames; i++)
        hear(rhythm, rises[i], audible);
    if (audible)
        rhythm->heard_s = end_s;
    else if (end_s - rhythm->heard_s > forget_after_s)
        beatclock_forget(rhythm->clock);

    unsigned count = 0;
    double at;
    while (beatclock_strike(rhythm->clock, end_s, &at)) {
        if (!beatclock_read(rhythm->clock).shown || count == max)
            continue;
        beats_s[count++] = at;
        rhythm->last_s = at;
        rhythm->beats++;
    }
    const struct beatclock_state state = beatclock_read(rhythm->clock);
    note_history(rhythm, &state, end_s);
    return count;
}

void rhythm_read(const struct rhythm *rhythm, struct tempo_reading *reading)
{
    const struct beatclock_state state = beatclock_read(rhythm->clock);
    tempotally_read(&rhythm->tally, reading);
    reading->course_overall = TEMPO_UNKNOWN;
    reading->beats_in_bar = 0;
    if (rhythm->finished) {
        reading->bpm_overall = rhythm->whole.bpm;
        reading->confidence_overall = rhythm->whole.confidence;
        reading->steadiness_overall = rhythm->whole.steadiness;
        reading->course_overall = rhythm->whole.course;
        reading->beats_in_bar = (uint8_t)rhythm->whole.beats_in_bar;
    }
    reading->bpm = state.shown ? state.bpm : NAN;
    reading->bpm_raw = state.bpm_raw;
    reading->confidence = fminf(1.0f, state.certainty * state.steadiness * 1.5f);
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
    rhythm->finished = beatscore_solve(rhythm->score, net, &rhythm->whole);
    free(net);
    return rhythm->finished ? &rhythm->whole : NULL;
}
