/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* jack_rt: everything that JACK's own threads touch, and the callbacks that touch it.
 * The callbacks copy frames and set atomics; who polls reads these and acts.  The stream, ring and
 * ports, can be exchanged while frames flow: when tracks change their shape, connections stay. */
#ifndef SIDEMAN_JACK_RT_H
#define SIDEMAN_JACK_RT_H

#include "base/ring.h"

#include <jack/jack.h>
#include <stdatomic.h>

struct jack_stream {
    struct ring *ring; /* one reference */
    unsigned channels;
    size_t reserve_frames; /* left free in freewheel: real time may resume at any block */
    jack_port_t **ports;
    const float **rows; /* the audio thread's */
};

struct jack_rt {
    _Atomic(struct jack_stream *) stream;
    bool reader_is_stuck; /* the audio thread's */
    _Atomic uint64_t cycles;
    _Atomic uint64_t xruns;
    _Atomic uint32_t block_frames;
    atomic_bool freewheel;
    atomic_bool closing; /* set before the client is closed: nobody waits any more */
    atomic_bool ports_changed;
    atomic_bool graph_changed;
    atomic_bool shut_down;
    char shutdown_reason[128]; /* whole once shut_down is set */
};

struct jack_stream *jack_stream_new(unsigned channels, unsigned rate_hz);
void jack_stream_free(struct jack_stream *stream); /* NULL is fine */

/* Before jack_activate(); `rt` has its stream and outlives the client. */
void jack_rt_set_callbacks(struct jack_rt *rt, jack_client_t *client);

#endif
