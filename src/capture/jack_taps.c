/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each track listens to, kept connected as ports come, go and are renamed.  Only connections that
 * were made here are ever taken away, and one that the user took away is not made again. */
#include "base/i18n.h"
#include "capture/jack_client.h"
#include "capture/jack_wanted.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A connection that was made here; the name follows renames. */
struct link {
    jack_port_t *source;
    char *name;
    unsigned channel;
};

struct tap {
    struct jack_tap_source wants;
    struct capture_track track;
    jack_port_t *ports[CHANNELS_MAX];
    struct link *links;
    size_t n_links;
    char **cut; /* taken away by somebody else */
    size_t n_cut;
    bool heard; /* something was connected since the client was opened */
};

struct jack_taps {
    jack_client_t *client;
    unsigned n;
    struct tap taps[TRACKS_MAX];
    pthread_mutex_t lock; /* what jack_taps_read() and jack_taps_has() look at */
    bool connected[TRACKS_MAX];
    char heard[sizeof((struct source_reading *)0)->name];
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

static void drop_link(struct tap *tap, size_t i)
{
    free(tap->links[i].name);
    tap->links[i] = tap->links[--tap->n_links];
}

static void forget_cuts(struct tap *tap)
{
    while (tap->n_cut > 0)
        free(tap->cut[--tap->n_cut]);
}

void jack_taps_free(struct jack_taps *taps)
{
    if (!taps)
        return;
    for (unsigned t = 0; t < taps->n; t++) {
        struct tap *tap = &taps->taps[t];
        while (tap->n_links > 0)
            drop_link(tap, 0);
        forget_cuts(tap);
        free(tap->links);
        free(tap->cut);
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

static bool has_name(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static bool was_cut(const struct tap *tap, const char *name)
{
    for (size_t i = 0; i < tap->n_cut; i++)
        if (strcmp(tap->cut[i], name) == 0)
            return true;
    return false;
}

static void remember_cut(struct tap *tap, const char *name)
{
    char **cut = realloc(tap->cut, (tap->n_cut + 1) * sizeof *cut);
    if (!cut)
        return;
    tap->cut = cut;
    if ((cut[tap->n_cut] = strdup(name)))
        tap->n_cut++;
}

static void add_link(struct tap *tap, jack_port_t *source, const char *name, unsigned channel)
{
    struct link *links = realloc(tap->links, (tap->n_links + 1) * sizeof *links);
    if (!links)
        return;
    tap->links = links;
    char *copy = strdup(name);
    if (copy)
        links[tap->n_links++] = (struct link){source, copy, channel};
}

/* Looks whether the connections made here are still there, under which names. */
static void review_links(struct jack_taps *taps, struct tap *tap, unsigned channel,
                         const char *const *actual, bool ports_changed)
{
    for (size_t i = tap->n_links; i-- > 0; ) {
        struct link *link = &tap->links[i];
        if (link->channel != channel)
            continue;
        const char *now = jack_port_name(link->source);
        if (now && strcmp(now, link->name) != 0 && has_name(actual, now)) {
            char *renamed = strdup(now);
            if (renamed) {
                free(link->name);
                link->name = renamed;
            }
        } else if (!has_name(actual, link->name)) {
            if (!ports_changed && jack_port_by_name(taps->client, link->name))
                remember_cut(tap, link->name);
            drop_link(tap, i);
        }
    }
}

/* A renamed port is kept for as long as no other takes its place; a mirror follows at once. */
static void drop_unwanted(struct jack_taps *taps, struct tap *tap, unsigned channel,
                          const struct jack_wanted *wanted)
{
    const char *port = jack_port_name(tap->ports[channel]);
    const bool replaced = jack_wanted_has(wanted, NULL, channel);
    for (size_t i = tap->n_links; i-- > 0; ) {
        const struct link *link = &tap->links[i];
        if (link->channel != channel || jack_wanted_has(wanted, link->name, channel))
            continue;
        if (!wanted->mirror && !replaced)
            continue;
        jack_disconnect(taps->client, link->name, port);
        drop_link(tap, i);
    }
}

static void make_wanted(struct jack_taps *taps, struct tap *tap, unsigned channel,
                        const struct jack_wanted *wanted, const char *const *actual)
{
    const char *port = jack_port_name(tap->ports[channel]);
    for (size_t i = 0; i < wanted->n; i++) {
        const struct jack_feed *feed = &wanted->feeds[i];
        if (feed->channel != channel || has_name(actual, feed->name) || was_cut(tap, feed->name))
            continue;
        jack_port_t *source = jack_port_by_name(taps->client, feed->name);
        if (source && jack_connect(taps->client, feed->name, port) == 0)
            add_link(tap, source, feed->name, channel);
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

/* Half a pair matches: the other half vanished or has another name.  This half stays where it is. */
static void keep_places(const struct tap *tap, struct jack_wanted *wanted)
{
    if (wanted->mirror || wanted->channels >= tap->track.channels)
        return;
    for (size_t f = 0; f < wanted->n; f++)
        for (size_t i = 0; i < tap->n_links; i++)
            if (strcmp(tap->links[i].name, wanted->feeds[f].name) == 0)
                wanted->feeds[f].channel = tap->links[i].channel;
}

static bool follow_tap(struct jack_taps *taps, struct tap *tap, const struct jack_graph *graph,
                       bool ports_changed)
{
    struct jack_wanted wanted;
    jack_wanted_find(&wanted, &tap->wants, graph);
    keep_places(tap, &wanted);
    if (ports_changed)
        forget_cuts(tap);
    for (unsigned c = 0; c < tap->track.channels; c++) {
        const char **actual = jack_port_get_all_connections(taps->client, tap->ports[c]);
        review_links(taps, tap, c, actual, ports_changed);
        drop_unwanted(taps, tap, c, &wanted);
        make_wanted(taps, tap, c, &wanted, actual);
        jack_free(actual);
    }
    const unsigned have = tap->track.channels;
    const bool reshape = wanted.channels > have ||
                         (wanted.channels > 0 && wanted.channels < have && !tap->heard);
    jack_wanted_free(&wanted);
    return reshape;
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
    jack_graph_free(&graph);
    pthread_mutex_lock(&taps->lock);
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
