/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The JACK client: one for all tracks, inputs only; works with jackd2 and with PipeWire's libjack.
 * Never starts a server, never sets its parameters. */
#include <config.h>

#include "base/i18n.h"
#include "capture/jack_client.h"
#include "capture/jack_rt.h"
#include "capture/port_names.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Times in polls, not seconds: after the machine slept, the server gets as much time as before. */
enum {
    WATCHDOG_POLLS = 20,  /* without a callback: the server hangs or forgot us */
    SETTLE_POLLS = 2,     /* ports come one after another, and freewheel cuts before it is told */
    RESHAPE_POLLS = 3,
    MEASURED_POLLS = 300  /* from then on no track's shape is worth starting afresh for */
};

struct backend {
    jack_client_t *client;
    struct jack_taps *taps;
    struct capture_format format;
    char kind[16];
    _Atomic float dsp_load_percent;
    struct jack_rt rt;

    uint64_t cycles_seen;
    unsigned silent_polls;
    unsigned settle_polls; /* until the graph is looked at; 0: nothing to do */
    bool ports_changed;
    bool wants_reshape;
    unsigned reshape_polls;
    unsigned heard_polls;
    struct jack_stream *retired; /* freed when the audio thread has left it */
    uint64_t retired_at_cycle;
    bool has_new_stream;
};

static enum status check_request(const struct capture_request *request, struct error *error)
{
    enum status status = STATUS_OK;
    const unsigned n = request->n_tracks ? request->n_tracks : 1;
    for (unsigned t = 0; t < n && status == STATUS_OK; t++) {
        const char *text = request->n_tracks ? request->tracks[t].source : request->source;
        struct port_pattern pattern;
        if (text[0] == '\0')
            continue;
        status = port_pattern_init(&pattern, text, error);
        port_pattern_done(&pattern);
    }
    return status;
}

static jack_client_t *open_client(const char *name, struct error *error)
{
    jack_status_t bits = 0;
    jack_client_t *client = jack_client_open_quietly(name[0] ? name : "sideman", &bits);
    if (client)
        return client;
    if (bits & JackVersionError)
        error_set(error, STATUS_FAILED, _("the JACK server and its library do not fit together"));
    else if (bits & JackServerFailed)
        error_set(error, STATUS_NOT_FOUND, _("no JACK server is running"));
    else
        error_set(error, STATUS_NOT_FOUND, _("the JACK server refuses a new client (0x%x)"),
                  (unsigned)bits);
    return NULL;
}

static void close_backend(struct backend *backend)
{
    atomic_store(&backend->rt.closing, true);
    if (backend->client)
        jack_client_close(backend->client);
    jack_taps_free(backend->taps);
    jack_stream_free(backend->retired);
    jack_stream_free(atomic_load(&backend->rt.stream));
    free(backend);
}

/* Lays out tracks and ports as the graph is now, and lets frames flow into a ring of that shape. */
static enum status make_stream(struct backend *backend, struct error *error)
{
    jack_taps_shape(backend->taps, &backend->format);
    struct jack_stream *stream =
        jack_stream_new(backend->format.channels, backend->format.rate_hz);
    if (!stream)
        return error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    const enum status status =
        jack_taps_register(backend->taps, &backend->format, stream->ports, error);
    if (status != STATUS_OK) {
        jack_stream_free(stream);
        return status;
    }
    backend->retired = atomic_exchange(&backend->rt.stream, stream);
    backend->retired_at_cycle = atomic_load(&backend->rt.cycles);
    return STATUS_OK;
}

static enum status start(struct backend *backend, const struct capture_request *request,
                         struct error *error)
{
    backend->client = open_client(request->client_name, error);
    if (!backend->client)
        return error->status;
    backend->taps = jack_taps_new(backend->client, request, error);
    if (!backend->taps)
        return error->status;
    backend->format.rate_hz = jack_get_sample_rate(backend->client);
    const enum status status = make_stream(backend, error);
    if (status != STATUS_OK)
        return status;
    jack_rt_set_callbacks(&backend->rt, backend->client);
    if (jack_activate(backend->client) != 0)
        return error_set(error, STATUS_LOST, _("the JACK server does not let sideman start"));
    backend->wants_reshape = jack_taps_follow(backend->taps, true);
    return STATUS_OK;
}

static void hand_over(struct backend *backend, struct capture_format *format, struct ring **ring)
{
    *format = backend->format;
    *ring = ring_ref(atomic_load(&backend->rt.stream)->ring);
}

static enum status open_backend(const struct capture_request *request, struct backend **backend,
                                struct capture_format *format, struct ring **ring,
                                struct error *error)
{
    struct backend *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    atomic_store(&opened->dsp_load_percent, NAN);
    const enum status status = start(opened, request, error);
    if (status != STATUS_OK) {
        close_backend(opened);
        return status;
    }
    const char *version = jack_get_version_string();
    snprintf(opened->kind, sizeof opened->kind, "%s",
             version && strstr(version, "PipeWire") ? "PipeWire" : "JACK");
    *backend = opened;
    hand_over(opened, format, ring);
    return STATUS_OK;
}

static bool watchdog_barks(struct backend *backend)
{
    const uint64_t cycles = atomic_load(&backend->rt.cycles);
    if (cycles != backend->cycles_seen || atomic_load(&backend->rt.freewheel))
        backend->silent_polls = 0;
    else
        backend->silent_polls++;
    backend->cycles_seen = cycles;
    return backend->silent_polls >= WATCHDOG_POLLS;
}

/* While the server freewheels, the sound card is cut off: that is no change of the session. */
static void follow_graph(struct backend *backend)
{
    if (atomic_exchange(&backend->rt.ports_changed, false))
        backend->ports_changed = true;
    if (atomic_exchange(&backend->rt.graph_changed, false) || backend->ports_changed) {
        if (backend->settle_polls == 0)
            backend->settle_polls = SETTLE_POLLS;
    }
    if (atomic_load(&backend->rt.freewheel)) {
        backend->settle_polls = 2 * SETTLE_POLLS;
    } else if (backend->settle_polls > 0 && --backend->settle_polls == 0) {
        backend->wants_reshape = jack_taps_follow(backend->taps, backend->ports_changed);
        backend->ports_changed = false;
    }
}

/* Frees the stream before, once the audio thread has gone through with it. */
static bool retire(struct backend *backend)
{
    if (!backend->retired)
        return true;
    if (atomic_load(&backend->rt.cycles) < backend->retired_at_cycle + 2)
        return false;
    jack_stream_free(backend->retired);
    backend->retired = NULL;
    jack_taps_drop_unused_ports(backend->taps);
    return true;
}

/* Gives a track that turned out mono (or stereo) its shape, as long as little was measured yet. */
static enum status reshape(struct backend *backend, struct error *error)
{
    if (jack_taps_heard(backend->taps))
        backend->heard_polls++;
    backend->reshape_polls = backend->wants_reshape ? backend->reshape_polls + 1 : 0;
    if (!retire(backend) || backend->reshape_polls < RESHAPE_POLLS ||
        backend->heard_polls > MEASURED_POLLS)
        return STATUS_OK;
    const enum status status = make_stream(backend, error);
    if (status != STATUS_OK)
        return status;
    backend->has_new_stream = true;
    backend->heard_polls = 0;
    backend->wants_reshape = jack_taps_follow(backend->taps, true);
    return STATUS_OK;
}

static enum status poll_backend(struct backend *backend, struct error *error)
{
    if (atomic_load(&backend->rt.shut_down))
        return error_set(error, STATUS_LOST, _("the JACK server is gone (%s)"),
                         backend->rt.shutdown_reason);
    if (watchdog_barks(backend))
        return error_set(error, STATUS_LOST, _("the JACK server no longer answers"));
    if (jack_get_sample_rate(backend->client) != backend->format.rate_hz)
        return STATUS_LOST;
    atomic_store(&backend->dsp_load_percent, jack_cpu_load(backend->client));
    follow_graph(backend);
    return reshape(backend, error);
}

static bool take_stream(struct backend *backend, struct capture_format *format,
                        struct ring **ring)
{
    if (!backend->has_new_stream)
        return false;
    backend->has_new_stream = false;
    hand_over(backend, format, ring);
    return true;
}

static void read_backend(struct backend *backend, struct source_reading *source, bool *connected)
{
    memcpy(source->kind, backend->kind, sizeof source->kind);
    source->block_frames = atomic_load(&backend->rt.block_frames);
    source->xruns = atomic_load(&backend->rt.xruns);
    source->dsp_load_percent = atomic_load(&backend->dsp_load_percent);
    source->freewheel = atomic_load(&backend->rt.freewheel);
    jack_taps_read(backend->taps, source, connected);
    if (!atomic_load(&backend->rt.shut_down))
        jack_transport_read(backend->client, source);
}

static size_t list_backend(struct backend *backend, struct port_entry *entries, size_t max)
{
    if (backend)
        return jack_ports_list(backend->client, backend->taps, entries, max);
    struct error unused;
    jack_client_t *client = open_client("sideman-ports", &unused);
    if (!client)
        return 0;
    const size_t n = jack_ports_list(client, NULL, entries, max);
    jack_client_close(client);
    return n;
}

const struct backend_ops backend_jack = {
    .name = "jack",
    .check = check_request,
    .open = open_backend,
    .close = close_backend,
    .poll = poll_backend,
    .take_stream = take_stream,
    .read = read_backend,
    .list_ports = list_backend,
};
