/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/taptempo.h"

#include <math.h>
#include <string.h>

static const double shortest_s = 0.2, longest_s = 2.5;
static const double same_share = 0.3; /* how much an interval may differ from the rest */

/* Seconds from tap to tap. */
static double period(const struct taptempo *taptempo)
{
    const unsigned n = taptempo->taps;
    double slope = 0.0, weight = 0.0;
    for (unsigned i = 0; i < n; i++) {
        const double x = (double)i - 0.5 * (n - 1);
        slope += x * (taptempo->tap_s[i] - taptempo->tap_s[0]);
        weight += x * x;
    }
    return slope / weight;
}

bool taptempo_going_on(const struct taptempo *taptempo, double now_s)
{
    return taptempo->taps > 0 && now_s - taptempo->tap_s[taptempo->taps - 1] <= longest_s;
}

void taptempo_tap(struct taptempo *taptempo, double now_s)
{
    if (!taptempo_going_on(taptempo, now_s))
        taptempo->taps = 0;
    if (taptempo->taps > 0) {
        const double gap = now_s - taptempo->tap_s[taptempo->taps - 1];
        if (gap < shortest_s) {
            if (gap < 0.0) /* the clock was set back */
                *taptempo = (struct taptempo){.tap_s = {now_s}, .taps = 1};
            return;
        }
        if (taptempo->taps > 1 && fabs(gap / period(taptempo) - 1.0) > same_share) {
            taptempo->tap_s[0] = taptempo->tap_s[taptempo->taps - 1];
            taptempo->taps = 1;
        }
    }
    if (taptempo->taps == TAPTEMPO_KEPT) {
        memmove(taptempo->tap_s, taptempo->tap_s + 1, (TAPTEMPO_KEPT - 1) * sizeof(double));
        taptempo->taps--;
    }
    taptempo->tap_s[taptempo->taps++] = now_s;
}

double taptempo_bpm(const struct taptempo *taptempo)
{
    return taptempo->taps >= 2 ? 60.0 / period(taptempo) : (double)NAN;
}
