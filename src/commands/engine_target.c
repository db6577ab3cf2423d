/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "commands/engine_target.h"

#include <stddef.h>

static bool start(void *context, unsigned rate_hz, unsigned channels)
{
    struct engine_target *target = context;
    const struct capture_format format = {
        .rate_hz = rate_hz,
        .channels = channels,
        .n_tracks = 1,
        .tracks[0] = {.name = "mix", .is_mix = true, .channels = channels},
    };
    target->engine = engine_new(&format, false, false, NULL);
    return target->engine != NULL;
}

static void feed(void *context, const float *const *rows, size_t frames)
{
    struct engine_target *target = context;
    engine_feed(target->engine, rows, frames);
}

static void finish(void *context)
{
    struct engine_target *target = context;
    engine_finish(target->engine);
}

static void read_loudness(void *context, struct loudness_reading *reading)
{
    struct engine_target *target = context;
    engine_read(target->engine, &target->snapshot);
    *reading = target->snapshot.tracks[target->snapshot.mix].loudness;
}

static void stop(void *context)
{
    struct engine_target *target = context;
    engine_free(target->engine);
    target->engine = NULL;
}

struct conformance_target engine_target(struct engine_target *storage)
{
    return (struct conformance_target){storage, start, feed, finish, read_loudness, stop};
}
