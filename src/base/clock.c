/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/clock.h"

#include <errno.h>
#include <time.h>

double clock_now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void clock_init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

bool clock_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, double until_s)
{
    const struct timespec until = {
        .tv_sec = (time_t)until_s,
        .tv_nsec = (long)(1e9 * (until_s - (double)(time_t)until_s)),
    };
    return pthread_cond_timedwait(condition, lock, &until) != ETIMEDOUT;
}
