/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* parts: parts a song's units into sections of a few kinds: of all ways to part it, the one is
 * taken whose sections vary least around the mean of their kind, where each section has its price (those
 * of a phrase and more, in whole groups of bars, on downbeats, least) and each kind another: what
 * returns is cheaper than what is new.  A bar that completes the phrases of the
 * section before and is one too many for the one after is a fill: it ends the section before.
 * Thread: any; no state.  Allocates while it works. */
#ifndef SIDEMAN_PARTS_H
#define SIDEMAN_PARTS_H

#include "listen/units.h"

#include <stddef.h>

/* Units first .. end - 1. */
struct part {
    size_t first, end;
    unsigned kind;
    bool fill; /* its last bar leads over to what comes */
};

/* How many parts are in *parts (to be freed), neighbours of different kinds; 0 when memory is
 * short. */
size_t parts_find(const struct units *units, struct part **parts);

#endif
