/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* stft: the one short-time Fourier transform that spectrum, stereo and listening share.
 * Hann window of N, hop of N / 4, where N is the power of two nearest to 42.7 ms (2048 at 44.1 and
 * 48 kHz, 4096 at 96 kHz), at least 256.  Two channels travel through one complex FFT.
 * Thread: analysis.  Allocates and plans only in stft_new(), one thread at a time. */
#ifndef SIDEMAN_STFT_H
#define SIDEMAN_STFT_H

#include <stddef.h>

/* A spectrum of `bins` = N / 2 + 1 values, split into parts so that loops vectorise.  Amplitudes
 * are scaled so that a full-scale sine on a bin centre has |X| = 1. */
struct stft_frame {
    size_t bins;
    float bin_hz;
    float power_to_band_db; /* add to 10 log10(sum |X|^2 over a band) for dB with full-scale sine
                               = 0: corrects the window's noise bandwidth */
    const float *left_re, *left_im;   /* or the only channel */
    const float *right_re, *right_im; /* NULL when mono */
    const float *left_power;          /* |X|^2 */
    const float *right_power;         /* NULL when mono */
};

struct stft;

size_t stft_hop_frames(unsigned rate_hz);
size_t stft_window_frames(unsigned rate_hz);

/* `channels` 1 or 2.  NULL when memory is short. */
struct stft *stft_new(unsigned rate_hz, unsigned channels);
/* The same with a window and a hop of one's own: `window_frames` even, a multiple of the hop. */
struct stft *stft_new_sized(double rate_hz, size_t window_frames, size_t hop_frames,
                            unsigned channels);
void stft_free(struct stft *stft);
void stft_reset(struct stft *stft);

/* Takes exactly one hop (`frames` < hop only for the last one, padded with silence) and returns the
 * spectrum of the last N frames.  Valid until the next call. */
const struct stft_frame *stft_process(struct stft *stft, const float *const *channels,
                                      size_t frames);

/* The last N frames of a channel as they came: `older`, then `newer` (together N; zeros before the
 * start).  Valid until the next call of stft_process(). */
struct stft_history {
    const float *older, *newer;
    size_t older_frames, newer_frames;
};
struct stft_history stft_history(const struct stft *stft, unsigned channel);

/* FFTW plans for one thread at a time: whoever else makes or destroys a plan holds this. */
void stft_lock_planner(void);
void stft_unlock_planner(void);

#endif
