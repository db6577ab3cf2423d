/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* quick: a logarithm for hot loops. */
#ifndef SIDEMAN_QUICK_H
#define SIDEMAN_QUICK_H

#include <stdint.h>

/* To 2e-5 for normal numbers above 0, and in a way that can be vectorised.  log2(1 + t) of the
 * mantissa is t and a correction that vanishes at both ends; its polynomial was fitted by least
 * squares. */
static inline float quick_log2(float x)
{
    union {
        float value;
        uint32_t bits;
    } split = {.value = x};
    const float exponent = (float)((int32_t)(split.bits >> 23) - 127);
    split.bits = (split.bits & 0x7fffffu) | 0x3f800000u;
    const float t = split.value - 1.0f;
    const float bend = 0.44183587f + t * (-0.26653628f + t * (0.14701877f - t * 0.04424374f));
    return exponent + t + t * (1.0f - t) * bend;
}

#endif
