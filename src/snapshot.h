/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* snapshot: everything that sideman knows at one moment of sample time, as plain data, and its
 * wait-free hand-over from the analysis thread to one reader (dashboard, lines or JSON).
 * Three buffers, one atomic: the writer never waits, the reader always gets the latest whole one. */
#ifndef SIDEMAN_SNAPSHOT_H
#define SIDEMAN_SNAPSHOT_H

#include "base/advice.h"
#include "base/readings.h"
#include "base/relations.h"

enum { SNAPSHOT_VERSION = 1 };

struct history_point {
    float momentary_max_lufs; /* highest within the second */
    float short_term_lufs;
};

struct snapshot {
    uint32_t version;
    uint64_t sequence;    /* rises with every publication */
    double time_s;        /* sample time since the start of the source, or since a reconnect */
    double measured_s;    /* sample time since the last reset */
    bool paused;          /* integration is held by the user */
    enum ballistics ballistics;
    struct source_reading source;
    struct listen_reading listen; /* of the mix */
    uint32_t event_sequence;      /* number of events so far; the latest are in events[] */
    struct event events[EVENTS_RECENT]; /* event n is at n % EVENTS_RECENT */
    uint16_t history_count;       /* of the mix; oldest first, one a second */
    struct history_point history[HISTORY_POINTS];
    struct advice_reading advice; /* as of the last whole second */
    struct relations_reading relations; /* as of the last second */
    uint8_t mix;                  /* index of the mix in tracks[] */
    uint8_t n_tracks;
    struct track_reading tracks[TRACKS_MAX]; /* only the first n_tracks are valid */
};

struct snapshot_channel;

struct snapshot_channel *snapshot_channel_new(void);
void snapshot_channel_free(struct snapshot_channel *channel);

/* Analysis thread: the buffer to fill, then its publication.  Never waits. */
struct snapshot *snapshot_begin(struct snapshot_channel *channel);
void snapshot_publish(struct snapshot_channel *channel);

/* UI thread: the latest published snapshot; it stays whole and unchanged until the next call.  Never
 * NULL: before the first publication everything is unknown (sequence 0). */
const struct snapshot *snapshot_latest(struct snapshot_channel *channel);

/* The track that a suggestion is about, where its title does not say so; "" when there is only one, and
 * of relations, which name their own. */
const char *snapshot_track_of(const struct snapshot *snapshot, const struct suggestion *suggestion);

/* Sets every field to "not known". */
void snapshot_clear(struct snapshot *snapshot);
void track_reading_clear(struct track_reading *track);
void source_reading_clear(struct source_reading *source);
void listen_reading_clear(struct listen_reading *listen);

#endif
