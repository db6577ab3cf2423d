/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mix.h"

#include "base/simd.h"

#include <stdlib.h>
#include <string.h>

struct mix {
    float *rows[2];
    float samples[];
};

struct mix *mix_new(size_t hop_frames)
{
    struct mix *mix = calloc(1, sizeof *mix + 2 * hop_frames * sizeof(float));
    if (mix) {
        mix->rows[0] = mix->samples;
        mix->rows[1] = mix->samples + hop_frames;
    }
    return mix;
}

void mix_free(struct mix *mix)
{
    free(mix);
}

void mix_add(struct mix *mix, bool first, float *const *rows, unsigned channels, size_t frames)
{
    for (unsigned side = 0; side < 2; side++) {
        const float *from = rows[channels > 1 ? side : 0];
        float *to = mix->rows[side];
        if (first)
            memcpy(to, from, frames * sizeof *to);
        else
            for (size_t i = 0; i < frames; i++)
                to[i] += from[i];
    }
}

float *const *mix_rows_of(struct mix *mix)
{
    return mix->rows;
}

SIMD_CLONES void mix_to_mono(float *restrict mono, float *const *rows, unsigned channels, size_t frames)
{
    if (channels == 1) {
        memcpy(mono, rows[0], frames * sizeof *mono);
        return;
    }
    const float *restrict left = rows[0], *restrict right = rows[1];
    for (size_t i = 0; i < frames; i++)
        mono[i] = 0.5F * (left[i] + right[i]);
}
