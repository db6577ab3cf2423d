/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* segment: the sections of a song, from its texture: parted by kind (parts.h), each border at the
 * very moment where the sound changes most, silence apart.
 * Thread: any; no state.  Allocates while it works. */
#ifndef SIDEMAN_SEGMENT_H
#define SIDEMAN_SEGMENT_H

#include "listen/texture.h"
#include "listen/units.h"

#include <stdbool.h>
#include <stddef.h>

enum { SEGMENT_LABELS = 26 };

/* Slots first .. end - 1. */
struct segment {
    size_t first, end;
    int label; /* 0 is A, by first appearance; -1 silence */
    float confidence; /* 0..1; NAN for silence, and where there is one segment only */
};

/* Parts `count` slots.  Returns how many segments are in *segments (to be freed); 0 when there are
 * no slots or memory is short. */
size_t segment_find(const struct texture_slot *slots, size_t count, double slot_s,
                    const struct song_beats *beats, struct segment **segments);

#endif
