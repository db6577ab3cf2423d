/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* walk_file: a decision tree, step by step, with the numbers of a file: `sideman knowledge walk`.
 * Thread: main. */
#ifndef SIDEMAN_WALK_FILE_H
#define SIDEMAN_WALK_FILE_H

#include "advise/knowledge.h"
#include "base/status.h"

#include <stdio.h>

/* Measures the file and prints the steps.  One that breaks off is walked as far as it goes, and
 * `error` says so. */
enum status walk_file(FILE *out, const struct knowledge *knowledge,
                      const struct knowledge_entry *tree, const char *file, int width,
                      struct error *error);

#endif
