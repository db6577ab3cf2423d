/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* attack: sudden, short rises of the level above 1.2 kHz: the soft strokes on a ringing cymbal, too
 * short for the window of the shared spectrum.  The waveform is split into octaves in steps of
 * about 3 ms; a rise counts when it stands out of all that was in the last 50 ms by much more than
 * the level usually fluctuates, so that noise, beating tones and vibrato give none.
 * Thread: analysis.  Allocates only in attack_new(). */
#ifndef SIDEMAN_ATTACK_H
#define SIDEMAN_ATTACK_H

#include <stdbool.h>
#include <stddef.h>

struct attack;

/* `hop_frames`: a multiple of 4.  NULL when memory is short. */
struct attack *attack_new(unsigned rate_hz, size_t hop_frames);
void attack_free(struct attack *attack);

/* Takes a whole hop.  True when an attack was found; `ago_hops` before the end of the hop. */
bool attack_process(struct attack *attack, const float *mono, float *ago_hops);

#endif
