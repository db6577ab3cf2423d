/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/judge.h"

#include <math.h>

static const float shift_min = -2.0F, shift_max = 3.0F;
static const float seconds_slack = 1e-3F; /* sums of steps are not exact */

static float threshold_of(const struct judge_case *what, const float *values)
{
    const struct rule *const rule = what->rule;
    const float plain = expr_eval(&rule->threshold, values);
    if (isfinite(rule->role_threshold[what->role]))
        return rule->role_threshold[what->role];
    float sum = 0.0F, rest = 1.0F;
    for (int g = 0; g < GENRES; g++)
        if (isfinite(rule->genre_threshold[g])) {
            sum += what->genres[g] * rule->genre_threshold[g];
            rest -= what->genres[g];
        }
    return sum + fmaxf(rest, 0.0F) * plain;
}

static enum severity severity_of(const struct rule *rule, float over)
{
    enum severity severity = SEVERITY_INFO;
    for (int s = SEVERITY_MINOR; s < SEVERITIES; s++)
        if (over >= rule->step[s])
            severity = (enum severity)s;
    return severity;
}

/* Rises at once, falls when it has fallen by the hysteresis too. */
static void grade(struct verdict *verdict, const struct rule *rule, float hysteresis)
{
    const enum severity now = severity_of(rule, verdict->over);
    const enum severity with = severity_of(rule, verdict->over + hysteresis);
    if (now > verdict->severity)
        verdict->severity = now;
    else if (with < verdict->severity)
        verdict->severity = with;
}

static void let_go(struct verdict *verdict)
{
    *verdict = (struct verdict){.seen = verdict->seen};
}

void judge_look(struct verdict *verdict, const struct judge_case *what, float *values)
{
    const struct rule *const rule = what->rule;
    const float sign = rule->below ? -1.0F : 1.0F;
    const float value = values[rule->metric];
    values[METRIC_VALUE] = value;
    const float plain = threshold_of(what, values);
    values[METRIC_THRESHOLD] = plain; /* the hysteresis may be a part of it */
    const float hysteresis = fmaxf(expr_eval(&rule->hysteresis, values), 0.0F);
    const float shift = fminf(fmaxf(what->bias.shift, shift_min), shift_max) * hysteresis;
    const float threshold = plain + sign * shift;
    const float over = sign * (value - threshold);
    values[METRIC_THRESHOLD] = threshold;
    values[METRIC_OVER] = fmaxf(over, 0.0F);
    const float when = rule->when.count ? expr_eval(&rule->when, values) : 1.0F;
    const bool applies = isfinite(when) && when != 0.0F && !what->bias.muted;
    const bool heard = values[METRIC_HEARD] + seconds_slack >= rule->min_heard_s;
    const bool wrong = applies && heard && over >= 0.0F;
    const bool well = !applies || !(over >= 0.0F || over > -hysteresis);
    verdict->wrong_s = wrong ? verdict->wrong_s + what->step_s : 0.0F;
    verdict->well_s = well ? verdict->well_s + what->step_s : 0.0F;
    if (!verdict->stands && wrong && verdict->wrong_s + seconds_slack >= rule->hold_s) {
        verdict->stands = true;
        verdict->since_s = what->time_s;
        verdict->severity = SEVERITY_INFO;
    } else if (verdict->stands && well &&
               (what->bias.muted || verdict->well_s + seconds_slack >= rule->release_s)) {
        let_go(verdict);
    }
    if (!verdict->stands)
        return;
    if (isfinite(over)) { /* what is not known just now is told as it last was */
        verdict->value = value;
        verdict->threshold = threshold;
        verdict->over = fmaxf(over, 0.0F);
    }
    values[METRIC_VALUE] = verdict->value;
    values[METRIC_THRESHOLD] = verdict->threshold;
    values[METRIC_OVER] = verdict->over;
    grade(verdict, rule, hysteresis);
}
