/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reference_files: measures the files of --reference with the same engine as everything else: at once for
 * reports, behind the dashboard on a thread of its own.
 * Thread: the command's. */
#ifndef SIDEMAN_REFERENCE_FILES_H
#define SIDEMAN_REFERENCE_FILES_H

#include "commands/options.h"
#include "live.h"

/* Whether all of them are there: a typing error is told at once. */
enum status reference_files_check(const struct options *options, struct error *error);

/* All of them, in order.  One that cannot be read is an error (STATUS_FAILED or STATUS_NOT_FOUND). */
enum status reference_files_read(const struct options *options, struct references *references,
                                 struct error *error);

/* Measures them behind `live`, which gets each as it is done; the log tells of one that cannot be read.
 * NULL when there are none, or no thread can be had (which the log tells). */
struct reference_loader;
struct reference_loader *reference_loader_new(const struct options *options, struct live *live);
/* Before `live` is freed.  Does not wait for files that are not measured yet. */
void reference_loader_free(struct reference_loader *loader);

#endif
