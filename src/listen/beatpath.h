/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatpath: the likeliest beats in a row of likelihoods: a hidden Markov model whose state is the
 * beat interval and the time since the last beat, solved step by step (Viterbi).  An interval may
 * change a little from beat to beat; frames between beats must not look like beats.
 * Thread: analysis.  Allocates in beatpath_new(), and as it grows when it keeps the way. */
#ifndef SIDEMAN_BEATPATH_H
#define SIDEMAN_BEATPATH_H

#include <stdbool.h>
#include <stddef.h>

enum {
    BEATPATH_SHORTEST = 24, /* frames: 215 BPM at pulsebands_rate_hz */
    BEATPATH_LONGEST = 104, /* 50 BPM */
    BEATPATH_INTERVALS = BEATPATH_LONGEST - BEATPATH_SHORTEST + 1
};

struct beatpath;

/* `keep`: remember the way for beatpath_trace(). */
struct beatpath *beatpath_new(bool keep);
void beatpath_free(struct beatpath *path);
/* Forgets all; the next frame is the one of this number.  Live only. */
void beatpath_restart(struct beatpath *path, long frame);

/* From now on a tempo is the less likely, the farther from `bpm` it is: normal with this standard
 * deviation.  At first, and again: what people tap in general. */
void beatpath_prefer(struct beatpath *path, double bpm, double octaves);
void beatpath_prefer_usual(struct beatpath *path);

/* The next frame's log odds of a beat. */
void beatpath_push(struct beatpath *path, float log_odds);

/* Where the likeliest path stands after the latest frame. */
struct beatpath_state {
    long last_frame;   /* of its latest beat; -1 before the first frame */
    unsigned interval; /* to the next, in frames */
};
struct beatpath_state beatpath_now(const struct beatpath *path);

/* The frames of all beats of the likeliest path, ascending; to be freed.  NULL when there are none
 * or memory ran out. */
size_t *beatpath_trace(const struct beatpath *path, size_t *count);

#endif
