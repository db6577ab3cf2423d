/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mix: the stereo sum of the tracks, where no master is tapped, and the mono sum that is listened to.
 * Mono tracks go to both sides at unity; of surround tracks the first two channels (left, right) count.
 * Thread: analysis. */
#ifndef SIDEMAN_MIX_H
#define SIDEMAN_MIX_H

#include <stdbool.h>
#include <stddef.h>

struct mix;

struct mix *mix_new(size_t hop_frames); /* NULL when memory is short */
void mix_free(struct mix *mix);

/* Adds a track's hop; `first` starts a new hop. */
void mix_add(struct mix *mix, bool first, float *const *rows, unsigned channels, size_t frames);
float *const *mix_rows_of(struct mix *mix); /* two rows */

/* (left + right) / 2, or the only channel. */
void mix_to_mono(float *restrict mono, float *const *rows, unsigned channels, size_t frames);

#endif
