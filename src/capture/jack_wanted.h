/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* jack_wanted: which ports a track should listen to, by its pattern and the graph as it is now.
 * Thread: supervisor, or whoever owns the client. */
#ifndef SIDEMAN_JACK_WANTED_H
#define SIDEMAN_JACK_WANTED_H

#include "capture/port_names.h"

#include <jack/jack.h>

/* The audio ports of all others; lists end with NULL and may be NULL. */
struct jack_graph {
    jack_client_t *client;
    const char **outputs;
    const char **inputs;
    const char **physical_inputs; /* of sound cards: what plays */
};

void jack_graph_read(struct jack_graph *graph, jack_client_t *client);
void jack_graph_free(struct jack_graph *graph);

struct jack_tap_source {
    bool is_default; /* whatever feeds the physical outputs */
    struct port_pattern pattern;
};

/* `text` "" is the default; it must outlive the source. */
enum status jack_tap_source_init(struct jack_tap_source *source, const char *text,
                                 struct error *error);
void jack_tap_source_done(struct jack_tap_source *source);

struct jack_feed {
    char *name;
    unsigned channel;
};

struct jack_wanted {
    struct jack_feed *feeds;
    size_t n;
    unsigned channels; /* 0: nothing matches */
    bool mirror;       /* listens to what feeds other ports: changes as they do */
};

/* Output ports that match are listened to; where only input ports match (a sound card's, a bus's),
 * what feeds them is.  Short of memory it finds less. */
void jack_wanted_find(struct jack_wanted *wanted, const struct jack_tap_source *source,
                      const struct jack_graph *graph);
void jack_wanted_free(struct jack_wanted *wanted);

/* `name` NULL: any. */
bool jack_wanted_has(const struct jack_wanted *wanted, const char *name, unsigned channel);

#endif
