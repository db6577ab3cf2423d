/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* scene: snapshots made by hand, a second after the other, for what stands beside the adviser. */
#ifndef SIDEMAN_TEST_SCENE_H
#define SIDEMAN_TEST_SCENE_H

#include "snapshot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct snapshot scene;

/* A spectrum that falls by 1 dB a third, at this loudness. */
static inline void scene_sound(struct track_reading *track, float lufs)
{
    track->channels = 2;
    track->connected = true;
    track->loudness.momentary_lufs = track->loudness.short_term_lufs = lufs;
    track->loudness.integrated_lufs = lufs;
    track->loudness.psr_db = 12.0f;
    track->loudness.plr_db = 13.0f;
    track->loudness.true_peak_dbtp = lufs + 13.0f;
    track->stereo.correlation = track->stereo.correlation_now = 0.6f;
    track->stereo.low_correlation = track->stereo.low_correlation_now = 0.95f;
    track->stereo.width = track->stereo.width_now = 0.2f;
    track->stereo.balance_db = track->stereo.balance_now_db = 0.0f;
    for (int c = 0; c < 2; c++)
        track->channel[c].crest_db = track->channel[c].crest_short_db = 14.0f;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        track->spectrum.third_slow_db[i] = track->spectrum.third_long_db[i] =
            lufs - 10.0f - (float)i;
}

static inline void scene_begin(void)
{
    snapshot_clear(&scene);
    scene.n_tracks = 1;
    scene.tracks[0].is_mix = true;
    snprintf(scene.tracks[0].name, sizeof scene.tracks[0].name, "mix");
    scene.source.state = CAPTURE_RUNNING;
    scene.source.transport = TRANSPORT_STOPPED;
    scene.source.transport_s = 0.0;
    scene_sound(&scene.tracks[0], -18.0f);
}

static inline void scene_roll(bool rolling)
{
    scene.source.transport = rolling ? TRANSPORT_ROLLING : TRANSPORT_STOPPED;
}

static inline void scene_second(void)
{
    scene.time_s += 1.0;
    scene.measured_s += 1.0;
    if (scene.source.transport == TRANSPORT_ROLLING)
        scene.source.transport_s += 1.0;
}

/* Adds gain_db to the bands in [low_hz, high_hz), of the last second. */
static inline void scene_equalise(float low_hz, float high_hz, float gain_db)
{
    for (int i = 0; i < THIRD_OCTAVES; i++)
        if (third_octave_nominal_hz[i] >= low_hz && third_octave_nominal_hz[i] < high_hz)
            scene.tracks[0].spectrum.third_slow_db[i] += gain_db;
}

#endif
