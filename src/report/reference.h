/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reference: the music beside the reference, and the context, as JSON and on paper.
 * Thread: any, one at a time. */
#ifndef SIDEMAN_REPORT_REFERENCE_H
#define SIDEMAN_REPORT_REFERENCE_H

#include "snapshot.h"

#include <jansson.h>
#include <stdio.h>

/* Both NULL when there is nothing to say. */
json_t *json_reference(const struct snapshot *snapshot);
json_t *json_context(const struct snapshot *snapshot);
/* Nothing without a reference. */
void text_reference_write(FILE *out, const struct snapshot *snapshot);

#endif
