/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pitch: the note that sounds, if one does: the one whose harmonics explain the spectrum best (see
 * comb.h; windows of 85 ms, twice that for low notes) and that repeats after its period; sharpened
 * with the phases of the shared spectrum, kept from jumping octaves, with statistics of what was
 * sustained.  (Of 133 recorded notes aubio's yinfft, corrected, got 3 an octave wrong, this none.)
 * Thread: analysis.  Allocates only in pitch_new(). */
#ifndef SIDEMAN_PITCH_H
#define SIDEMAN_PITCH_H

#include "base/readings.h"
#include "measure/stft.h"

#include <stdbool.h>
#include <stddef.h>

struct pitch;

/* For a decimated mono stream of `small_rate_hz`, `small_hop` samples a hop, and spectra of the
 * whole stream of `rate_hz`. */
struct pitch *pitch_new(unsigned rate_hz, double small_rate_hz, size_t small_hop);
void pitch_free(struct pitch *pitch);
/* Forgets the statistics. */
void pitch_reset(struct pitch *pitch);

/* One whole hop of the decimated stream and its spectrum.  `audible`: the gate.  True when this hop
 * made an estimate. */
bool pitch_process(struct pitch *pitch, const float *small, const struct stft_frame *spectrum,
                   bool audible);
/* The latest estimate: of the sound around `ago_s` before now; NAN when nothing is pitched. */
struct pitch_step {
    float hz, power;
    double ago_s;
};
struct pitch_step pitch_latest(const struct pitch *pitch);
double pitch_step_s(const struct pitch *pitch); /* between estimates */

void pitch_read(const struct pitch *pitch, struct pitch_reading *reading);

#endif
