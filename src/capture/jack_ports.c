/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list of what could be tapped, and the way the library's messages take. */
#include "base/i18n.h"
#include "base/log.h"
#include "capture/jack_client.h"
#include "capture/jack_wanted.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

static atomic_bool opening;

static void on_message(const char *text)
{
    if (!atomic_load(&opening))
        log_write(LOG_INFO, "JACK: %s", text);
}

jack_client_t *jack_client_open_quietly(const char *name, jack_status_t *bits)
{
    jack_set_error_function(on_message);
    jack_set_info_function(on_message);
    atomic_store(&opening, true);
    jack_client_t *client = jack_client_open(name, JackNoStartServer, bits);
    atomic_store(&opening, false);
    return client;
}

size_t jack_ports_list(jack_client_t *client, const struct jack_taps *taps,
                       struct port_entry *entries, size_t max)
{
    struct jack_graph graph;
    struct jack_wanted played;
    static const struct jack_tap_source outputs = {.is_default = true};
    jack_graph_read(&graph, client);
    jack_wanted_find(&played, &outputs, &graph);
    size_t n = 0;
    for (; n < max && graph.outputs && graph.outputs[n]; n++) {
        const char *name = graph.outputs[n];
        const jack_port_t *port = jack_port_by_name(client, name);
        const bool physical = port && (jack_port_flags(port) & JackPortIsPhysical);
        struct port_entry *entry = &entries[n];
        *entry = (struct port_entry){.backend = "jack", .channels = 1};
        snprintf(entry->name, sizeof entry->name, "%s", name);
        snprintf(entry->detail, sizeof entry->detail, "%s",
                 physical ? _("sound card input") : _("output"));
        entry->tapped = taps && jack_taps_has(taps, name);
        entry->feeds_outputs = jack_wanted_has(&played, name, 0) || jack_wanted_has(&played, name, 1);
    }
    jack_wanted_free(&played);
    jack_graph_free(&graph);
    return n;
}
