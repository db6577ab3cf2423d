/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beat_clock: the sample time that sounds now.  Snapshots come every 40 ms or so and are as old as
 * that again: too late for a light on the beat, which is foretold instead.
 * Thread: UI. */
#ifndef SIDEMAN_BEAT_CLOCK_H
#define SIDEMAN_BEAT_CLOCK_H

#include "snapshot.h"

/* All 0: nothing was seen yet. */
struct beat_clock {
    double ahead_s;   /* sample time over the time of the program, of the freshest snapshot so far */
    double time_s;    /* the latest snapshot's */
    double seen_s;    /* when the program saw it */
    bool runs;
};

/* Takes a snapshot that the program sees at `now_s`; the same one again does nothing. */
void beat_clock_see(struct beat_clock *clock, const struct snapshot *snapshot, double now_s);
/* The sample time at `now_s`; that of the snapshot when the source stands still. */
double beat_clock_time_s(const struct beat_clock *clock, double now_s);
/* Whether the light on the beat is on at a sample time. */
bool beat_clock_is_lit(const struct tempo_reading *tempo, double time_s);
/* When the program should look at the light again after `now_s`: when the beat comes that is
 * foretold.  INFINITY: none is. */
double beat_clock_due_s(const struct beat_clock *clock, const struct tempo_reading *tempo,
                        double now_s);

#endif
