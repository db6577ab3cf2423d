/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* engine_target: the whole engine, as the meter that a conformance run examines.
 * Thread: the caller's. */
#ifndef SIDEMAN_ENGINE_TARGET_H
#define SIDEMAN_ENGINE_TARGET_H

#include "engine.h"
#include "measure/conformance.h"

struct engine_target {
    struct engine *engine;
    struct snapshot snapshot;
};

/* `storage` must outlive the target. */
struct conformance_target engine_target(struct engine_target *storage);

#endif
