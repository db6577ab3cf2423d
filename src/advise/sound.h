/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* sound: what a stretch of sound is like, and how two of them differ, level-matched: louder is not
 * called brighter.
 * Pure; sample time.  Thread: one at a time.  Nothing here allocates. */
#ifndef SIDEMAN_SOUND_H
#define SIDEMAN_SOUND_H

#include "snapshot.h"

/* Everything since the reset. */
void sound_of_track(const struct track_reading *track, double span_s, struct sound_profile *profile);

/* One second of it. */
struct sound_second {
    float loudness_lufs, psr_db, crest_db;
    float correlation, low_correlation, width, balance_db; /* NAN: not stereo */
    float third_db[THIRD_OCTAVES];
};

/* False when nothing plays: silence and pauses. */
bool sound_second_of(const struct track_reading *track, struct sound_second *second);

/* A running profile: the last SOUND_RECENT_S of programme weigh most, older ones fade. */
struct sound_meter {
    double weight, span_s;
    double power[THIRD_OCTAVES], loudness;
    double psr, crest, correlation, low_correlation, width, balance;
    double image_weight; /* of the last four: none when not stereo */
    float true_peak_dbtp;
};
#define SOUND_RECENT_S 10.0

void sound_meter_reset(struct sound_meter *meter);
/* One second more.  Silence and pauses are passed over: false. */
bool sound_meter_add(struct sound_meter *meter, const struct track_reading *track);
/* The same without fading: of all that was added. */
bool sound_meter_add_evenly(struct sound_meter *meter, const struct track_reading *track);
void sound_meter_add_second(struct sound_meter *meter, const struct sound_second *second, bool fade);
void sound_meter_read(const struct sound_meter *meter, struct sound_profile *profile);

/* What has to be added to `b` to be as loud as `a`, in dB; NAN when one is silent or unknown. */
float sound_match_db(const struct sound_profile *a, const struct sound_profile *b);
/* a - b for each third octave, `b` being as loud as `a`; NAN where either is unknown or more than 60 dB
 * below its loudest band in both. */
void sound_difference(const struct sound_profile *a, const struct sound_profile *b,
                      float third_db[THIRD_OCTAVES]);
/* The difference of power in [low_hz, high_hz), level-matched; NAN: not known. */
float sound_band_difference(const struct sound_profile *a, const struct sound_profile *b,
                            float low_hz, float high_hz);
/* How much more of [low_hz, high_hz) `a` has than `b` beside all that lies outside of it, dB: a cut of the
 * loudest band makes all softer, and matched by loudness only half of it would show.  NAN: not known. */
float sound_band_change(const struct sound_profile *a, const struct sound_profile *b, float low_hz,
                        float high_hz);

#endif
