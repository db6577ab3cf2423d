/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* taptempo: the tempo that somebody taps.  All zero is the empty state.  Thread: any, one at a time. */
#ifndef SIDEMAN_TAPTEMPO_H
#define SIDEMAN_TAPTEMPO_H

#include <stdbool.h>

enum { TAPTEMPO_KEPT = 12 };

struct taptempo {
    double tap_s[TAPTEMPO_KEPT]; /* oldest first */
    unsigned taps;
};

/* A tap; after a pause, or at another tempo, it begins anew.  Two within 0.2 s are one. */
void taptempo_tap(struct taptempo *taptempo, double now_s);
/* By the line through the taps, 24 to 300; NAN until there are two. */
double taptempo_bpm(const struct taptempo *taptempo);
/* Whether another tap may still follow. */
bool taptempo_going_on(const struct taptempo *taptempo, double now_s);

#endif
