/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/journal.h"

#include "advise/journal_db.h"
#include "base/i18n.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 11 };

static const char insert_sql[] =
    "INSERT INTO answer (uid, time, kind, project, rule, role, genre, track, rating, before, after)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (uid) DO NOTHING";
static const char select_sql[] =
    "SELECT uid, time, kind, project, rule, role, genre, track, rating, before, after"
    " FROM answer ORDER BY time, id";
static const char forget_sql[] =
    "DELETE FROM answer WHERE (?1 IS NULL OR rule = ?1) AND (?2 IS NULL OR project = ?2)";

struct journal {
    struct journal_db db;
    sqlite3_int64 changes_seen;
};

struct journal *journal_open(const char *path, struct error *error)
{
    struct journal *journal = calloc(1, sizeof *journal);
    if (!journal) {
        error_set(error, STATUS_NO_MEMORY, _("not enough memory to read what was learned"));
        return NULL;
    }
    journal->changes_seen = -1;
    if (journal_db_open(&journal->db, path, error) != STATUS_OK) {
        free(journal);
        return NULL;
    }
    return journal;
}

void journal_close(struct journal *journal)
{
    if (!journal)
        return;
    journal_db_close(&journal->db);
    free(journal);
}

const char *journal_path(const struct journal *journal)
{
    return journal->db.path;
}

bool journal_is_damaged(const struct journal *journal)
{
    return journal->db.damaged;
}

/* sqlite3_bind_double() makes NULL of NAN, which is what is meant. */
static void bind_answer(sqlite3_stmt *row, const struct answer *answer)
{
    const char *genre = answer->genre < GENRES ? genre_names[answer->genre] : "";
    sqlite3_bind_text(row, 1, answer->uid, -1, SQLITE_STATIC);
    sqlite3_bind_int64(row, 2, answer->time);
    sqlite3_bind_text(row, 3, answer_names[answer->kind], -1, SQLITE_STATIC);
    sqlite3_bind_text(row, 4, answer->project, -1, SQLITE_STATIC);
    sqlite3_bind_text(row, 5, answer->rule, -1, SQLITE_STATIC);
    sqlite3_bind_text(row, 6, role_names[answer->role], -1, SQLITE_STATIC);
    sqlite3_bind_text(row, 7, genre, -1, SQLITE_STATIC);
    sqlite3_bind_text(row, 8, answer->track, -1, SQLITE_STATIC);
    sqlite3_bind_int(row, 9, answer->rating);
    sqlite3_bind_double(row, 10, (double)answer->before);
    sqlite3_bind_double(row, 11, (double)answer->after);
}

static int insert_all(sqlite3 *sql, struct answer *answers, size_t count, size_t *n_new)
{
    sqlite3_stmt *row = NULL;
    int code = sqlite3_prepare_v2(sql, insert_sql, -1, &row, NULL);
    for (size_t i = 0; i < count && code == SQLITE_OK; i++) {
        if (!*answers[i].uid)
            answer_make_uid(&answers[i]);
        bind_answer(row, &answers[i]);
        code = sqlite3_step(row);
        if (code == SQLITE_DONE)
            *n_new += (size_t)sqlite3_changes(sql);
        code = sqlite3_reset(row);
    }
    sqlite3_finalize(row);
    return code;
}

enum status journal_add(struct journal *journal, struct answer *answers, size_t count,
                        size_t *n_new, struct error *error)
{
    struct journal_db *db = &journal->db;
    size_t added = 0;
    for (size_t i = 0; i < count; i++)
        if (!answer_is_sane(&answers[i]))
            return error_set(error, STATUS_USAGE, _("this answer to '%.40s' makes no sense"),
                             answers[i].rule);
    if (db->read_only)
        return error_set(error, STATUS_FAILED, _("%s may only be read: nothing new is kept"),
                         db->path);
    int code = sqlite3_exec(db->sql, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = insert_all(db->sql, answers, count, &added);
    if (code == SQLITE_OK)
        code = sqlite3_exec(db->sql, "COMMIT", NULL, NULL, NULL);
    if (code != SQLITE_OK)
        return journal_db_fail(db, code, error); /* which also takes it back */
    if (n_new)
        *n_new = added;
    return STATUS_OK;
}

static bool copy_text(char *to, size_t size, sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);
    return (size_t)snprintf(to, size, "%s", text ? text : "") < size;
}

static float float_of(sqlite3_stmt *row, int column)
{
    const bool known = sqlite3_column_type(row, column) == SQLITE_FLOAT ||
                       sqlite3_column_type(row, column) == SQLITE_INTEGER;
    return known ? (float)sqlite3_column_double(row, column) : NAN;
}

static bool read_answer(sqlite3_stmt *row, struct answer *answer)
{
    char kind[16], role[16], genre[16];
    answer_clear(answer);
    if (sqlite3_column_count(row) != COLUMNS ||
        !copy_text(answer->uid, sizeof answer->uid, row, 0) ||
        !copy_text(kind, sizeof kind, row, 2) ||
        !copy_text(answer->project, sizeof answer->project, row, 3) ||
        !copy_text(answer->rule, sizeof answer->rule, row, 4) ||
        !copy_text(role, sizeof role, row, 5) || !copy_text(genre, sizeof genre, row, 6) ||
        !copy_text(answer->track, sizeof answer->track, row, 7))
        return false;
    const int rating = sqlite3_column_int(row, 8);
    answer->time = sqlite3_column_int64(row, 1);
    answer->kind = answer_from_name(kind);
    answer->role = answer_role_from_name(role);
    answer->genre = genre_from_name(genre);
    answer->rating = rating >= 0 && rating <= RATING_MAX ? (uint8_t)rating : 0;
    answer->before = float_of(row, 9);
    answer->after = float_of(row, 10);
    return answer_is_sane(answer) && (answer->genre < GENRES || !*genre);
}

enum status journal_each(struct journal *journal, journal_visit *visit, void *data,
                         struct error *error)
{
    sqlite3_stmt *row = NULL;
    struct answer answer;
    int code = sqlite3_prepare_v2(journal->db.sql, select_sql, -1, &row, NULL);
    while (code == SQLITE_OK && (code = sqlite3_step(row)) == SQLITE_ROW) {
        if (read_answer(row, &answer))
            visit(data, &answer);
        code = SQLITE_OK;
    }
    sqlite3_finalize(row);
    return code == SQLITE_DONE ? STATUS_OK : journal_db_fail(&journal->db, code, error);
}

enum status journal_forget(struct journal *journal, const char *rule, const char *project,
                           size_t *n_gone, struct error *error)
{
    struct journal_db *db = &journal->db;
    sqlite3_stmt *row = NULL;
    if (db->read_only)
        return error_set(error, STATUS_FAILED, _("%s may only be read: nothing can be forgotten"),
                         db->path);
    int code = sqlite3_prepare_v2(db->sql, forget_sql, -1, &row, NULL);
    if (code == SQLITE_OK) {
        if (rule)
            sqlite3_bind_text(row, 1, rule, -1, SQLITE_STATIC);
        if (project)
            sqlite3_bind_text(row, 2, project, -1, SQLITE_STATIC);
        code = sqlite3_step(row);
    }
    const int gone = sqlite3_changes(db->sql);
    sqlite3_finalize(row);
    if (code != SQLITE_DONE)
        return journal_db_fail(db, code, error);
    if (n_gone)
        *n_gone = (size_t)gone;
    return STATUS_OK;
}

/* data_version changes when others write, total_changes when we do. */
bool journal_has_changed(struct journal *journal)
{
    sqlite3_stmt *row = NULL;
    sqlite3_int64 seen = -1;
    if (sqlite3_prepare_v2(journal->db.sql, "PRAGMA data_version", -1, &row, NULL) == SQLITE_OK &&
        sqlite3_step(row) == SQLITE_ROW)
        seen = (sqlite3_column_int64(row, 0) << 32) + sqlite3_total_changes(journal->db.sql);
    sqlite3_finalize(row);
    const bool changed = seen != journal->changes_seen;
    journal->changes_seen = seen;
    return changed;
}
