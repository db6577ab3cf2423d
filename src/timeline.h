/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* timeline: every event of a whole file, for offline reports; grows with the file.
 * Thread: one at a time. */
#ifndef SIDEMAN_TIMELINE_H
#define SIDEMAN_TIMELINE_H

#include "base/readings.h"

#include <stddef.h>

enum { TIMELINE_ENERGY = 240 };

/* Times in seconds of sample time, ascending. */
struct timeline {
    double *onsets_s, *beats_s, *downbeats_s;
    size_t n_onsets, n_beats, n_downbeats;
    struct section_reading *sections; /* from here on once the file has been heard to its end */
    size_t n_sections;
    struct note_reading *notes;
    size_t n_notes;
    bool melodic; /* most of what sounds is one melody: else there are no notes */
    float energy_lufs[TIMELINE_ENERGY]; /* loudness of steps of equal length */
    size_t n_energy;
    double energy_step_s;
};

struct timeline_store {
    struct timeline timeline;
    size_t room_onsets, room_beats, room_downbeats;
};

/* An event that memory has no room for is left out. */
void timeline_store_add(struct timeline_store *store, const struct event *event);
/* The beats of the whole, found at its end; those so far become the live ones. */
void timeline_store_set_beats(struct timeline_store *store, const double *beats_s, size_t n_beats,
                              const double *downbeats_s, size_t n_downbeats);
void timeline_store_free(struct timeline_store *store);

#endif
