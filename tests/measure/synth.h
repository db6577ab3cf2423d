/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* synth: sines and noise for tests; the same on every machine. */
#ifndef SIDEMAN_TESTS_SYNTH_H
#define SIDEMAN_TESTS_SYNTH_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define SYNTH_PI 3.14159265358979323846

static inline void synth_sine(float *samples, size_t frames, unsigned rate_hz, double hz,
                              double amplitude)
{
    for (size_t i = 0; i < frames; i++)
        samples[i] = (float)(amplitude * sin(2 * SYNTH_PI * fmod((double)i * hz / rate_hz, 1)));
}

/* 0 .. 1 */
static inline double synth_random(uint64_t *state)
{
    *state = *state * 6364136223846793005U + 1442695040888963407U;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static inline void synth_noise(float *samples, size_t frames, uint64_t *state, double amplitude)
{
    for (size_t i = 0; i < frames; i++)
        samples[i] = (float)(amplitude * (2 * synth_random(state) - 1));
}

#endif
