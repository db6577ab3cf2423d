/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/capture.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "capture/supervisor.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const double answer_timeout_s = 4.0;

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

static void destroy(struct capture *capture)
{
    ring_unref(capture->stream.ring);
    pthread_cond_destroy(&capture->wake);
    pthread_cond_destroy(&capture->changed);
    pthread_mutex_destroy(&capture->work);
    pthread_mutex_destroy(&capture->lock);
    free(capture);
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
    if (supervisor_open_early(capture, error) != STATUS_OK) {
        destroy(capture);
        return NULL;
    }
    if (!supervisor_start(capture)) {
        error_set(error, STATUS_NO_MEMORY, _("no thread could be started"));
        supervisor_close(capture);
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
    if (source->state == CAPTURE_LOST) {
        /* The old connection may still be on its way out. */
        memset(connected, 0, TRACKS_MAX * sizeof *connected);
        source->retry_in_s = (float)fmax(0.0, capture->retry_at_s - clock_now_s());
    }
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
