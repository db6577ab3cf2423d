/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* texture: how the mix sounds in slots of about 90 ms: the level in half-octave bands, which notes
 * sound, how loud and how wide it is.  What sections of a song are told apart by.
 * Works on every other frame of the shared spectrum: their windows overlap by half and add up.
 * Thread: analysis.  Allocates only in texture_new(). */
#ifndef SIDEMAN_TEXTURE_H
#define SIDEMAN_TEXTURE_H

#include "measure/stft.h"

#include <stddef.h>

enum {
    TEXTURE_BANDS = 19,   /* half octaves from 31 Hz to 16 kHz */
    TEXTURE_CLASSES = 12, /* C, C#, ... */
    TEXTURE_LEVEL = TEXTURE_BANDS + TEXTURE_CLASSES,
    TEXTURE_DIMS = 32
};

struct texture_slot {
    /* Bands in units of 10 dB (full-scale sine: 0; at least -8, and 3.5 below the level), then the
     * notes as a vector of length 1 (0 when there are none), then the level in units of 10 dB. */
    float dims[TEXTURE_DIMS];
    float loudness;             /* momentary at its end, as a power: LUFS is 10 log10 of it */
    float left, right, product; /* power of the channels and of what they share: to compare only */
    float music; /* 0..1: how surely it is music; filled in by structure.c */
};

struct texture;

struct texture *texture_new(unsigned rate_hz);
void texture_free(struct texture *texture);
double texture_slot_s(const struct texture *texture);

/* One hop and the momentary loudness at its end (NAN: unknown).  The slot that this hop completed
 * (valid until the next call), or NULL. */
const struct texture_slot *texture_process(struct texture *texture,
                                           const struct stft_frame *spectrum,
                                           float loudness_lufs);

#endif
