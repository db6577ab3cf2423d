/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* json_advice: suggestions and scores as the contract of the JSON has them.
 * Thread: any, one at a time. */
#ifndef SIDEMAN_JSON_ADVICE_H
#define SIDEMAN_JSON_ADVICE_H

#include "snapshot.h"

#include <jansson.h>

enum { JSON_ALL_TRACKS = -1 };

/* Those of one track (relations are not), or, JSON_ALL_TRACKS, what concerns the mix and the
 * tracks' relations; of a single track all of it. */
json_t *json_suggestions(const struct snapshot *snapshot, int track);
/* null while no analysis has a score. */
json_t *json_scores(const struct advice_reading *advice);

#endif
