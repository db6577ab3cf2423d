/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* learn_answer: `sideman learn apply RULE ...`: an answer to advice from the command line.
 * Thread: the command's. */
#ifndef SIDEMAN_LEARN_ANSWER_H
#define SIDEMAN_LEARN_ANSWER_H

#include "advise/answer.h"
#include "base/status.h"

#include <stdbool.h>

/* The kind that `word` (apply, modify, ignore, never, again, rate) stands for; ANSWER_KINDS: none. */
enum answer_kind learn_answer_kind(const char *word);

/* From "RULE" or "RULE:ROLE"; a rule that does not exist is an error with the nearest name. */
enum status learn_answer_parse(const char *text, struct answer *answer, struct error *error);
/* "1" to "5". */
enum status learn_answer_rating(const char *text, struct answer *answer, struct error *error);

#endif
