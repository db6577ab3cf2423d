/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* json_relations: what the tracks do to each other, as JSON. */
#ifndef SIDEMAN_JSON_RELATIONS_H
#define SIDEMAN_JSON_RELATIONS_H

#include "snapshot.h"

#include <jansson.h>

/* {"masking": [..], "alignments": [..], "audible": {name: share}}; null when there are no two tracks.
 * The caller owns it. */
json_t *json_relations(const struct snapshot *snapshot);

#endif
