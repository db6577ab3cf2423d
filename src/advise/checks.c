/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/checks.h"

#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const struct track_reading *checks_mix(const struct analysis_input *input)
{
    return &input->snapshot->tracks[input->snapshot->mix];
}

void checks_add(struct analysis_reading *analysis, const struct finding *finding)
{
    unsigned place = analysis->n_findings;
    while (place > 0 && analysis->findings[place - 1].points < finding->points)
        place--;
    if (place >= FINDINGS_MAX)
        return;
    if (analysis->n_findings < FINDINGS_MAX)
        analysis->n_findings++;
    const unsigned behind = analysis->n_findings - 1U - place;
    memmove(&analysis->findings[place + 1], &analysis->findings[place],
            behind * sizeof *finding);
    analysis->findings[place] = *finding;
}

static float points_of(const struct check *check, float value)
{
    const float beyond = fmaxf(fmaxf(check->low - value, value - check->high), 0.0F);
    return fminf(beyond * check->points_per_unit, check->points_max);
}

/* "vocals: peaks at -2.1 dBFS": with the track's name where there are several. */
static void write_text(char *text, size_t size, const char *format, const char *number,
                       const char *track)
{
    char name[49] = "";
    if (track)
        text_format(name, sizeof name, "%s", track);
    const int used = track ? snprintf(text, size, "%s: ", name) : 0;
    text_format(text + used, size - (size_t)used, format, number);
}

/* " (vox, gtr)" behind the sentence, as far as there is room. */
static void name_tracks(char *text, size_t size, const struct check *check,
                        const struct analysis_input *input)
{
    const struct snapshot *snapshot = input->snapshot;
    const char *before = " (";
    for (unsigned t = 0; check->blames && t < snapshot->n_tracks; t++) {
        const size_t used = strlen(text);
        if (!check->blames(input, t))
            continue;
        if (used + strlen(before) + strlen(snapshot->tracks[t].name) + sizeof ", ...)" > size) {
            snprintf(text + used, size - used, "%s...", before);
            before = ", ";
            break;
        }
        snprintf(text + used, size - used, "%s%s", before, snapshot->tracks[t].name);
        before = ", ";
    }
    if (*before == ',')
        strncat(text, ")", size - strlen(text) - 1);
}

static void tell(const struct check *check, float value, const char *track,
                 const struct analysis_input *input, struct analysis_reading *analysis)
{
    struct finding finding = {
        .value = value,
        .points = points_of(check, value),
        .low = isfinite(check->low) ? check->low : NAN,
        .high = isfinite(check->high) ? check->high : NAN,
    };
    char number[32];
    snprintf(number, sizeof number, "%.*f%s%s", check->places,
             (double)(check->magnitude ? fabsf(value) : value), check->unit[0] ? " " : "",
             check->unit);
    const char *format = check->healthy, *mend = NULL;
    if (finding.points > 0.0F && value < check->low) {
        format = check->too_low;
        mend = check->mend_low;
    } else if (finding.points > 0.0F) {
        format = check->too_high;
        mend = check->mend_high;
    }
    write_text(finding.text, sizeof finding.text, _(format), number, track);
    if (mend)
        name_tracks(finding.text, sizeof finding.text, check, input);
    if (mend)
        text_format(finding.recommendation, sizeof finding.recommendation, "%s", _(mend));
    snprintf(finding.metric, sizeof finding.metric, "%s", check->metric);
    snprintf(finding.unit, sizeof finding.unit, "%s", check->unit);
    checks_add(analysis, &finding);
    analysis->score -= finding.points;
}

/* Looks for the track that costs the most; between equals the first. */
static bool check_tracks(const struct check *check, const struct analysis_input *input,
                         struct analysis_reading *analysis)
{
    const struct snapshot *snapshot = input->snapshot;
    const struct track_reading *worst = NULL;
    float worst_value = NAN;
    for (unsigned t = 0; t < snapshot->n_tracks; t++) {
        const struct track_reading *track = &snapshot->tracks[t];
        const float value = track->is_mix ? NAN : check->value(input, track);
        if (isfinite(value) &&
            (!worst || points_of(check, value) > points_of(check, worst_value))) {
            worst = track;
            worst_value = value;
        }
    }
    if (worst)
        tell(check, worst_value, worst->name, input, analysis);
    return worst;
}

static bool check_session(const struct check *check, const struct analysis_input *input,
                          struct analysis_reading *analysis)
{
    const float value = check->value(input, checks_mix(input));
    if (!isfinite(value))
        return false;
    tell(check, value, NULL, input, analysis);
    return true;
}

unsigned checks_run(const struct check *checks, unsigned n, const struct analysis_input *input,
                    struct analysis_reading *analysis)
{
    unsigned known = 0;
    for (unsigned i = 0; i < n; i++)
        known += checks[i].scope == CHECK_TRACKS ? check_tracks(&checks[i], input, analysis)
                                                 : check_session(&checks[i], input, analysis);
    return known;
}
