/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* journal_db: opens the database of the journal: makes it, brings an older one up to date, sets a
 * damaged one aside.  Several programs may do so at the same moment: a lock file beside it lets one
 * after the other.
 * Thread: as journal. */
#ifndef SIDEMAN_JOURNAL_DB_H
#define SIDEMAN_JOURNAL_DB_H

#include "base/paths.h"
#include "base/status.h"

#include <sqlite3.h>
#include <stdbool.h>

enum {
    JOURNAL_VERSION = 1,              /* of the tables: PRAGMA user_version */
    JOURNAL_APPLICATION = 0x53444d4c  /* "SDML": PRAGMA application_id */
};

struct journal_db {
    sqlite3 *sql;
    char path[PATHS_MAX];
    bool read_only;
    bool damaged;   /* found in use */
};

/* `path` NULL: the user's own. */
enum status journal_db_open(struct journal_db *db, const char *path, struct error *error);
void journal_db_close(struct journal_db *db);

/* Takes an open transaction back and says what SQLite's `code` means; never STATUS_OK. */
enum status journal_db_fail(struct journal_db *db, int code, struct error *error);

#endif
