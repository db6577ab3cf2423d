/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* checks: one number held against the range in which it is healthy, the brick of which the analyses
 * are made.  Thread: any. */
#ifndef SIDEMAN_CHECKS_H
#define SIDEMAN_CHECKS_H

#include "advise/analyses.h"

enum check_scope {
    CHECK_SESSION, /* once, of the mix or of the whole */
    CHECK_TRACKS   /* of every track that is not the mix; the worst is told */
};

struct check {
    enum check_scope scope;
    const char *metric;    /* as in JSON */
    const char *unit;
    int places;            /* after the point */
    bool magnitude;        /* told without its sign: the words say which side */
    /* NAN: not known, or does not apply.  `track` is the mix for CHECK_SESSION. */
    float (*value)(const struct analysis_input *input, const struct track_reading *track);
    /* Whether it is this track that is told of; then it is named.  NULL: nobody is named. */
    bool (*blames)(const struct analysis_input *input, unsigned track);
    float low, high;       /* healthy between; -INFINITY and INFINITY for one side */
    float points_per_unit; /* outside of that */
    float points_max;
    /* %s is the value with its unit.  Untranslated. */
    const char *healthy;
    const char *too_low, *mend_low;
    const char *too_high, *mend_high;
};

/* Runs `n` checks; findings come the costliest first, then the healthy ones in the order of the table.
 * Returns how many checks knew their value. */
unsigned checks_run(const struct check *checks, unsigned n, const struct analysis_input *input,
                    struct analysis_reading *analysis);

/* Adds a finding at its place by cost; the cheapest falls out when there is no room. */
void checks_add(struct analysis_reading *analysis, const struct finding *finding);

/* The mix of the snapshot. */
const struct track_reading *checks_mix(const struct analysis_input *input);

#endif
