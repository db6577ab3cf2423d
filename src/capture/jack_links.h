/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* jack_links: the connections of one track, kept as ports come, go and are renamed.  Only connections
 * that were made here are ever taken away, and one that the user took away is not made again.
 * Thread: supervisor. */
#ifndef SIDEMAN_JACK_LINKS_H
#define SIDEMAN_JACK_LINKS_H

#include "capture/jack_wanted.h"

struct jack_link;

/* All zero at the start. */
struct jack_links {
    struct jack_link *made;
    size_t n_made;
    char **cut; /* names of ports that somebody else disconnected */
    size_t n_cut;
};

void jack_links_done(struct jack_links *links);

/* Half a pair matches: the other half vanished or has another name.  This half stays where it is. */
void jack_links_keep_places(const struct jack_links *links, struct jack_wanted *wanted);

/* Forgets cuts of ports that are gone: a port of that name that comes later is another.  `client` NULL:
 * all of them. */
void jack_links_forget_cuts(struct jack_links *links, jack_client_t *client);

/* Brings our input `port`, which is `channel` of the track, to what is wanted. */
void jack_links_follow(struct jack_links *links, jack_client_t *client, const jack_port_t *port,
                       unsigned channel, const struct jack_wanted *wanted, bool ports_changed);

#endif
