/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* output: standard output, checked: a full disk is an error, a reader that has seen enough is not.
 * Thread: main. */
#ifndef SIDEMAN_OUTPUT_H
#define SIDEMAN_OUTPUT_H

#include "base/status.h"

/* STATUS_OK, STATUS_END when the reader went away (| head), STATUS_FAILED with the reason. */
enum status output_flush(struct error *error);

/* Prints `text` (freed here; NULL: memory was short) and a newline, and flushes. */
enum status output_take(char *text, struct error *error);

#endif
