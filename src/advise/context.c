/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/context.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

/* What was noticed of late; each fades by half in CLUE_HALF_S. */
enum clue {
    CLUE_START,
    CLUE_STOP,
    CLUE_JUMP,
    CLUE_GRAPH,
    CLUE_MOVE,
    CLUE_OF_KEY, /* and the following: enum context_key */
    CLUES = CLUE_OF_KEY + CONTEXT_KEYS
};
_Static_assert((int)CLUES == (int)CONTEXT_CLUES, "every clue has its place");

static const double CLUE_HALF_S = 45.0;
static const double MINUTE_S = 60.0;
static const double INPUT_FRESH_S = 600.0; /* a cable that was plugged just now is for recording */
static const double MOVE_REST_S = 8.0;     /* one move of a fader is not eight */
static const float SILENT_S = 10.0f;
static const float LONG_RUN_S = 60.0f;     /* nobody masters in snippets */
static const float LISTENED_S = 30.0f;     /* who listens for so long wants to know */
static const float MASTER_LUFS = -16.0f, MASTER_PSR_DB = 11.0f;
static const float LEVEL_MOVE_LU = 4.0f, SHAPE_MOVE_DB = 6.0f;

void context_init(struct context *context)
{
    memset(context, 0, sizeof *context);
    context->said_state = WORK_STATES;
    context->said_intent = WORK_INTENTS;
    context->time_s = context->last_transport_s = NAN;
    context->inputs_changed_s = context->moved_s = -INFINITY;
}

void context_say(struct context *context, enum work_state state, enum work_intent intent)
{
    context->said_state = state;
    context->said_intent = intent;
}

static void note(struct context *context, enum clue clue, double times, bool is_action)
{
    context->clues[clue] += times;
    if (is_action)
        context->actions += times;
}

void context_note_keys(struct context *context, enum context_key key, unsigned count)
{
    note(context, (enum clue)(CLUE_OF_KEY + key), count, true);
}

bool context_name_means_recording(const char *name)
{
    static const char *const words[] = {"rec", "record", "recording", "arm", "armed",
                                        "take", "overdub", "dub", "tracking"};
    while (*name) {
        size_t length = 0;
        while (isalpha((unsigned char)name[length]))
            length++;
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (strlen(words[i]) == length && strncasecmp(words[i], name, length) == 0)
                return true;
        name += length > 0 ? length : 1;
    }
    return false;
}

static bool is_rolling(const struct source_reading *source)
{
    if (source->transport != TRANSPORT_NONE)
        return source->transport == TRANSPORT_ROLLING;
    return source->state == CAPTURE_RUNNING;
}

static double position_of(const struct source_reading *source)
{
    if (source->transport != TRANSPORT_NONE)
        return source->transport_s;
    return source->can_seek ? source->position_s : (double)NAN;
}

static void note_transport(struct context *context, const struct source_reading *source,
                           double passed_s)
{
    const bool rolling = is_rolling(source);
    const double position_s = position_of(source);
    const double expected_s = context->last_transport_s + (rolling ? passed_s : 0.0);
    if (rolling != context->was_rolling && isfinite(context->time_s))
        note(context, rolling ? CLUE_START : CLUE_STOP, 1.0, true);
    else if (fabs(position_s - expected_s) > 1.5) {
        note(context, CLUE_JUMP, 1.0, !source->loop || position_s > 1.0);
        context->listened_s = 0.0f;
    }
    if (!rolling)
        context->listened_s = 0.0f;
    context->rolling_s = rolling ? context->rolling_s + (float)passed_s : 0.0f;
    context->was_rolling = rolling;
    context->last_transport_s = position_s;
}

static void note_graph(struct context *context, const struct snapshot *snapshot)
{
    const struct routing_reading *routing = &snapshot->source.routing;
    const bool first = context->graph_changes == 0;
    const bool inputs = routing->n_used_inputs > 0;
    if (routing->changes != context->graph_changes && !first)
        note(context, CLUE_GRAPH, 1.0, true);
    if (inputs && !context->inputs_in_use && !first)
        context->inputs_changed_s = snapshot->time_s;
    context->graph_changes = routing->changes;
    context->inputs_in_use = inputs;
}

/* How far the shape of the last second is from what was heard before, whatever the level. */
static float shape_distance(const struct sound_profile *heard, const struct track_reading *track)
{
    double sum = 0.0, squares = 0.0;
    int count = 0;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const float hz = third_octave_nominal_hz[i];
        const float difference = track->spectrum.third_slow_db[i] - heard->third_db[i];
        if (hz < 100.0f || hz > 8000.0f || !isfinite(difference))
            continue;
        sum += (double)difference;
        squares += (double)difference * (double)difference;
        count++;
    }
    return count > 5 ? (float)sqrt(fmax(0.0, squares / count - sum / count * (sum / count))) : 0.0f;
}

/* A fader or an equaliser was moved: a leap that no new section explains. */
static void note_moves(struct context *context, const struct snapshot *snapshot)
{
    const struct track_reading *mix = &snapshot->tracks[snapshot->mix];
    const uint32_t sections = snapshot->listen.structure.begun;
    struct sound_profile heard;
    if (sections != context->sections)
        context->moved_s = snapshot->time_s;
    context->sections = sections;
    sound_meter_read(&context->heard, &heard);
    if (heard.span_s >= 5.0f && snapshot->time_s - context->moved_s >= MOVE_REST_S &&
        mix->loudness.short_term_lufs > -50.0f &&
        (fabsf(mix->loudness.short_term_lufs - heard.loudness_lufs) > LEVEL_MOVE_LU ||
         shape_distance(&heard, mix) > SHAPE_MOVE_DB)) {
        note(context, CLUE_MOVE, 0.5, true);
        context->moved_s = snapshot->time_s;
    }
    sound_meter_add(&context->heard, mix);
}

/* REASON_NONE: it is not being recorded. */
static enum context_reason recording_reason(const struct context *context,
                                            const struct snapshot *snapshot)
{
    const struct source_reading *source = &snapshot->source;
    if (!is_rolling(source) || source->can_seek)
        return REASON_NONE;
    if (source->transport == TRANSPORT_ROLLING && source->routing.n_tapped_inputs > 0)
        return REASON_INPUT_TAPPED;
    if (source->transport == TRANSPORT_ROLLING && context->inputs_in_use &&
        snapshot->time_s - context->inputs_changed_s < INPUT_FRESH_S)
        return REASON_INPUT_NEW;
    for (unsigned i = 0; i < snapshot->n_tracks; i++)
        if (snapshot->tracks[i].connected && context_name_means_recording(snapshot->tracks[i].name))
            return REASON_NAME;
    return REASON_NONE;
}

static bool is_mastering(const struct context *context, const struct snapshot *snapshot)
{
    const struct loudness_reading *loudness = &snapshot->tracks[snapshot->mix].loudness;
    return snapshot->n_tracks == 1 && context->rolling_s >= LONG_RUN_S &&
           context->clues[CLUE_GRAPH] < 1.0 && context->clues[CLUE_JUMP] < 2.0 &&
           loudness->integrated_lufs > MASTER_LUFS && loudness->psr_db < MASTER_PSR_DB;
}

/* The strongest of the clues for work. */
static enum context_reason mixing_reason(const struct context *context)
{
    static const struct {
        int clue;
        enum context_reason reason;
    } signs[] = {
        {CLUE_JUMP, REASON_JUMPS},
        {CLUE_MOVE, REASON_MOVES},
        {CLUE_GRAPH, REASON_GRAPH},
        {(int)CLUE_OF_KEY + KEY_ANSWER, REASON_ANSWERS},
        {(int)CLUE_OF_KEY + KEY_COMPARE, REASON_COMPARES},
    };
    double most = 0.0, sum = 0.0;
    enum context_reason reason = REASON_BUSY;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        const double times = context->clues[signs[i].clue];
        sum += times;
        if (times > most && times >= 0.5) {
            most = times;
            reason = signs[i].reason;
        }
    }
    return context->actions >= 3.0 || sum >= 1.5 ? reason : REASON_NONE;
}

struct guess {
    int what; /* enum work_state or enum work_intent */
    enum context_reason reason;
};

static struct guess guess_state(const struct context *context, const struct snapshot *snapshot)
{
    const enum context_reason take = recording_reason(context, snapshot);
    if (take != REASON_NONE)
        return (struct guess){WORK_RECORDING, take};
    if (context->silent_s >= SILENT_S)
        return context->actions >= 3.0 ? (struct guess){WORK_MIXING, mixing_reason(context)}
                                       : (struct guess){WORK_IDLE, REASON_SILENCE};
    if (is_mastering(context, snapshot))
        return (struct guess){WORK_MASTERING, REASON_LONG_RUN};
    const enum context_reason work = mixing_reason(context);
    return work != REASON_NONE ? (struct guess){WORK_MIXING, work}
                               : (struct guess){WORK_PLAYING, REASON_NONE};
}

static struct guess guess_intent(const struct context *context)
{
    const double *clues = context->clues;
    const double transport = clues[CLUE_START] + clues[CLUE_STOP] + clues[CLUE_JUMP];
    if (clues[CLUE_OF_KEY + KEY_EXPLAIN] >= 1.5)
        return (struct guess){INTENT_LEARNING, REASON_ASKS};
    if (transport >= 6.0 && context->rolling_s < 10.0f)
        return (struct guess){INTENT_EDITING, REASON_SHORT_PLAYS};
    if (context->state == WORK_RECORDING)
        return (struct guess){INTENT_CREATING, REASON_TAKE};
    if (clues[CLUE_GRAPH] >= 1.5 && context->was_rolling)
        return (struct guess){INTENT_CREATING, REASON_GRAPH_PLAYS};
    if (context->state == WORK_MIXING || context->state == WORK_MASTERING)
        return (struct guess){INTENT_MIXING, REASON_WORK};
    if (clues[CLUE_OF_KEY + KEY_ANSWER] + clues[CLUE_OF_KEY + KEY_COMPARE] >= 0.5)
        return (struct guess){INTENT_MIXING, REASON_ANSWERS};
    if (context->listened_s >= LISTENED_S)
        return (struct guess){INTENT_MIXING, REASON_LISTENS};
    return (struct guess){INTENT_EXPLORING, REASON_NONE};
}

/* A take that begins must be known at once; all else only when it lasts. */
static float patience_s(enum work_state from, enum work_state to)
{
    if (to == WORK_RECORDING || to == WORK_IDLE)
        return 1.0f;
    return from == WORK_RECORDING || from == WORK_IDLE ? 2.0f : 10.0f;
}

static void settle(struct context *context, const struct snapshot *snapshot, float passed_s)
{
    const struct guess state = guess_state(context, snapshot);
    const bool same_state = state.what == (int)context->next_state;
    context->state_for_s = same_state ? context->state_for_s + passed_s : passed_s;
    context->next_state = (enum work_state)state.what;
    if (context->state_for_s >= patience_s(context->state, context->next_state))
        context->state = context->next_state;
    if (context->state == context->next_state)
        context->state_reason = state.reason;
    const struct guess intent = guess_intent(context);
    const bool same_intent = intent.what == (int)context->next_intent;
    context->intent_for_s = same_intent ? context->intent_for_s + passed_s : passed_s;
    context->next_intent = (enum work_intent)intent.what;
    if (context->intent_for_s >= 5.0f)
        context->intent = context->next_intent;
    if (context->intent == context->next_intent)
        context->intent_reason = intent.reason;
}

void context_update(struct context *context, const struct snapshot *snapshot)
{
    const struct track_reading *mix = &snapshot->tracks[snapshot->mix];
    if (snapshot->time_s < context->time_s) { /* the source began anew */
        context->last_transport_s = NAN;
        context->time_s = snapshot->time_s;
        context->inputs_changed_s = context->moved_s = -INFINITY;
    }
    const double passed_s = isfinite(context->time_s) ? snapshot->time_s - context->time_s : 1.0;
    const double clue_keep = exp2(-passed_s / CLUE_HALF_S);
    for (int i = 0; i < CLUES; i++)
        context->clues[i] *= clue_keep;
    context->actions *= exp(-passed_s / MINUTE_S);
    note_transport(context, &snapshot->source, passed_s);
    note_graph(context, snapshot);
    note_moves(context, snapshot);
    const bool silent = !(mix->loudness.momentary_lufs > -60.0f);
    context->silent_s = silent ? context->silent_s + (float)passed_s : 0.0f;
    context->listened_s = context->silent_s < SILENT_S ? context->listened_s + (float)(silent ? 0.0 : passed_s)
                                                       : 0.0f;
    context->time_s = snapshot->time_s;
    settle(context, snapshot, (float)passed_s);
}

void context_read(const struct context *context, struct context_reading *reading)
{
    const bool state_said = context->said_state < WORK_STATES;
    const bool intent_said = context->said_intent < WORK_INTENTS;
    *reading = (struct context_reading){
        .state = state_said ? context->said_state : context->state,
        .intent = intent_said ? context->said_intent : context->intent,
        .state_by_hand = state_said,
        .intent_by_hand = intent_said,
        .state_reason = state_said ? REASON_SAID : context->state_reason,
        .intent_reason = intent_said ? REASON_SAID : context->intent_reason,
        .activity = (float)(1.0 - exp(-context->actions / 8.0)),
        .actions_per_minute = (float)context->actions,
    };
}
