/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/relations.h"

#include <math.h>
#include <string.h>

void relations_reading_clear(struct relations_reading *relations)
{
    memset(relations, 0, sizeof *relations);
    for (int i = 0; i < TRACKS_MAX; i++)
        relations->audible[i] = relations->presence_db[i] = NAN;
    for (int i = 0; i < ALIGNMENTS_MAX; i++) {
        struct alignment_reading *alignment = &relations->alignments[i];
        alignment->correlation = alignment->delay_frames = NAN;
        alignment->delay_ms = alignment->confidence = NAN;
    }
}

void relations_reading_copy(struct relations_reading *to, const struct relations_reading *from,
                            unsigned n_tracks)
{
    for (unsigned i = 0; i < n_tracks; i++)
        memcpy(to->masking[i], from->masking[i], n_tracks * sizeof *to->masking[i]);
    memcpy(to->audible, from->audible, n_tracks * sizeof *to->audible);
    memcpy(to->presence_db, from->presence_db, n_tracks * sizeof *to->presence_db);
    memcpy(to->heard_s, from->heard_s, n_tracks * sizeof *to->heard_s);
    to->n_alignments = from->n_alignments;
    memcpy(to->alignments, from->alignments, from->n_alignments * sizeof *to->alignments);
}
