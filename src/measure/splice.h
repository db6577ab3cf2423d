/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* splice: signals 20 to 23 of EBU Tech 3341: a sine of fs/6 at half scale that holds one period of
 * fs/4 at full scale, made at four times the rate, band-limited, and taken down with an offset.
 * Thread: any. */
#ifndef SIDEMAN_SPLICE_H
#define SIDEMAN_SPLICE_H

#include <stdbool.h>
#include <stddef.h>

/* `offset` 0..3 quarters of a sample.  False when memory is short. */
bool splice_fill(float *samples, size_t frames, unsigned offset);

#endif
