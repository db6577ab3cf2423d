/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* json: a snapshot as the JSON object of the contract (names and units: README, "JSON").  Numbers that
 * are not known, or not finite, are null.
 * Thread: any, one at a time. */
#ifndef SIDEMAN_JSON_H
#define SIDEMAN_JSON_H

#include "base/targets.h"
#include "snapshot.h"
#include "timeline.h"

/* What a report says beside the measurements. */
struct json_frame {
    const char *file;                /* NULL when live or of several files */
    double duration_s;               /* NAN when live */
    const struct timeline *timeline; /* NULL leaves the long arrays out */
    const struct targets *targets;   /* for the delivery table; NULL leaves it out */
};

/* A line of its own (live) or indented (reports), UTF-8, to be freed; NULL when memory is short. */
char *json_format_live(const struct snapshot *snapshot, uint32_t rate_hz,
                       const struct targets *targets); /* as in the frame */
char *json_format_report(const struct snapshot *snapshot, uint32_t rate_hz,
                         const struct json_frame *frame);

#endif
