/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* noisefloor: the level in the pauses.  A pause is three blocks of 100 ms or more in a row whose
 * levels stay within 1 dB of the one before: the tail of a note or a fade does not.  The floor is the
 * RMS of the quietest pauses (those within 3 dB), once they make 0.3 s and are 25 dB below the
 * programme.  Digital silence counts only when there is no other pause.
 * Thread: analysis.  Never allocates. */
#ifndef SIDEMAN_NOISEFLOOR_H
#define SIDEMAN_NOISEFLOOR_H

#include <stddef.h>

enum { NOISEFLOOR_BINS = 120 }; /* 1 dB each, up from -120 dB */

struct noisefloor {
    double block_power;
    size_t block_frames, frames;
    double before_db, before2_db;
    double programme_power, programme_blocks;
    unsigned silent_blocks;
    unsigned counts[NOISEFLOOR_BINS];
    double powers[NOISEFLOOR_BINS];
};

void noisefloor_init(struct noisefloor *noisefloor, unsigned rate_hz);
void noisefloor_reset(struct noisefloor *noisefloor);

/* `power`: mean square of the next `frames`. */
void noisefloor_process(struct noisefloor *noisefloor, double power, size_t frames);

/* NAN when there was no pause. */
float noisefloor_dbfs(const struct noisefloor *noisefloor);

#endif
