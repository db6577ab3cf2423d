/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/jack_rt.h"

#include "capture/backend.h"

#include <stdlib.h>
#include <time.h>

enum { RING_SECONDS = 2, FREEWHEEL_PATIENCE_MS = 2000 };

struct jack_stream *jack_stream_new(unsigned channels, unsigned rate_hz)
{
    struct jack_stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        return NULL;
    stream->channels = channels;
    stream->reserve_frames = (size_t)RING_SECONDS * rate_hz / 2;
    stream->ring = ring_new(channels, backend_hop_frames(rate_hz), (size_t)RING_SECONDS * rate_hz);
    stream->ports = calloc(channels, sizeof *stream->ports);
    stream->rows = calloc(channels, sizeof *stream->rows);
    if (stream->ring && stream->ports && stream->rows)
        return stream;
    jack_stream_free(stream);
    return NULL;
}

void jack_stream_free(struct jack_stream *stream)
{
    if (!stream)
        return;
    ring_unref(stream->ring);
    free(stream->ports);
    free(stream->rows);
    free(stream);
}

/* A freewheeling server has no deadline and asks for nothing but our answer: an export is measured
 * whole, at the speed of the analysis.  A reader that is stuck holds it up once, not at every block. */
static RT_WAIVED("freewheel has no deadline") void wait_for_room(struct jack_rt *rt,
                                                                 const struct ring *ring,
                                                                 size_t frames)
{
    static const struct timespec nap = {.tv_nsec = 1000000};
    for (int ms = 0; !rt->reader_is_stuck && ring_writable(ring) < frames; ms++) {
        if (ms >= FREEWHEEL_PATIENCE_MS || atomic_load(&rt->closing))
            rt->reader_is_stuck = true;
        else
            nanosleep(&nap, NULL);
    }
}

static RT_SAFE void pass_on(struct jack_rt *rt, const struct jack_stream *stream,
                            jack_nframes_t frames)
{
    for (unsigned c = 0; c < stream->channels; c++)
        stream->rows[c] = jack_port_get_buffer(stream->ports[c], frames);
    if (atomic_load_explicit(&rt->freewheel, memory_order_relaxed))
        wait_for_room(rt, stream->ring, stream->reserve_frames + frames);
    if (ring_write(stream->ring, stream->rows, frames))
        rt->reader_is_stuck = false;
}

static RT_SAFE int on_process(jack_nframes_t frames, void *argument)
{
    struct jack_rt *rt = argument;
    const struct jack_stream *stream = atomic_load_explicit(&rt->stream, memory_order_acquire);
    if (ring_has_reader(stream->ring))
        pass_on(rt, stream, frames);
    atomic_store_explicit(&rt->block_frames, frames, memory_order_relaxed);
    atomic_fetch_add_explicit(&rt->cycles, 1, memory_order_release);
    return 0;
}

static RT_SAFE int on_xrun(void *argument)
{
    struct jack_rt *rt = argument;
    atomic_fetch_add_explicit(&rt->xruns, 1, memory_order_relaxed);
    return 0;
}

static RT_SAFE void on_freewheel(int starting, void *argument)
{
    struct jack_rt *rt = argument;
    atomic_store(&rt->freewheel, starting != 0);
}

static RT_SAFE void on_port_registration(jack_port_id_t port, int registered, void *argument)
{
    (void)port, (void)registered;
    struct jack_rt *rt = argument;
    atomic_store(&rt->ports_changed, true);
}

static RT_SAFE void on_port_rename(jack_port_id_t port, const char *from, const char *to,
                                   void *argument)
{
    (void)port, (void)from, (void)to;
    struct jack_rt *rt = argument;
    atomic_store(&rt->graph_changed, true);
}

static RT_SAFE void on_port_connect(jack_port_id_t a, jack_port_id_t b, int connected,
                                    void *argument)
{
    (void)a, (void)b, (void)connected;
    struct jack_rt *rt = argument;
    atomic_store(&rt->graph_changed, true);
}

static RT_SAFE int on_graph_order(void *argument)
{
    struct jack_rt *rt = argument;
    atomic_store(&rt->graph_changed, true);
    return 0;
}

/* As in a signal handler; the text dies with the call. */
static RT_SAFE void on_shutdown(jack_status_t code, const char *reason, void *argument)
{
    (void)code;
    struct jack_rt *rt = argument;
    if (atomic_load(&rt->shut_down))
        return;
    size_t i = 0;
    for (; reason && reason[i] && i + 1 < sizeof rt->shutdown_reason; i++)
        rt->shutdown_reason[i] = reason[i];
    rt->shutdown_reason[i] = '\0';
    atomic_store(&rt->shut_down, true);
}

void jack_rt_set_callbacks(struct jack_rt *rt, jack_client_t *client)
{
    jack_set_process_callback(client, on_process, rt);
    jack_set_xrun_callback(client, on_xrun, rt);
    jack_set_freewheel_callback(client, on_freewheel, rt);
    jack_set_port_registration_callback(client, on_port_registration, rt);
    jack_set_port_rename_callback(client, on_port_rename, rt);
    jack_set_port_connect_callback(client, on_port_connect, rt);
    jack_set_graph_order_callback(client, on_graph_order, rt);
    jack_on_info_shutdown(client, on_shutdown, rt);
}
