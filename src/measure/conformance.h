/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* conformance: the minimum requirements of EBU Tech 3341 and Tech 3342 as a table, and the judge
 * that puts a meter through a case.  What is under test is behind conformance_target: the whole
 * engine.
 * Thread: any; one at a time for each target. */
#ifndef SIDEMAN_CONFORMANCE_H
#define SIDEMAN_CONFORMANCE_H

#include "base/readings.h"
#include "measure/signals.h"

#include <stdbool.h>
#include <stddef.h>

enum conformance_quantity {
    CONFORMANCE_NONE,
    CONFORMANCE_MOMENTARY,
    CONFORMANCE_SHORT_TERM,
    CONFORMANCE_INTEGRATED,
    CONFORMANCE_MOMENTARY_MAX,
    CONFORMANCE_SHORT_TERM_MAX,
    CONFORMANCE_TRUE_PEAK,
    CONFORMANCE_RANGE,
    CONFORMANCE_QUANTITIES
};

enum { CONFORMANCE_PER_CASE = 3 };

struct conformance_case {
    const char *standard; /* "3341" */
    unsigned number;
    const char *what;     /* untranslated */
    enum signal_id signal;
    enum conformance_quantity quantities[CONFORMANCE_PER_CASE];
    double expected, under, over; /* within expected - under .. expected + over */
    double from_s, every_s; /* judged from then on, that often; every_s 0: at the end */
    double step_db;         /* what is expected rises so much every every_s */
};

/* Ends with a NULL standard. */
extern const struct conformance_case conformance_cases[];

/* "M", "S", "I", "max M", "max S", "TP", "LRA". */
extern const char *const conformance_names[CONFORMANCE_QUANTITIES];

/* A meter.  start() makes a fresh one and says whether it could; every start() is followed by
 * stop(). */
struct conformance_target {
    void *context;
    bool (*start)(void *context, unsigned rate_hz, unsigned channels);
    void (*feed)(void *context, const float *const *rows, size_t frames);
    void (*finish)(void *context); /* end of the material */
    void (*read)(void *context, struct loudness_reading *reading);
    void (*stop)(void *context);
};

struct conformance_result {
    bool passed[CONFORMANCE_PER_CASE];
    double measured[CONFORMANCE_PER_CASE]; /* farthest from what was expected, less the steps */
};

/* Feeds the signal in blocks of `block_frames`.  False when the target or memory failed. */
bool conformance_run(const struct conformance_case *row, unsigned rate_hz, size_t block_frames,
                     const struct conformance_target *target, struct conformance_result *result);

#endif
