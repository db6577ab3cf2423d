/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/peak.h"

#include "base/simd.h"

#include <stdint.h>
#include <string.h>

/* Magnitudes keep their order when read as integers, whose maximum vectorises as it stands. */
SIMD_CLONES float peak_find(const float *samples, size_t frames)
{
    int32_t top = 0;
    for (size_t i = 0; i < frames; i++) {
        int32_t bits;
        memcpy(&bits, &samples[i], sizeof bits);
        bits &= INT32_MAX;
        top = bits > top ? bits : top;
    }
    float peak;
    memcpy(&peak, &top, sizeof peak);
    return peak;
}
