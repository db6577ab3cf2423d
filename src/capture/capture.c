/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The supervisor: one thread that opens the source, looks after it, and opens it again when it died.
 * Two locks: `work` is held while the backend works, which a dead server can make long; `lock` guards
 * the fields and is never held for long, so that the screen never waits for a server. */
#include <config.h>

#include "capture/capture.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/thread.h"
#include "base/log.h"
#include "capture/backend.h"
#include "capture/closer.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double poll_period_s = 0.1;
static const double retry_period_s = 2.0;
static const double close_timeout_s = 3.0;
static const double answer_timeout_s = 4.0;

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

static size_t default_hop_frames(unsigned rate_hz)
{
    return rate_hz > 96000 ? 4096 : rate_hz > 48000 ? 2048 : 1024;
}

static size_t (*hop_rule)(unsigned rate_hz) = default_hop_frames;

void capture_set_hop_rule(size_t (*hop_frames)(unsigned rate_hz))
{
    hop_rule = hop_frames;
}

size_t backend_hop_frames(unsigned rate_hz)
{
    return hop_rule(rate_hz);
}

static void set_state(struct capture *capture, enum capture_state state, const char *reason)
{
    size_t length = strlen(reason);
    if (length >= sizeof capture->reason)
        length = sizeof capture->reason - 1;
    while (length > 0 && ((unsigned char)reason[length] & 0xC0) == 0x80)
        length--; /* not inside a UTF-8 character */
    pthread_mutex_lock(&capture->lock);
    capture->state = state;
    memcpy(capture->reason, reason, length);
    capture->reason[length] = '\0';
    if (state == CAPTURE_LOST)
        capture->retry_at_s = clock_now_s() + retry_period_s;
    pthread_mutex_unlock(&capture->lock);
    if (state == CAPTURE_LOST || state == CAPTURE_FAILED)
        log_write(LOG_WARNING, "%s: %s", capture->kind ? capture->kind->label : "-", reason);
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
static void close_source(struct capture *capture)
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
    close_source(capture);
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
        close_source(capture);
    if (!may_open(capture))
        return error_set(error, STATUS_LOST, "%s", capture->reason);
    struct opened opened;
    const enum status status = open_any(&capture->wanted, &opened, error);
    if (status == STATUS_OK) {
        close_source(capture);
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
    close_source(capture);
    pthread_mutex_lock(&capture->lock);
    capture->gone = true;
    pthread_cond_broadcast(&capture->changed);
    pthread_mutex_unlock(&capture->lock);
    return NULL;
}

static void destroy(struct capture *capture)
{
    ring_unref(capture->stream.ring);
    pthread_cond_destroy(&capture->wake);
    pthread_cond_destroy(&capture->changed);
    pthread_mutex_destroy(&capture->work);
    pthread_mutex_destroy(&capture->lock);
    free(capture);
}

/* What can be known now is told now: a bad pattern, a file that is not there. */
static enum status open_early(struct capture *capture, struct error *error)
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

struct capture *capture_new(const struct capture_request *request, struct error *error)
{
    struct capture *capture = calloc(1, sizeof *capture);
    if (!capture) {
        error_set(error, STATUS_NO_MEMORY, _("out of memory"));
        return NULL;
    }
    capture->request = *request;
    capture->kind = backend_find(request->backend);
    pthread_mutex_init(&capture->work, NULL);
    pthread_mutex_init(&capture->lock, NULL);
    clock_init_condition(&capture->wake);
    clock_init_condition(&capture->changed);
    if (open_early(capture, error) != STATUS_OK) {
        destroy(capture);
        return NULL;
    }
    if (!thread_start(&capture->thread, supervise, capture)) {
        error_set(error, STATUS_NO_MEMORY, _("no thread could be started"));
        close_source(capture);
        if (!capture->closer)
            destroy(capture);
        return NULL;
    }
    return capture;
}

void capture_free(struct capture *capture)
{
    if (!capture)
        return;
    pthread_mutex_lock(&capture->lock);
    capture->quit = true;
    pthread_cond_signal(&capture->wake);
    const double until_s = clock_now_s() + answer_timeout_s;
    while (!capture->gone && clock_wait_until(&capture->changed, &capture->lock, until_s))
        ;
    const bool gone = capture->gone;
    pthread_mutex_unlock(&capture->lock);
    if (!gone) { /* stuck in a library: the end of the process frees it */
        pthread_detach(capture->thread);
        return;
    }
    pthread_join(capture->thread, NULL);
    if (capture->closer)
        closer_abandon(capture->closer);
    destroy(capture);
}

bool capture_acquire(struct capture *capture, struct capture_stream *stream)
{
    if (atomic_load(&capture->generation) == stream->generation)
        return false;
    pthread_mutex_lock(&capture->lock);
    *stream = capture->stream;
    ring_ref(stream->ring);
    pthread_mutex_unlock(&capture->lock);
    return true;
}

void capture_read(struct capture *capture, struct source_reading *source, bool *connected)
{
    bool unused[TRACKS_MAX];
    if (!connected)
        connected = unused;
    memset(connected, 0, TRACKS_MAX * sizeof *connected);
    *source = (struct source_reading){
        .retry_in_s = NAN, .dsp_load_percent = NAN, .position_s = NAN, .duration_s = NAN,
        .transport_s = NAN, .transport_bpm = NAN, .beats_per_bar = NAN,
    };
    pthread_mutex_lock(&capture->lock);
    source->state = capture->state;
    if (capture->kind)
        snprintf(source->kind, sizeof source->kind, "%s", capture->kind->label);
    source->rate_hz = capture->stream.format.rate_hz;
    if (capture->backend)
        capture->kind->ops->read(capture->backend, source, connected);
    if (capture->reason[0])
        memcpy(source->reason, capture->reason, sizeof source->reason);
    if (source->state == CAPTURE_LOST)
        source->retry_in_s = (float)fmax(0.0, capture->retry_at_s - clock_now_s());
    source->xruns += capture->xruns_before;
    source->dropped_frames = capture->dropped_before;
    if (capture->stream.ring)
        source->dropped_frames += ring_dropped(capture->stream.ring);
    pthread_mutex_unlock(&capture->lock);
}

/* For the screen: false when a stuck server keeps the supervisor busy. */
static bool lock_work(struct capture *capture)
{
    for (int i = 0; i < 40; i++) {
        if (pthread_mutex_trylock(&capture->work) == 0)
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
    return false;
}

enum control { CONTROL_PAUSE, CONTROL_SEEK, CONTROL_LOOP };

static bool control(struct capture *capture, enum control what, double value)
{
    if (!lock_work(capture))
        return false;
    const struct backend_ops *ops = capture->backend ? capture->kind->ops : NULL;
    bool done = false;
    if (ops && what == CONTROL_PAUSE && ops->set_paused)
        done = ops->set_paused(capture->backend, value != 0.0);
    else if (ops && what == CONTROL_SEEK && ops->seek)
        done = ops->seek(capture->backend, value);
    else if (ops && what == CONTROL_LOOP && ops->set_loop)
        done = ops->set_loop(capture->backend, value != 0.0);
    pthread_mutex_unlock(&capture->work);
    return done;
}

bool capture_set_paused(struct capture *capture, bool paused)
{
    return control(capture, CONTROL_PAUSE, paused);
}

bool capture_seek(struct capture *capture, double position_s)
{
    return control(capture, CONTROL_SEEK, position_s);
}

bool capture_set_loop(struct capture *capture, bool loop)
{
    return control(capture, CONTROL_LOOP, loop);
}

enum status capture_retarget(struct capture *capture, const struct capture_request *request,
                             struct error *error)
{
    const double until_s = clock_now_s() + answer_timeout_s;
    pthread_mutex_lock(&capture->lock);
    while (capture->retarget == RETARGET_RUNNING &&
           clock_wait_until(&capture->changed, &capture->lock, until_s))
        ;
    if (capture->retarget != RETARGET_RUNNING) {
        capture->wanted = *request;
        capture->retarget = RETARGET_ASKED;
        pthread_cond_signal(&capture->wake);
        while (capture->retarget != RETARGET_ANSWERED &&
               clock_wait_until(&capture->changed, &capture->lock, until_s))
            ;
    }
    struct error answer = {0};
    if (capture->retarget == RETARGET_ANSWERED)
        answer = capture->retarget_error;
    else
        error_set(&answer, STATUS_LOST, _("the source does not answer"));
    if (capture->retarget != RETARGET_RUNNING)
        capture->retarget = RETARGET_IDLE;
    pthread_mutex_unlock(&capture->lock);
    if (answer.status != STATUS_OK && error)
        *error = answer;
    return answer.status;
}

size_t capture_list_ports(struct capture *capture, struct port_entry *entries, size_t max)
{
    size_t n = 0;
    if (capture && !lock_work(capture))
        return 0;
    for (size_t i = 0; backend_at(i); i++) {
        const struct backend_kind *kind = backend_at(i);
        struct backend *backend =
            capture && capture->kind == kind ? capture->backend : NULL;
        const bool stuck = capture && capture->closer && capture->kind == kind;
        if (kind->ops->list_ports && !stuck)
            n += kind->ops->list_ports(backend, entries + n, max - n);
    }
    if (capture)
        pthread_mutex_unlock(&capture->work);
    return n;
}
