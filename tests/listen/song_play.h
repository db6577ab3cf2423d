/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* song_play: plays a made-up song to an engine, and compares the sections heard with the song's. */
#ifndef SIDEMAN_TESTS_SONG_PLAY_H
#define SIDEMAN_TESTS_SONG_PLAY_H

#include "engine.h"
#include "tests/listen/song.h"

#include <string.h>

enum { SONG_BORDERS_MAX = 128 };

struct song_heard {
    struct engine *engine; /* finished; to be freed */
    double live_s[SONG_BORDERS_MAX];  /* events as they came, without the first section */
    double known_s[SONG_BORDERS_MAX]; /* when they came */
    unsigned live;
};

/* Left and right at `frame`; called in order. */
typedef void song_sound(uint64_t frame, unsigned rate_hz, void *context, float *left,
                        float *right);

struct song_player {
    const struct song *song;
    uint32_t noise;
};

static inline void song_sound_of(uint64_t frame, unsigned rate_hz, void *context, float *left,
                                 float *right)
{
    struct song_player *player = context;
    song_play(player->song, (double)frame / rate_hz, rate_hz, &player->noise, left, right);
}

static inline void song_note_events(struct song_heard *heard, struct snapshot *snapshot,
                                    uint32_t *seen)
{
    engine_read(heard->engine, snapshot);
    for (; *seen < snapshot->event_sequence; ++*seen) {
        const struct event *event = &snapshot->events[*seen % EVENTS_RECENT];
        if (event->kind != EVENT_SECTION || heard->live == SONG_BORDERS_MAX)
            continue;
        heard->live_s[heard->live] = event->time_s;
        heard->known_s[heard->live++] = snapshot->time_s;
    }
}

static inline struct song_heard song_hear(unsigned rate_hz, double seconds, size_t block,
                                          song_sound *sound, void *context)
{
    struct capture_format format = {.rate_hz = rate_hz, .channels = 2, .n_tracks = 1};
    format.tracks[0] = (struct capture_track){.name = "mix", .channels = 2, .is_mix = true};
    struct error error;
    struct song_heard heard = {.engine = engine_new(&format, true, true, &error)};
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    float *left = calloc(block, sizeof *left), *right = calloc(block, sizeof *right);
    if (!heard.engine || !snapshot || !left || !right)
        abort();
    const float *const rows[2] = {left, right};
    const uint64_t end = (uint64_t)(seconds * rate_hz);
    uint32_t seen = 0;
    for (uint64_t frame = 0; frame < end;) {
        size_t frames = 0;
        for (; frames < block && frame < end; frames++, frame++)
            sound(frame, rate_hz, context, &left[frames], &right[frames]);
        engine_feed(heard.engine, rows, frames);
        song_note_events(&heard, snapshot, &seen);
    }
    engine_finish(heard.engine);
    song_note_events(&heard, snapshot, &seen);
    free(left);
    free(right);
    free(snapshot);
    return heard;
}

static inline struct song_heard song_hear_song(const struct song *song, unsigned rate_hz)
{
    struct song_player player = {.song = song, .noise = 5};
    return song_hear(rate_hz, song_start_s(song, song->sections), 512, song_sound_of, &player);
}

static inline unsigned song_hits(const double *of, unsigned n, const double *in, unsigned m,
                                 double within_s)
{
    unsigned hits = 0;
    for (unsigned i = 0; i < n; i++) {
        bool hit = false;
        for (unsigned k = 0; k < m; k++)
            hit = hit || fabs(of[i] - in[k]) <= within_s;
        hits += hit;
    }
    return hits;
}

/* F-measure of borders; 1 when there are none and none were found. */
static inline double song_f_measure(const double *found, unsigned n, const double *truth,
                                    unsigned m, double within_s)
{
    if (n == 0 || m == 0)
        return n == m ? 1.0 : 0.0;
    const double precision = (double)song_hits(found, n, truth, m, within_s) / n;
    const double recall = (double)song_hits(truth, m, found, n, within_s) / m;
    return precision + recall > 0.0 ? 2.0 * precision * recall / (precision + recall) : 0.0;
}

/* Where the kind changes: borders of a kind with itself cannot be heard. */
static inline unsigned song_borders(const struct song *song, double *borders_s)
{
    unsigned count = 0;
    for (unsigned i = 1; i < song->sections; i++)
        if (song->parts[i].kind != song->parts[i - 1].kind)
            borders_s[count++] = song_start_s(song, i);
    return count;
}

static inline unsigned song_found(const struct timeline *timeline, double *borders_s)
{
    unsigned count = 0;
    for (size_t i = 1; i < timeline->n_sections && count < SONG_BORDERS_MAX; i++)
        borders_s[count++] = timeline->sections[i].start_s;
    return count;
}

static inline int song_kind_at(const struct song *song, double time_s)
{
    unsigned part = 0;
    while (part + 1 < song->sections && song_start_s(song, part + 1) <= time_s)
        part++;
    return song->parts[part].kind;
}

static inline int song_label_at(const struct timeline *timeline, double time_s)
{
    size_t i = 0;
    while (i + 1 < timeline->n_sections && timeline->sections[i + 1].start_s <= time_s)
        i++;
    return timeline->n_sections ? timeline->sections[i].label : -1;
}

/* Of all pairs of seconds: how well "sounds the same" agrees, as F-measure. */
static inline double song_label_agreement(const struct song *song,
                                          const struct timeline *timeline)
{
    const int end = (int)song_start_s(song, song->sections);
    double both = 0.0, truth = 0.0, found = 0.0;
    for (int a = 0; a < end; a++)
        for (int b = a + 1; b < end; b++) {
            const bool same = song_kind_at(song, a) == song_kind_at(song, b);
            const bool heard = song_label_at(timeline, a) == song_label_at(timeline, b);
            both += same && heard;
            truth += same;
            found += heard;
        }
    return truth + found > 0.0 ? 2.0 * both / (truth + found) : 1.0;
}

#endif
