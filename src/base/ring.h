/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ring: whole frames from one writer thread to one reader thread, without locks.
 * Planar: every channel has its own row, all rows share one pair of counters, so a frame is never
 * cut and channels never slip.  A write is all or nothing; what does not fit is counted as dropped.
 * The reader takes whole hops, in place: capacity is a multiple of the hop, so a hop is contiguous.
 * Reference counted: backend and analysis each hold it; the last one frees it. */
#ifndef SIDEMAN_RING_H
#define SIDEMAN_RING_H

#include "base/rt.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring;

/* Room for at least `min_frames` frames, touched so that the audio thread meets no page fault.
 * Holds one reference.  NULL when memory is short or an argument is 0. */
struct ring *ring_new(unsigned channels, size_t hop_frames, size_t min_frames);
struct ring *ring_ref(struct ring *ring);
void ring_unref(struct ring *ring); /* any thread but the audio thread; NULL is fine */

size_t ring_hop_frames(const struct ring *ring);
unsigned ring_channels(const struct ring *ring);

/* Writer thread.  planar[c] points at `frames` samples of channel c; NULL there writes silence.
 * False, and `frames` added to the drop count, when it does not fit. */
RT_SAFE bool ring_write(struct ring *ring, const float *const *planar, size_t frames);
RT_SAFE size_t ring_writable(const struct ring *ring);

/* Whether ring_peek() was ever called.  A live source starts with the first reader: what played while
 * the analysers were being made is neither kept nor counted as dropped. */
RT_SAFE bool ring_has_reader(const struct ring *ring);

/* Says that no more will come: the reader may take a last, short hop.  Writer thread. */
RT_SAFE void ring_finish(struct ring *ring);
/* More will come after all.  Writer thread. */
RT_SAFE void ring_resume(struct ring *ring);

/* Reader thread.  Points rows[c] at the next hop of each channel and returns its length: the hop, or
 * less (at the end of a finished ring, and the next one after ring_resume()), or 0 (nothing yet).  The reader owns these samples, and may
 * change them, until ring_advance(). */
size_t ring_peek(struct ring *ring, float **rows);
void ring_advance(struct ring *ring, size_t frames);
size_t ring_readable(const struct ring *ring);
bool ring_is_drained(const struct ring *ring); /* finished and empty */

/* Frames dropped because the reader was late.  Any thread. */
uint64_t ring_dropped(const struct ring *ring);
/* Frames written since the ring was made.  Any thread. */
uint64_t ring_written(const struct ring *ring);

#endif
