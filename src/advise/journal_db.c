/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/journal_db.h"

#include "base/i18n.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

enum { BUSY_MS = 5000, LOCK_TRIES = 100, LOCK_WAIT_MS = 50, PAGES_OF_WAL = 200 };

/* From version n to n + 1.  What is stored is never changed, only added to. */
static const char *const migrations[JOURNAL_VERSION] = {
    "CREATE TABLE answer ("
    " id INTEGER PRIMARY KEY,"
    " uid TEXT NOT NULL UNIQUE,"
    " time INTEGER NOT NULL," /* seconds since 1970 */
    " kind TEXT NOT NULL,"
    " project TEXT NOT NULL,"
    " rule TEXT NOT NULL,"
    " role TEXT NOT NULL,"
    " genre TEXT NOT NULL,"
    " track TEXT NOT NULL,"
    " rating INTEGER NOT NULL DEFAULT 0,"
    " before REAL,"
    " after REAL);"
    "CREATE INDEX answer_of_rule ON answer (rule, project);",
};

enum opening { OPENED, DAMAGED, NEWER, FAILED };

static bool is_damage(int code)
{
    return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
}

enum status journal_db_fail(struct journal_db *db, int code, struct error *error)
{
    char reason[160];
    snprintf(reason, sizeof reason, "%s",
             db->sql ? sqlite3_errmsg(db->sql) : sqlite3_errstr(code));
    if (db->sql && !sqlite3_get_autocommit(db->sql))
        sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
    /* Another program set it aside, and this one still writes into what is kept there. */
    db->damaged = db->damaged || is_damage(code) || code == SQLITE_READONLY_DBMOVED;
    switch (code & 0xff) {
    case SQLITE_FULL:
        return error_set(error, STATUS_FAILED, _("%s: no room left on the disk"), db->path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, STATUS_LOST, _("%s: another program keeps it busy"), db->path);
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return error_set(error, STATUS_FAILED, _("%s: cannot be written (%s)"), db->path, reason);
    default:
        return error_set(error, STATUS_FAILED, "%s: %s", db->path, reason);
    }
}

static void sleep_ms(long ms)
{
    const struct timespec time = {.tv_nsec = ms * 1000000L};
    nanosleep(&time, NULL);
}

/* The descriptor that holds the lock; -1 when there is none to be had, which is no reason to stop. */
static int take_lock(const char *path)
{
    char lock[PATHS_MAX + 8];
    snprintf(lock, sizeof lock, "%s.lock", path);
    const int file = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    for (int i = 0; file >= 0 && i < LOCK_TRIES; i++) {
        if (flock(file, LOCK_EX | LOCK_NB) == 0)
            return file;
        sleep_ms(LOCK_WAIT_MS);
    }
    if (file >= 0)
        close(file);
    return -1;
}

static int pragma_int(sqlite3 *sql, const char *pragma, int *value)
{
    sqlite3_stmt *row = NULL;
    int code = sqlite3_prepare_v2(sql, pragma, -1, &row, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(row)) == SQLITE_ROW)
        *value = sqlite3_column_int(row, 0);
    sqlite3_finalize(row);
    return code == SQLITE_ROW ? SQLITE_OK : code;
}

static int check_whole(sqlite3 *sql)
{
    sqlite3_stmt *row = NULL;
    int code = sqlite3_prepare_v2(sql, "PRAGMA quick_check(1)", -1, &row, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(row)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(row, 0);
        code = text && strcmp(text, "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
    }
    sqlite3_finalize(row);
    return code;
}

static int migrate(sqlite3 *sql, int version)
{
    char stamp[80];
    int code = sqlite3_exec(sql, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (int i = version; i < JOURNAL_VERSION && code == SQLITE_OK; i++)
        code = sqlite3_exec(sql, migrations[i], NULL, NULL, NULL);
    snprintf(stamp, sizeof stamp, "PRAGMA user_version = %d; PRAGMA application_id = %d",
             JOURNAL_VERSION, JOURNAL_APPLICATION);
    if (code == SQLITE_OK)
        code = sqlite3_exec(sql, stamp, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(sql, "COMMIT", NULL, NULL, NULL);
    return code;
}

/* Untrusted until checked: no functions of ours, no triggers, no views that run behind our back. */
static void harden(sqlite3 *sql)
{
    sqlite3_db_config(sql, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(sql, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(sql, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    sqlite3_db_config(sql, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    sqlite3_busy_timeout(sql, BUSY_MS);
    sqlite3_extended_result_codes(sql, 1);
}

static enum opening judge(struct journal_db *db, int code, struct error *error)
{
    if (is_damage(code))
        return DAMAGED;
    journal_db_fail(db, code, error);
    return FAILED;
}

/* Ours, by number and by its table: else it is some other file that happens to lie here. */
static int check_ours(sqlite3 *sql, int *version)
{
    int application = 0, tables = 0;
    int code = pragma_int(sql, "PRAGMA user_version", version);
    if (code == SQLITE_OK)
        code = pragma_int(sql, "PRAGMA application_id", &application);
    if (code == SQLITE_OK)
        code = pragma_int(sql, "SELECT count(*) FROM sqlite_master", &tables);
    if (code != SQLITE_OK || (*version == 0 && application == 0 && tables == 0))
        return code;
    if (application != JOURNAL_APPLICATION || *version < 1)
        return SQLITE_NOTADB;
    return *version > JOURNAL_VERSION
               ? SQLITE_OK
               : sqlite3_exec(sql,
                              "SELECT uid, time, kind, project, rule, role, genre, track, rating,"
                              " before, after FROM answer LIMIT 1",
                              NULL, NULL, NULL) == SQLITE_ERROR
                     ? SQLITE_CORRUPT
                     : SQLITE_OK;
}

static enum opening open_to_write(struct journal_db *db, struct error *error)
{
    int version = 0;
    /* For this user's eyes only, which SQLite then keeps to in the files beside it. */
    const int made = open(db->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (made >= 0)
        close(made);
    int code = sqlite3_open_v2(db->path, &db->sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (code == SQLITE_OK) {
        harden(db->sql);
        code = check_ours(db->sql, &version);
    }
    if (code == SQLITE_OK && version > JOURNAL_VERSION) {
        error_set(error, STATUS_FAILED,
                  _("%s is from a newer sideman (version %d, this one knows %d): it is left alone, and "
                    "nothing is learned"), db->path, version, JOURNAL_VERSION);
        return NEWER;
    }
    if (code == SQLITE_OK)
        code = check_whole(db->sql);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db->sql, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL,
                            NULL, NULL);
    if (code == SQLITE_OK && version < JOURNAL_VERSION)
        code = migrate(db->sql, version);
    if (code != SQLITE_OK)
        return judge(db, code, error);
    sqlite3_wal_autocheckpoint(db->sql, PAGES_OF_WAL);
    return OPENED;
}

/* As it lies there, without the files beside it that could not be written. */
static enum opening open_to_read(struct journal_db *db, struct error *error)
{
    char uri[3 * PATHS_MAX + 32];
    size_t used = (size_t)snprintf(uri, sizeof uri, "file:");
    for (const char *c = db->path; *c && used < sizeof uri - 24; c++)
        used += (size_t)snprintf(uri + used, sizeof uri - used, strchr("?#%", *c) ? "%%%02X" : "%c",
                                 (unsigned char)*c);
    snprintf(uri + used, sizeof uri - used, "?immutable=1");
    int version = 0;
    int code = sqlite3_open_v2(uri, &db->sql, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
    if (code == SQLITE_OK) {
        harden(db->sql);
        code = check_ours(db->sql, &version);
    }
    if (code == SQLITE_OK && version != JOURNAL_VERSION)
        code = SQLITE_READONLY;
    if (code != SQLITE_OK)
        return judge(db, code, error);
    db->read_only = true;
    return OPENED;
}

static void move(const char *path, const char *aside, const char *suffix)
{
    char from[PATHS_MAX + 8], to[PATHS_MAX + 72];
    snprintf(from, sizeof from, "%s%s", path, suffix);
    snprintf(to, sizeof to, "%s%s", aside, suffix);
    rename(from, to);
}

static enum status set_aside(const struct journal_db *db, struct error *error)
{
    char aside[PATHS_MAX + 64], stamp[24];
    const time_t now = time(NULL);
    struct tm local;
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", localtime_r(&now, &local));
    snprintf(aside, sizeof aside, "%s.damaged-%s", db->path, stamp);
    for (int i = 2; access(aside, F_OK) == 0 && i < 100; i++)
        snprintf(aside, sizeof aside, "%s.damaged-%s-%d", db->path, stamp, i);
    if (rename(db->path, aside) != 0)
        return error_set(error, STATUS_FAILED,
                         _("%s is damaged and cannot be set aside: %s; nothing is learned"),
                         db->path, strerror(errno));
    move(db->path, aside, "-wal");
    move(db->path, aside, "-shm");
    log_write(LOG_WARNING, _("what was learned is damaged; it is kept as %s, learning starts afresh"),
              aside);
    return STATUS_OK;
}

static enum status open_locked(struct journal_db *db, struct error *error)
{
    enum opening opening = open_to_write(db, error);
    if (opening == DAMAGED) {
        journal_db_close(db);
        if (set_aside(db, error) != STATUS_OK)
            return STATUS_FAILED;
        opening = open_to_write(db, error);
        if (opening == DAMAGED)
            error_set(error, STATUS_FAILED, _("%s: a new database is damaged too: nothing is learned"),
                      db->path);
    }
    if (opening == FAILED && access(db->path, R_OK) == 0 && error->status != STATUS_LOST) {
        struct error second;
        journal_db_close(db);
        if (open_to_read(db, &second) == OPENED) {
            log_write(LOG_WARNING, _("%s; what was learned is used, but nothing new is kept"),
                      error->text);
            return STATUS_OK;
        }
    }
    if (opening == OPENED)
        return STATUS_OK;
    journal_db_close(db);
    return error->status;
}

enum status journal_db_open(struct journal_db *db, const char *path, struct error *error)
{
    struct error problem = {.status = STATUS_FAILED};
    memset(db, 0, sizeof *db);
    if (path ? (size_t)snprintf(db->path, PATHS_MAX, "%s", path) >= PATHS_MAX
             : !paths_state_file("learning.db", db->path))
        return error_set(error, STATUS_FAILED, _("this user has no home: nothing is learned"));
    if (paths_make_parents(db->path, error) != STATUS_OK)
        return STATUS_FAILED;
    const int lock = take_lock(db->path);
    const enum status status = open_locked(db, &problem);
    if (lock >= 0)
        close(lock);
    if (status != STATUS_OK && error)
        *error = problem;
    return status;
}

void journal_db_close(struct journal_db *db)
{
    sqlite3_close(db->sql);
    db->sql = NULL;
}
