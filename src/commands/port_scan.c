/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/port_scan.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ENTRIES_MAX = 512, WAIT_MS = 80 };

struct port_scan {
    struct capture *capture;
    pthread_mutex_t lock;
    pthread_cond_t done;
    pthread_t thread;
    bool running;  /* under lock: the thread is at work */
    bool joinable; /* UI thread only */
    size_t found_count;
    size_t shown_count;
    struct port_entry found[ENTRIES_MAX]; /* the scan's own while it runs */
    struct port_entry shown[ENTRIES_MAX]; /* the UI's */
};

struct port_scan *port_scan_new(struct capture *capture)
{
    struct port_scan *scan = calloc(1, sizeof *scan);
    if (!scan)
        return NULL;
    scan->capture = capture;
    pthread_mutex_init(&scan->lock, NULL);
    pthread_cond_init(&scan->done, NULL);
    return scan;
}

void port_scan_free(struct port_scan *scan)
{
    if (!scan)
        return;
    if (scan->joinable)
        pthread_join(scan->thread, NULL);
    pthread_cond_destroy(&scan->done);
    pthread_mutex_destroy(&scan->lock);
    free(scan);
}

static void *run(void *data)
{
    struct port_scan *scan = data;
    const size_t count = capture_list_ports(scan->capture, scan->found, ENTRIES_MAX);
    pthread_mutex_lock(&scan->lock);
    scan->found_count = count;
    scan->running = false;
    pthread_cond_signal(&scan->done);
    pthread_mutex_unlock(&scan->lock);
    return NULL;
}

static void start(struct port_scan *scan)
{
    if (scan->joinable)
        pthread_join(scan->thread, NULL);
    scan->running = true;
    scan->joinable = pthread_create(&scan->thread, NULL, run, scan) == 0;
    if (!scan->joinable)
        scan->running = false;
}

static void wait_a_moment(struct port_scan *scan)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += WAIT_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    while (scan->running && pthread_cond_timedwait(&scan->done, &scan->lock, &until) == 0)
        continue;
}

size_t port_scan_list(struct port_scan *scan, const struct port_entry **entries)
{
    pthread_mutex_lock(&scan->lock);
    const bool running = scan->running;
    pthread_mutex_unlock(&scan->lock);
    if (!running)
        start(scan);
    pthread_mutex_lock(&scan->lock);
    wait_a_moment(scan);
    if (!scan->running) {
        scan->shown_count = scan->found_count;
        memcpy(scan->shown, scan->found, scan->found_count * sizeof *scan->found);
    }
    pthread_mutex_unlock(&scan->lock);
    *entries = scan->shown;
    return scan->shown_count;
}
