/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* analyses: six views of a session, each a score of 0 to 100 with the findings that it comes from: gain
 * staging, mixing, routing, session health, mastering, creative.  A score is 100 less what the findings
 * cost; healthy findings cost nothing and are kept, so that the reasoning can be read.  What was not
 * heard, or does not apply (routing of a file), has no score (NAN).
 * Thread: any; pure functions of plain data, no memory of their own. */
#ifndef SIDEMAN_ANALYSES_H
#define SIDEMAN_ANALYSES_H

#include "base/targets.h"
#include "snapshot.h"

/* Programme that must have been heard before anything but routing and session health is scored, s. */
#define ANALYSES_HEARD_S 5.0

struct analysis_input {
    const struct snapshot *snapshot;      /* everything but `advice` */
    const struct advice_reading *advice;  /* suggestions and corridor as they stand */
    const struct target *target;          /* where it is delivered to; NULL: nowhere yet */
};

void analyses_read(const struct analysis_input *input,
                   struct analysis_reading analyses[static ANALYSES]);

#endif
