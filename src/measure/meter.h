/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* meter: every measurement of one track, behind one door: levels, loudness, true peak, spectrum,
 * stereo, defects.  Feed it hops; time is sample time.
 * Thread: analysis.  Never allocates after meter_new(). */
#ifndef SIDEMAN_METER_H
#define SIDEMAN_METER_H

#include "base/readings.h"
#include "measure/stft.h"

#include <stdbool.h>
#include <stddef.h>

struct meter;

/* 1..CHANNELS_MAX channels, 1 kHz to 768 kHz.  NULL when memory is short or out of range.
 * Channels of a surround track: WAV order L R C LFE Ls Rs ... (LFE is left out of loudness). */
struct meter *meter_new(unsigned rate_hz, unsigned channels);
void meter_free(struct meter *meter);

/* One hop: stft_hop_frames(rate); the last one may be shorter, and what is beyond a hop is not
 * looked at.  May change the samples: NaN and Inf become 0.  Returns the hop's spectrum for the
 * listeners (valid until the next call). */
const struct stft_frame *meter_process(struct meter *meter, float *const *channels, size_t frames);

/* The lowband's spectrum of the first two channels when the latest hop made one (valid until the
 * next call of meter_process()), else NULL. */
const struct stft_frame *meter_low_spectrum(const struct meter *meter);
/* What those spectra are like, and how far apart. */
struct meter_low_grid {
    double bin_hz;
    size_t bins;
    double step_s;
};
struct meter_low_grid meter_low_grid(const struct meter *meter);

/* Fills all but name, role, is_mix, connected and range.  `final` (end of material) closes LRA as Tech
 * 3342 asks for files. */
void meter_read(struct meter *meter, struct track_reading *reading, bool final);

/* The latest momentary and short-term loudness alone: cheap enough for every hop. */
float meter_momentary_lufs(const struct meter *meter);
float meter_short_term_lufs(const struct meter *meter);

/* Starts integration, maxima and long-term averages anew; M, S and the needles go on. */
void meter_reset(struct meter *meter);
/* About here the player jumped: a file that loops, a seek. */
void meter_note_seam(struct meter *meter);
/* Clears only held peaks, clip marks and the spectrum's max-hold. */
void meter_reset_peaks(struct meter *meter);
/* EBU Mode pause: integration, LRA and maxima wait; needles go on. */
void meter_set_paused(struct meter *meter, bool paused);
void meter_set_ballistics(struct meter *meter, enum ballistics ballistics);

#endif
