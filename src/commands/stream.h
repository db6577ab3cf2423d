/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stream: live output without a dashboard: `--line` and `--json`, once a second of sample time (once a
 * second of the clock while nothing is heard), and a last time at the end.
 * Thread: UI (main). */
#ifndef SIDEMAN_STREAM_H
#define SIDEMAN_STREAM_H

#include "base/status.h"
#include "base/targets.h"
#include "live.h"

enum stream_format { STREAM_LINE, STREAM_JSON };

/* Until the material ends (STATUS_OK), SIGINT or SIGTERM (STATUS_OK), the reader of standard output
 * goes away (STATUS_OK), the source fails or standard output cannot be written (STATUS_FAILED).
 * `targets`: for JSON's delivery table. */
enum status stream_run(struct live *live, enum stream_format format, const struct targets *targets,
                       struct error *error);

#endif
