/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* learner: keeps the journal on a thread of its own: answers are queued, written, and what follows from
 * them (and from what other instances write) comes back as plain data.  A disk that is full or cannot be
 * written stops nothing: answers count for this session, are tried again, and the log says so once.
 * Thread: as noted; none of it waits for the disk but learner_free(). */
#ifndef SIDEMAN_LEARNER_H
#define SIDEMAN_LEARNER_H

#include "advise/learn.h"

struct learner;

/* `path` NULL: the user's own journal.  NULL when memory is short. */
struct learner *learner_new(const char *path, const char *project);
/* Writes what is queued, as far as the disk lets it, then ends. */
void learner_free(struct learner *learner);

/* Any thread but the audio thread.  Project, uid and time (when 0) are filled in here. */
void learner_add(struct learner *learner, const struct answer *answer);

/* Analysis thread: true when there is something newer than *version; never waits. */
bool learner_read(struct learner *learner, struct learned *learned, uint32_t *version);

/* The latest answers from before this learner began, the newest first, at most `room`; returns how many.
 * Any thread; waits for a copy at most. */
enum { LEARNER_PAST = 64 };
size_t learner_past(struct learner *learner, struct answer *past, size_t room);

/* How many answers are not on the disk yet. */
size_t learner_unwritten(struct learner *learner);

#endif
