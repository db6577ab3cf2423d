/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/flattop.h"

#include "measure/peak.h"

#include <math.h>

static const float quiet = 0.01F;      /* ceilings below -40 dBFS are not looked at */
static const float near_ceiling = 0.985F;
static const float still = 1.2e-4F; /* of the height: what 16 bits and dither leave of a flat top */
static const float break_off = 0.006F;  /* of the height: a step that ends it */
static const float raise = 1.003F;
enum { RUN_MIN = 3 };

static void end_run(struct flattop *flattop, float exit_step)
{
    const float needed = break_off * fabsf(flattop->run_value);
    if (flattop->run >= RUN_MIN && flattop->entry >= needed && exit_step >= needed) {
        if (fabsf(flattop->run_value) > flattop->ceiling * raise)
            flattop->runs = flattop->longest = 0; /* what stood lower was no ceiling */
        flattop->runs++;
        flattop->longest = flattop->run > flattop->longest ? flattop->run : flattop->longest;
    }
    flattop->run = 0;
}

static void step(struct flattop *flattop, float value)
{
    const float before = flattop->last;
    const float height = fabsf(value);
    if (flattop->run > 0) {
        const float moved = fabsf(value - flattop->run_value);
        if (moved <= still * fabsf(flattop->run_value) + still * 0.3F) {
            flattop->run++;
        } else {
            end_run(flattop, moved);
        }
    }
    if (flattop->run == 0 && height >= near_ceiling * flattop->ceiling) {
        flattop->run = 1;
        flattop->run_value = value;
        flattop->entry = fabsf(value - before);
    }
    if (height > flattop->ceiling) {
        if (height > flattop->ceiling * raise)
            flattop->runs = flattop->longest = 0;
        flattop->ceiling = height;
    }
    flattop->last = value;
}

void flattop_process(struct flattop *flattop, const float *samples, size_t frames)
{
    if (frames == 0)
        return;
    const float peak = peak_find(samples, frames);
    if (peak < quiet || peak < near_ceiling * flattop->ceiling) {
        if (flattop->run > 0)
            end_run(flattop, fabsf(samples[0] - flattop->run_value));
        flattop->last = samples[frames - 1];
        return;
    }
    for (size_t i = 0; i < frames; i++)
        step(flattop, samples[i]);
}
