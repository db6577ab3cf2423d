/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* json_relations: what the tracks do to each other and what each is, as JSON. */
#ifndef SIDEMAN_JSON_RELATIONS_H
#define SIDEMAN_JSON_RELATIONS_H

#include "snapshot.h"

#include <jansson.h>

/* The caller owns what these return.  {"masking": [..], "alignments": [..], "balance": [..]}, masking
 * only the worst; null when there are no two tracks. */
json_t *json_relations(const struct snapshot *snapshot);

/* What a track is, and how clean. */
json_t *json_profile(const struct profile_reading *profile);
json_t *json_quality(const struct profile_reading *profile);

#endif
