/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* reference: music that the user wants to come near: which of several is the closest in genre and tempo,
 * and how the mix differs from it.
 * Pure; the same snapshots give the same answer.  Thread: one at a time. */
#ifndef SIDEMAN_REFERENCE_H
#define SIDEMAN_REFERENCE_H

#include "snapshot.h"

enum { REFERENCES_MAX = 8, REFERENCE_AUTO = -1 };

/* One measured file.  Plain data. */
struct reference {
    char name[TRACK_NAME_MAX];  /* of its file, printable */
    struct genre_guesses genre; /* of the whole of it */
    float bpm;                  /* NAN: none */
    struct sound_profile sound; /* of the whole of it */
};

/* False when it is silent: no reference then. */
bool reference_of(struct reference *reference, const char *file, const struct snapshot *measured);

struct references {
    unsigned count;
    bool loading;  /* more are being measured */
    int by_hand;   /* index, or REFERENCE_AUTO */
    struct reference list[REFERENCES_MAX];
};

/* The index of the closest to what was heard so far, by genre and tempo (half and double count as
 * near); the first when neither is known; -1: there is none.  `before` is kept unless another is clearly
 * closer; -1: none was chosen yet. */
int reference_pick(const struct references *references, const struct snapshot *snapshot, int before);

/* The mix of `snapshot` and the last seconds of it beside reference `chosen` (-1: none). */
void reference_compare(const struct references *references, int chosen,
                       const struct snapshot *snapshot, const struct sound_profile *recent,
                       struct reference_reading *reading);

#endif
