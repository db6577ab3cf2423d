/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/supervisor.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/thread.h"

#include <stdio.h>
#include <string.h>

static const double poll_period_s = 0.1;
static const double retry_period_s = 2.0;
static const double close_timeout_s = 3.0;

static void set_state(struct capture *capture, enum capture_state state, const char *reason)
{
    size_t length = strlen(reason);
    if (length >= sizeof capture->reason)
        length = sizeof capture->reason - 1;
    while (length > 0 && ((unsigned char)reason[length] & 0xC0) == 0x80)
        length--; /* not inside a UTF-8 character */
    pthread_mutex_lock(&capture->lock);
    const bool news = capture->state != state || strncmp(capture->reason, reason, length) != 0 ||
                      capture->reason[length] != '\0';
    capture->state = state;
    memcpy(capture->reason, reason, length);
    capture->reason[length] = '\0';
    if (state == CAPTURE_LOST)
        capture->retry_at_s = clock_now_s() + retry_period_s;
    pthread_mutex_unlock(&capture->lock);
    if (news && (state == CAPTURE_LOST || state == CAPTURE_FAILED))
        log_write(LOG_WARNING, "%s%s%s", capture->kind ? capture->kind->label : "",
                  capture->kind ? ": " : "", reason);
}

/* A source that is open, on its way to become the current one. */
struct opened {
    const struct backend_kind *kind;
    struct backend *backend;
    struct capture_stream stream;
};

static enum status open_kind(const struct backend_kind *kind, const struct capture_request *request,
                             struct opened *opened, struct error *error)
{
    *opened = (struct opened){.kind = kind};
    return kind->ops->open(request, &opened->backend, &opened->stream.format,
                           &opened->stream.ring, error);
}

/* The analysis gets the new stream with its next capture_acquire(). */
static void adopt(struct capture *capture, const struct opened *opened)
{
    pthread_mutex_lock(&capture->lock);
    struct ring *old = capture->stream.ring;
    const uint64_t generation = capture->stream.generation + 1;
    capture->stream = opened->stream;
    capture->stream.generation = generation;
    capture->backend = opened->backend;
    capture->kind = opened->kind;
    capture->state = CAPTURE_RUNNING;
    capture->reason[0] = '\0';
    if (old)
        capture->dropped_before += ring_dropped(old);
    pthread_mutex_unlock(&capture->lock);
    atomic_store(&capture->generation, generation);
    ring_unref(old);
    log_write(LOG_INFO, _("%s: listening at %u Hz, tracks: %u"), opened->kind->label,
              opened->stream.format.rate_hz, opened->stream.format.n_tracks);
}

static enum status check_request(const struct backend_kind *kind,
                                 const struct capture_request *request, struct error *error)
{
    if (!kind)
        return error_set(error, STATUS_USAGE,
                         _("this build of sideman was made without that kind of input"));
    return kind->ops->check ? kind->ops->check(request, error) : STATUS_OK;
}

/* CAPTURE_AUTO takes the first that opens, and stays with it. */
static enum status open_any(struct capture_request *request, struct opened *opened,
                            struct error *error)
{
    if (request->backend != CAPTURE_AUTO) {
        const struct backend_kind *kind = backend_find(request->backend);
        const enum status status = check_request(kind, request, error);
        return status == STATUS_OK ? open_kind(kind, request, opened, error) : status;
    }
    enum status status = error_set(error, STATUS_NOT_FOUND, _("no sound server, no input device"));
    for (size_t i = 0; backend_at(i); i++) {
        const struct backend_kind *kind = backend_at(i);
        if (!kind->automatic || (kind->ops->available && !kind->ops->available()))
            continue;
        request->backend = kind->backend;
        status = open_kind(kind, request, opened, error);
        if (status == STATUS_OK || status == STATUS_USAGE)
            return status;
        request->backend = CAPTURE_AUTO;
    }
    return status;
}

/* A pipe is only late, never gone: trying again loses nothing. */
static bool may_come(const struct capture_request *request, enum status status)
{
    const struct backend_kind *kind = backend_find(request->backend);
    if (!kind || kind->live)
        return status != STATUS_USAGE && status != STATUS_NO_MEMORY;
    return kind->slow && status == STATUS_LOST;
}

static void open_source(struct capture *capture)
{
    struct error error = {0};
    struct opened opened;
    const enum status status = open_any(&capture->request, &opened, &error);
    if (status == STATUS_OK) {
        adopt(capture, &opened);
        return;
    }
    const bool again = capture->request.reconnect && may_come(&capture->request, status);
    set_state(capture, again ? CAPTURE_LOST : CAPTURE_FAILED, error.text);
}

/* The backend leaves the fields first, so that nobody reads it while it closes. */
void supervisor_close(struct capture *capture)
{
    if (!capture->backend)
        return;
    struct source_reading last = {0};
    bool connected[TRACKS_MAX] = {false};
    pthread_mutex_lock(&capture->lock);
    struct backend *backend = capture->backend;
    const struct backend_ops *ops = capture->kind->ops;
    ops->read(backend, &last, connected);
    capture->xruns_before += last.xruns;
    capture->backend = NULL;
    pthread_mutex_unlock(&capture->lock);
    capture->closer = closer_start(ops, backend);
    if (capture->closer && closer_wait(capture->closer, close_timeout_s))
        capture->closer = NULL;
}

static void poll_source(struct capture *capture)
{
    struct error error = {0};
    const enum status status = capture->kind->ops->poll(capture->backend, &error);
    if (status == STATUS_OK || status == STATUS_END) {
        pthread_mutex_lock(&capture->lock);
        capture->state = status == STATUS_END ? CAPTURE_ENDED : CAPTURE_RUNNING;
        pthread_mutex_unlock(&capture->lock);
        struct opened again = {.kind = capture->kind, .backend = capture->backend};
        if (again.kind->ops->take_stream &&
            again.kind->ops->take_stream(again.backend, &again.stream.format, &again.stream.ring))
            adopt(capture, &again);
        return;
    }
    const bool quiet = status == STATUS_LOST && error.text[0] == '\0';
    const bool retry = status == STATUS_LOST && capture->kind->live && capture->request.reconnect;
    if (!quiet)
        set_state(capture, retry ? CAPTURE_LOST : CAPTURE_FAILED, error.text);
    supervisor_close(capture);
    if (quiet && !capture->closer)
        open_source(capture);
    else if (quiet)
        set_state(capture, CAPTURE_LOST, _("the connection is being made anew"));
}

/* Each library allows one connection at a time: the old one must be gone before the next. */
static bool may_open(struct capture *capture)
{
    if (!capture->closer)
        return true;
    if (closer_wait(capture->closer, 0.0)) {
        capture->closer = NULL;
        return true;
    }
    set_state(capture, CAPTURE_LOST,
              _("the sound server's library does not let go of the old connection"));
    return false;
}

static void retry_source(struct capture *capture)
{
    if (capture->state == CAPTURE_LOST && clock_now_s() >= capture->retry_at_s &&
        may_open(capture))
        open_source(capture);
}

/* Where two can be open side by side, the old one plays until the new one is there; else it is
 * closed first and opened again when the new one fails. */
static enum status retarget_source(struct capture *capture, struct error *error)
{
    const struct backend_kind *kind = backend_find(capture->wanted.backend);
    const enum capture_state before = capture->state;
    if (capture->wanted.backend != CAPTURE_AUTO) {
        const enum status status = check_request(kind, &capture->wanted, error);
        if (status != STATUS_OK)
            return status;
    }
    const bool beside = kind && (kind != capture->kind || !kind->live);
    if (!beside)
        supervisor_close(capture);
    if (!may_open(capture))
        return error_set(error, STATUS_LOST, "%s", capture->reason);
    struct opened opened;
    const enum status status = open_any(&capture->wanted, &opened, error);
    if (status == STATUS_OK) {
        supervisor_close(capture);
        capture->request = capture->wanted;
        adopt(capture, &opened);
    } else if (!capture->backend && before != CAPTURE_LOST && before != CAPTURE_FAILED) {
        open_source(capture);
    }
    return status;
}

static void serve_retarget(struct capture *capture)
{
    struct error error = {0};
    const enum status status = retarget_source(capture, &error);
    error.status = status;
    pthread_mutex_lock(&capture->lock);
    capture->retarget_error = error;
    capture->retarget = RETARGET_ANSWERED;
    pthread_cond_broadcast(&capture->changed);
    pthread_mutex_unlock(&capture->lock);
}

static void work_once(struct capture *capture, bool retarget)
{
    pthread_mutex_lock(&capture->work);
    if (retarget)
        serve_retarget(capture);
    else if (capture->backend)
        poll_source(capture);
    else if (capture->state == CAPTURE_STARTING)
        open_source(capture);
    else
        retry_source(capture);
    pthread_mutex_unlock(&capture->work);
}

static void *supervise(void *argument)
{
    struct capture *capture = argument;
    pthread_mutex_lock(&capture->lock);
    while (!capture->quit) {
        const bool retarget = capture->retarget == RETARGET_ASKED;
        if (retarget)
            capture->retarget = RETARGET_RUNNING;
        pthread_mutex_unlock(&capture->lock);
        work_once(capture, retarget);
        pthread_mutex_lock(&capture->lock);
        const double until_s = clock_now_s() + poll_period_s;
        while (!capture->quit && capture->retarget != RETARGET_ASKED &&
               clock_wait_until(&capture->wake, &capture->lock, until_s))
            ;
    }
    pthread_mutex_unlock(&capture->lock);
    supervisor_close(capture);
    pthread_mutex_lock(&capture->lock);
    capture->gone = true;
    pthread_cond_broadcast(&capture->changed);
    pthread_mutex_unlock(&capture->lock);
    return NULL;
}

bool supervisor_start(struct capture *capture)
{
    return thread_start(&capture->thread, supervise, capture);
}

enum status supervisor_open_early(struct capture *capture, struct error *error)
{
    const struct capture_request *request = &capture->request;
    if (request->backend == CAPTURE_AUTO)
        return STATUS_OK;
    const struct backend_kind *kind = backend_find(request->backend);
    const enum status status = check_request(kind, request, error);
    if (status != STATUS_OK || kind->live || kind->slow)
        return status;
    struct opened opened;
    const enum status opening = open_kind(kind, request, &opened, error);
    if (opening == STATUS_OK)
        adopt(capture, &opened);
    return opening;
}
