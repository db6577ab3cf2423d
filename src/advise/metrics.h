/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* metrics: everything that a rule can ask about, by name: what was measured of a track or the mix,
 * what was worked out of it, and what the rule itself found so far (value, threshold, over,
 * action.hz ...). Not known: NAN.
 * Thread: any; tables are const. */
#ifndef SIDEMAN_METRICS_H
#define SIDEMAN_METRICS_H

#include "advise/shape.h"
#include "base/targets.h"
#include "snapshot.h"

/* Those that the adviser or a relation sets itself; all others are read from the snapshot. */
enum {
    METRIC_VALUE,     /* of the rule's own metric */
    METRIC_THRESHOLD, /* what it is held against */
    METRIC_OVER,      /* how far it is past it, >= 0 */
    METRIC_HEARD,     /* seconds of programme heard of this track */
    METRIC_ACTION_HZ,
    METRIC_ACTION_GAIN,
    METRIC_ACTION_Q,
    METRIC_ACTION_RATIO,
    METRIC_ACTION_THRESHOLD,
    METRIC_ACTION_ATTACK,
    METRIC_ACTION_RELEASE,
    METRIC_ACTION_DELAY,
    METRIC_ACTION_WIDTH,
    METRIC_ACTION_CUT,      /* -gain_db, for sentences */
    METRIC_PAIR_EXCESS,     /* dB by which one track hides another */
    METRIC_PAIR_SHARE,      /* % of the time */
    METRIC_PAIR_PUSH,       /* dB by which it is in the other's way there */
    METRIC_PAIR_LOW,        /* Hz: the band of it */
    METRIC_PAIR_HIGH,
    METRIC_PAIR_OFF,        /* dB off the level that its role should have */
    METRIC_PAIR_OFF_SURE,   /* the same, held back where that level is a matter of taste */
    METRIC_PAIR_GAIN,       /* dB that would mend it */
    METRIC_PAIR_CORRELATION,
    METRIC_PAIR_DELAY,      /* ms */
    METRIC_PAIR_SAMPLES,
    METRIC_PAIR_CONFIDENCE, /* 0..1 */
    METRIC_PAIR_LIMIT,      /* what is still fine of the push, or of the dB off, for these roles */
    METRICS_SET
};
enum { METRICS_MAX = 160, METRICS_NONE = METRICS_MAX };

/* The name of the metric at `index`, NULL after the last. */
const char *metrics_name(size_t index);
const char *metrics_unit(size_t index);
/* METRICS_NONE when there is none of that name. */
size_t metrics_find(const char *name);

/* What metrics are read from, beside the snapshot. */
struct metric_view {
    const struct snapshot *snapshot;
    const struct track_reading *track;
    enum role role; /* said or guessed; ROLE_NONE: the mix, or not known */
    const struct target *target; /* NULL: none was asked for */
    bool target_stated;          /* the user asked for it; else it is only the default */
    const struct shapes *shapes; /* of this track; NULL: not judged */
    double heard_s;              /* of this track */
    const struct context_reading *context; /* as it was a second ago; NULL: not known */
};

/* How much louder the loudest section is than the softest; NAN: fewer than three were heard. */
float metrics_contrast_lu(const struct snapshot *snapshot);

/* Fills values[METRICS_MAX], all but those above METRICS_SET, which become NAN. */
void metrics_fill(const struct metric_view *view, float *values);

#endif
