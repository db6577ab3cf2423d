/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was acknowledged stays, whatever happens to the program, the disk or the file. */
#include "advise/journal.h"
#include "advise/learner.h"
#include "base/log.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/folder.h"

enum { ROUNDS = 60, SEEN_MAX = 100000 };

static char path[128];
static struct error error;
static char (*seen)[ANSWER_UID_MAX];
static size_t n_seen;

static int make_folder(void **state)
{
    assert_int_equal(folder_make(state), 0);
    snprintf(path, sizeof path, "%s/state/learning.db", folder);
    error = (struct error){0};
    return 0;
}

static struct answer answer_of(const char *rule)
{
    struct answer answer;
    answer_clear(&answer);
    answer.time = 1000;
    answer.role = ROLE_VOCALS;
    answer.genre = GENRE_ROCK;
    answer.before = 4.5f;
    snprintf(answer.rule, sizeof answer.rule, "%s", rule);
    snprintf(answer.project, sizeof answer.project, "Süden's \"song\"");
    return answer;
}

static struct journal *open_good(void)
{
    struct journal *journal = journal_open(path, &error);
    if (!journal)
        fail_msg("%s", error.text);
    return journal;
}

static void add_one(struct journal *journal, const char *rule)
{
    struct answer answer = answer_of(rule);
    if (journal_add(journal, &answer, 1, NULL, &error) != STATUS_OK)
        fail_msg("%s", error.text);
}

static void remember(void *data, const struct answer *answer)
{
    (void)data;
    assert_true(n_seen < SEEN_MAX);
    memcpy(seen[n_seen++], answer->uid, ANSWER_UID_MAX);
}

static size_t count_all(struct journal *journal)
{
    n_seen = 0;
    if (journal_each(journal, remember, NULL, &error) != STATUS_OK)
        fail_msg("%s", error.text);
    return n_seen;
}

static void check_integrity(void)
{
    sqlite3 *sql;
    sqlite3_stmt *row;
    assert_int_equal(sqlite3_open(path, &sql), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(sql, "PRAGMA integrity_check", -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(row, 0), "ok");
    sqlite3_finalize(row);
    sqlite3_close(sql);
}

static struct answer last;

static void keep_last(void *data, const struct answer *answer)
{
    (void)data;
    last = *answer;
}

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    struct journal *journal = open_good();
    struct answer in = answer_of("mud");
    size_t added = 9;
    assert_int_equal(journal_add(journal, &in, 1, &added, &error), STATUS_OK);
    assert_int_equal(added, 1);
    assert_int_equal(journal_add(journal, &in, 1, &added, &error), STATUS_OK);
    assert_int_equal(added, 0); /* the same one */
    assert_int_equal(journal_each(journal, keep_last, NULL, &error), STATUS_OK);
    assert_string_equal(last.uid, in.uid);
    assert_string_equal(last.project, in.project);
    assert_string_equal(last.rule, "mud");
    assert_int_equal(last.role, ROLE_VOCALS);
    assert_int_equal(last.genre, GENRE_ROCK);
    assert_true(last.before == 4.5f && isnan(last.after));
    in = answer_of("thin");
    in.role = ROLE_NONE;
    in.genre = GENRES;
    assert_int_equal(journal_add(journal, &in, 1, &added, &error), STATUS_OK);
    assert_int_equal(journal_each(journal, keep_last, NULL, &error), STATUS_OK);
    assert_string_equal(last.rule, "thin");
    assert_int_equal(last.role, ROLE_NONE);
    assert_int_equal(last.genre, GENRES);
    struct stat status;
    stat(path, &status);
    assert_int_equal(status.st_mode & 0077, 0);
    journal_close(journal);
}

static void nonsense_is_refused_whole(void **state)
{
    (void)state;
    struct journal *journal = open_good();
    struct answer two[2] = {answer_of("mud"), answer_of("NO GOOD")};
    assert_int_equal(journal_add(journal, two, 2, NULL, &error), STATUS_USAGE);
    assert_int_equal(count_all(journal), 0);
    journal_close(journal);
}

static void forgets_what_is_asked(void **state)
{
    (void)state;
    struct journal *journal = open_good();
    size_t gone;
    add_one(journal, "mud");
    add_one(journal, "mud");
    add_one(journal, "thin");
    assert_true(journal_has_changed(journal));
    assert_false(journal_has_changed(journal));
    assert_int_equal(journal_forget(journal, "mud", "other", &gone, &error), STATUS_OK);
    assert_int_equal(gone, 0);
    assert_int_equal(journal_forget(journal, "mud", NULL, &gone, &error), STATUS_OK);
    assert_int_equal(gone, 2);
    assert_true(journal_has_changed(journal));
    assert_int_equal(journal_forget(journal, NULL, NULL, &gone, &error), STATUS_OK);
    assert_int_equal(gone, 1);
    journal_close(journal);
}

/* A child writes as fast as it can and tells each uid once it is acknowledged. */
static void write_until_killed(int acknowledged)
{
    struct journal *journal = journal_open(path, &error);
    while (journal) {
        struct answer answer = answer_of("mud");
        if (journal_add(journal, &answer, 1, NULL, &error) == STATUS_OK &&
            write(acknowledged, answer.uid, ANSWER_UID_MAX) != ANSWER_UID_MAX)
            break;
    }
    _exit(1);
}

static bool is_stored(const char *uid)
{
    for (size_t i = 0; i < n_seen; i++)
        if (memcmp(seen[i], uid, ANSWER_UID_MAX) == 0)
            return true;
    return false;
}

static size_t check_acknowledged(int from)
{
    char uid[ANSWER_UID_MAX];
    size_t count = 0;
    for (; read(from, uid, sizeof uid) == (ssize_t)sizeof uid; count++)
        assert_true(is_stored(uid));
    return count;
}

static void killed_at_any_moment_it_loses_nothing(void **state)
{
    (void)state;
    size_t acknowledged = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        const pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            write_until_killed(ends[1]);
        }
        close(ends[1]);
        /* From before the file is there to well into the writing. */
        const struct timespec wait = {.tv_nsec = (long)(round * round % 97) * 700000L};
        nanosleep(&wait, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        struct journal *journal = open_good();
        count_all(journal);
        acknowledged += check_acknowledged(ends[0]);
        journal_close(journal);
        close(ends[0]);
    }
    check_integrity();
    assert_true(acknowledged > 0);
}

static void two_writers_do_not_disturb_each_other(void **state)
{
    (void)state;
    enum { WRITERS = 3, EACH = 40 };
    pid_t children[WRITERS];
    for (unsigned i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] != 0)
            continue;
        struct journal *journal = journal_open(path, &error); /* all make it at once */
        unsigned good = 0;
        for (unsigned n = 0; journal && n < EACH; n++) {
            struct answer answer = answer_of("mud");
            good += journal_add(journal, &answer, 1, NULL, &error) == STATUS_OK;
        }
        journal_close(journal);
        _exit(good == EACH ? 0 : 1);
    }
    for (unsigned i = 0; i < WRITERS; i++) {
        int status;
        waitpid(children[i], &status, 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    struct journal *journal = open_good();
    assert_int_equal(count_all(journal), WRITERS * EACH);
    journal_close(journal);
    check_integrity();
}

static void limit_file_size(rlim_t bytes)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    setrlimit(RLIMIT_FSIZE, &limit);
}

/* In a child: the limit must not reach the other tests. */
static int fill_the_disk(void)
{
    signal(SIGXFSZ, SIG_IGN);
    struct journal *journal = journal_open(path, &error);
    unsigned good = 0;
    if (!journal)
        return 1;
    limit_file_size(512 * 1024);
    bool failed = false;
    for (unsigned i = 0; i < 2000 && !failed; i++) {
        struct answer answer = answer_of("mud");
        failed = journal_add(journal, &answer, 1, NULL, &error) != STATUS_OK;
        good += !failed;
    }
    if (!failed || good < 10 || !error.text[0] || count_all(journal) != good)
        return 2;
    limit_file_size(RLIM_INFINITY);
    struct answer answer = answer_of("thin");
    if (journal_add(journal, &answer, 1, NULL, &error) != STATUS_OK)
        return 3;
    journal_close(journal);
    journal = journal_open(path, &error);
    const bool all = journal && count_all(journal) == good + 1;
    journal_close(journal);
    return all ? 0 : 4;
}

static void a_full_disk_loses_nothing(void **state)
{
    (void)state;
    const pid_t child = fork();
    if (child == 0)
        _exit(fill_the_disk());
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    check_integrity();
}

static void write_file(const char *text, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(text, 1, size, file);
    fclose(file);
}

static unsigned count_files(const char *pattern)
{
    char command[256];
    unsigned count = 0;
    snprintf(command, sizeof command, "ls %s/state | grep -c '%s'", folder, pattern);
    FILE *pipe_end = popen(command, "r");
    assert_int_equal(fscanf(pipe_end, "%u", &count), 1);
    pclose(pipe_end);
    return count;
}

static void damage_is_set_aside(void **state)
{
    (void)state;
    struct journal *journal = open_good();
    add_one(journal, "mud");
    journal_close(journal);
    write_file("this was a database once, and is none now, however long it is", 61);
    journal = open_good();
    assert_int_equal(count_all(journal), 0);
    assert_int_equal(count_files("damaged"), 1);
    assert_non_null(strstr(log_line(0), "damaged"));
    add_one(journal, "mud");
    journal_close(journal);
}

/* Bytes turned over somewhere inside: found at the opening or in use; never a crash, never an endless
 * loop. */
static void any_broken_byte_is_survived(void **state)
{
    (void)state;
    struct journal *journal = open_good();
    for (unsigned i = 0; i < 300; i++)
        add_one(journal, i % 2 ? "mud" : "thin");
    journal_close(journal);
    static char whole[1 << 20], broken[1 << 20];
    FILE *file = fopen(path, "rb");
    const size_t size = fread(whole, 1, sizeof whole, file);
    fclose(file);
    uint32_t seed = 12345;
    for (unsigned round = 0; round < 60; round++) {
        memcpy(broken, whole, size);
        for (unsigned i = 0; i < 1 + round % 40; i++) {
            seed = seed * 1664525u + 1013904223u;
            const size_t at = round % 3 ? (seed >> 8) % size : (seed >> 8) % 512;
            broken[at] = (char)(seed >> 3);
        }
        write_file(broken, round % 7 == 6 ? size / 2 : size);
        journal = journal_open(path, &error);
        if (!journal)
            continue; /* said to be of a newer one: left alone */
        n_seen = 0;
        journal_each(journal, remember, NULL, &error);
        struct answer answer = answer_of("dull");
        journal_add(journal, &answer, 1, NULL, &error);
        journal_close(journal);
    }
}

static void run_sql(const char *text)
{
    sqlite3 *sql;
    assert_int_equal(sqlite3_open(path, &sql), SQLITE_OK);
    assert_int_equal(sqlite3_exec(sql, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(sql);
}

static void a_newer_one_is_left_alone(void **state)
{
    (void)state;
    struct journal *journal = open_good();
    add_one(journal, "mud");
    journal_close(journal);
    run_sql("PRAGMA user_version = 99");
    assert_null(journal_open(path, &error));
    assert_non_null(strstr(error.text, "newer sideman"));
    assert_int_equal(count_files("damaged"), 0);
    run_sql("PRAGMA user_version = 1");
    journal = open_good();
    assert_int_equal(count_all(journal), 1);
    journal_close(journal);
}

static void hostile_rows_are_skipped(void **state)
{
    (void)state;
    struct journal *journal = open_good();
    add_one(journal, "mud");
    run_sql("INSERT INTO answer (uid, time, kind, project, rule, role, genre, track, rating) VALUES"
            " ('x', 1, 'applied', '', 'mud', '', '', '', 0),"
            " ('00000000000000000000000000000001', 1, 'eaten', '', 'mud', '', '', '', 0),"
            " ('00000000000000000000000000000002', -1, 'applied', '', 'mud', '', '', '', 0),"
            " ('00000000000000000000000000000003', 1, 'applied', x'1b5b324a', 'mud', '', '', '', 0),"
            " ('00000000000000000000000000000004', 1, 'rated', '', 'mud', '', '', '', 9999999999),"
            " ('00000000000000000000000000000005', 1, 'applied', '', 'mud', 'king', '', '', 0),"
            " ('00000000000000000000000000000006', 1, 'applied', '', 'mud', '', 'polka', '', 0),"
            " ('00000000000000000000000000000007', 1, 'applied', hex(zeroblob(9999)), 'mud', '', '',"
            "  '', 0)");
    assert_int_equal(count_all(journal), 1);
    journal_close(journal);
}

/* However slow the machine is: a minute is no answer. */
static void wait_until_muted(struct learner *learner)
{
    static struct learned learned;
    const struct timespec pause = {.tv_nsec = 10000000};
    uint32_t version = 0;
    learned_clear(&learned);
    for (unsigned tries = 0; !learned_get(&learned, "mud", ROLE_VOCALS, GENRES).muted; tries++) {
        assert_true(tries < 6000);
        nanosleep(&pause, NULL);
        learner_read(learner, &learned, &version);
    }
}

/* Root may write anywhere, so that a file where a folder should be stands for a home that may not be
 * written. */
static void without_a_home_it_says_so(void **state)
{
    (void)state;
    char inside[128];
    snprintf(inside, sizeof inside, "%s/file", folder);
    FILE *file = fopen(inside, "w");
    fclose(file);
    snprintf(inside, sizeof inside, "%s/file/learning.db", folder);
    assert_null(journal_open(inside, &error));
    assert_true(error.text[0]);
    struct learner *learner = learner_new(inside, "song");
    assert_non_null(learner);
    struct answer answer = answer_of("mud");
    answer.kind = ANSWER_NEVER;
    learner_add(learner, &answer);
    wait_until_muted(learner);
    assert_int_equal(learner_unwritten(learner), 1);
    learner_free(learner);
    assert_non_null(strstr(log_line(0), "could not be kept"));
}

/* Two instances: what one hears, the other knows. */
static void learners_share_what_they_learn(void **state)
{
    (void)state;
    struct learner *one = learner_new(path, "song"), *two = learner_new(path, "song");
    struct answer answer = answer_of("mud");
    answer.kind = ANSWER_NEVER;
    answer.time = 0; /* now */
    learner_add(one, &answer);
    wait_until_muted(two);
    learner_add(two, &answer);
    struct answer past[LEARNER_PAST];
    assert_int_equal(learner_past(one, past, LEARNER_PAST), 0); /* of this session */
    learner_free(one);
    learner_free(two);
    struct journal *journal = open_good();
    assert_int_equal(count_all(journal), 2);
    journal_close(journal);
}

/* The next session knows what was said in the last ones: the latest, from all that were kept. */
static void earlier_answers_are_shown(void **state)
{
    (void)state;
    struct journal *journal = open_good();
    struct answer past[LEARNER_PAST];
    for (int i = 0; i < 3 * LEARNER_PAST; i++) {
        struct answer answer = answer_of(i % 2 ? "mud" : "boxy");
        answer.time = 1000000 + i;
        assert_int_equal(journal_add(journal, &answer, 1, NULL, &error), STATUS_OK);
    }
    struct answer late = answer_of("mud");
    late.kind = ANSWER_NEVER;
    late.time = 2000000;
    assert_int_equal(journal_add(journal, &late, 1, NULL, &error), STATUS_OK);
    journal_close(journal);
    struct learner *learner = learner_new(path, "song");
    wait_until_muted(learner);
    assert_int_equal(learner_past(learner, past, LEARNER_PAST), LEARNER_PAST);
    assert_int_equal(past[0].kind, ANSWER_NEVER);
    assert_string_equal(past[1].rule, "mud");
    assert_int_equal(past[1].time, 1000000 + 3 * LEARNER_PAST - 1);
    assert_int_equal(learner_past(learner, past, 2), 2);
    assert_int_equal(past[1].time, 1000000 + 3 * LEARNER_PAST - 1);
    learner_free(learner);
}

int main(void)
{
    seen = calloc(SEEN_MAX, sizeof *seen);
    log_set_echo(false);
#define CASE(name) cmocka_unit_test_setup_teardown(name, make_folder, folder_remove)
    const struct CMUnitTest tests[] = {
        CASE(what_goes_in_comes_out),
        CASE(nonsense_is_refused_whole),
        CASE(forgets_what_is_asked),
        CASE(killed_at_any_moment_it_loses_nothing),
        CASE(two_writers_do_not_disturb_each_other),
        CASE(a_full_disk_loses_nothing),
        CASE(damage_is_set_aside),
        CASE(any_broken_byte_is_survived),
        CASE(a_newer_one_is_left_alone),
        CASE(hostile_rows_are_skipped),
        CASE(without_a_home_it_says_so),
        CASE(learners_share_what_they_learn),
        CASE(earlier_answers_are_shown),
    };
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(seen);
    return failed;
}
