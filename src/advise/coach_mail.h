/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* coach_mail: carries what the user says to the coach on the analysis thread, and what was learned; and
 * answers from there to the learner.
 * Thread: as noted; nobody waits longer than a copy takes. */
#ifndef SIDEMAN_COACH_MAIL_H
#define SIDEMAN_COACH_MAIL_H

#include "advise/coach.h"
#include "advise/learner.h"

struct coach_mail;

struct coach_mail *coach_mail_new(void);
void coach_mail_free(struct coach_mail *mail);

/* Any thread.  The learner is not ours and must outlive the analysis thread; NULL: nothing is learned. */
void coach_mail_set_learner(struct coach_mail *mail, struct learner *learner);
/* False when the box is full: the analysis thread stands still. */
bool coach_mail_answer(struct coach_mail *mail, uint32_t id, enum answer_kind kind, unsigned rating);
void coach_mail_say_context(struct coach_mail *mail, enum work_state state, enum work_intent intent);
void coach_mail_note_key(struct coach_mail *mail, enum context_key key);
void coach_mail_set_references(struct coach_mail *mail, const struct references *references);
void coach_mail_choose_reference(struct coach_mail *mail, int index);

/* Analysis thread: hands everything over.  True when there were answers or a new context: what is
 * shown changes. */
bool coach_mail_deliver(struct coach_mail *mail, struct coach *coach);

#endif
