/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* structure: the sections of the music.  Live: a new section is known some six seconds after it
 * began; the last ones are kept, each with a letter (the same again gets the same), loudness,
 * density and width.  Offline: keeps the texture of the whole file and parts it at the end, with
 * all of it in view.  Silence of two seconds parts too and has no letter; where no music is heard,
 * speech or rain, there are no sections.
 * Thread: analysis.  Allocates only in structure_new(), structure_keep() and structure_find(). */
#ifndef SIDEMAN_STRUCTURE_H
#define SIDEMAN_STRUCTURE_H

#include "base/readings.h"
#include "listen/arrangement.h"
#include "measure/stft.h"

#include <stdbool.h>

struct structure;

struct structure *structure_new(unsigned rate_hz);
void structure_free(struct structure *structure);
/* Keeps the texture of the whole file for structure_find().  False when memory is short. */
bool structure_keep(struct structure *structure);

struct structure_hop {
    const struct stft_frame *spectrum;
    float loudness_lufs; /* momentary, at its end; NAN unknown */
    unsigned onsets;     /* that it brought */
    bool heard;          /* loud enough to listen to */
    float music;         /* how surely it is music: a tempo is known, or a key at least; 0..1 */
};

/* True when a section began, at *start_s. */
bool structure_process(struct structure *structure, const struct structure_hop *hop,
                       double *start_s);

void structure_read(const struct structure *structure, struct structure_reading *reading);

/* As arrangement_find(), of all that was kept. */
size_t structure_find(const struct structure *structure, const struct arrangement_times *times,
                      struct section_reading **sections);

/* How the energy goes through the file: the loudness of up to `max` steps of equal length, a second
 * or more; -INFINITY in silence.  Returns how many; their length in *step_s. */
size_t structure_energy(const struct structure *structure, float *lufs, size_t max, double *step_s);

#endif
