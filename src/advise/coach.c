/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/coach.h"

#include "advise/sound.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIP_EVERY_S = 60, SAID_MAX = SUGGESTIONS_MAX };

struct coach {
    bool live;
    coach_tell *tell;
    void *tell_data;
    struct learned learned;
    struct references references;
    int chosen; /* -1: none */
    int judged; /* by this one the adviser judges; -1: by its corridors */
    struct adviser *adviser;
    struct context context;
    struct followup followup;
    struct sound_meter recent; /* of the mix */
    struct snapshot *seen;     /* with the source, which the engine's lacks */
    struct source_reading source;
    bool connected[TRACKS_MAX];
    bool source_known;
    enum role roles[TRACKS_MAX]; /* as which they are judged */
    double time_s;
    uint32_t said, said_ids[SAID_MAX];
    unsigned n_said;
};

struct coach *coach_new(bool live)
{
    struct coach *coach = calloc(1, sizeof *coach);
    if (!coach)
        return NULL;
    coach->seen = malloc(sizeof *coach->seen);
    coach->followup.places = live ? places_new() : NULL;
    if (!coach->seen || (live && !coach->followup.places)) {
        coach_free(coach);
        return NULL;
    }
    coach->live = live;
    coach->references.by_hand = REFERENCE_AUTO;
    coach->judged = -1;
    snapshot_clear(coach->seen);
    source_reading_clear(&coach->source);
    context_init(&coach->context);
    coach_reset(coach);
    return coach;
}

void coach_free(struct coach *coach)
{
    if (!coach)
        return;
    places_free(coach->followup.places);
    free(coach->seen);
    free(coach);
}

void coach_reset(struct coach *coach)
{
    sound_meter_reset(&coach->recent);
    coach->chosen = -1;
    coach->time_s = 0.0;
}

void coach_set_teller(struct coach *coach, coach_tell *tell, void *data)
{
    coach->tell = tell;
    coach->tell_data = data;
}

void coach_set_learned(struct coach *coach, const struct learned *learned)
{
    coach->learned = *learned;
}

void coach_set_references(struct coach *coach, const struct references *references)
{
    const int by_hand = coach->references.by_hand;
    coach->references = *references;
    coach->references.by_hand = by_hand;
}

void coach_choose_reference(struct coach *coach, int index)
{
    coach->references.by_hand = index;
}

void coach_say_context(struct coach *coach, enum work_state state, enum work_intent intent)
{
    context_say(&coach->context, state, intent);
}

void coach_note_keys(struct coach *coach, enum context_key key, unsigned count)
{
    context_note_keys(&coach->context, key, count);
}

void coach_note_source(struct coach *coach, const struct source_reading *source,
                       const bool connected[TRACKS_MAX])
{
    coach->source = *source;
    memcpy(coach->connected, connected, sizeof coach->connected);
    coach->source_known = true;
}

const struct reference *coach_reference(const struct coach *coach)
{
    return coach->chosen >= 0 ? &coach->references.list[coach->chosen] : NULL;
}

/* The genre by which it is learned: the likeliest, when that is sure. */
static enum genre genre_of(const struct snapshot *snapshot)
{
    const struct genre_guesses *guesses = &snapshot->listen.genre.overall;
    return guesses->sure && guesses->count > 0 ? guesses->guess[0].genre : GENRES;
}

static void tell(struct coach *coach, enum answer_kind kind, const struct suggestion *suggestion,
                 unsigned rating, float before, float after)
{
    struct answer answer;
    const struct snapshot *seen = coach->seen;
    answer_clear(&answer);
    answer.kind = kind;
    answer.genre = genre_of(seen);
    answer.rating = (uint8_t)rating;
    answer.before = before;
    answer.after = after;
    memcpy(answer.rule, suggestion->rule, sizeof answer.rule);
    if (suggestion->track < seen->n_tracks) {
        const bool is_mix = suggestion->track == seen->mix && seen->n_tracks > 1;
        answer.role = is_mix ? ROLE_NONE : coach->roles[suggestion->track];
        snprintf(answer.track, sizeof answer.track, "%s", seen->tracks[suggestion->track].name);
    }
    if (coach->tell)
        coach->tell(coach->tell_data, &answer);
}

bool coach_answer(struct coach *coach, uint32_t id, enum answer_kind kind, unsigned rating)
{
    struct suggestion answered;
    if ((kind == ANSWER_RATED) != (rating >= 1 && rating <= RATING_MAX) ||
        !followup_answer(&coach->followup, id, kind, &answered))
        return false;
    tell(coach, kind, &answered, rating, answered.evidence[0].value, NAN);
    return true;
}

/* Not a file, a pipe or the demo: of those a report says the same, live or not, until the user asks for
 * something else. */
static bool is_played_live(const struct source_reading *source)
{
    static const char *const kinds[] = {"JACK", "PipeWire", "PortAudio"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(source->kind, kinds[i]) == 0)
            return true;
    return false;
}

static void fit_to_context(const struct coach *coach, struct advice_reading *advice)
{
    struct context_reading *context = &advice->context;
    const bool live = is_played_live(&coach->source);
    const struct context_reading before = *context;
    context_read(&coach->context, context);
    context->state_counts = live || context->state_by_hand;
    context->intent_counts = live || context->intent_by_hand;
    context->waiting = before.waiting;
    memcpy(context->waiting_ids, before.waiting_ids, sizeof before.waiting_ids);
    if (coach->adviser)
        policies_edit(adviser_policies(coach->adviser), advice);
}

void coach_touch(const struct coach *coach, struct advice_reading *advice)
{
    followup_touch(&coach->followup, advice);
    fit_to_context(coach, advice);
}

static void lean(void *context, const char *rule, enum role role, enum genre genre,
                 struct advice_bias *bias)
{
    const struct coach *coach = context;
    const struct learned_rule *learned = learned_find(&coach->learned, rule, role, genre);
    if (!learned)
        return;
    bias->muted = learned->muted;
    bias->shift = learned->shift;
    bias->weight = learned->weight;
}

/* What is on the list for the first time. */
static void count_said(struct coach *coach, struct advice_reading *advice)
{
    for (unsigned i = 0; i < advice->n_suggestions; i++) {
        bool known = advice->suggestions[i].state == SUGGESTION_MOVED;
        for (unsigned j = 0; j < coach->n_said && !known; j++)
            known = coach->said_ids[j] == advice->suggestions[i].id;
        coach->said += !known;
    }
    coach->n_said = advice->n_suggestions;
    for (unsigned i = 0; i < advice->n_suggestions; i++)
        coach->said_ids[i] = advice->suggestions[i].id;
    advice->said = coach->said;
}

static void tell_outcomes(struct coach *coach)
{
    for (unsigned i = 0; i < coach->followup.n_outcomes; i++) {
        const struct outcome *outcome = &coach->followup.outcomes[i];
        tell(coach, outcome->kind, &outcome->suggestion, 0, outcome->before, outcome->after);
    }
}

static void give_tip(const struct coach *coach, struct advice_reading *advice)
{
    const uint32_t count = coach->learned.n_tips;
    const unsigned turn = (unsigned)(coach->time_s / TIP_EVERY_S);
    _Static_assert(sizeof advice->tip == TIP_MAX, "a tip fits");
    advice->tip[0] = '\0';
    if (count > 0 && coach->time_s > 0.0)
        memcpy(advice->tip, coach->learned.tips[turn % count], sizeof advice->tip);
}

static void edit_live(struct coach *coach, struct advice_reading *advice)
{
    struct snapshot *seen = coach->seen;
    if (coach->source_known) {
        seen->source = coach->source;
        for (unsigned i = 0; i < seen->n_tracks; i++)
            seen->tracks[i].connected = i >= TRACKS_MAX || i == seen->mix || coach->connected[i];
    }
    for (unsigned i = 0; i < seen->n_tracks; i++)
        coach->roles[i] = advice->profiles[i].role;
    context_update(&coach->context, seen);
    coach->followup.played_live = is_played_live(&coach->source);
    followup_update(&coach->followup, seen, advice);
    tell_outcomes(coach);
    advice->context.waiting = 0;
    fit_to_context(coach, advice);
    give_tip(coach, advice);
    count_said(coach, advice);
}

/* Only what is valid of it: most of a snapshot are tracks that are not there. */
static void see(struct coach *coach, const struct snapshot *snapshot)
{
    memcpy(coach->seen, snapshot,
           offsetof(struct snapshot, tracks) + snapshot->n_tracks * sizeof snapshot->tracks[0]);
}

/* From the next second on. */
static void judge_by_reference(struct coach *coach)
{
    if (coach->judged == coach->chosen)
        return;
    const struct reference *reference = coach_reference(coach);
    adviser_set_reference(coach->adviser, reference ? reference->sound.third_db : NULL,
                          reference ? reference->name : "");
    coach->judged = coach->chosen;
}

static void edit(void *context, const struct snapshot *snapshot, struct advice_reading *advice)
{
    struct coach *coach = context;
    if (snapshot->time_s < coach->time_s)
        coach_reset(coach);
    coach->time_s = snapshot->time_s;
    sound_meter_add(&coach->recent, &snapshot->tracks[snapshot->mix]);
    sound_meter_read(&coach->recent, &advice->recent);
    coach->chosen = reference_pick(&coach->references, snapshot, coach->chosen);
    judge_by_reference(coach);
    reference_compare(&coach->references, coach->chosen, snapshot, &advice->recent,
                      &advice->reference);
    if (coach->live) {
        see(coach, snapshot);
        edit_live(coach, advice);
    }
}

void coach_attach(struct coach *coach, struct adviser *adviser)
{
    const struct adviser_hooks hooks = {.context = coach, .lean = lean, .edit = edit};
    coach->adviser = adviser;
    adviser_set_hooks(adviser, &hooks);
}
