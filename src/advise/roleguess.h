/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* roleguess: what a track probably is when nobody said: by its name, else by its bands, pitch and
 * dynamics.  Thread: any. */
#ifndef SIDEMAN_ROLEGUESS_H
#define SIDEMAN_ROLEGUESS_H

#include "base/advice.h"

struct role_guess {
    enum role role;   /* ROLE_NONE: no idea */
    float confidence; /* 0..1 */
};

struct role_guess roleguess_find(const struct track_reading *track);
/* How its sound comes: in strokes, in rhythm, or held. */
enum track_pattern roleguess_pattern(const struct track_reading *track);

#endif
