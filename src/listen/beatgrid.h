/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* beatgrid: fits evenly spaced beats to a window of onset strengths (one a frame, oldest first,
 * not negative).  aubio's tracker answers periods half a frame and more too short, two percent at
 * 120 BPM; these find the exact period nearby and where the beats fall.
 * Thread: any; no state. */
#ifndef SIDEMAN_BEATGRID_H
#define SIDEMAN_BEATGRID_H

enum { BEATGRID_FRAMES = 512 };

/* The period, in frames, near `about` that the strengths repeat best with. */
float beatgrid_period(const float *strength, float about);

/* Frames from the latest beat to the frame after the window, 1 .. period + 2.  A beat at `expected`
 * or near it is preferred by `trust` (0 not at all, 1 twice as good); NAN: no expectation. */
float beatgrid_phase(const float *strength, float period, float expected, float trust);

#endif
