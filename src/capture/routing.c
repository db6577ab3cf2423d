/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/routing.h"

#include "capture/port_names.h"

#include <stdio.h>
#include <string.h>

enum { WIRES_MAX = 2048, LOOP_CLIENTS_MAX = 8 };

/* The wires with numbers for names: equal where the names are; a number is the index of the first wire
 * that has the name, and WIRES_MAX + that for a client that is only ever fed. */
struct net {
    const struct routing_graph *graph;
    size_t n;
    int from_port[WIRES_MAX];
    int from_client[WIRES_MAX];
    int to_client[WIRES_MAX];
    bool from_master[WIRES_MAX]; /* out of a port that the mix listens to */
    bool by_master[WIRES_MAX];   /* out of the client that has such a port */
};

static bool same_client(const char *a, const char *b)
{
    const size_t length = port_client_length(a);
    return length == port_client_length(b) && strncmp(a, b, length) == 0;
}

static int port_number(const struct net *net, size_t wire)
{
    size_t i = 0;
    while (strcmp(net->graph->wires[i].from, net->graph->wires[wire].from) != 0)
        i++;
    return (int)i;
}

static int client_number(const struct net *net, const char *port)
{
    for (size_t i = 0; i < net->n; i++)
        if (same_client(net->graph->wires[i].from, port))
            return (int)i;
    size_t i = 0;
    while (!same_client(net->graph->wires[i].to, port))
        i++;
    return WIRES_MAX + (int)i;
}

static bool is_mix(const struct routing_graph *graph, const struct routing_wire *wire)
{
    return wire->track >= 0 && graph->tracks[wire->track].is_mix;
}

static void number_wires(struct net *net)
{
    const struct routing_wire *wires = net->graph->wires;
    for (size_t i = 0; i < net->n; i++) {
        net->from_port[i] = port_number(net, i);
        net->from_client[i] = client_number(net, wires[i].from);
        net->to_client[i] = client_number(net, wires[i].to);
    }
    for (size_t i = 0; i < net->n; i++) {
        net->from_master[i] = false;
        for (size_t j = 0; j < net->n && !net->from_master[i]; j++)
            net->from_master[i] =
                net->from_port[i] == net->from_port[j] && is_mix(net->graph, &wires[j]);
    }
    for (size_t i = 0; i < net->n; i++) {
        net->by_master[i] = false;
        for (size_t j = 0; j < net->n && !net->by_master[i]; j++)
            net->by_master[i] = net->from_master[j] && net->from_client[i] == net->from_client[j];
    }
}

static void add(struct routing_reading *routing, enum routing_kind kind, const char *who)
{
    for (unsigned i = 0; i < routing->n_issues; i++)
        if (routing->issues[i].kind == kind && strcmp(routing->issues[i].who, who) == 0)
            return;
    if (routing->n_issues == ROUTING_ISSUES_MAX)
        return;
    struct routing_issue *issue = &routing->issues[routing->n_issues++];
    issue->kind = kind;
    snprintf(issue->who, sizeof issue->who, "%s", who);
}

/* The mix may well hear what a track hears. */
static void find_double_taps(struct routing_reading *routing, const struct net *net)
{
    const struct routing_wire *wires = net->graph->wires;
    for (size_t i = 0; i < net->n; i++) {
        for (size_t j = i + 1; wires[i].track >= 0 && j < net->n; j++)
            if (wires[j].track >= 0 && wires[j].track != wires[i].track &&
                net->from_port[i] == net->from_port[j] && !is_mix(net->graph, &wires[i]) &&
                !is_mix(net->graph, &wires[j]))
                add(routing, ROUTING_DOUBLE, wires[i].from);
    }
}

/* Wired by hand: sideman gives every port of a track a channel.  The mix is a sum. */
static void find_sums(struct routing_reading *routing, const struct net *net)
{
    const struct routing_wire *wires = net->graph->wires;
    for (size_t i = 0; i < net->n; i++)
        for (size_t j = i + 1; wires[i].track >= 0 && !is_mix(net->graph, &wires[i]) && j < net->n;
             j++)
            if (strcmp(wires[i].to, wires[j].to) == 0)
                add(routing, ROUTING_SUM, net->graph->tracks[wires[i].track].name);
}

/* What a signal that leaves by the port of `tap` comes to.  It passes through a client from its inputs
 * to all its outputs; but through the client that has the master, to the master alone: a whole DAW is one
 * client, and its click or another track that goes straight out is no way of this one. */
struct reach {
    bool outputs; /* without the master */
    bool master;  /* into the client that has the master's ports */
};

static struct reach walk(const struct net *net, size_t tap)
{
    struct reach reach = {0};
    int clients[WIRES_MAX];
    bool seen[2 * WIRES_MAX] = {false};
    size_t n_clients = 0;
    for (size_t next = 0;; next++) {
        for (size_t i = 0; i < net->n; i++) {
            const bool leaves = next == 0 ? net->from_port[i] == net->from_port[tap]
                                          : net->from_client[i] == clients[next - 1];
            if (!leaves)
                continue;
            if (net->from_master[i] || (next > 0 && net->by_master[i])) {
                reach.master = true;
            } else if (net->graph->wires[i].to_physical) {
                reach.outputs = true;
            } else if (!seen[net->to_client[i]]) {
                seen[net->to_client[i]] = true;
                clients[n_clients++] = net->to_client[i];
            }
        }
        if (next == n_clients)
            return reach;
    }
}

static void find_bypasses(struct routing_reading *routing, const struct net *net)
{
    bool master_plays = false;
    for (size_t i = 0; i < net->n; i++)
        master_plays =
            master_plays || (net->from_master[i] && net->graph->wires[i].to_physical);
    for (size_t i = 0; master_plays && i < net->n; i++) {
        const struct routing_wire *tap = &net->graph->wires[i];
        if (tap->track < 0 || net->from_master[i])
            continue;
        const struct reach reach = walk(net, i);
        if (reach.outputs)
            add(routing, reach.master ? ROUTING_TWO_WAYS : ROUTING_BYPASS,
                net->graph->tracks[tap->track].name);
    }
}

/* Depth first from client to client; `path` holds one wire of each. */
struct search {
    const struct net *net;
    size_t path[LOOP_CLIENTS_MAX];
    size_t depth;
    bool done[WIRES_MAX];
};

static void tell_loop(struct routing_reading *routing, const struct search *search, size_t start)
{
    char who[sizeof routing->issues[0].who];
    size_t used = 0;
    for (size_t i = start; i <= search->depth && used < sizeof who; i++) {
        const size_t wire = search->path[i == search->depth ? start : i];
        const char *port = search->net->graph->wires[wire].from;
        used += (size_t)snprintf(who + used, sizeof who - used, "%s%.*s", i > start ? " > " : "",
                                 (int)port_client_length(port), port);
    }
    add(routing, ROUTING_LOOP, who);
}

/* A client that feeds itself is a hardware insert or a bounce: nobody needs to be told. */
static bool may_loop(const struct net *net, size_t wire)
{
    const struct routing_wire *w = &net->graph->wires[wire];
    return !w->to_physical && w->track < 0 && net->from_client[wire] != net->to_client[wire];
}

static void follow(struct routing_reading *routing, struct search *search, size_t wire)
{
    const struct net *net = search->net;
    search->done[wire] = true;
    search->path[search->depth++] = wire;
    bool closed = search->depth == LOOP_CLIENTS_MAX;
    for (size_t i = 0; i < search->depth; i++) {
        if (net->from_client[search->path[i]] == net->to_client[wire]) {
            tell_loop(routing, search, i);
            closed = true;
        }
    }
    for (size_t j = 0; j < net->n && !closed; j++)
        if (!search->done[j] && may_loop(net, j) && net->to_client[wire] == net->from_client[j])
            follow(routing, search, j);
    search->depth--;
}

static void find_loops(struct routing_reading *routing, const struct net *net)
{
    struct search search = {.net = net};
    for (size_t i = 0; i < net->n; i++)
        if (!search.done[i] && may_loop(net, i))
            follow(routing, &search, i);
}

/* Inputs that go straight to the outputs are for monitoring, not for recording. */
static void count_inputs(struct routing_reading *routing, const struct net *net)
{
    routing->n_used_inputs = routing->n_tapped_inputs = 0;
    for (size_t i = 0; i < net->n; i++) {
        const struct routing_wire *wire = &net->graph->wires[i];
        if (!wire->from_physical || wire->to_physical)
            continue;
        if (wire->track >= 0)
            routing->n_tapped_inputs++;
        else
            routing->n_used_inputs++;
    }
}

static void count_fed_outputs(struct routing_reading *routing, const struct net *net)
{
    const struct routing_wire *wires = net->graph->wires;
    routing->n_fed_outputs = 0;
    for (size_t i = 0; i < net->n; i++) {
        bool counts = wires[i].to_physical;
        for (size_t j = 0; j < i && counts; j++)
            counts = strcmp(wires[j].to, wires[i].to) != 0;
        routing->n_fed_outputs = (uint16_t)(routing->n_fed_outputs + counts);
    }
}

void routing_find(struct routing_reading *routing, const struct routing_graph *graph)
{
    struct net net;
    net.graph = graph;
    net.n = graph->n_wires < WIRES_MAX ? graph->n_wires : WIRES_MAX;
    number_wires(&net);
    routing->known = true;
    routing->n_issues = 0;
    routing->n_outputs = (uint16_t)graph->n_outputs;
    count_fed_outputs(routing, &net);
    count_inputs(routing, &net);
    find_double_taps(routing, &net);
    find_sums(routing, &net);
    find_bypasses(routing, &net);
    find_loops(routing, &net);
}
