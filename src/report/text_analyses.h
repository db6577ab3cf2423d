/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* text_analyses: the six scores with what costs them most, and the delivery table, in words.
 * Thread: the command's. */
#ifndef SIDEMAN_TEXT_ANALYSES_H
#define SIDEMAN_TEXT_ANALYSES_H

#include "base/targets.h"
#include "snapshot.h"

#include <stdio.h>

void text_analyses_write(FILE *out, const struct advice_reading *advice);
void text_delivery_write(FILE *out, const struct loudness_reading *loudness,
                         const struct targets *targets);

#endif
