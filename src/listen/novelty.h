/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* novelty: says, some seconds later, that a new section began: the last four seconds are unlike up
 * to sixteen before them, by more than the texture varies anyway, and the moment of the greatest
 * difference has passed.
 * Thread: analysis.  Allocates only in novelty_new(). */
#ifndef SIDEMAN_NOVELTY_H
#define SIDEMAN_NOVELTY_H

#include "listen/texture.h"

#include <stdbool.h>
#include <stdint.h>

struct novelty;

struct novelty *novelty_new(double slot_s);
void novelty_free(struct novelty *novelty);

/* Forgets what was before: a section begins with the next slot. */
void novelty_restart(struct novelty *novelty);

/* One slot.  True when a section began: *ago slots before the end of this one (at least 1). */
bool novelty_process(struct novelty *novelty, const struct texture_slot *slot, unsigned *ago);

/* How clear the latest border was: 1 is just enough. */
double novelty_clarity(const struct novelty *novelty);

/* Means of the traits over the last `slots` slots (as far as they are kept), and how far apart two
 * such means are in terms of how much each trait varies, squared. */
void novelty_mean(const struct novelty *novelty, unsigned slots, float *mean);
double novelty_distance(const struct novelty *novelty, const float *a, const float *b);

enum { NOVELTY_SLOTS = 256 }; /* kept: 22 s */

#endif
