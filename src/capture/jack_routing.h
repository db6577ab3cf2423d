/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* jack_routing: what the server's graph says of the session, read anew when it changes.
 * Thread: supervisor. */
#ifndef SIDEMAN_JACK_ROUTING_H
#define SIDEMAN_JACK_ROUTING_H

#include "capture/capture.h"
#include "capture/jack_wanted.h"

/* Our own input ports: what each belongs to. */
struct jack_routing_port {
    const char *name;
    unsigned track;
};

struct jack_routing_taps {
    const struct jack_routing_port *ports;
    size_t n_ports;
    const struct capture_track *tracks;
};

/* Counts one change more in `routing`.  Short of memory it sees less. */
void jack_routing_read(struct routing_reading *routing, const struct jack_graph *graph,
                       const struct jack_routing_taps *taps);

#endif
