/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/learner.h"

#include "advise/journal.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUEUE_MAX = 1024 };
static const double LOOK_EVERY_S = 2.0;   /* for what others wrote */
static const double RETRY_EVERY_S = 20.0; /* after a failure */

struct learner {
    char *path; /* NULL: the user's own */
    char project[PROJECT_MAX];
    pthread_t thread;
    pthread_mutex_t lock; /* held for a copy at most */
    pthread_cond_t wake;

    /* Under the lock. */
    bool quit;
    struct answer queue[QUEUE_MAX];
    size_t queued;
    struct learned learned;
    uint32_t version;
    struct answer past[LEARNER_PAST]; /* answer n is at n % LEARNER_PAST */
    size_t n_past;

    /* The thread's own. */
    int64_t began; /* seconds since 1970 */
    struct journal *journal;
    struct learn *learn; /* while it concludes */
    struct answer next_past[LEARNER_PAST];
    size_t n_next_past;
    struct answer batch[QUEUE_MAX];
    struct learned next;
    double retry_s; /* when the journal may be tried again */
    bool told;      /* of the trouble */
};

static void tell_trouble(struct learner *learner, const struct error *error)
{
    if (!learner->told)
        log_write(LOG_WARNING, _("learning: %s; answers count for this session and are tried again"),
                  error->text);
    learner->told = true;
    learner->retry_s = clock_now_s() + RETRY_EVERY_S;
}

static bool ensure_open(struct learner *learner)
{
    struct error error;
    if (learner->journal && journal_is_damaged(learner->journal)) {
        journal_close(learner->journal);
        learner->journal = NULL;
    }
    if (learner->journal)
        return true;
    learner->journal = journal_open(learner->path, &error);
    if (!learner->journal)
        tell_trouble(learner, &error);
    return learner->journal != NULL;
}

/* What is written leaves the queue only then: its uids make writing it twice harmless. */
static bool write_queue(struct learner *learner)
{
    struct error error;
    pthread_mutex_lock(&learner->lock);
    const size_t count = learner->queued;
    memcpy(learner->batch, learner->queue, count * sizeof *learner->batch);
    pthread_mutex_unlock(&learner->lock);
    if (count == 0)
        return true;
    if (journal_add(learner->journal, learner->batch, count, NULL, &error) != STATUS_OK) {
        tell_trouble(learner, &error);
        return false;
    }
    pthread_mutex_lock(&learner->lock);
    learner->queued -= count;
    memmove(learner->queue, learner->queue + count, learner->queued * sizeof *learner->queue);
    pthread_mutex_unlock(&learner->lock);
    if (learner->told)
        log_write(LOG_INFO, _("learning: answers are kept again"));
    learner->told = false;
    return true;
}

static void take(void *data, const struct answer *answer)
{
    struct learner *learner = data;
    learn_add(learner->learn, answer);
    if (answer->time < learner->began)
        learner->next_past[learner->n_next_past++ % LEARNER_PAST] = *answer;
}

/* From the journal and from what still waits for it. */
static void conclude(struct learner *learner)
{
    struct error error;
    struct learn *learn = learn_new(learner->project, (int64_t)time(NULL));
    if (!learn)
        return;
    learner->learn = learn;
    learner->n_next_past = 0;
    if (learner->journal &&
        journal_each(learner->journal, take, learner, &error) != STATUS_OK) {
        tell_trouble(learner, &error);
        learn_free(learn);
        return;
    }
    pthread_mutex_lock(&learner->lock);
    const size_t count = learner->queued;
    memcpy(learner->batch, learner->queue, count * sizeof *learner->batch);
    pthread_mutex_unlock(&learner->lock);
    for (size_t i = 0; i < count; i++)
        learn_add(learn, &learner->batch[i]);
    learn_conclude(learn, &learner->next);
    learn_free(learn);
    pthread_mutex_lock(&learner->lock);
    learner->learned = learner->next;
    learner->n_past = learner->n_next_past;
    memcpy(learner->past, learner->next_past, sizeof learner->past);
    learner->version++;
    pthread_mutex_unlock(&learner->lock);
}

static void *run(void *data)
{
    struct learner *learner = data;
    size_t concluded = 0;
    bool quit = false;
    while (!quit) {
        pthread_mutex_lock(&learner->lock);
        if (!learner->quit && learner->queued <= concluded)
            clock_wait_until(&learner->wake, &learner->lock,
                             clock_now_s() + (learner->version ? LOOK_EVERY_S : 0.0));
        quit = learner->quit;
        const bool more = learner->queued > concluded;
        pthread_mutex_unlock(&learner->lock);
        bool open = false;
        if (quit || clock_now_s() >= learner->retry_s)
            open = ensure_open(learner) && write_queue(learner);
        const bool changed = open && journal_has_changed(learner->journal);
        if (!quit && (changed || more || learner->version == 0))
            conclude(learner);
        pthread_mutex_lock(&learner->lock);
        concluded = learner->queued;
        pthread_mutex_unlock(&learner->lock);
    }
    return NULL;
}

struct learner *learner_new(const char *path, const char *project)
{
    struct learner *learner = calloc(1, sizeof *learner);
    if (!learner)
        return NULL;
    snprintf(learner->project, sizeof learner->project, "%s", project);
    learner->began = (int64_t)time(NULL);
    pthread_mutex_init(&learner->lock, NULL);
    clock_init_condition(&learner->wake);
    learner->path = path ? strdup(path) : NULL;
    if ((!path || learner->path) && thread_start(&learner->thread, run, learner))
        return learner;
    pthread_cond_destroy(&learner->wake);
    pthread_mutex_destroy(&learner->lock);
    free(learner->path);
    free(learner);
    return NULL;
}

void learner_free(struct learner *learner)
{
    if (!learner)
        return;
    pthread_mutex_lock(&learner->lock);
    learner->quit = true;
    pthread_cond_signal(&learner->wake);
    pthread_mutex_unlock(&learner->lock);
    pthread_join(learner->thread, NULL);
    if (learner->queued > 0)
        log_write(LOG_WARNING, _("learning: %zu answers could not be kept"), learner->queued);
    journal_close(learner->journal);
    pthread_cond_destroy(&learner->wake);
    pthread_mutex_destroy(&learner->lock);
    free(learner->path);
    free(learner);
}

void learner_add(struct learner *learner, const struct answer *answer)
{
    struct answer own = *answer;
    answer_make_uid(&own);
    if (own.time == 0)
        own.time = (int64_t)time(NULL);
    memcpy(own.project, learner->project, sizeof own.project);
    if (!answer_is_sane(&own))
        return;
    pthread_mutex_lock(&learner->lock);
    if (learner->queued < QUEUE_MAX)
        learner->queue[learner->queued++] = own;
    pthread_cond_signal(&learner->wake);
    pthread_mutex_unlock(&learner->lock);
}

bool learner_read(struct learner *learner, struct learned *learned, uint32_t *version)
{
    if (pthread_mutex_trylock(&learner->lock) != 0)
        return false;
    const bool newer = learner->version != *version;
    if (newer) {
        *learned = learner->learned;
        *version = learner->version;
    }
    pthread_mutex_unlock(&learner->lock);
    return newer;
}

size_t learner_past(struct learner *learner, struct answer *past, size_t room)
{
    pthread_mutex_lock(&learner->lock);
    size_t count = learner->n_past < LEARNER_PAST ? learner->n_past : LEARNER_PAST;
    count = count < room ? count : room;
    for (size_t i = 0; i < count; i++)
        past[i] = learner->past[(learner->n_past - 1 - i) % LEARNER_PAST];
    pthread_mutex_unlock(&learner->lock);
    return count;
}

size_t learner_unwritten(struct learner *learner)
{
    pthread_mutex_lock(&learner->lock);
    const size_t count = learner->queued;
    pthread_mutex_unlock(&learner->lock);
    return count;
}
