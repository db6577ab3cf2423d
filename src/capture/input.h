/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* input: one decoded file or stream behind a reader; reader_file.c and reader_stream.c supply it.
 * Thread: one at a time. */
#ifndef SIDEMAN_INPUT_H
#define SIDEMAN_INPUT_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INPUT_LENGTH_UNKNOWN UINT64_MAX

struct input;

struct input_ops {
    /* Fewer than `frames` only at the end (sets input->ended), or when the patience ran out. */
    size_t (*read)(struct input *input, float *const *planar, size_t frames, struct error *error);
    bool (*seek)(struct input *input, uint64_t frame);
    void (*close)(struct input *input);
};

struct input {
    const struct input_ops *ops;
    unsigned rate_hz;
    unsigned channels;
    uint64_t length_frames;
    bool can_seek;
    bool ended;
    int patience_ms; /* how long a read may wait for more; < 0: for ever */
};

/* NULL and `error` on failure.  A FIFO is opened as a stream with a header. */
struct input *input_open_file(const char *path, struct error *error);
/* Whether input_open_stream() may succeed; reads nothing. */
enum status input_check_stream(int fd, const char *name, const char *format, struct error *error);
/* NULL and `error` on failure.  `name` is for messages; `owned`: closes the descriptor too. */
struct input *input_open_stream(int fd, bool owned, const char *name, const char *format,
                                struct error *error);

#endif
