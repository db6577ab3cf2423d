/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* journal: every answer to a suggestion, kept in an SQLite database (WAL, synchronous=FULL): what was
 * acknowledged survives a crash at any moment, and several programs may use it at once.
 * A damaged database is set aside beside the new one, and the log says so; one of a newer sideman is
 * left alone.  Where nothing may be written, what is there is still read.
 * Thread: one at a time; every call may wait for the disk: never the analysis thread. */
#ifndef SIDEMAN_JOURNAL_H
#define SIDEMAN_JOURNAL_H

#include "advise/answer.h"
#include "base/status.h"

#include <stddef.h>

struct journal;

/* `path` NULL: learning.db in the user's state folder.  Folders and database are made when missing.
 * NULL with `error` when it can be neither written nor read. */
struct journal *journal_open(const char *path, struct error *error);
void journal_close(struct journal *journal);
const char *journal_path(const struct journal *journal);

/* All of them or none.  STATUS_OK: they are on the disk.  An answer without a uid gets one; one whose
 * uid is there already is not stored twice.  `n_new` (may be NULL): how many were new. */
enum status journal_add(struct journal *journal, struct answer *answers, size_t count,
                        size_t *n_new, struct error *error);

/* Every answer, the oldest first; rows that make no sense are skipped. */
typedef void journal_visit(void *data, const struct answer *answer);
enum status journal_each(struct journal *journal, journal_visit *visit, void *data,
                         struct error *error);

/* Deletes those that are of this rule and of this project; NULL: of any.  `n_gone` may be NULL. */
enum status journal_forget(struct journal *journal, const char *rule, const char *project,
                           size_t *n_gone, struct error *error);

/* Whether anybody has written since the last call. */
bool journal_has_changed(struct journal *journal);
/* The database was found to be damaged in use, or another program set it aside: close it and open it
 * again. */
bool journal_is_damaged(const struct journal *journal);

#endif
