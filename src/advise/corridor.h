/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* corridor: where the long-term spectrum of a genre, or of a track in a role, usually lies: centre
 * and tolerance (one standard deviation) per third octave, dB above its own mean from 150 Hz to 3
 * kHz.  From data/knowledge/corridors.conf, then the user's own corridors.conf, which adds and
 * replaces by name.
 * Thread: any; const once loaded. */
#ifndef SIDEMAN_CORRIDOR_H
#define SIDEMAN_CORRIDOR_H

#include "base/readings.h"
#include "base/status.h"

struct corridor {
    bool known;
    float centre_db[THIRD_OCTAVES];
    float tolerance_db[THIRD_OCTAVES]; /* NAN: nothing is known of this band */
};

struct corridors {
    float correlation_octaves[THIRD_OCTAVES]; /* over this distance departures are alike to 1/e */
    float alone;               /* the part of a band's departure that no neighbour shares, 0..1 */
    struct corridor any;       /* of music whose genre is not known */
    struct corridor genres[GENRES];
    struct corridor roles[ROLES];
};

/* STATUS_OK; else `error` says file:line and what.  The user's own, when wrong: the log, and only ours. */
enum status corridors_load(struct corridors *corridors, struct error *error);
enum status corridors_read(struct corridors *corridors, const char *path, struct error *error);
/* Ditto; all that is wrong is told, not the first; how much. */
unsigned corridors_check(struct corridors *corridors, const char *path,
                         void (*tell)(void *context, const char *text), void *context);

/* What is to be expected when genre g has the probability genres[g], and any genre the rest: where
 * they disagree the tolerance is wider. */
void corridor_blend(const struct corridors *corridors, const float *genres, struct corridor *blend);

/* The mean of `third_db` from 150 Hz to 3 kHz, to be taken off; NAN when there is nothing there. */
float corridor_level_db(const float *third_db);

#endif
