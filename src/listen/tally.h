/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tally: what a section adds up to, slot by slot; the latest slots can be taken out again, for a
 * section that ended earlier than could be known.
 * Thread: analysis. */
#ifndef SIDEMAN_TALLY_H
#define SIDEMAN_TALLY_H

#include "listen/texture.h"

#include <stdint.h>

enum { TALLY_LOUDNESS_BINS = 90 }; /* of 1 LU from -70 LUFS */

/* Starts as zeros. */
struct tally {
    uint32_t slots, onsets;
    double left, right, product;
    double dims[TEXTURE_DIMS];
    double music; /* slots of music */
    struct {
        uint32_t slots;
        double energy;
    } loudness[TALLY_LOUDNESS_BINS];
};

void tally_add(struct tally *tally, const struct texture_slot *slot, uint32_t onsets);
void tally_take_out(struct tally *tally, const struct texture_slot *slot, uint32_t onsets);

/* NAN when there is nothing to tell. */
float tally_loudness_lufs(const struct tally *tally);
float tally_width(const struct tally *tally);

#endif
