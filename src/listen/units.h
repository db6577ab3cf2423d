/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* units: a song's texture in steps of a beat where the beats are known, else of half a second; its
 * traits scaled so that each varies by about 1 within a few seconds, or by less where that is
 * nothing that one would hear.
 * Thread: any. */
#ifndef SIDEMAN_UNITS_OF_SONG_H
#define SIDEMAN_UNITS_OF_SONG_H

#include "listen/texture.h"

#include <stdbool.h>
#include <stddef.h>

enum { UNITS_MAX = 1536 };

struct units {
    size_t count;
    unsigned beats_each; /* 0: these are no beats */
    double *edges;       /* count + 1, in slots; ascending */
    double mean_s;       /* their mean length */
    float *rows; /* count x TEXTURE_DIMS */
    double mean[TEXTURE_DIMS], gain[TEXTURE_DIMS];
};

/* False when memory is short; release it then too. */
bool units_init(struct units *units, const struct texture_slot *slots, size_t count,
                double slot_s, const double *beats_s, size_t n_beats);
void units_release(struct units *units);

const float *units_at(const struct units *units, size_t unit);
/* Scales a slot's traits as the units' are. */
void units_scale(const struct units *units, const float *dims, double *scaled);

/* The gain of a trait that varies by `variance` within a few seconds. */
double units_gain(unsigned dim, double variance);

#endif
