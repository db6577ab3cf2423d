/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* routing: reads a graph of connections as an engineer would: taps that count a port twice, tracks that
 * reach the outputs beside the master, circles.  Only names and lines: knows nothing of a server.
 * Thread: any; the graph belongs to its caller. */
#ifndef SIDEMAN_ROUTING_H
#define SIDEMAN_ROUTING_H

#include "capture/capture.h"

/* One connection.  Port names are "client:port". */
struct routing_wire {
    const char *from, *to;
    bool from_physical; /* `from` is a sound card's: what is recorded */
    bool to_physical; /* `to` is a sound card's: what plays */
    int track;        /* `to` is ours: the index of the track that listens; -1: it is not */
};

struct routing_graph {
    const struct routing_wire *wires;
    size_t n_wires;
    const struct capture_track *tracks;
    size_t n_outputs; /* physical ones, fed or not */
};

/* Fills everything but `changes`.  Wires beyond the first 2048 are left out. */
void routing_find(struct routing_reading *routing, const struct routing_graph *graph);

#endif
