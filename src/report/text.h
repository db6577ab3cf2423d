/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* text: the report that people read: `sideman analyze FILE`.  At most 80 columns.
 * Thread: the command's. */
#ifndef SIDEMAN_REPORT_TEXT_H
#define SIDEMAN_REPORT_TEXT_H

#include "snapshot.h"
#include "timeline.h"

#include <stdio.h>

/* A delivery target to hold the result against. */
struct report_target {
    const char *title; /* NULL: none */
    float integrated_lufs;
    float true_peak_dbtp;
};

struct report_frame {
    const char *title;   /* file name, or "4 tracks" */
    double duration_s;
    uint32_t rate_hz;
    struct report_target target;
    const struct timeline *timeline; /* for the sections; NULL: none */
};

void report_text_write(FILE *out, const struct snapshot *snapshot, const struct report_frame *frame);

#endif
