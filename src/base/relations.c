/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/relations.h"

#include <math.h>
#include <string.h>

void relations_reading_clear(struct relations_reading *relations)
{
    memset(relations, 0, sizeof *relations);
    for (int i = 0; i < TRACKS_MAX; i++)
        relations->audible[i] = NAN;
    for (int i = 0; i < ALIGNMENTS_MAX; i++) {
        struct alignment_reading *alignment = &relations->alignments[i];
        alignment->correlation = alignment->delay_frames = NAN;
        alignment->delay_ms = alignment->confidence = NAN;
    }
}
