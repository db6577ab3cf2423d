/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* dropouts: holes of 31 samples to 0.25 s inside programme, where the sound breaks off into digital
 * silence, or one sample stands still, and then breaks in again.  What fades into silence, stops for
 * good or starts out of silence is no dropout; neither are runs that come so often (16 a second and
 * more) that they are part of the waveform, as in a square wave or a clipped bass.  Holes of several
 * channels at once are one dropout.
 * Thread: analysis.  Never allocates. */
#ifndef SIDEMAN_DROPOUTS_H
#define SIDEMAN_DROPOUTS_H

#include "measure/hop.h"

enum { DROPOUTS_TAIL = 100 };

struct dropouts_channel {
    float tail[DROPOUTS_TAIL]; /* the end of the last hop */
    float level;               /* power of the programme just before */
    bool running;              /* in a run of equal samples */
    float value;
    uint64_t start;            /* frame */
    bool breaks_off;           /* the run began with a step */
    float level_before;
    bool waiting;              /* for the programme to go on after a hole */
    uint64_t hole_start, hole_end;
    double power_after;
    uint64_t frames_after;
};

/* Holes that follow each other closely, until it is clear that they are holes. */
struct dropouts_group {
    unsigned count, channel;
    uint64_t first, last; /* frames where holes start */
};

struct dropouts {
    double rate_hz;
    unsigned channels;
    uint64_t frame;
    struct dropouts_channel channel[CHANNELS_MAX];
    struct dropouts_group group;
    uint64_t seam_from, seam_to; /* frames between which a hole may be the player's */
    bool waveform;         /* the last group was no dropouts but a waveform with flat parts */
    uint64_t waveform_last;
    unsigned step_samples; /* how long a step may take */
    unsigned count;
    double last_s; /* NAN */
};

void dropouts_init(struct dropouts *dropouts, unsigned rate_hz, unsigned channels);
void dropouts_reset(struct dropouts *dropouts);
void dropouts_process(struct dropouts *dropouts, const struct hop *hop);
/* About here the player went back to the start or elsewhere: what stops at such a seam is no dropout. */
void dropouts_note_seam(struct dropouts *dropouts);
/* How many since the reset, and when (seconds since the start) the last one was; NAN. */
unsigned dropouts_count(const struct dropouts *dropouts, double *last_s);

#endif
