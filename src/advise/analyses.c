/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/analyses.h"

#include "advise/analysis_tables.h"
#include "advise/checks.h"

#include <math.h>
#include <string.h>

static const struct {
    const struct check *checks;
    const unsigned *n;
    bool needs_music;
    void (*more)(const struct analysis_input *input, struct analysis_reading *analysis);
} tables[ANALYSES] = {
    [ANALYSIS_GAIN_STAGING] = {gain_checks, &gain_checks_n, true, NULL},
    [ANALYSIS_MIXING] = {mixing_checks, &mixing_checks_n, true, NULL},
    [ANALYSIS_ROUTING] = {routing_checks, &routing_checks_n, false, routing_tell},
    [ANALYSIS_SESSION_HEALTH] = {health_checks, &health_checks_n, false, NULL},
    [ANALYSIS_MASTERING] = {mastering_checks, &mastering_checks_n, true, NULL},
    [ANALYSIS_CREATIVE] = {creative_checks, &creative_checks_n, true, creative_tell},
};

void analyses_read(const struct analysis_input *input,
                   struct analysis_reading analyses[static ANALYSES])
{
    const bool heard = checks_mix(input)->loudness.integrated_s >= ANALYSES_HEARD_S;
    for (unsigned a = 0; a < ANALYSES; a++) {
        struct analysis_reading *analysis = &analyses[a];
        analysis->n_findings = 0;
        analysis->score = 100.0F;
        const bool can = heard || !tables[a].needs_music;
        const unsigned known =
            can ? checks_run(tables[a].checks, *tables[a].n, input, analysis) : 0;
        if (known > 0 && tables[a].more)
            tables[a].more(input, analysis);
        analysis->score = known > 0 ? fmaxf(analysis->score, 0.0F) : NAN;
    }
}
