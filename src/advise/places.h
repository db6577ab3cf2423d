/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* places: what every track sounded like at each second of the song, by the DAW's transport or the
 * position in the file, and over the last minutes.  The same place before and after is the fair comparison:
 * from verse to chorus music changes more than any mend.
 * Thread: as the adviser's.  Allocates only in places_new(); memory that is never used is never touched. */
#ifndef SIDEMAN_PLACES_H
#define SIDEMAN_PLACES_H

#include "advise/sound.h"

enum { PLACES_S = 1200, PLACES_BLOCK_S = 10, PLACES_BLOCKS = 30 };

struct places;

struct places *places_new(void);
void places_free(struct places *places);
void places_forget(struct places *places);

/* Keeps `second` of a track.  `position_s` in the song; NAN: not known.  True when the same place was heard
 * before: `before` and `before_time_s` (sample time) are of then. */
bool places_swap(struct places *places, unsigned track, double position_s, double time_s,
                 const struct sound_second *second, struct sound_second *before,
                 double *before_time_s);

/* The last `seconds` of programme of a track, or what there is of them; false: nothing. */
bool places_last(const struct places *places, unsigned track, unsigned seconds,
                 struct sound_profile *profile);

/* The last minutes of a track in stretches of 10 s of programme, the latest first; returns how many. */
unsigned places_blocks(const struct places *places, unsigned track,
                       struct sound_profile profiles[PLACES_BLOCKS]);

#endif
