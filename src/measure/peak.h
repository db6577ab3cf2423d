/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* peak: the largest magnitude of a block. */
#ifndef SIDEMAN_PEAK_H
#define SIDEMAN_PEAK_H

#include <stddef.h>

/* Linear, 1.0 being full scale; 0 for no frames.  Any thread. */
float peak_find(const float *samples, size_t frames);

#endif
