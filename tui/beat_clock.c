/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tui/beat_clock.h"

#include <math.h>

static const double light_s = 0.12, slack_s = 0.001; /* timers may come a little early */
static const double stands_after_s = 0.12;
static const double jump_s = 0.25;     /* another place in the file, or another source */
static const double drift_s_s = 0.0005; /* between the sound card's clock and ours, a second */

void beat_clock_see(struct beat_clock *clock, const struct snapshot *snapshot, double now_s)
{
    const double time_s = snapshot->time_s;
    if (clock->runs && time_s == clock->time_s)
        return;
    const double ahead_s = time_s - now_s;
    const double kept_s = clock->ahead_s - drift_s_s * (now_s - clock->seen_s);
    const bool jumped = !clock->runs || fabs(ahead_s - kept_s) > jump_s;
    clock->ahead_s = jumped || ahead_s > kept_s ? ahead_s : kept_s;
    clock->time_s = time_s;
    clock->seen_s = now_s;
    clock->runs = true;
}

double beat_clock_time_s(const struct beat_clock *clock, double now_s)
{
    return now_s - clock->seen_s < stands_after_s ? now_s + clock->ahead_s : clock->time_s;
}

static bool is_just_after(double time_s, double beat_s)
{
    return time_s >= beat_s - slack_s && time_s < beat_s + light_s;
}

bool beat_clock_is_lit(const struct tempo_reading *tempo, double time_s)
{
    return is_just_after(time_s, tempo->beat_last_s) || is_just_after(time_s, tempo->beat_next_s);
}

double beat_clock_due_s(const struct beat_clock *clock, const struct tempo_reading *tempo,
                        double now_s)
{
    const double due_s = tempo->beat_next_s - clock->ahead_s;
    return clock->runs && due_s > now_s ? due_s : (double)INFINITY;
}
