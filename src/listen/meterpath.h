/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* meterpath: which beats begin a bar, and whether bars have three beats or four: the likeliest way
 * through the downbeat odds of the beats, where a bar is seldom broken off.
 * Thread: any; no state. */
#ifndef SIDEMAN_METERPATH_H
#define SIDEMAN_METERPATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { METERPATH_LONGEST_BAR = 4, METERPATH_ROOM = METERPATH_LONGEST_BAR + 1 };

struct meter {
    unsigned beats_in_bar; /* 0 when it cannot be told */
    float margin;          /* how much likelier than the other length, log odds a beat */
};

/* Log odds of a downbeat at each beat in; `first[i]` whether beat i begins a bar out.  `room`:
 * METERPATH_ROOM bytes a beat. */
struct meter meterpath_find(const float *log_odds, size_t beats, bool *first, uint8_t *room);

/* How often a meter is right that was found by this margin among beats of a tempo that is as sure as
 * this; `ternary`: each beat has three parts.  NAN for none. */
float meterpath_confidence(const struct meter *meter, bool ternary, float tempo_confidence);

#endif
