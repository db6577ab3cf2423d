/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/json_advice.h"

#include "report/json_value.h"

#include <math.h>
#include <string.h>

static json_t *action_of(const struct action *action)
{
    const struct {
        const char *name;
        float value;
        int places;
    } parameters[] = {
        {"hz", action->hz, 1},
        {"gain_db", action->gain_db, 2},
        {"q", action->q, 2},
        {"ratio", action->ratio, 2},
        {"threshold_dbfs", action->threshold_dbfs, 2},
        {"attack_ms", action->attack_ms, 2},
        {"release_ms", action->release_ms, 2},
        {"delay_ms", action->delay_ms, 3},
        {"width", action->width, 2},
    };
    json_t *object = json_object();
    json_object_set_new(object, "type", json_string(action_names[action->type]));
    for (size_t i = 0; i < sizeof parameters / sizeof parameters[0]; i++)
        if (isfinite(parameters[i].value))
            json_object_set_new(
                object, parameters[i].name,
                json_value_number((double)parameters[i].value, parameters[i].places));
    return object;
}

static json_t *range_of(float low, float high, int places)
{
    return json_pack("[o, o]", json_value_number((double)low, places),
                     json_value_number((double)high, places));
}

static json_t *evidence_of(const struct suggestion *suggestion)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < suggestion->n_evidence && i < EVIDENCE_MAX; i++) {
        const struct evidence *const evidence = &suggestion->evidence[i];
        json_t *object = json_object();
        json_object_set_new(object, "metric", json_string(evidence->metric));
        json_object_set_new(object, "value", json_value_number((double)evidence->value, 4));
        json_object_set_new(object, "threshold", json_value_number((double)evidence->threshold, 4));
        json_object_set_new(object, "unit", json_string(evidence->unit));
        if (isfinite(evidence->low) || isfinite(evidence->high))
            json_object_set_new(object, "healthy", range_of(evidence->low, evidence->high, 3));
        json_array_append_new(array, object);
    }
    return array;
}

static const char *track_name(const struct snapshot *snapshot, unsigned track)
{
    return track == snapshot->mix && snapshot->n_tracks > 1 ? "mix" : snapshot->tracks[track].name;
}

static void put_relation(json_t *object, const struct snapshot *snapshot,
                         const struct suggestion *suggestion)
{
    if (suggestion->other_track < snapshot->n_tracks)
        json_object_set_new(object, "tracks",
                            json_pack("[o, o]",
                                      json_value_text(track_name(snapshot, suggestion->track)),
                                      json_value_text(track_name(snapshot,
                                                                 suggestion->other_track))));
    if (isfinite(suggestion->band_low_hz) && isfinite(suggestion->band_high_hz))
        json_object_set_new(object, "band_hz",
                            range_of(suggestion->band_low_hz, suggestion->band_high_hz, 1));
    if (suggestion->direction != DIRECTION_NONE)
        json_object_set_new(object, "direction",
                            json_string(suggestion->direction == DIRECTION_UP ? "up" : "down"));
    if (isfinite(suggestion->delay_ms))
        json_object_set_new(object, "delay_ms", json_value_number((double)suggestion->delay_ms, 3));
}

static const char *const state_names[SUGGESTION_STATES] = {"open", "applied", "moved"};

static json_t *suggestion_of(const struct snapshot *snapshot, const struct suggestion *suggestion)
{
    json_t *object = json_object();
    json_object_set_new(object, "rule", json_string(suggestion->rule));
    json_object_set_new(object, "id", json_integer(suggestion->id));
    json_object_set_new(object, "severity", json_string(severity_names[suggestion->severity]));
    json_object_set_new(object, "priority", json_value_number((double)suggestion->priority, 2));
    json_object_set_new(object, "confidence", json_value_number((double)suggestion->confidence, 3));
    json_object_set_new(object, "state", json_string(state_names[suggestion->state]));
    if (isfinite(suggestion->before) || isfinite(suggestion->after)) {
        json_object_set_new(object, "before", json_value_number((double)suggestion->before, 3));
        json_object_set_new(object, "after", json_value_number((double)suggestion->after, 3));
    }
    json_object_set_new(object, "since_s", json_value_number(suggestion->since_s, 2));
    json_object_set_new(object, "track", json_value_text(track_name(snapshot, suggestion->track)));
    put_relation(object, snapshot, suggestion);
    json_object_set_new(object, "title", json_value_text(suggestion->title));
    json_object_set_new(object, "detail", json_value_text(suggestion->detail));
    json_object_set_new(object, "do_this", json_value_text(suggestion->do_this));
    json_object_set_new(object, "action", action_of(&suggestion->action));
    json_object_set_new(object, "evidence", evidence_of(suggestion));
    json_object_set_new(object, "source", json_value_text(suggestion->source));
    json_object_set_new(object, "withdraw_when", json_value_text(suggestion->withdraw_when));
    return object;
}

static bool is_relation(const struct suggestion *suggestion)
{
    return suggestion->other_track != NO_TRACK || suggestion->direction != DIRECTION_NONE;
}

json_t *json_suggestions(const struct snapshot *snapshot, int track)
{
    const struct advice_reading *const advice = &snapshot->advice;
    json_t *array = json_array();
    for (unsigned i = 0; i < advice->n_suggestions; i++) {
        const struct suggestion *const suggestion = &advice->suggestions[i];
        const bool relation = is_relation(suggestion);
        const bool wanted = track == JSON_ALL_TRACKS
                                ? relation || suggestion->track == snapshot->mix
                                : !relation && (int)suggestion->track == track;
        if (wanted && suggestion->track < snapshot->n_tracks)
            json_array_append_new(array, suggestion_of(snapshot, suggestion));
    }
    return array;
}

json_t *json_scores(const struct advice_reading *advice)
{
    json_t *object = json_object();
    bool any = false;
    for (int i = 0; i < ANALYSES; i++) {
        any = any || isfinite(advice->analyses[i].score);
        json_object_set_new(object, analysis_names[i],
                            json_value_number((double)advice->analyses[i].score, 1));
    }
    if (any)
        return object;
    json_decref(object);
    return json_null();
}
