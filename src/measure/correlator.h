/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* correlator: the generalised cross-correlation of two stretches of sound (Knapp & Carter 1976):
 * 1 at the lag of an exact copy, -1 where it is upside down, whatever its level and however it was
 * filtered.  Between 80 Hz and 8 kHz; the cross-spectrum's size counts with its fourth root.
 * Thread: analysis.  Allocates and plans only in correlator_new(). */
#ifndef SIDEMAN_CORRELATOR_H
#define SIDEMAN_CORRELATOR_H

#include <stddef.h>

struct correlator;

/* A ring's content, oldest first: `older`, then `newer` up to the window. */
struct correlator_row {
    const float *older, *newer;
    size_t older_frames;
};

/* NULL when memory is short. */
struct correlator *correlator_new(unsigned rate_hz);
void correlator_free(struct correlator *correlator);

/* A power of two, whole hops: about 0.17 s. */
size_t correlator_window_frames(const struct correlator *correlator);
/* 50 ms. */
size_t correlator_max_lag(const struct correlator *correlator);

/* Lags -max..max of `b` behind `a`.  Valid until the next call. */
const float *correlator_compare(struct correlator *correlator, const struct correlator_row *a,
                                const struct correlator_row *b);

#endif
