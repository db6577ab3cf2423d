/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* state: the condition of the source and of a track in one word and one role, so that colour never
 * stands alone.  Thread: UI. */
#ifndef SIDEMAN_STATE_H
#define SIDEMAN_STATE_H

#include "snapshot.h"
#include "tui/theme.h"
#include "tui/view.h"

#include <stddef.h>

struct state_word {
    const char *text; /* translated */
    enum theme_role role;
};

/* The source first (LOST, ENDED ...), then the user's hold, then the mix. */
struct state_word state_of_snapshot(const struct snapshot *snapshot,
                                    const struct view_target *target);
/* OK, HOT (peaks above -1 dBFS now), CLIP, SILENT, DEAD, "-". */
struct state_word state_of_channel(const struct channel_reading *channel);
/* The worst of a track's channels; OVER when its true peak is above the target's limit. */
struct state_word state_of_track(const struct track_reading *track,
                                 const struct view_target *target);

/* The short name of a channel: "L", "R", "C", "LFE", ... or "1". */
const char *state_channel_name(int channel, int channels);
/* "PEAK", "PPM I", ... */
const char *state_ballistics_name(enum ballistics ballistics);
/* "1:02:14" or "3:45"; "-" when unknown. */
void state_format_time(char *text, size_t size, double seconds);

#endif
