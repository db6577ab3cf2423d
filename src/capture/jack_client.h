/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* jack_client: what the parts of the JACK backend share.  jack.c owns the client, jack_rt.c has its
 * callbacks, jack_taps.c the tracks, jack_links.c their connections, jack_wanted.c finds what they
 * should be, jack_ports.c lists, jack_transport.c reads the DAW's clock.  Included by these alone.
 * Thread: supervisor, except where noted. */
#ifndef SIDEMAN_JACK_CLIENT_H
#define SIDEMAN_JACK_CLIENT_H

#include "capture/backend.h"

#include <jack/jack.h>

/* A client of that name or one like it, NULL with its reason in `bits`.  From here on the library talks
 * to the log, not to the terminal; why it cannot connect, which it tells in four lines at every try, is
 * for the caller to say. */
jack_client_t *jack_client_open_quietly(const char *name, jack_status_t *bits);

struct jack_taps;

struct jack_taps *jack_taps_new(jack_client_t *client, const struct capture_request *request,
                                struct error *error);
void jack_taps_free(struct jack_taps *taps);

/* Lays out the tracks by what the patterns match now: 2 channels where nothing does.  A track that
 * was heard keeps at least its channels. */
void jack_taps_shape(struct jack_taps *taps, struct capture_format *format);

/* Our input ports, format->channels of them, in the order of the rows; those that a track already has
 * stay, with their connections. */
enum status jack_taps_register(struct jack_taps *taps, const struct capture_format *format,
                               jack_port_t **ports, struct error *error);

/* Ports that the latest shape no longer has: call when the audio thread no longer reads them. */
void jack_taps_drop_unused_ports(struct jack_taps *taps);

/* Connects what should be, drops what should no longer be and was connected here.  `ports_changed`:
 * ports came or went since the last time.  Returns whether the tracks should be laid out anew. */
bool jack_taps_follow(struct jack_taps *taps, bool ports_changed);

/* Any thread but the audio thread. */
void jack_taps_read(struct jack_taps *taps, struct source_reading *source, bool *connected);
bool jack_taps_heard(const struct jack_taps *taps); /* any tap was connected */
bool jack_taps_has(const struct jack_taps *taps, const char *port_name);

/* `taps` may be NULL. */
size_t jack_ports_list(jack_client_t *client, const struct jack_taps *taps,
                       struct port_entry *entries, size_t max);

/* Any thread but the audio thread. */
void jack_transport_read(jack_client_t *client, struct source_reading *source);

#endif
