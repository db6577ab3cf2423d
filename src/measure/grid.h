/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* grid: cuts sample time into slots of 10 ms, also at rates that are no multiple of 100 Hz: slot k
 * ends at frame floor((k + 1) * rate / 100), so the grid never drifts.
 * Thread: analysis. */
#ifndef SIDEMAN_GRID_H
#define SIDEMAN_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GRID_SLOTS_PER_S = 100 };

struct grid {
    uint64_t rate_hz;
    uint64_t slot;   /* whole slots since the start */
    size_t position; /* frames into the current slot */
    size_t length;   /* of the current slot */
};

static inline void grid_measure_slot(struct grid *grid)
{
    grid->length = (size_t)((grid->slot + 1) * grid->rate_hz / GRID_SLOTS_PER_S
                            - grid->slot * grid->rate_hz / GRID_SLOTS_PER_S);
}

/* `rate_hz` is at least GRID_SLOTS_PER_S. */
static inline void grid_start(struct grid *grid, unsigned rate_hz)
{
    *grid = (struct grid){.rate_hz = rate_hz};
    grid_measure_slot(grid);
}

/* How many of `frames` belong to the current slot. */
static inline size_t grid_take(const struct grid *grid, size_t frames)
{
    const size_t room = grid->length - grid->position;
    return frames < room ? frames : room;
}

/* Goes on by `frames` (no more than grid_take() gave); true when that completes a slot. */
static inline bool grid_advance(struct grid *grid, size_t frames)
{
    grid->position += frames;
    if (grid->position < grid->length)
        return false;
    grid->position = 0;
    grid->slot++;
    grid_measure_slot(grid);
    return true;
}

#endif
