/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ballistics: how a level meter's needle moves: digital peak, quasi-peak (IEC 60268-10 Type I and
 * IIa), VU (IEC 60268-17), K-System.  In all of them a steady 1 kHz sine reads its peak level in
 * dBFS (so VU and K read 3 dB more than RMS does); where the scale has its 0 is the view's choice.
 * Thread: analysis. */
#ifndef SIDEMAN_BALLISTICS_H
#define SIDEMAN_BALLISTICS_H

#include "base/readings.h"

#include <stddef.h>

struct ballistics_rule; /* one row of a constant table */

/* The constants of one kind at one rate. */
struct ballistics_law {
    const struct ballistics_rule *rule;
    double attack[2]; /* per sample */
    double decay;     /* per sample */
    double fall;      /* per 10 ms */
    double hold_fall; /* per 10 ms */
};

/* One channel's needle; starts as zeros. */
struct needle {
    double pole[2];
    double top;       /* highest within the slot */
    double value;     /* amplitude shown */
    double hold;      /* held maximum */
    unsigned hold_slots; /* how long it has been held */
};

void ballistics_design(struct ballistics_law *law, enum ballistics ballistics, unsigned rate_hz);

/* Any number of frames within one slot of 10 ms; `peak` is their highest magnitude. */
void ballistics_process(const struct ballistics_law *law, struct needle *needle,
                        const float *samples, size_t frames, float peak);
/* At the end of every slot. */
void ballistics_finish_slot(const struct ballistics_law *law, struct needle *needle);

#endif
