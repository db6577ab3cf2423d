/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* learn_report: what was learned, as a table and tips for people; as JSON: learn_share.
 * Thread: the command's. */
#ifndef SIDEMAN_LEARN_REPORT_H
#define SIDEMAN_LEARN_REPORT_H

#include "advise/learn.h"

#include <stdio.h>

void learn_report_write(FILE *out, const struct learn *learn, const char *path);

#endif
