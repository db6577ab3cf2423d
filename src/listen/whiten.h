/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* whiten: what makes traits of texture comparable: scaled so that each varies by about 1 from bar
 * to bar, and turned so that traits that go up and down together (the bands of one loud hit) count
 * once.
 * Thread: any; no state. */
#ifndef SIDEMAN_WHITEN_H
#define SIDEMAN_WHITEN_H

#include "listen/texture.h"

#include <stddef.h>

struct whiten {
    double mean[TEXTURE_DIMS];
    double turn[TEXTURE_DIMS][TEXTURE_DIMS]; /* lower triangle */
};

/* All but the mean, from the differences of `count` pairs of bars, rows of TEXTURE_DIMS.  The
 * greatest are left out: there something changed for good.  Allocates. */
void whiten_learn(struct whiten *whiten, const double *differences, size_t count);
void whiten_apply(const struct whiten *whiten, const float *dims, double *white);

/* The gain of a trait alone that varies by `variance`. */
double whiten_gain(unsigned dim, double variance);

#endif
