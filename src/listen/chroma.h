/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* chroma: how the sound of each moment is shared between pitch classes: the peaks of spectra of
 * about 0.7 s (which part semitones from 70 Hz up), two a window, folded into one octave of cells
 * of 10 cents, so that the tuning can be settled later.  Peaks that hardly stand out of their
 * surroundings (percussion, noise) do not count, and each moment counts the same, loud or soft.
 * Thread: analysis.  Allocates only in chroma_new(). */
#ifndef SIDEMAN_CHROMA_H
#define SIDEMAN_CHROMA_H

#include <stddef.h>

enum { PITCH_CLASSES = 12, CHROMA_CELLS = 120, CHROMA_FRAMES = 2 };

struct chroma_frame {
    float cell[CHROMA_CELLS]; /* from C upwards at A4 = 440 Hz; add up to 1, or to 0 in silence */
    float relief;             /* how far the peaks stand out of their surroundings, 1.. */
};

struct chroma;

/* For a stream of `rate_hz` (its content to 2.1 kHz counts) in blocks of at most `max_frames`.
 * NULL when memory is short. */
struct chroma *chroma_new(double rate_hz, size_t max_frames);
void chroma_free(struct chroma *chroma);

/* How much sound one frame speaks of anew. */
double chroma_frame_s(const struct chroma *chroma);

/* Takes a block.  The next CHROMA_FRAMES frames when it completed them (valid until the next call),
 * else NULL. */
const struct chroma_frame *chroma_process(struct chroma *chroma, const float *samples,
                                          size_t frames);

/* The twelve pitch classes, C first, of cells that are `tuning_cents` above A4 = 440 Hz. */
void chroma_fold(const double *cells, double tuning_cents, float classes[PITCH_CLASSES]);

/* How far `cells` are tuned above A4 = 440 Hz, -50..50 cents, and how much they agree on it, 0..1:
 * noise, drums and speech hardly do. */
struct chroma_tuning {
    double cents, agreement;
};
struct chroma_tuning chroma_tuning(const double *cells);

#endif
