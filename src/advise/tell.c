/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/tell.h"

#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float priority_a_severity = 10.0F;

uint32_t tell_id(const char *rule, const char *track, const char *other, unsigned key)
{
    const char *const parts[] = {rule, track, other};
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (int i = 0; i < 3; i++) {
        for (const char *at = parts[i]; *at; at++)
            hash = (hash ^ (unsigned char)*at) * 16777619u;
        hash = (hash ^ 0xffu) * 16777619u;
    }
    return (hash ^ key) * 16777619u;
}

static float *parameter_of(struct action *action, int index)
{
    float *const all[ACTION_PARAMETERS] = {
        &action->hz, &action->gain_db, &action->q, &action->ratio, &action->threshold_dbfs,
        &action->attack_ms, &action->release_ms, &action->delay_ms, &action->width,
    };
    return all[index];
}

/* As a hand would set it: 2 digits of a frequency, half decibels, whole milliseconds above ten. */
static float rounded(int index, float value)
{
    static const float unit[ACTION_PARAMETERS] = {0, 0.5F, 0.1F, 0.5F, 0.5F, 0, 0, 0.01F, 0.05F};
    if (!isfinite(value))
        return NAN;
    if (unit[index] > 0.0F)
        return roundf(value / unit[index]) * unit[index];
    const float size =
        fabsf(value) > 0.0F ? powf(10.0F, floorf(log10f(fabsf(value))) - 1.0F) : 1.0F;
    return roundf(value / size) * size;
}

static void write_action(struct suggestion *suggestion, const struct rule *rule, float *values)
{
    struct action *const action = &suggestion->action;
    action->type = rule->action;
    for (int i = 0; i < ACTION_PARAMETERS; i++) {
        const float value = expr_eval(&rule->parameter[i], values);
        *parameter_of(action, i) = values[METRIC_ACTION_HZ + i] = rounded(i, value);
    }
    values[METRIC_ACTION_CUT] = -action->gain_db;
}

static void write_evidence(struct suggestion *suggestion, const struct rule *rule,
                           const float *values)
{
    suggestion->n_evidence = (uint8_t)rule->n_evidence;
    suggestion->wanted = rule->below ? DIRECTION_UP : DIRECTION_DOWN;
    for (unsigned i = 0; i < rule->n_evidence; i++) {
        struct evidence *const evidence = &suggestion->evidence[i];
        snprintf(evidence->metric, sizeof evidence->metric, "%s", metrics_name(rule->evidence[i]));
        snprintf(evidence->unit, sizeof evidence->unit, "%s", metrics_unit(rule->evidence[i]));
        evidence->value = i == 0 ? values[METRIC_VALUE] : values[rule->evidence[i]];
        evidence->threshold = i == 0 ? values[METRIC_THRESHOLD] : NAN;
        evidence->low = i == 0 ? expr_eval(&rule->low, values) : NAN;
        evidence->high = i == 0 ? expr_eval(&rule->high, values) : NAN;
    }
}

static void write_texts(struct suggestion *suggestion, const struct tell_case *what,
                        const float *values)
{
    const struct rule *const rule = what->rule;
    const struct rule_names *const names = &what->names;
    const struct {
        enum rule_text_kind kind;
        char *to;
        size_t size;
    } texts[] = {
        {RULE_TITLE, suggestion->title, sizeof suggestion->title},
        {RULE_DETAIL, suggestion->detail, sizeof suggestion->detail},
        {RULE_DO_THIS, suggestion->do_this, sizeof suggestion->do_this},
        {RULE_WITHDRAW, suggestion->withdraw_when, sizeof suggestion->withdraw_when},
        {RULE_SOURCE, suggestion->source, sizeof suggestion->source},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        rule_text_write(texts[i].to, texts[i].size, rule->text[texts[i].kind], values, names);
}

static float unit_interval(float value)
{
    return isfinite(value) ? fminf(fmaxf(value, 0.0F), 1.0F) : 0.5F;
}

void tell_write(struct suggestion *suggestion, const struct tell_case *what, float *values)
{
    const struct rule *const rule = what->rule;
    const struct offer *const offer = what->offer;
    const struct track_reading *const tracks = what->snapshot->tracks;
    const bool pair = offer && offer->other_track < what->snapshot->n_tracks;
    struct tell_case filled = *what;
    filled.names.track =
        what->track == what->snapshot->mix ? _("the mix") : tracks[what->track].name;
    filled.names.other = pair ? tracks[offer->other_track].name : "";
    suggestion_clear(suggestion);
    snprintf(suggestion->rule, sizeof suggestion->rule, "%s", rule->id);
    suggestion->id = tell_id(rule->id, tracks[what->track].name, filled.names.other,
                             offer ? offer->key : 0);
    suggestion->track = what->track;
    if (offer) {
        suggestion->other_track = offer->other_track;
        suggestion->direction = offer->direction;
        suggestion->band_low_hz = offer->band_low_hz;
        suggestion->band_high_hz = offer->band_high_hz;
        suggestion->delay_ms = offer->delay_ms;
    }
    suggestion->severity = what->verdict->severity;
    suggestion->since_s = what->verdict->since_s;
    suggestion->confidence = unit_interval(expr_eval(&rule->confidence, values));
    const float matters = fmaxf(expr_eval(&rule->weight, values), 0.0F) * what->weight;
    suggestion->priority =
        1.0F + priority_a_severity * ((float)suggestion->severity +
                                      unit_interval(0.5F * matters * suggestion->confidence));
    write_action(suggestion, rule, values);
    write_evidence(suggestion, rule, values);
    write_texts(suggestion, &filled, values);
}
