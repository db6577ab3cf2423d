/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* relate: what the tracks of a mix do to each other, offered to the rules masking, level_balance,
 * track_polarity and track_delay (their thresholds and texts: rules.conf).
 * Thread: as the adviser's. */
#ifndef SIDEMAN_RELATE_H
#define SIDEMAN_RELATE_H

#include "advise/offer.h"
#include "snapshot.h"

/* `roles`, `faders`: as in balance_find(). */
void relate_offer(const struct snapshot *snapshot, const enum role *roles,
                  const struct fader_reading *faders, struct offers *offers);

#endif
