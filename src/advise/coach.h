/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* coach: fits what the adviser says to who hears it: what the user does (context), did with earlier advice
 * (learned), wants to come near (reference), and what became of it (follow-up).  It stands beside an
 * adviser, as its hooks.
 * Without context, learned and answers, which is how files are reported, it changes nothing but what the
 * references say.
 * Thread: as the adviser's (analysis), one at a time; allocates nothing after coach_new(). */
#ifndef SIDEMAN_COACH_H
#define SIDEMAN_COACH_H

#include "advise/adviser.h"
#include "advise/context.h"
#include "advise/followup.h"
#include "advise/learn.h"
#include "advise/reference.h"

struct coach;

/* `live`: also guess the context and follow suggestions up; else reports stay the same for everybody. */
struct coach *coach_new(bool live);
void coach_free(struct coach *coach);
void coach_reset(struct coach *coach);

/* What hears the answers that are measured.  NULL: nobody. */
typedef void coach_tell(void *data, const struct answer *answer);
void coach_set_teller(struct coach *coach, coach_tell *tell, void *data);

void coach_set_learned(struct coach *coach, const struct learned *learned);
void coach_set_references(struct coach *coach, const struct references *references);
/* Which is compared with; REFERENCE_AUTO: the closest. */
void coach_choose_reference(struct coach *coach, int index);
void coach_say_context(struct coach *coach, enum work_state state, enum work_intent intent);
void coach_note_keys(struct coach *coach, enum context_key key, unsigned count);
/* Of the source nothing is known within the engine: it comes from beside. */
void coach_note_source(struct coach *coach, const struct source_reading *source,
                       const bool connected[TRACKS_MAX]);

/* What the user did with the suggestion of this id; goes to the teller too.  False when there is none. */
bool coach_answer(struct coach *coach, uint32_t id, enum answer_kind kind, unsigned rating);

/* Between the seconds: answers and context that came since the last one show at once. */
void coach_touch(const struct coach *coach, struct advice_reading *advice);

/* The reference that is compared with; NULL: none. */
const struct reference *coach_reference(const struct coach *coach);

/* Sets the adviser's hooks; the coach must outlive its use. */
void coach_attach(struct coach *coach, struct adviser *adviser);

#endif
