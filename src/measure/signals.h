/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* signals: the test signals of EBU Tech 3341 (table 1; but 7 and 8, which are programmes) and
 * Tech 3342 (1 to 4), made from their descriptions at any rate.
 * Thread: any; one at a time for each signal. */
#ifndef SIDEMAN_SIGNALS_H
#define SIDEMAN_SIGNALS_H

#include <stddef.h>
#include <stdint.h>

enum signal_id {
    SIGNAL_3341_1,
    SIGNAL_3341_2,
    SIGNAL_3341_3,
    SIGNAL_3341_4,
    SIGNAL_3341_5,
    SIGNAL_3341_6,
    SIGNAL_3341_9,
    SIGNAL_3341_10,
    SIGNAL_3341_11,
    SIGNAL_3341_12,
    SIGNAL_3341_13,
    SIGNAL_3341_14,
    SIGNAL_3341_15,
    SIGNAL_3341_16,
    SIGNAL_3341_17,
    SIGNAL_3341_18,
    SIGNAL_3341_19,
    SIGNAL_3341_20,
    SIGNAL_3341_21,
    SIGNAL_3341_22,
    SIGNAL_3341_23,
    SIGNAL_3342_1,
    SIGNAL_3342_2,
    SIGNAL_3342_3,
    SIGNAL_3342_4,
    SIGNALS
};

struct signal;

/* Some signals are a set of files: 10 and 13 have 20. */
unsigned signal_parts(enum signal_id id);

/* Part 0 .. signal_parts() - 1, at 4 kHz or more.  NULL when memory is short or out of range. */
struct signal *signal_new(enum signal_id id, unsigned part, unsigned rate_hz);
void signal_free(struct signal *signal);

unsigned signal_channels(const struct signal *signal);
/* Writes up to `frames` to rows[channel]; returns how many, 0 at the end. */
size_t signal_read(struct signal *signal, float *const *rows, size_t frames);

#endif
