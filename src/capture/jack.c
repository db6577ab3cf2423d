/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The JACK client: one for all tracks, inputs only.  Its callbacks copy frames and set atomics; the
 * supervisor's polls do the rest.  Works with jackd2 and with PipeWire's libjack. */
#include <config.h>

#include "base/i18n.h"
#include "capture/jack_client.h"
#include "capture/port_names.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    RING_SECONDS = 2,
    WATCHDOG_POLLS = 20,         /* 2 s without a callback: the server hangs or forgot us */
    RESHAPE_POLLS = 3,           /* ports of one track come one after another */
    FREEWHEEL_PATIENCE_MS = 2000
};

struct backend {
    jack_client_t *client;
    struct jack_taps *taps;
    struct capture_format format;
    struct ring *ring;
    char kind[16];
    unsigned silent_polls;
    unsigned reshape_polls;
    uint64_t cycles_seen;
    bool reshape;

    /* The audio thread's */
    jack_port_t **ports;
    const float **rows;
    bool reader_is_stuck;
    /* Shared with it and with the server's other threads */
    _Atomic uint64_t cycles;
    _Atomic uint64_t xruns;
    _Atomic uint32_t block_frames;
    _Atomic float dsp_load_percent;
    atomic_bool freewheel;
    atomic_bool closing;
    atomic_bool ports_changed;
    atomic_bool graph_changed;
    atomic_bool shut_down;
    char shutdown_reason[128]; /* written before shut_down is set */
};

/* A freewheeling server has no deadline and asks for nothing but our answer: an export is measured
 * whole, at the speed of the analysis.  A reader that is stuck holds it up once, not at every block. */
static RT_WAIVED("freewheel has no deadline") void wait_for_room(struct backend *backend,
                                                                 size_t frames)
{
    static const struct timespec nap = {.tv_nsec = 1000000};
    for (int ms = 0; !backend->reader_is_stuck && ring_writable(backend->ring) < frames; ms++) {
        if (ms >= FREEWHEEL_PATIENCE_MS || atomic_load(&backend->closing))
            backend->reader_is_stuck = true;
        else
            nanosleep(&nap, NULL);
    }
}

static RT_SAFE int on_process(jack_nframes_t frames, void *argument)
{
    struct backend *backend = argument;
    for (unsigned c = 0; c < backend->format.channels; c++)
        backend->rows[c] = jack_port_get_buffer(backend->ports[c], frames);
    if (atomic_load_explicit(&backend->freewheel, memory_order_relaxed))
        wait_for_room(backend, frames);
    if (ring_write(backend->ring, backend->rows, frames))
        backend->reader_is_stuck = false;
    atomic_store_explicit(&backend->block_frames, frames, memory_order_relaxed);
    atomic_fetch_add_explicit(&backend->cycles, 1, memory_order_relaxed);
    return 0;
}

static RT_SAFE int on_xrun(void *argument)
{
    struct backend *backend = argument;
    atomic_fetch_add_explicit(&backend->xruns, 1, memory_order_relaxed);
    return 0;
}

static RT_SAFE void on_freewheel(int starting, void *argument)
{
    struct backend *backend = argument;
    atomic_store(&backend->freewheel, starting != 0);
}

static RT_SAFE void on_port_registration(jack_port_id_t port, int registered, void *argument)
{
    (void)port, (void)registered;
    struct backend *backend = argument;
    atomic_store(&backend->ports_changed, true);
}

static RT_SAFE void on_port_rename(jack_port_id_t port, const char *from, const char *to,
                                   void *argument)
{
    (void)port, (void)from, (void)to;
    struct backend *backend = argument;
    atomic_store(&backend->graph_changed, true);
}

static RT_SAFE void on_port_connect(jack_port_id_t a, jack_port_id_t b, int connected,
                                    void *argument)
{
    (void)a, (void)b, (void)connected;
    struct backend *backend = argument;
    atomic_store(&backend->graph_changed, true);
}

static RT_SAFE int on_graph_order(void *argument)
{
    struct backend *backend = argument;
    atomic_store(&backend->graph_changed, true);
    return 0;
}

/* As in a signal handler; the text dies with the call. */
static RT_SAFE void on_shutdown(jack_status_t code, const char *reason, void *argument)
{
    (void)code;
    struct backend *backend = argument;
    if (atomic_load(&backend->shut_down))
        return;
    size_t i = 0;
    for (; reason && reason[i] && i + 1 < sizeof backend->shutdown_reason; i++)
        backend->shutdown_reason[i] = reason[i];
    backend->shutdown_reason[i] = '\0';
    atomic_store(&backend->shut_down, true);
}

static void set_callbacks(struct backend *backend)
{
    jack_client_t *client = backend->client;
    jack_set_process_callback(client, on_process, backend);
    jack_set_xrun_callback(client, on_xrun, backend);
    jack_set_freewheel_callback(client, on_freewheel, backend);
    jack_set_port_registration_callback(client, on_port_registration, backend);
    jack_set_port_connect_callback(client, on_port_connect, backend);
    jack_set_graph_order_callback(client, on_graph_order, backend);
    jack_set_port_rename_callback(client, on_port_rename, backend);
    jack_on_info_shutdown(client, on_shutdown, backend);
}

static enum status check_request(const struct capture_request *request, struct error *error)
{
    struct port_pattern pattern;
    enum status status = STATUS_OK;
    const unsigned n = request->n_tracks ? request->n_tracks : 1;
    for (unsigned t = 0; t < n && status == STATUS_OK; t++) {
        const char *text = request->n_tracks ? request->tracks[t].source : request->source;
        if (text[0] == '\0')
            continue;
        status = port_pattern_init(&pattern, text, error);
        port_pattern_done(&pattern);
    }
    return status;
}

static jack_client_t *open_client(const char *name, struct error *error)
{
    jack_client_hush();
    jack_status_t bits = 0;
    jack_client_t *client =
        jack_client_open(name[0] ? name : "sideman", JackNoStartServer, &bits);
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
    if (backend->client) {
        atomic_store(&backend->closing, true);
        jack_client_close(backend->client);
    }
    jack_taps_free(backend->taps);
    ring_unref(backend->ring);
    free(backend->ports);
    free(backend->rows);
    free(backend);
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
    struct capture_format *format = &backend->format;
    format->rate_hz = jack_get_sample_rate(backend->client);
    jack_taps_shape(backend->taps, format);
    backend->ring = ring_new(format->channels, backend_hop_frames(format->rate_hz),
                             (size_t)RING_SECONDS * format->rate_hz);
    backend->ports = calloc(format->channels, sizeof *backend->ports);
    backend->rows = calloc(format->channels, sizeof *backend->rows);
    if (!backend->ring || !backend->ports || !backend->rows)
        return error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    const enum status status =
        jack_taps_register(backend->taps, format, backend->ports, error);
    if (status != STATUS_OK)
        return status;
    set_callbacks(backend);
    if (jack_activate(backend->client) != 0)
        return error_set(error, STATUS_LOST, _("the JACK server does not let sideman start"));
    backend->reshape = jack_taps_follow(backend->taps, true);
    return STATUS_OK;
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
    *format = opened->format;
    *ring = ring_ref(opened->ring);
    return STATUS_OK;
}

/* Counts polls, not seconds: after a suspend the server gets as much time as before. */
static bool watchdog_barks(struct backend *backend)
{
    const uint64_t cycles = atomic_load(&backend->cycles);
    if (cycles != backend->cycles_seen || atomic_load(&backend->freewheel))
        backend->silent_polls = 0;
    else
        backend->silent_polls++;
    backend->cycles_seen = cycles;
    return backend->silent_polls >= WATCHDOG_POLLS;
}

static enum status poll_backend(struct backend *backend, struct error *error)
{
    if (atomic_load(&backend->shut_down))
        return error_set(error, STATUS_LOST, _("the JACK server is gone: %s"),
                         backend->shutdown_reason[0] ? backend->shutdown_reason : "-");
    if (watchdog_barks(backend))
        return error_set(error, STATUS_LOST, _("the JACK server no longer answers"));
    if (jack_get_sample_rate(backend->client) != backend->format.rate_hz)
        return STATUS_LOST;
    atomic_store(&backend->dsp_load_percent, jack_cpu_load(backend->client));
    const bool ports_changed = atomic_exchange(&backend->ports_changed, false);
    const bool graph_changed = atomic_exchange(&backend->graph_changed, false);
    if (ports_changed || graph_changed)
        backend->reshape = jack_taps_follow(backend->taps, ports_changed);
    backend->reshape_polls = backend->reshape ? backend->reshape_polls + 1 : 0;
    return backend->reshape_polls >= RESHAPE_POLLS ? STATUS_LOST : STATUS_OK;
}

static void read_backend(struct backend *backend, struct source_reading *source, bool *connected)
{
    memcpy(source->kind, backend->kind, sizeof source->kind);
    source->rate_hz = backend->format.rate_hz;
    source->block_frames = atomic_load(&backend->block_frames);
    source->xruns = atomic_load(&backend->xruns);
    source->dsp_load_percent = atomic_load(&backend->dsp_load_percent);
    source->freewheel = atomic_load(&backend->freewheel);
    jack_taps_read(backend->taps, source, connected);
    if (!atomic_load(&backend->shut_down))
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
    .read = read_backend,
    .list_ports = list_backend,
};
