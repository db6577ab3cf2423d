/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* balance: how loud each track is against what its role asks for, and the fader moves that would get
 * all of them there.  Two views are weighed, each against the others' weighted median, so that one track
 * that is off does not move the rest: its integrated loudness, and its presence (what it adds to the
 * loudness of all while it plays).  What the proposed moves leave is within taste.
 * Thread: any. */
#ifndef SIDEMAN_BALANCE_H
#define SIDEMAN_BALANCE_H

#include "advise/role_levels.h"
#include "snapshot.h"

/* Fills faders[TRACKS_MAX]; unknown for the mix, for what hardly played, and when fewer than three
 * tracks play.  `roles`: the role to take each track for. */
void balance_find(const struct snapshot *snapshot, const struct role_levels *levels,
                  const enum role *roles, struct fader_reading *faders);

/* The move that brings back a track which is that far off, in dB: half a dB at the
 * least, and never so much that it should not be listened to in between. */
float balance_move_db(float off_db);

#endif
