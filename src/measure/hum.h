/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* hum: looks for the mains in one channel.  The lowband's bins at 50 and 60 Hz and five harmonics are
 * followed over blocks of 6 s, frame by frame, the quiet frames counting most, and turned back at the
 * frequencies around: mains stay in step with themselves, are within 0.3 % of their frequency, are
 * there when the music is not, and stand out of their surroundings.  It takes three harmonics with
 * one fundamental, at a steady level, for 12 s: a bass note does none of that.
 * Levels: a full-scale sine is 0 dB.
 * Thread: analysis.  Never allocates. */
#ifndef SIDEMAN_HUM_H
#define SIDEMAN_HUM_H

#include <stdbool.h>

enum { HUM_BASES = 2, HUM_HARMONICS = 6, HUM_OFFSETS = 25 };

/* One harmonic, turned back at each of the frequencies it may have. */
struct hum_line {
    float sum_re[HUM_OFFSETS], sum_im[HUM_OFFSETS];
    float turn_re[HUM_OFFSETS], turn_im[HUM_OFFSETS];
    float step_re[HUM_OFFSETS], step_im[HUM_OFFSETS]; /* one frame on */
    double weight, weight2, power;                    /* sums; power is weighted */
    unsigned frames;
    unsigned bin;
    float scale; /* undoes what the window takes from a line between two bins */
};

struct hum_trace {
    struct hum_line lines[HUM_HARMONICS];
    unsigned blocks; /* in a row that agree */
    int offset;
    double level; /* power */
    bool found;
};

struct hum {
    struct hum_trace traces[HUM_BASES];
    unsigned frames, block_frames;
};

/* `step_s`: time between two frames of `bin_hz`. */
void hum_init(struct hum *hum, double bin_hz, double step_s);
void hum_reset(struct hum *hum);

/* A frame of the lowband, of one channel. */
void hum_process(struct hum *hum, const float *re, const float *im, const float *power);

/* 50, 60 or NAN; and the power of its harmonics. */
float hum_frequency_hz(const struct hum *hum, double *power);

#endif
