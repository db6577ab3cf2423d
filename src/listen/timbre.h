/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* timbre: what a moment sounds like, to the definitions of librosa at 22050 Hz with windows of 2048
 * (93 ms): cepstrum, chroma and the shape of the spectrum below 11025 Hz.  Those windows are twice as
 * long as the meter's, so they have a transform of their own, at the input's rate: every 46 ms in the
 * first half minute, every 186 ms from then on, which says as much about a song and costs a quarter.
 * Thread: analysis.  Allocates and plans only in timbre_new(). */
#ifndef SIDEMAN_TIMBRE_H
#define SIDEMAN_TIMBRE_H

#include "listen/chromabank.h"
#include "listen/melbank.h"
#include "listen/percussion.h"

#include <stdbool.h>
#include <stddef.h>

enum { CONTRAST_BANDS = 7 };

struct timbre_frame {
    float cepstrum[MEL_CEPSTRA];
    float chroma[CHROMA_CLASSES];
    float centroid_hz, bandwidth_hz, rolloff_hz; /* of the amplitudes */
    float contrast[CONTRAST_BANDS]; /* log of arithmetic over geometric mean of the powers, a band */
    float rms;                      /* of the samples */
    struct percussion_powers powers;             /* of the moment 0.35 s ago */
};

struct timbre;

struct timbre *timbre_new(unsigned rate_hz);
void timbre_free(struct timbre *timbre);
void timbre_reset(struct timbre *timbre); /* as new: dense windows again */

size_t timbre_window_frames(unsigned rate_hz);

/* Any number of samples up to a window.  True when a window was due: it ends with these samples and
 * `frame` is filled.  The first half second only finds how loud the music gets. */
bool timbre_process(struct timbre *timbre, const float *mono, size_t frames,
                    struct timbre_frame *frame);

#endif
