/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* knowledge_live: the numbers that decision trees ask for, from a snapshot: the metrics of rules
 * (metrics.h); "spectrum.bands_db.NAME", the level of a band; and, of the mix, "corridor.NAME": how far
 * the band lies from the middle of its corridor, the edges being -1 and 1.
 * Thread: any. */
#ifndef SIDEMAN_KNOWLEDGE_LIVE_H
#define SIDEMAN_KNOWLEDGE_LIVE_H

#include "advise/knowledge_walk.h"
#include "advise/metrics.h"

/* knowledge_walk() with the numbers of one track. */
size_t knowledge_live_walk(const struct knowledge_entry *tree, const struct metric_view *view,
                           struct knowledge_step steps[KNOWLEDGE_NODES_MAX]);

/* The unit of a metric that a tree may name ("a - b" too); NULL when there is none of that name. */
const char *knowledge_live_unit(const char *metric);

#endif
