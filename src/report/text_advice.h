/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* text_advice: what the adviser says, in words: the most important first, at most 80 columns.
 * Thread: the command's. */
#ifndef SIDEMAN_TEXT_ADVICE_H
#define SIDEMAN_TEXT_ADVICE_H

#include "snapshot.h"

#include <stdio.h>

void text_advice_write(FILE *out, const struct snapshot *snapshot);

#endif
