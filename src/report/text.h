/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* text: the report that people read: `sideman analyze FILE`.  At most 80 columns.
 * Thread: the command's. */
#ifndef SIDEMAN_REPORT_TEXT_H
#define SIDEMAN_REPORT_TEXT_H

#include "base/targets.h"
#include "snapshot.h"
#include "timeline.h"

#include <stdio.h>

struct report_frame {
    const char *title;   /* file name, or "4 tracks" */
    double duration_s;
    uint32_t rate_hz;
    const struct targets *targets;
    const struct target *target; /* the one that is chosen, among `targets`; NULL: none */
    const struct timeline *timeline; /* for the sections; NULL: none */
};

void report_text_write(FILE *out, const struct snapshot *snapshot, const struct report_frame *frame);

#endif
