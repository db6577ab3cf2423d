/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* live: the analysis thread.  Pulls hops from the capture's ring through the engine and publishes
 * snapshots; rebuilds the engine when the source comes back in another shape.
 * Thread: the functions below are for the UI thread. */
#ifndef SIDEMAN_LIVE_H
#define SIDEMAN_LIVE_H

#include "advise/adviser.h"
#include "advise/coach.h"
#include "advise/learner.h"
#include "capture/capture.h"
#include "snapshot.h"

struct live;

/* Takes `capture` and `adviser` (NULL: no advice) over: live_free() frees them, also when this fails. */
struct live *live_new(struct capture *capture, struct adviser *adviser, enum ballistics ballistics,
                      struct error *error);
void live_free(struct live *live);

const struct snapshot *live_latest(struct live *live);
struct capture *live_capture(struct live *live);

void live_reset(struct live *live);
void live_reset_peaks(struct live *live);
void live_set_paused(struct live *live, bool paused);
/* What the user says the music is; GENRES: find out. */
void live_set_genre(struct live *live, enum genre genre);
/* What the user wants advice for. */
void live_set_wish(struct live *live, const struct advice_wish *wish);
/* The tempo that the user taps or holds; NAN: find out. */
void live_set_tempo(struct live *live, float bpm);
void live_set_ballistics(struct live *live, enum ballistics ballistics);

/* What the user does with the suggestion of this id in the latest snapshot: applied, modified, ignored,
 * never, again; or rated 1..5 (`rating`, else 0).  It shows with the next snapshot and goes into the
 * journal.  False: the analysis stands still, try again. */
bool live_answer(struct live *live, uint32_t id, enum answer_kind kind, unsigned rating);
/* Where answers are kept; not taken over, must outlive `live`.  NULL: nowhere. */
void live_set_learner(struct live *live, struct learner *learner);
/* What the user says that he does; WORK_STATES, WORK_INTENTS: find out. */
void live_set_context(struct live *live, enum work_state state, enum work_intent intent);
/* A key was pressed: one of the signs by which the context is guessed. */
void live_note_key(struct live *live, enum context_key key);
/* References to compare with; these two from any thread. */
void live_set_references(struct live *live, const struct references *references);
/* Of them; REFERENCE_AUTO: the closest in genre and tempo. */
void live_choose_reference(struct live *live, int index);

#endif
