/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* learn_tips: what the answers say about the user's habits, as sentences.
 * Thread: as learn. */
#ifndef SIDEMAN_LEARN_TIPS_H
#define SIDEMAN_LEARN_TIPS_H

#include "advise/learn.h"

/* Fills `tips`, the most telling first; returns how many. */
uint32_t learn_tips(const struct learn *learn, char tips[TIPS_MAX][TIP_MAX]);

#endif
