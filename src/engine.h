/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* engine: joins measuring and listening.  Deterministic: time is sample time, frames are cut into
 * fixed hops, so the same samples give the same snapshot, bit for bit, in whatever blocks they come.
 * Thread: one at a time (analysis thread live, the command's thread offline).  Never allocates after
 * engine_new(), but for the timeline when it is kept. */
#ifndef SIDEMAN_ENGINE_H
#define SIDEMAN_ENGINE_H

#include "advise/adviser.h"
#include "capture/capture.h"
#include "snapshot.h"
#include "timeline.h"

struct engine;

/* `keep_timeline`: memory then grows with the number of events; offline only.  `listen`: also hear
 * tempo, onsets and pitch of the mix. */
struct engine *engine_new(const struct capture_format *format, bool listen, bool keep_timeline,
                          struct error *error);
void engine_free(struct engine *engine);

size_t engine_hop_frames(const struct engine *engine);

/* One hop of all channels; shorter only for the last one.  May change the samples (NaN become 0). */
void engine_process_hop(struct engine *engine, float *const *rows, size_t frames);

/* Any number of frames, in any blocks: they are copied and cut into hops here. */
void engine_feed(struct engine *engine, const float *const *rows, size_t frames);
/* Processes what is left of a hop: end of the material. */
void engine_finish(struct engine *engine);

/* Fills everything but `source`. */
void engine_read(struct engine *engine, struct snapshot *snapshot);
const struct timeline *engine_timeline(const struct engine *engine);

void engine_reset(struct engine *engine);       /* integration, maxima, averages, history */
void engine_note_seam(struct engine *engine);   /* the player jumped about here: see dropouts.h */
void engine_reset_peaks(struct engine *engine); /* holds and clip marks */
void engine_set_paused(struct engine *engine, bool paused);
/* The user says what genre it is; GENRES: find out. */
void engine_set_genre(struct engine *engine, enum genre genre);
/* What the adviser is to know of the source (a file has nothing to tell), and which of the source's
 * tracks something feeds: all, until it is said. */
void engine_set_source(struct engine *engine, const struct source_reading *source,
                       const bool *connected);
/* Advice is worked out at every whole second of sample time and at the end of the material.  NULL:
 * none.  The engine does not own it; a reset resets it too. */
void engine_set_adviser(struct engine *engine, struct adviser *adviser);
/* The user says how fast it is; NAN: find out. */
void engine_lock_tempo(struct engine *engine, float bpm);
void engine_set_ballistics(struct engine *engine, enum ballistics ballistics);

#endif
