/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The connections of the whole graph, for src/capture/routing.c. */
#include "capture/jack_routing.h"

#include "capture/routing.h"

#include <stdlib.h>
#include <string.h>

static size_t count(const char *const *names)
{
    size_t n = 0;
    while (names && names[n])
        n++;
    return n;
}

static bool is_among(const char *const *names, const char *name)
{
    for (size_t i = 0; names && names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

struct wires {
    struct routing_wire *rows;
    size_t n, room;
};

static bool add(struct wires *wires, const struct routing_wire *wire)
{
    if (wires->n == wires->room) {
        const size_t room = wires->room ? 2 * wires->room : 64;
        struct routing_wire *rows = realloc(wires->rows, room * sizeof *rows);
        if (!rows)
            return false;
        wires->rows = rows;
        wires->room = room;
    }
    wires->rows[wires->n++] = *wire;
    return true;
}

static int track_of(const struct jack_routing_taps *taps, const char *port)
{
    for (size_t i = 0; i < taps->n_ports; i++)
        if (strcmp(taps->ports[i].name, port) == 0)
            return (int)taps->ports[i].track;
    return -1;
}

void jack_routing_read(struct routing_reading *routing, const struct jack_graph *graph,
                       const struct jack_routing_taps *taps)
{
    struct wires wires = {0};
    const size_t n = count(graph->outputs);
    const char ***lists = n > 0 ? calloc(n, sizeof *lists) : NULL;
    for (size_t i = 0; lists && i < n; i++) {
        const jack_port_t *port = jack_port_by_name(graph->client, graph->outputs[i]);
        lists[i] = port ? jack_port_get_all_connections(graph->client, port) : NULL;
        for (size_t j = 0; j < count(lists[i]); j++) {
            const struct routing_wire wire = {
                .from = graph->outputs[i],
                .to = lists[i][j],
                .from_physical = port && (jack_port_flags(port) & JackPortIsPhysical),
                .to_physical = is_among(graph->physical_inputs, lists[i][j]),
                .track = track_of(taps, lists[i][j]),
            };
            if (!add(&wires, &wire))
                break;
        }
    }
    routing_find(routing, &(struct routing_graph){.wires = wires.rows,
                                                  .n_wires = wires.n,
                                                  .tracks = taps->tracks,
                                                  .n_outputs = count(graph->physical_inputs)});
    routing->changes++;
    for (size_t i = 0; lists && i < n; i++)
        jack_free(lists[i]);
    free(lists);
    free(wires.rows);
}
