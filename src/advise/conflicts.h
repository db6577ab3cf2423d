/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* conflicts: of what stands, what is said: of the rules of a group that contradict each other only
 * the strongest on a track, nothing that another one explains (yields_to), the most important
 * first.
 * Thread: as the adviser's. */
#ifndef SIDEMAN_CONFLICTS_H
#define SIDEMAN_CONFLICTS_H

#include "advise/rules.h"

/* One rule that stands. */
struct standing {
    const struct rule *rule;
    uint8_t track;
    bool said;         /* it was said a second ago: a tie does not change what is told */
    float strength;    /* against its group */
    bool silent;       /* out: it lost */
    unsigned index;    /* the caller's */
};

/* Marks the losers `silent`. */
void conflicts_resolve(struct standing *standing, unsigned count);

/* By falling priority; ties by severity, track and rule id, so that the order never depends on
 * chance. */
void conflicts_order(struct suggestion *suggestions, unsigned count);

#endif
