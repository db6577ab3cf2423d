/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* line: `--line`: one plain line a second, for people without a dashboard and for screen readers, and
 * a line of its own for what happens: source lost and back, clipping, a dead channel, silence, another
 * key, genre or section, advice, and what of it is said as the user does something else.
 * Thread: UI. */
#ifndef SIDEMAN_LINE_H
#define SIDEMAN_LINE_H

#include "snapshot.h"

#include <stdio.h>

enum { LINE_SAID = 64 };

/* What was said already, so that each thing is said once. */
struct line_memory {
    enum capture_state state;
    bool any_state;
    uint64_t clipped_samples;
    double clip_told_s;
    uint64_t xruns;
    uint32_t sections;
    struct key_name key; /* these two when `any_key` and `any_genre` */
    enum genre genre;
    bool any_key, any_genre, any_context;
    bool silent;
    bool dead[CHANNELS_MAX];
    char says[160]; /* what the context asked for */
    unsigned n_said; /* suggestions, the latest LINE_SAID by their id */
    uint32_t said[LINE_SAID];
};

/* Tells what happened since the last call; nothing when nothing did. */
void line_write_events(FILE *out, const struct snapshot *snapshot, struct line_memory *memory);
/* The line of measurements. */
void line_write(FILE *out, const struct snapshot *snapshot);

#endif
