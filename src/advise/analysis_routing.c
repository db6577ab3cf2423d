/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Routing: what the JACK graph says of the taps and of the way to the outputs. */
#include "advise/analysis_tables.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>

/* A file has no graph. */
static bool is_unconnected(const struct analysis_input *input, unsigned track)
{
    return !input->snapshot->tracks[track].connected;
}

static float unconnected(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    const struct snapshot *snapshot = input->snapshot;
    if (!snapshot->source.routing.known)
        return NAN;
    float count = 0.0F;
    for (unsigned t = 0; t < snapshot->n_tracks; t++)
        count += is_unconnected(input, t) ? 1.0F : 0.0F;
    return count;
}

static float feeds_nothing(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    const struct routing_reading *routing = &input->snapshot->source.routing;
    return routing->known && routing->n_outputs > 0 ? (float)(routing->n_fed_outputs == 0) : NAN;
}

const struct check routing_checks[] = {
    {.scope = CHECK_SESSION, .metric = "routing.unconnected_taps", .unit = "", .value = unconnected,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 20.0F, .points_max = 60.0F,
     .healthy = N_("taps that nothing feeds: %s"), .too_high = N_("taps that nothing feeds: %s"),
     .blames = is_unconnected,
     .mend_high = N_("see Sources for the ports there are, or name the track's ports anew")},
    {.scope = CHECK_SESSION, .metric = "routing.nothing_plays", .unit = "", .value = feeds_nothing,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 20.0F, .points_max = 20.0F,
     .healthy = N_("something feeds the physical outputs"),
     .too_high = N_("nothing feeds the physical outputs"),
     .mend_high = N_("connect the master to the playback ports to hear it")},
};
const unsigned routing_checks_n = sizeof routing_checks / sizeof *routing_checks;

static const struct {
    float points;
    const char *text, *mend; /* %s: who */
} kinds[ROUTING_KINDS] = {
    [ROUTING_DOUBLE] = {10.0F, N_("%s is heard on two tracks"),
                        N_("give each track its own ports: sums and masking count it twice")},
    [ROUTING_SUM] = {10.0F, N_("several ports feed %s: their sum is measured"),
                     N_("cut what does not belong there, or give it a track of its own")},
    [ROUTING_TWO_WAYS] = {15.0F, N_("%s reaches the outputs twice: directly and through the master"),
                          N_("cut one of the two: together they are louder, and comb")},
    [ROUTING_BYPASS] = {20.0F, N_("%s reaches the outputs without the master"),
                        N_("route it through the master, or its processing misses it")},
    [ROUTING_LOOP] = {5.0F, N_("a loop of connections: %s"),
                      N_("fine for a send and its return; else it feeds back")},
};

void routing_tell(const struct analysis_input *input, struct analysis_reading *analysis)
{
    const struct routing_reading *routing = &input->snapshot->source.routing;
    for (unsigned i = 0; i < routing->n_issues; i++) {
        const struct routing_issue *issue = &routing->issues[i];
        struct finding finding = {.value = 1.0F, .low = NAN, .high = NAN, .points = kinds[issue->kind].points};
        text_format(finding.text, sizeof finding.text, _(kinds[issue->kind].text), issue->who);
        text_format(finding.recommendation, sizeof finding.recommendation, "%s",
                    _(kinds[issue->kind].mend));
        snprintf(finding.metric, sizeof finding.metric, "routing.%s",
                 routing_kind_names[issue->kind]);
        checks_add(analysis, &finding);
        analysis->score -= finding.points;
    }
}
