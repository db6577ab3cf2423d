/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* live: the analysis thread.  Pulls hops from the capture's ring through the engine and publishes
 * snapshots; rebuilds the engine when the source comes back in another shape.
 * Thread: the functions below are for the UI thread. */
#ifndef SIDEMAN_LIVE_H
#define SIDEMAN_LIVE_H

#include "advise/adviser.h"
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
void live_set_ballistics(struct live *live, enum ballistics ballistics);

#endif
