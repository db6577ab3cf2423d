/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* text_balance: the proposed fader moves and what each track is, in words.  Thread: the command's. */
#ifndef SIDEMAN_TEXT_BALANCE_H
#define SIDEMAN_TEXT_BALANCE_H

#include "snapshot.h"

#include <stdio.h>

/* Nothing when fewer than two tracks play beside the mix. */
void text_balance_write(FILE *out, const struct snapshot *snapshot);

#endif
