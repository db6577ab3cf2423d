/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* delivery: how a programme stands against every delivery target at once, and what each place would do
 * to it.  Thread: any; pure. */
#ifndef SIDEMAN_DELIVERY_H
#define SIDEMAN_DELIVERY_H

#include "base/targets.h"
#include "base/readings.h"

enum delivery_verdict {
    DELIVERY_FITS,
    DELIVERY_TURNED_DOWN, /* louder than wanted: nothing breaks, nothing is won */
    DELIVERY_TURNED_UP,   /* quieter than wanted, and the place raises it */
    DELIVERY_TOO_QUIET,   /* quieter than wanted, and stays so */
    DELIVERY_TOO_LOUD,    /* a norm (broadcast) that is missed */
    DELIVERY_PEAKS,       /* true peak over the limit */
    DELIVERY_SHORT_TERM,  /* short-term loudness over the limit */
    DELIVERY_VERDICTS
};
/* "fits", "turned_down", ... (JSON), and for people: untranslated. */
extern const char *const delivery_verdict_names[DELIVERY_VERDICTS];
extern const char *const delivery_verdict_titles[DELIVERY_VERDICTS];

struct delivery_row {
    const struct target *target;
    float off_lu;         /* integrated loudness over the target; NAN unknown */
    float peak_over_db;   /* true peak over the limit: > 0 is a fault */
    float plays_at_lufs;  /* after what the place does to it */
    enum delivery_verdict verdict;
};

/* One row a target, in their order; returns how many (0 while loudness is not known).  `rows` has room
 * for TARGETS_MAX; they point into `targets`. */
size_t delivery_table(const struct loudness_reading *loudness, const struct targets *targets,
                      struct delivery_row *rows);

#endif
