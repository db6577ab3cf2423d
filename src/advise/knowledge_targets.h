/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_targets: delivery targets as entries of the knowledge.
 * Thread: any. */
#ifndef SIDEMAN_KNOWLEDGE_TARGETS_H
#define SIDEMAN_KNOWLEDGE_TARGETS_H

#include "advise/knowledge.h"
#include "base/targets.h"

#include <stdbool.h>

/* The entry points into the target.  False when memory is short. */
bool knowledge_targets_entry(const struct target *target, struct knowledge_entry *entry);

/* Whoever uses a target is told what is wrong with the file; here it is not repeated. */
void knowledge_targets_mute(const char *text);

#endif
