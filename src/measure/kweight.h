/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* kweight: the K-weighting filter of ITU-R BS.1770-5 (head shelf, then high-pass) at any rate, two
 * channels at a time in the lanes of one vector.
 * Thread: analysis. */
#ifndef SIDEMAN_KWEIGHT_H
#define SIDEMAN_KWEIGHT_H

#include <stddef.h>

struct biquad {
    double b0, b1, b2, a1, a2;
};

/* The two stages; the standard's table at 48 kHz. */
struct kweight {
    struct biquad shelf, highpass;
};

typedef double kweight_lanes __attribute__((vector_size(2 * sizeof(double))));

/* State of two channels; starts as zeros. */
struct kweight_state {
    kweight_lanes shelf[2], highpass[2];
};

void kweight_design(struct kweight *filter, unsigned rate_hz);
/* Gain at one frequency, for tests. */
double kweight_gain_db(const struct kweight *filter, unsigned rate_hz, double frequency_hz);

/* Filters `frames` of two channels and adds their squares to energy[0..1].  A pair without a
 * partner may pass the same channel twice. */
void kweight_process(const struct kweight *filter, struct kweight_state *state, const float *first,
                     const float *second, size_t frames, double *energy);

/* Call between slots of sample time: turns a state that has faded away into silence, before it gets
 * so small that arithmetic turns slow. */
void kweight_settle(struct kweight_state *state);

#endif
