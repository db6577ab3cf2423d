/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* json_analyses: the six analyses and the delivery table as JSON.  The caller owns what is returned. */
#ifndef SIDEMAN_JSON_ANALYSES_H
#define SIDEMAN_JSON_ANALYSES_H

#include "base/targets.h"
#include "snapshot.h"

#include <jansson.h>

/* {"mixing": {"score": 88, "findings": [..]}, ..} */
json_t *json_analyses(const struct advice_reading *advice);
/* A row a target: [{"target": "spotify", "off_lu": 1.2, ..}]. */
json_t *json_delivery(const struct loudness_reading *loudness, const struct targets *targets);

#endif
