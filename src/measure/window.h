/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* window: Hann windows, one for all who want the same: with many tracks they would fill the cache.
 * Thread: any. */
#ifndef SIDEMAN_WINDOW_H
#define SIDEMAN_WINDOW_H

#include <stddef.h>

/* The periodic Hann window of `frames` whose values add up to `sum`.  NULL when memory is short.
 * Every window that was got is put back once. */
const float *window_get(size_t frames, double sum);
void window_put(const float *window); /* NULL is fine */

#endif
