/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* backend: what jack.c, portaudio.c and player.c supply to the supervisor.
 * All functions run on the supervisor thread (or under its lock) except where noted; none on the
 * audio thread. */
#ifndef SIDEMAN_BACKEND_H
#define SIDEMAN_BACKEND_H

#include "capture/capture.h"

struct backend; /* each backend's own */

struct backend_ops {
    const char *name;
    /* Cheap check for CAPTURE_AUTO: is there a server or a device?  Never starts one.  NULL: open()
     * says so just as quickly (STATUS_NOT_FOUND). */
    bool (*available)(void);
    /* Optional: refuses a request that can never be met (a bad pattern), without opening anything. */
    enum status (*check)(const struct capture_request *request, struct error *error);
    /* Opens, makes the ring (at least 2 s), starts the frames.  On success *format and *ring (one
     * reference for the caller) are filled. */
    enum status (*open)(const struct capture_request *request, struct backend **backend,
                        struct capture_format *format, struct ring **ring, struct error *error);
    void (*close)(struct backend *backend);
    /* Called every 100 ms or so: housekeeping (follow ports, notice death).  STATUS_OK while well,
     * STATUS_END at the end of the material (it is polled on: a seek may wake it), STATUS_LOST with a
     * reason in `error` when it went away.  STATUS_LOST with an empty text asks to be opened anew at
     * once, quietly: the rate changed. */
    enum status (*poll)(struct backend *backend, struct error *error);
    /* Optional, after each poll that was well: true when the tracks got another shape and frames flow
     * into another ring, which is then filled in as by open(). */
    bool (*take_stream)(struct backend *backend, struct capture_format *format,
                        struct ring **ring);
    /* Fills what the backend knows of a reading that is otherwise "not known" (state is
     * CAPTURE_RUNNING: a player sets CAPTURE_PAUSED), and TRACKS_MAX flags; must be quick and may be
     * called from any thread but the audio thread while the backend is open. */
    void (*read)(struct backend *backend, struct source_reading *source, bool *connected);
    /* Optional, NULL where it makes no sense. */
    bool (*set_paused)(struct backend *backend, bool paused);
    bool (*seek)(struct backend *backend, double position_s);
    bool (*set_loop)(struct backend *backend, bool loop);
    size_t (*list_ports)(struct backend *backend_or_null, struct port_entry *entries, size_t max);
};

/* A row per capture_backend, in the order in which CAPTURE_AUTO tries them (backends.c). */
struct backend_kind {
    enum capture_backend backend;
    const struct backend_ops *ops;
    const char *label;  /* struct source_reading's kind while nothing is open */
    bool automatic;     /* CAPTURE_AUTO may choose it */
    bool live;          /* may come back when it went away; else it is opened at once or not at all */
    bool slow;          /* opening may wait for data: never in capture_new() */
};

/* NULL when this build has no such backend. */
const struct backend_kind *backend_find(enum capture_backend backend);
/* The kinds one after another, NULL at the end. */
const struct backend_kind *backend_at(size_t index);

extern const struct backend_ops backend_jack;      /* only with HAVE_JACK */
extern const struct backend_ops backend_portaudio; /* only with HAVE_PORTAUDIO */
extern const struct backend_ops backend_player;    /* file, stdin, demo: request->backend says which */

/* The hop for a ring at this rate; see capture_set_hop_rule(). */
size_t backend_hop_frames(unsigned rate_hz);

#endif
