/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "measure/noisefloor.h"

#include "base/units.h"

#include <math.h>

static const double block_s = 0.1;
static const double lowest_db = -120.0;
static const double programme_power = 1e-7;
static const double steady_db = 1.0;
static const double below_programme_db = 25.0;
enum { BLOCKS_MIN = 3, WIDTH_DB = 3 };

void noisefloor_init(struct noisefloor *noisefloor, unsigned rate_hz)
{
    *noisefloor = (struct noisefloor){.block_frames = (size_t)(block_s * (double)rate_hz)};
    noisefloor_reset(noisefloor);
}

void noisefloor_reset(struct noisefloor *noisefloor)
{
    *noisefloor = (struct noisefloor){.block_frames = noisefloor->block_frames,
                                      .before_db = NAN, .before2_db = NAN};
}

static void end_block(struct noisefloor *noisefloor)
{
    const double power = noisefloor->block_power / (double)noisefloor->frames;
    const double db = fmax(units_db_from_power(power), lowest_db - 1.0);
    const double before_db = noisefloor->before_db, before2_db = noisefloor->before2_db;
    noisefloor->before2_db = before_db;
    noisefloor->before_db = db;
    if (power > programme_power) {
        noisefloor->programme_power += power;
        noisefloor->programme_blocks += 1.0;
    }
    if (!(fabs(db - before_db) <= steady_db && fabs(before_db - before2_db) <= steady_db))
        return;
    const int bin = (int)floor(db - lowest_db);
    if (bin < 0) {
        noisefloor->silent_blocks++;
    } else if (bin < NOISEFLOOR_BINS) {
        noisefloor->counts[bin]++;
        noisefloor->powers[bin] += power;
    }
}

void noisefloor_process(struct noisefloor *noisefloor, double power, size_t frames)
{
    noisefloor->block_power += power * (double)frames;
    noisefloor->frames += frames;
    if (noisefloor->frames < noisefloor->block_frames)
        return;
    end_block(noisefloor);
    noisefloor->block_power = 0.0;
    noisefloor->frames = 0;
}

float noisefloor_dbfs(const struct noisefloor *noisefloor)
{
    if (!(noisefloor->programme_blocks > 0.0))
        return NAN;
    const double limit_db =
        units_db_from_power(noisefloor->programme_power / noisefloor->programme_blocks) -
        below_programme_db;
    for (int bin = 0; bin < NOISEFLOOR_BINS && (double)bin + lowest_db < limit_db; bin++) {
        unsigned blocks = 0;
        double power = 0.0;
        for (int i = bin; i < NOISEFLOOR_BINS && i <= bin + WIDTH_DB; i++) {
            blocks += noisefloor->counts[i];
            power += noisefloor->powers[i];
        }
        if (noisefloor->counts[bin] > 0 && blocks >= BLOCKS_MIN)
            return (float)units_db_from_power(power / (double)blocks);
    }
    return noisefloor->silent_blocks >= BLOCKS_MIN ? -INFINITY : NAN;
}
