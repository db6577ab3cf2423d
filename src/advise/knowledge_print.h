/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_print: entries and walks as plain text, wrapped, in the user's language.
 * Thread: any.  Into any FILE (open_memstream() for a view). */
#ifndef SIDEMAN_KNOWLEDGE_PRINT_H
#define SIDEMAN_KNOWLEDGE_PRINT_H

#include "advise/knowledge.h"
#include "advise/knowledge_walk.h"

#include <stdio.h>

void knowledge_print_entry(FILE *out, const struct knowledge *knowledge,
                           const struct knowledge_entry *entry, int width);

/* The steps of knowledge_walk(): question, number, threshold, answer; then the conclusion. */
void knowledge_print_walk(FILE *out, const struct knowledge *knowledge,
                          const struct knowledge_step *steps, size_t n_steps, int width);

#endif
