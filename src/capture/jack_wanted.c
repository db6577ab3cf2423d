/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/jack_wanted.h"

#include <stdlib.h>
#include <string.h>

void jack_graph_read(struct jack_graph *graph, jack_client_t *client)
{
    *graph = (struct jack_graph){
        .client = client,
        .outputs = jack_get_ports(client, NULL, JACK_DEFAULT_AUDIO_TYPE, JackPortIsOutput),
        .inputs = jack_get_ports(client, NULL, JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput),
        .physical_inputs = jack_get_ports(client, NULL, JACK_DEFAULT_AUDIO_TYPE,
                                          JackPortIsInput | JackPortIsPhysical),
    };
}

void jack_graph_free(struct jack_graph *graph)
{
    jack_free(graph->outputs);
    jack_free(graph->inputs);
    jack_free(graph->physical_inputs);
}

enum status jack_tap_source_init(struct jack_tap_source *source, const char *text,
                                 struct error *error)
{
    *source = (struct jack_tap_source){.is_default = text[0] == '\0'};
    return source->is_default ? STATUS_OK : port_pattern_init(&source->pattern, text, error);
}

void jack_tap_source_done(struct jack_tap_source *source)
{
    port_pattern_done(&source->pattern);
}

static size_t count(const char *const *names)
{
    size_t n = 0;
    while (names && names[n])
        n++;
    return n;
}

static void add_feed(struct jack_wanted *wanted, const char *name, unsigned channel)
{
    if (jack_wanted_has(wanted, name, channel))
        return;
    struct jack_feed *feeds = realloc(wanted->feeds, (wanted->n + 1) * sizeof *feeds);
    if (!feeds)
        return;
    wanted->feeds = feeds;
    if ((feeds[wanted->n].name = strdup(name)))
        feeds[wanted->n++].channel = channel;
}

/* What feeds the input port `name` goes to `channel`. */
static bool add_feeders(struct jack_wanted *wanted, const struct jack_graph *graph,
                        const char *name, unsigned channel)
{
    const jack_port_t *port = jack_port_by_name(graph->client, name);
    const char **feeders = port ? jack_port_get_all_connections(graph->client, port) : NULL;
    for (size_t i = 0; i < count(feeders); i++)
        add_feed(wanted, feeders[i], channel);
    const bool any = count(feeders) > 0;
    jack_free(feeders);
    return any;
}

/* Adds the sorted `names` themselves, or, as a mirror, what feeds them. */
static bool add_set(struct jack_wanted *wanted, const struct jack_graph *graph, const char **names,
                    size_t n, unsigned *channels)
{
    bool any = false;
    const unsigned n_channels = port_names_assign(names, n, channels);
    for (size_t i = 0; i < n; i++) {
        if (wanted->mirror)
            any = add_feeders(wanted, graph, names[i], channels[i]) || any;
        else
            add_feed(wanted, names[i], channels[i]);
    }
    wanted->channels = n_channels;
    return any;
}

/* Takes the names that match to the front of `found`: the exact one alone where there is one. */
static size_t select_names(const struct port_pattern *pattern, const struct jack_graph *graph,
                           const char *const *names, const char **found)
{
    size_t n = 0;
    for (; names && *names; names++) {
        if (port_pattern_is_name(pattern, *names)) {
            found[0] = *names;
            return 1;
        }
        const jack_port_t *port = jack_port_by_name(graph->client, *names);
        if (port && !jack_port_is_mine(graph->client, port) &&
            port_pattern_matches(pattern, *names))
            found[n++] = *names;
    }
    return n;
}

static void find_pattern(struct jack_wanted *wanted, const struct port_pattern *pattern,
                         const struct jack_graph *graph, const char **found, unsigned *channels)
{
    size_t n = select_names(pattern, graph, graph->outputs, found);
    if (n == 0) {
        wanted->mirror = true;
        n = select_names(pattern, graph, graph->inputs, found);
    }
    if (n == 0)
        return;
    port_names_sort(found, n);
    add_set(wanted, graph, found, n, channels);
}

/* The first pair of a sound card's outputs that something plays into. */
static void find_default(struct jack_wanted *wanted, const struct jack_graph *graph,
                         const char **found, unsigned *channels)
{
    wanted->mirror = true;
    const char *const *physical = graph->physical_inputs;
    const size_t n = count(physical);
    for (size_t first = 0; first < n; ) {
        const size_t length = port_client_length(physical[first]) + 1;
        size_t end = first;
        while (end < n && strncmp(physical[end], physical[first], length) == 0)
            end++;
        for (size_t i = first; i < end; i++)
            found[i - first] = physical[i];
        port_names_sort(found, end - first);
        for (size_t i = 0; i < end - first; i += 2) {
            const size_t pair = end - first - i < 2 ? 1 : 2;
            if (add_set(wanted, graph, found + i, pair, channels))
                return;
        }
        first = end;
    }
    wanted->channels = 0;
}

void jack_wanted_find(struct jack_wanted *wanted, const struct jack_tap_source *source,
                      const struct jack_graph *graph)
{
    *wanted = (struct jack_wanted){0};
    const size_t most = count(graph->outputs) + count(graph->inputs) + 1;
    const char **found = calloc(most, sizeof *found);
    unsigned *channels = calloc(most, sizeof *channels);
    if (found && channels && source->is_default)
        find_default(wanted, graph, found, channels);
    else if (found && channels)
        find_pattern(wanted, &source->pattern, graph, found, channels);
    free(found);
    free(channels);
}

void jack_wanted_free(struct jack_wanted *wanted)
{
    for (size_t i = 0; i < wanted->n; i++)
        free(wanted->feeds[i].name);
    free(wanted->feeds);
}

bool jack_wanted_has(const struct jack_wanted *wanted, const char *name, unsigned channel)
{
    for (size_t i = 0; i < wanted->n; i++)
        if (wanted->feeds[i].channel == channel &&
            (!name || strcmp(wanted->feeds[i].name, name) == 0))
            return true;
    return false;
}
