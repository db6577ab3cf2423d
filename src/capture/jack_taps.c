/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tracks: what each listens to, its shape and its ports. */
#include "base/i18n.h"
#include "base/log.h"
#include "capture/jack_client.h"
#include "capture/jack_links.h"
#include "capture/jack_routing.h"
#include "capture/jack_wanted.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tap {
    struct jack_tap_source wants;
    struct capture_track track;
    jack_port_t *ports[CHANNELS_MAX];
    struct jack_links links;
    bool heard; /* something was connected since the client was opened */
    bool missed; /* it was told that nothing matches */
};

struct jack_taps {
    jack_client_t *client;
    unsigned n;
    struct tap taps[TRACKS_MAX];
    pthread_mutex_t lock; /* what jack_taps_read() and jack_taps_has() look at */
    bool connected[TRACKS_MAX];
    char heard[sizeof((struct source_reading *)0)->name];
    struct routing_reading routing;
};

static void add_track(struct jack_taps *taps, const struct track_request *request)
{
    struct tap *tap = &taps->taps[taps->n++];
    snprintf(tap->track.name, sizeof tap->track.name, "%s", request->name);
    tap->track.role = request->role;
    tap->track.is_mix = request->is_mix;
}

struct jack_taps *jack_taps_new(jack_client_t *client, const struct capture_request *request,
                                struct error *error)
{
    struct jack_taps *taps = calloc(1, sizeof *taps);
    if (!taps) {
        error_set(error, STATUS_NO_MEMORY, _("out of memory"));
        return NULL;
    }
    taps->client = client;
    pthread_mutex_init(&taps->lock, NULL);
    static const struct track_request mix = {.name = "mix", .is_mix = true};
    const unsigned n = request->n_tracks ? request->n_tracks : 1;
    for (unsigned t = 0; t < n && t < TRACKS_MAX; t++) {
        const bool named = request->n_tracks > 0;
        add_track(taps, named ? &request->tracks[t] : &mix);
        const char *source = named ? request->tracks[t].source : request->source;
        if (jack_tap_source_init(&taps->taps[t].wants, source, error) != STATUS_OK) {
            jack_taps_free(taps);
            return NULL;
        }
    }
    return taps;
}

void jack_taps_free(struct jack_taps *taps)
{
    if (!taps)
        return;
    for (unsigned t = 0; t < taps->n; t++) {
        struct tap *tap = &taps->taps[t];
        jack_links_done(&tap->links);
        jack_tap_source_done(&tap->wants);
    }
    pthread_mutex_destroy(&taps->lock);
    free(taps);
}

void jack_taps_shape(struct jack_taps *taps, struct capture_format *format)
{
    struct jack_graph graph;
    jack_graph_read(&graph, taps->client);
    format->channels = 0;
    format->n_tracks = taps->n;
    for (unsigned t = 0; t < taps->n; t++) {
        struct tap *tap = &taps->taps[t];
        struct jack_wanted wanted;
        jack_wanted_find(&wanted, &tap->wants, &graph);
        const unsigned before = tap->track.channels;
        if (wanted.channels > before || (wanted.channels > 0 && !tap->heard))
            tap->track.channels = wanted.channels;
        else if (before == 0)
            tap->track.channels = 2;
        tap->track.first_channel = format->channels;
        format->channels += tap->track.channels;
        format->tracks[t] = tap->track;
        jack_wanted_free(&wanted);
    }
    jack_graph_free(&graph);
}

static jack_port_t *register_port(jack_client_t *client, const char *track, unsigned channel)
{
    char name[TRACK_NAME_MAX + 8];
    snprintf(name, sizeof name, "%s_%u", track, channel + 1);
    for (char *colon = name; (colon = strchr(colon, ':')); )
        *colon = '.';
    /* Terminal: what comes in is not passed on; the server computes latencies by it. */
    return jack_port_register(client, name, JACK_DEFAULT_AUDIO_TYPE,
                              JackPortIsInput | JackPortIsTerminal, 0);
}

enum status jack_taps_register(struct jack_taps *taps, const struct capture_format *format,
                               jack_port_t **ports, struct error *error)
{
    for (unsigned t = 0; t < taps->n; t++) {
        struct tap *tap = &taps->taps[t];
        const struct capture_track *track = &format->tracks[t];
        for (unsigned c = 0; c < track->channels; c++) {
            if (!tap->ports[c])
                tap->ports[c] = register_port(taps->client, track->name, c);
            if (!tap->ports[c])
                return error_set(error, STATUS_FAILED,
                                 _("the JACK server has no room for the ports of \"%s\""),
                                 track->name);
            ports[track->first_channel + c] = tap->ports[c];
        }
    }
    return STATUS_OK;
}

void jack_taps_drop_unused_ports(struct jack_taps *taps)
{
    for (unsigned t = 0; t < taps->n; t++) {
        struct tap *tap = &taps->taps[t];
        for (unsigned c = tap->track.channels; c < CHANNELS_MAX; c++) {
            if (tap->ports[c])
                jack_port_unregister(taps->client, tap->ports[c]);
            tap->ports[c] = NULL;
        }
    }
}

/* Whether the tap is connected at all, and to whom. */
static bool look(struct jack_taps *taps, const struct tap *tap, char *heard, size_t size)
{
    bool connected = false;
    for (unsigned c = 0; c < tap->track.channels; c++) {
        const char **actual = jack_port_get_all_connections(taps->client, tap->ports[c]);
        if (actual && actual[0]) {
            if (!connected && heard[0] == '\0')
                snprintf(heard, size, "%.*s", (int)strcspn(actual[0], ":"), actual[0]);
            connected = true;
        }
        jack_free(actual);
    }
    return connected;
}

static void tell_missing(struct tap *tap)
{
    if (tap->missed || tap->heard || tap->wants.is_default)
        return;
    tap->missed = true;
    log_write(LOG_WARNING, _("no JACK port matches '%s' yet (%s); 'sideman ports' lists them"),
              tap->wants.pattern.text, tap->track.name);
}

static bool follow_tap(struct jack_taps *taps, struct tap *tap, const struct jack_graph *graph,
                       bool ports_changed)
{
    struct jack_wanted wanted;
    jack_wanted_find(&wanted, &tap->wants, graph);
    const unsigned have = tap->track.channels;
    if (wanted.channels == 0)
        tell_missing(tap);
    if (!wanted.mirror && wanted.channels < have)
        jack_links_keep_places(&tap->links, &wanted);
    if (ports_changed)
        jack_links_forget_cuts(&tap->links, taps->client);
    for (unsigned c = 0; c < have; c++)
        jack_links_follow(&tap->links, taps->client, tap->ports[c], c, &wanted, ports_changed);
    const bool reshape = wanted.channels > have ||
                         (wanted.channels > 0 && wanted.channels < have && !tap->heard);
    jack_wanted_free(&wanted);
    return reshape;
}

static void read_routing(const struct jack_taps *taps, const struct jack_graph *graph,
                         struct routing_reading *routing)
{
    struct jack_routing_port ports[TRACKS_MAX * CHANNELS_MAX];
    struct capture_track tracks[TRACKS_MAX];
    size_t n = 0;
    for (unsigned t = 0; t < taps->n; t++) {
        const struct tap *tap = &taps->taps[t];
        tracks[t] = tap->track;
        for (unsigned c = 0; c < tap->track.channels; c++)
            if (tap->ports[c])
                ports[n++] = (struct jack_routing_port){jack_port_name(tap->ports[c]), t};
    }
    jack_routing_read(routing, graph,
                      &(struct jack_routing_taps){.ports = ports, .n_ports = n, .tracks = tracks});
}

bool jack_taps_follow(struct jack_taps *taps, bool ports_changed)
{
    struct jack_graph graph;
    jack_graph_read(&graph, taps->client);
    bool reshape = false;
    bool connected[TRACKS_MAX] = {false};
    char heard[sizeof taps->heard] = "";
    for (unsigned t = 0; t < taps->n; t++) {
        struct tap *tap = &taps->taps[t];
        const bool misfit = follow_tap(taps, tap, &graph, ports_changed);
        connected[t] = look(taps, tap, heard, sizeof heard);
        tap->heard = tap->heard || (connected[t] && !misfit);
        reshape = reshape || misfit;
    }
    struct routing_reading routing = taps->routing;
    read_routing(taps, &graph, &routing);
    jack_graph_free(&graph);
    pthread_mutex_lock(&taps->lock);
    taps->routing = routing;
    memcpy(taps->connected, connected, sizeof connected);
    memcpy(taps->heard, heard, sizeof heard);
    pthread_mutex_unlock(&taps->lock);
    return reshape;
}

void jack_taps_read(struct jack_taps *taps, struct source_reading *source, bool *connected)
{
    pthread_mutex_lock(&taps->lock);
    memcpy(connected, taps->connected, sizeof taps->connected);
    snprintf(source->name, sizeof source->name, "%s", taps->heard);
    source->routing = taps->routing;
    pthread_mutex_unlock(&taps->lock);
}

bool jack_taps_heard(const struct jack_taps *taps)
{
    for (unsigned t = 0; t < taps->n; t++)
        if (taps->taps[t].heard)
            return true;
    return false;
}

bool jack_taps_has(const struct jack_taps *taps, const char *port_name)
{
    for (unsigned t = 0; t < taps->n; t++)
        for (unsigned c = 0; c < taps->taps[t].track.channels; c++)
            if (jack_port_connected_to(taps->taps[t].ports[c], port_name))
                return true;
    return false;
}
