/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* units: a song's texture in steps of a beat where the beats are those of a machine, else of
 * half a second; whitened, so that each trait varies by about 1 within a few seconds, or by less
 * where that is nothing that one would hear.
 * Thread: any. */
#ifndef SIDEMAN_UNITS_OF_SONG_H
#define SIDEMAN_UNITS_OF_SONG_H

#include "listen/texture.h"
#include "listen/whiten.h"

#include <stdbool.h>
#include <stddef.h>

enum { UNITS_MAX = 1536 };

/* Each ascending; may be none. */
struct song_beats {
    const double *beats_s, *downbeats_s;
    size_t n_beats, n_downbeats;
};

struct units {
    size_t count;
    unsigned beats_each; /* 0: these are no beats */
    double *edges;       /* count + 1, in slots; ascending */
    bool *on_bar;        /* count + 1: these edges are downbeats, or nobody knows */
    double mean_s;       /* their mean length */
    float *rows;         /* count x TEXTURE_DIMS, white */
    struct whiten whiten;
};

/* False when memory is short; release it then too. */
bool units_init(struct units *units, const struct texture_slot *slots, size_t count,
                double slot_s, const struct song_beats *beats);
void units_release(struct units *units);

const float *units_at(const struct units *units, size_t unit);

/* How far the beats of a song of `end_s` can be counted on: not at all (too few, too uneven), to
 * begin sections, or, a machine's, to be the units. */
enum evenness { BEATS_UNEVEN, BEATS_EVEN, BEATS_EXACT };
enum evenness units_evenness(const struct song_beats *beats, double end_s);

#endif
