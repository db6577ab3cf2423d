/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* learn_share: the journal as JSON, to keep, to carry to another machine, to read:
 *     { "sideman_learning": 1, "answers": [ { "uid": "..", "time": 1763636400, "kind": "applied",
 *       "project": "..", "rule": "mud", "role": "vocals", "genre": "rock", "track": "..", "rating": 0,
 *       "before": 5.1, "after": null }, .. ] }
 * An import is believed in nothing: every field is checked, and one wrong answer refuses the whole.
 * Thread: the command's. */
#ifndef SIDEMAN_LEARN_SHARE_H
#define SIDEMAN_LEARN_SHARE_H

#include "advise/journal.h"

#include <stdio.h>

enum { LEARN_SHARE_VERSION = 1 };

/* `project` NULL: of all. */
enum status learn_export(FILE *out, struct journal *journal, const char *project,
                         struct error *error);

/* Reads all answers of a file: an array to be freed.  `name` is for messages. */
enum status learn_import_read(FILE *in, const char *name, struct answer **answers, size_t *count,
                              struct error *error);

#endif
