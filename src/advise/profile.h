/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* profile: a track in a few words: what it is, how it sounds, how clean it is; and two tracks side by
 * side.  Thread: any; allocates nothing. */
#ifndef SIDEMAN_PROFILE_H
#define SIDEMAN_PROFILE_H

#include "snapshot.h"

void profile_find(const struct track_reading *track, struct profile_reading *profile);

/* What sets track `b` apart from track `a`: b minus a.  NAN: not known of one of them. */
struct track_comparison {
    float loudness_lu, true_peak_db, crest_db, range_lu;
    float centroid_octaves, tilt_db_per_octave, width, correlation;
    float bands_db[BANDS];          /* level-matched: shapes alone */
    float third_db[THIRD_OCTAVES];  /* level-matched */
    struct masking_cell a_hides_b, b_hides_a;
    bool same_sound;                /* then: */
    float delay_ms;                 /* of b behind a; negative: before */
    float sound_correlation;        /* negative: upside down */
};

void profile_compare(const struct snapshot *snapshot, unsigned a, unsigned b,
                     struct track_comparison *comparison);

#endif
