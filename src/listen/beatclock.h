/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatclock: the beat as it is shown live: follows the likeliest path, foretells the next beat, and
 * strikes when its time has come.  Small changes of tempo are followed at once, another octave or
 * another tempo only when it stays.
 * Thread: analysis.  Allocates only in beatclock_new(). */
#ifndef SIDEMAN_BEATCLOCK_H
#define SIDEMAN_BEATCLOCK_H

#include "listen/beatnet.h"
#include "listen/meterpath.h"

#include <stdbool.h>

struct beatclock;

struct beatclock_state {
    float bpm;        /* held; NAN before any */
    float bpm_raw;    /* the path's own; NAN */
    float steadiness; /* how much of the last seconds was this tempo */
    float certainty;  /* how clearly the latest beats stand out */
    bool shown;       /* steady and certain enough */
    bool pulse;       /* as far as can be told while the octave is open */
    double next_s;    /* NAN */
    struct meter meter;
};

struct beatclock *beatclock_new(double frame_s);
void beatclock_free(struct beatclock *clock);
/* After silence: no tempo, no octave. */
void beatclock_forget(struct beatclock *clock);

/* The tempo that is likely, from elsewhere: see beatpath_prefer().  When it is another than before,
 * and than the one that is followed, the last seconds are thought over and it is taken at once. */
void beatclock_prefer(struct beatclock *clock, double bpm, double octaves);
void beatclock_prefer_usual(struct beatclock *clock);
/* How likely the tempo that is held is the right multiple, from elsewhere; 0.5: nothing is known. */
void beatclock_back(struct beatclock *clock, float backing);

/* The next frame's log odds. */
void beatclock_push(struct beatclock *clock, const struct beatnet_step *log_odds);
/* Whether a beat is due by `now_s`, and when, and whether it begins a bar; call until false. */
bool beatclock_strike(struct beatclock *clock, double now_s, double *at_s, bool *first);
/* The latest beats heard, in seconds, oldest first; returns how many. */
unsigned beatclock_beats(const struct beatclock *clock, const double **beats_s);
struct beatclock_state beatclock_read(const struct beatclock *clock);

#endif
