/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thread: starts threads that leave the signals to the main thread, but for those that tell of a
 * crash: they must stay where they arise.  Thread: any but the audio thread. */
#ifndef SIDEMAN_THREAD_H
#define SIDEMAN_THREAD_H

#include <pthread.h>
#include <stdbool.h>

bool thread_start(pthread_t *thread, void *(*run)(void *), void *argument);

#endif
