/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The DAW's transport: state, position, and bars and tempo where it tells them. */
#include "capture/jack_client.h"

#include <jack/transport.h>

static enum transport_state state_of(jack_transport_state_t state)
{
    switch (state) {
    case JackTransportStopped:
        return TRANSPORT_STOPPED;
    case JackTransportStarting:
    case JackTransportNetStarting:
        return TRANSPORT_STARTING;
    default:
        return TRANSPORT_ROLLING;
    }
}

void jack_transport_read(jack_client_t *client, struct source_reading *source)
{
    jack_position_t position = {0};
    source->transport = state_of(jack_transport_query(client, &position));
    const jack_nframes_t rate_hz = position.frame_rate ? position.frame_rate : source->rate_hz;
    if (rate_hz > 0)
        source->transport_s = (double)position.frame / rate_hz;
    if (!(position.valid & JackPositionBBT))
        return;
    source->bar = position.bar;
    source->beat = position.beat;
    if (position.beats_per_minute > 0)
        source->transport_bpm = (float)position.beats_per_minute;
    if (position.beats_per_bar > 0)
        source->beats_per_bar = position.beats_per_bar;
}
