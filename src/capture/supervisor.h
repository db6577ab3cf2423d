/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* supervisor: one thread that opens the source, looks after it, and opens it again when it died.  Shares
 * its state with capture.c, which is the door for everybody else.
 * Two locks: `work` is held while the backend works, which a dead server can make long; `lock` guards
 * the fields and is never held for long, so that the screen never waits for a server. */
#ifndef SIDEMAN_SUPERVISOR_H
#define SIDEMAN_SUPERVISOR_H

#include "capture/backend.h"
#include "capture/closer.h"

#include <pthread.h>
#include <stdatomic.h>

enum retarget_state { RETARGET_IDLE, RETARGET_ASKED, RETARGET_RUNNING, RETARGET_ANSWERED };

struct capture {
    pthread_t thread;
    pthread_mutex_t work;
    pthread_mutex_t lock;
    pthread_cond_t wake;    /* something for the supervisor to do */
    pthread_cond_t changed; /* something it has done */
    bool quit;
    bool gone; /* the thread has ended */

    struct capture_request request; /* the supervisor's */
    const struct backend_kind *kind;
    struct backend *backend;
    struct closer *closer;
    struct capture_stream stream;
    _Atomic uint64_t generation;
    enum capture_state state;
    char reason[sizeof((struct source_reading *)0)->reason];
    double retry_at_s;
    uint64_t xruns_before; /* of the connections before this one */
    uint64_t dropped_before;

    enum retarget_state retarget;
    struct capture_request wanted;
    struct error retarget_error;
};

/* Before the thread: what can be known at once is told at once (a bad pattern, a file that is not
 * there), and what cannot come late is opened. */
enum status supervisor_open_early(struct capture *capture, struct error *error);

/* False when no thread can be had. */
bool supervisor_start(struct capture *capture);

/* Closes what is open, waiting for a while; on the supervisor's thread, or before there is one. */
void supervisor_close(struct capture *capture);

#endif
