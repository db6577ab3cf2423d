/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* clock: monotonic time in seconds, and waiting by it.  For threads that wait for the world outside;
 * analysis never looks at a clock. */
#ifndef SIDEMAN_CLOCK_H
#define SIDEMAN_CLOCK_H

#include <pthread.h>
#include <stdbool.h>

double clock_now_s(void);

/* A condition whose waits follow this clock, so that setting the system's time does no harm. */
void clock_init_condition(pthread_cond_t *condition);

/* False when `until_s` has passed.  May wake early, as conditions do. */
bool clock_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, double until_s);

#endif
