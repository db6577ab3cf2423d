/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* arrangement: the sections of a whole song, each with its loudness, density and width, borders on
 * bars or beats where these are even.
 * Thread: any; no state.  Allocates while it works. */
#ifndef SIDEMAN_ARRANGEMENT_H
#define SIDEMAN_ARRANGEMENT_H

#include "base/readings.h"
#include "listen/texture.h"
#include "listen/units.h"

#include <stddef.h>

/* Moments of the song. */
struct arrangement_times {
    const double *onsets_s; /* ascending */
    size_t n_onsets;
    struct song_beats beats;
    double end_s;
};

/* How many sections are in *sections (to be freed); 0 when there is nothing to part, none of them
 * is sure, it is no music, or there is no memory. */
size_t arrangement_find(const struct texture_slot *slots, size_t count, double slot_s,
                        const struct arrangement_times *times,
                        struct section_reading **sections);

/* Loudness of `count` slots with the gates of BS.1770-5; NAN when nothing passes. */
float arrangement_loudness_lufs(const struct texture_slot *slots, size_t count);

#endif
