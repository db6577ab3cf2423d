/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* relations: what the tracks of one mix do to each other, as plain data: part of the snapshot, drawn as
 * a matrix and judged by the adviser.  Indices are those of the snapshot's tracks[]; the mix takes no
 * part.  Forgets what was heard with a time constant of half a minute of each track's own playing. */
#ifndef SIDEMAN_RELATIONS_H
#define SIDEMAN_RELATIONS_H

#include "base/readings.h"

enum { ALIGNMENTS_MAX = 16 };

/* How one track hides another, in that of the hidden track's main bands where it is most in its way. */
struct masking_cell {
    int8_t push_db;       /* how much it is in its way there: its level above the hidden one's, and more
                             where that one is at home, and where no third track is louder */
    uint8_t percent;      /* of what the hidden track plays there; 0: nothing */
    uint8_t rest_percent; /* of what it plays elsewhere */
    uint8_t excess_db;    /* of the masker over what would just be hidden, while it hides */
    uint8_t weight;       /* how much of the hidden track's sound lies there, percent */
    uint16_t low_hz, high_hz;
};

/* Two tracks that carry the same sound. */
struct alignment_reading {
    uint8_t track, other;
    float correlation;  /* whitened, at the delay: -1..1, negative when one is upside down */
    float delay_frames; /* of `other` behind `track`, >= 0 */
    float delay_ms;
    float confidence;   /* 0..1 */
};

struct relations_reading {
    struct masking_cell masking[TRACKS_MAX][TRACKS_MAX]; /* [masker][masked] */
    float audible[TRACKS_MAX]; /* share of its sound that all the others leave audible; NAN */
    float presence_db[TRACKS_MAX]; /* what it adds to the loudness of all while it plays; NAN */
    float heard_s[TRACKS_MAX]; /* how long it played, as far as that is remembered */
    uint8_t n_alignments;
    struct alignment_reading alignments[ALIGNMENTS_MAX]; /* the surest first */
};

void relations_reading_clear(struct relations_reading *relations);
/* What is known of the first `n_tracks` tracks; the rest of `to` is left as it is. */
void relations_reading_copy(struct relations_reading *to, const struct relations_reading *from,
                            unsigned n_tracks);

#endif
