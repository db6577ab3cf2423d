/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* explain: what the knowledge base says, as text for the dashboard.  It is read when first asked
 * for. Thread: UI.  Texts live until the next call. */
#ifndef SIDEMAN_EXPLAIN_H
#define SIDEMAN_EXPLAIN_H

#include "base/targets.h"
#include "snapshot.h"

struct explain;

struct explain *explain_new(void); /* NULL when memory is short */
void explain_free(struct explain *explain);

/* The entry of a rule; NULL when there is none. */
const char *explain_rule(struct explain *explain, const char *rule, int columns);
/* "Mud" of mud, in the user's language; the rule itself when nothing is known of it. */
const char *explain_title(struct explain *explain, const char *rule);
/* Every decision tree, walked with the numbers of one track; NULL when there is none. */
const char *explain_walks(struct explain *explain, const struct snapshot *snapshot,
                          const struct track_reading *track, const struct target *target,
                          int columns);

#endif
