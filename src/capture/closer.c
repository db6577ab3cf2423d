/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/closer.h"

#include "base/clock.h"

#include <pthread.h>
#include <stdlib.h>

struct closer {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool done;
    bool abandoned;
    const struct backend_ops *ops;
    struct backend *backend;
};

static void closer_free(struct closer *closer)
{
    pthread_cond_destroy(&closer->changed);
    pthread_mutex_destroy(&closer->lock);
    free(closer);
}

static void *closer_run(void *argument)
{
    struct closer *closer = argument;
    closer->ops->close(closer->backend);
    pthread_mutex_lock(&closer->lock);
    closer->done = true;
    const bool abandoned = closer->abandoned;
    pthread_cond_signal(&closer->changed);
    pthread_mutex_unlock(&closer->lock);
    if (abandoned)
        closer_free(closer);
    return NULL;
}

struct closer *closer_start(const struct backend_ops *ops, struct backend *backend)
{
    struct closer *closer = calloc(1, sizeof *closer);
    if (!closer) {
        ops->close(backend);
        return NULL;
    }
    *closer = (struct closer){.ops = ops, .backend = backend};
    pthread_mutex_init(&closer->lock, NULL);
    clock_init_condition(&closer->changed);
    pthread_t thread;
    if (pthread_create(&thread, NULL, closer_run, closer) != 0) {
        ops->close(backend);
        closer_free(closer);
        return NULL;
    }
    pthread_detach(thread);
    return closer;
}

bool closer_wait(struct closer *closer, double timeout_s)
{
    const double until_s = clock_now_s() + timeout_s;
    pthread_mutex_lock(&closer->lock);
    while (!closer->done && clock_wait_until(&closer->changed, &closer->lock, until_s))
        ;
    const bool done = closer->done;
    pthread_mutex_unlock(&closer->lock);
    if (done)
        closer_free(closer);
    return done;
}

void closer_abandon(struct closer *closer)
{
    pthread_mutex_lock(&closer->lock);
    closer->abandoned = true;
    const bool done = closer->done;
    pthread_mutex_unlock(&closer->lock);
    if (done)
        closer_free(closer);
}
