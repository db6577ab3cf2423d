/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "timeline.h"

#include <stdlib.h>

static void append(double **times_s, size_t *count, size_t *room, double time_s)
{
    if (*count == *room) {
        const size_t more = *room ? *room * 2 : 256;
        double *grown = realloc(*times_s, more * sizeof **times_s);
        if (!grown)
            return;
        *times_s = grown;
        *room = more;
    }
    (*times_s)[(*count)++] = time_s;
}

void timeline_store_add(struct timeline_store *store, const struct event *event)
{
    struct timeline *timeline = &store->timeline;
    switch (event->kind) {
    case EVENT_ONSET:
        append(&timeline->onsets_s, &timeline->n_onsets, &store->room_onsets, event->time_s);
        break;
    case EVENT_BEAT:
        append(&timeline->beats_s, &timeline->n_beats, &store->room_beats, event->time_s);
        break;
    case EVENT_DOWNBEAT:
        append(&timeline->downbeats_s, &timeline->n_downbeats, &store->room_downbeats,
               event->time_s);
        break;
    case EVENT_SECTION: /* the sections of the whole file come from all of it */
        break;
    }
}

void timeline_store_set_beats(struct timeline_store *store, const double *beats_s, size_t n_beats,
                              const double *downbeats_s, size_t n_downbeats)
{
    struct timeline *timeline = &store->timeline;
    timeline->n_beats = timeline->n_downbeats = 0;
    for (size_t i = 0; i < n_beats; i++)
        append(&timeline->beats_s, &timeline->n_beats, &store->room_beats, beats_s[i]);
    for (size_t i = 0; i < n_downbeats; i++)
        append(&timeline->downbeats_s, &timeline->n_downbeats, &store->room_downbeats,
               downbeats_s[i]);
}

void timeline_store_free(struct timeline_store *store)
{
    free(store->timeline.onsets_s);
    free(store->timeline.beats_s);
    free(store->timeline.downbeats_s);
    free(store->timeline.sections);
    free(store->timeline.notes);
}
