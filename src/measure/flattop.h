/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* flattop: clipping at any level, also far below full scale: at its highest the waveform stands
 * still for three samples or more, and breaks off at both ends as no band-limited peak does; it
 * does so at the same height again and again.
 * Thread: analysis. */
#ifndef SIDEMAN_FLATTOP_H
#define SIDEMAN_FLATTOP_H

#include <stddef.h>
#include <stdint.h>

/* Of one channel.  Starts as zeros. */
struct flattop {
    float ceiling;      /* the highest magnitude so far */
    uint32_t runs;      /* that stand at the ceiling */
    uint32_t longest;   /* samples */
    uint32_t run;       /* samples of the one that goes on */
    float run_value, entry; /* its height; the step that led to it */
    float last;         /* the sample before the hop */
};

void flattop_process(struct flattop *flattop, const float *samples, size_t frames);

#endif
