/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatlevel: which of several tempi people would tap: the one found, or half, double, two thirds
 * of it ...  Music repeats at all of them; how it repeats in the bass, the middle and the treble
 * tells them apart.  Judged by the weighted sum of autocorrelations of the rises of the last 16 s,
 * by weights that data/models/train_level.py found.
 * Thread: analysis.  Allocates only in beatlevel_new(). */
#ifndef SIDEMAN_BEATLEVEL_H
#define SIDEMAN_BEATLEVEL_H

#include "base/status.h"
#include "listen/pulsebands.h"

#include <stdbool.h>

enum {
    BEATLEVEL_VERSION = 2,
    BEATLEVEL_GROUPS = 6,  /* five of neighbouring bands, and all */
    BEATLEVEL_INPUTS = 81,
    BEATLEVEL_FACTORS = 11,
    BEATLEVEL_FRAMES = 1400, /* that are looked at */
    BEATLEVEL_FRAMES_MIN = 430
};

/* Of the tempo that was found: 1/4 .. 4; [beatlevel_same] is 1. */
extern const float beatlevel_factors[BEATLEVEL_FACTORS];
extern const unsigned beatlevel_same;

struct beatlevel_model {
    float weight[BEATLEVEL_INPUTS];
};

/* NULL and the reason when the file is missing or no good.  To be freed. */
struct beatlevel_model *beatlevel_read(const char *path, struct error *error);

struct beatlevel;

/* With the model of the data folder; without one (a line in the log says so) it judges nothing.
 * NULL when memory is short. */
struct beatlevel *beatlevel_new(void);
void beatlevel_free(struct beatlevel *level);
void beatlevel_forget(struct beatlevel *level);
/* Whether it has a model. */
bool beatlevel_judges(const struct beatlevel *level);

/* The next frame. */
void beatlevel_push(struct beatlevel *level, const float rises[PULSEBANDS]);
/* The log likelihood of `bpm` times each factor, -INFINITY where that is no tempo; false when too
 * little was heard or there is no model. */
bool beatlevel_judge(struct beatlevel *level, double bpm, float log_p[BEATLEVEL_FACTORS]);

/* After beatlevel_judge(): how much of what was heard comes again a beat, two and four later, on
 * average: 1 all, 0 as by chance. */
float beatlevel_repeats(const struct beatlevel *level, double bpm);
/* The same: what is heard, without regard to tempo. */
struct beatlevel_texture {
    float peaked;   /* skewness of the rises: noise below 1.6, music above */
    float together; /* how much the bands rise at once: 1 noise, 1.1 to 2.5 ensembles, above: one
                       voice alone */
};
struct beatlevel_texture beatlevel_texture(const struct beatlevel *level);
/* The same: what is weighed. */
void beatlevel_describe(const struct beatlevel *level, double bpm, float inputs[BEATLEVEL_INPUTS]);

#endif
