/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* effects: what the demo's stems run through.  Every buffer is a circle: the song loops, so an effect
 * goes round once to fill its memory and once to write. */
#ifndef SIDEMAN_DEMO_EFFECTS_H
#define SIDEMAN_DEMO_EFFECTS_H

#include <stddef.h>
#include <stdint.h>

enum { DEMO_RATE_HZ = 48000 };

struct bus {
    float *left, *right;
    size_t frames;
};

/* -1..1, the same on every machine. */
float effects_noise(uint32_t *seed);

/* One-pole and two-pole filters on a single sample. */
struct biquad {
    float b0, b1, b2, a1, a2, z1, z2;
};
enum biquad_kind { BIQUAD_LOW, BIQUAD_HIGH, BIQUAD_BAND, BIQUAD_BELL };
void biquad_set(struct biquad *filter, enum biquad_kind kind, float hz, float q, float gain_db);
float biquad_run(struct biquad *filter, float x);

void effects_filter(struct bus *bus, enum biquad_kind kind, float hz, float q, float gain_db);
void effects_saturate(struct bus *bus, float drive);
void effects_gain(struct bus *bus, float gain_db);
/* Adds reverberation of `seconds` at `wet`; the lows stay dry. */
void effects_reverb(struct bus *bus, float seconds, float wet);
/* Adds echoes that change sides. */
void effects_echo(struct bus *bus, size_t delay_frames, float feedback, float wet);
/* Multiplies by a gain curve of as many frames. */
void effects_multiply(struct bus *bus, const float *gain);
/* Below 120 Hz both sides get the same: the lows survive a fold to mono. */
void effects_mono_lows(struct bus *bus);
/* The gain that keeps `mix` under `ceiling`: to be laid on all stems alike, so that their sum is the
 * limited mix. */
void effects_limit(const struct bus *mix, float ceiling, float *gain);

#endif
