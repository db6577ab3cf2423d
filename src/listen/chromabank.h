/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* chromabank: the power in each of the twelve pitch classes, by librosa's chroma filters (Gaussians
 * a semitone wide, weighted around octave 5), A4 = 440 Hz; scaled so that the strongest is 1.
 * Thread: analysis.  Allocates only in chromabank_new(). */
#ifndef SIDEMAN_CHROMABANK_H
#define SIDEMAN_CHROMABANK_H

#include <stddef.h>

enum { CHROMA_CLASSES = 12 };

struct chromabank;

/* For spectra of `bins` powers, `bin_hz` apart, the first at 0 Hz.  NULL when memory is short. */
struct chromabank *chromabank_new(double bin_hz, size_t bins);
void chromabank_free(struct chromabank *bank);

/* `chroma` from A upwards; all 0 when there is no power. */
void chromabank_apply(const struct chromabank *bank, const float *power, float *chroma);

#endif
