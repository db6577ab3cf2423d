/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* segment: parts a whole song: where its texture changes for good, and which parts are the same
 * again.  The song is cut into beats, or steps of half a second; of all ways to part it, the one is
 * taken whose parts vary least in themselves, each part paid for: those as long as a phrase in
 * whole groups of bars least.  How much a
 * trait counts goes by how much it varies within a few seconds anyway, so that a change of chord in
 * a song full of chords counts little and one in a steady pad much.
 * Thread: any; no state.  Allocates while it works. */
#ifndef SIDEMAN_SEGMENT_H
#define SIDEMAN_SEGMENT_H

#include "listen/texture.h"

#include <stdbool.h>
#include <stddef.h>

enum { SEGMENT_LABELS = 26 };

/* Slots first .. end - 1. */
struct segment {
    size_t first, end;
    int label; /* 0 is A, by first appearance; -1 silence */
};

/* Parts `count` slots; `beats_s` ascending, may be none.  Returns how many segments are in *segments
 * (to be freed); 0 when there are no slots or memory is short. */
size_t segment_find(const struct texture_slot *slots, size_t count, double slot_s,
                    const double *beats_s, size_t n_beats, struct segment **segments);

#endif
