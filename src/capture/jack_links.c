/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/jack_links.h"

#include <stdlib.h>
#include <string.h>

/* A connection that was made here; the name follows renames. */
struct jack_link {
    jack_port_t *source;
    char *name;
    unsigned channel;
};

static void drop_link(struct jack_links *links, size_t i)
{
    free(links->made[i].name);
    links->made[i] = links->made[--links->n_made];
}

void jack_links_forget_cuts(struct jack_links *links, jack_client_t *client)
{
    for (size_t i = links->n_cut; i-- > 0; ) {
        if (client && jack_port_by_name(client, links->cut[i]))
            continue;
        free(links->cut[i]);
        links->cut[i] = links->cut[--links->n_cut];
    }
}

static bool has_name(const char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static bool was_cut(const struct jack_links *links, const char *name)
{
    for (size_t i = 0; i < links->n_cut; i++)
        if (strcmp(links->cut[i], name) == 0)
            return true;
    return false;
}

static void remember_cut(struct jack_links *links, const char *name)
{
    char **cut = realloc(links->cut, (links->n_cut + 1) * sizeof *cut);
    if (!cut)
        return;
    links->cut = cut;
    if ((cut[links->n_cut] = strdup(name)))
        links->n_cut++;
}

static void add_link(struct jack_links *links, jack_port_t *source, const char *name,
                     unsigned channel)
{
    struct jack_link *made = realloc(links->made, (links->n_made + 1) * sizeof *made);
    if (!made)
        return;
    links->made = made;
    char *copy = strdup(name);
    if (copy)
        made[links->n_made++] = (struct jack_link){source, copy, channel};
}

/* Looks whether the connections made here are still there, under which names. */
static void review_links(jack_client_t *client, struct jack_links *links, unsigned channel,
                         const char *const *actual, bool ports_changed)
{
    for (size_t i = links->n_made; i-- > 0; ) {
        struct jack_link *link = &links->made[i];
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
            if (!ports_changed && jack_port_by_name(client, link->name))
                remember_cut(links, link->name);
            drop_link(links, i);
        }
    }
}

/* A renamed port is kept for as long as no other takes its place; a mirror follows at once. */
static void drop_unwanted(jack_client_t *client, struct jack_links *links,
                          const jack_port_t *port, unsigned channel,
                          const struct jack_wanted *wanted)
{
    const char *our_name = jack_port_name(port);
    const bool replaced = jack_wanted_has(wanted, NULL, channel);
    for (size_t i = links->n_made; i-- > 0; ) {
        const struct jack_link *link = &links->made[i];
        if (link->channel != channel || jack_wanted_has(wanted, link->name, channel))
            continue;
        if (!wanted->mirror && !replaced)
            continue;
        jack_disconnect(client, link->name, our_name);
        drop_link(links, i);
    }
}

static void make_wanted(jack_client_t *client, struct jack_links *links,
                        const jack_port_t *port, unsigned channel,
                        const struct jack_wanted *wanted, const char *const *actual)
{
    const char *our_name = jack_port_name(port);
    for (size_t i = 0; i < wanted->n; i++) {
        const struct jack_feed *feed = &wanted->feeds[i];
        if (feed->channel != channel || has_name(actual, feed->name) || was_cut(links, feed->name))
            continue;
        jack_port_t *source = jack_port_by_name(client, feed->name);
        if (source && jack_connect(client, feed->name, our_name) == 0)
            add_link(links, source, feed->name, channel);
    }
}

void jack_links_done(struct jack_links *links)
{
    while (links->n_made > 0)
        drop_link(links, 0);
    jack_links_forget_cuts(links, NULL);
    free(links->made);
    free(links->cut);
}

void jack_links_keep_places(const struct jack_links *links, struct jack_wanted *wanted)
{
    for (size_t f = 0; f < wanted->n; f++)
        for (size_t i = 0; i < links->n_made; i++)
            if (strcmp(links->made[i].name, wanted->feeds[f].name) == 0)
                wanted->feeds[f].channel = links->made[i].channel;
}

void jack_links_follow(struct jack_links *links, jack_client_t *client, const jack_port_t *port,
                       unsigned channel, const struct jack_wanted *wanted, bool ports_changed)
{
    const char **actual = jack_port_get_all_connections(client, port);
    review_links(client, links, channel, actual, ports_changed);
    drop_unwanted(client, links, port, channel, wanted);
    make_wanted(client, links, port, channel, wanted, actual);
    jack_free(actual);
}
