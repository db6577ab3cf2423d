/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/sound.h"

#include <math.h>
#include <string.h>

static const float GATE_LUFS = -60.0f;    /* below it nothing plays */
static const float SHARE_FLOOR_DB = 60.0f; /* below the loudest band: noise of the measurement */
static const float BESIDE = 1.6f;          /* so far from a band its own skirts reach */
enum { OUTSIDE_LEAST = 6 };                /* third octaves, to match by them */

static float mean_crest(const struct track_reading *track, bool now)
{
    float sum = 0.0f;
    for (unsigned c = 0; c < track->channels; c++)
        sum += now ? track->channel[c].crest_short_db : track->channel[c].crest_db;
    return track->channels > 0 ? sum / (float)track->channels : NAN;
}

void sound_of_track(const struct track_reading *track, double span_s, struct sound_profile *profile)
{
    const struct loudness_reading *loudness = &track->loudness;
    sound_profile_clear(profile);
    if (!isfinite(loudness->integrated_lufs))
        return;
    *profile = (struct sound_profile){
        .span_s = (float)span_s,
        .loudness_lufs = loudness->integrated_lufs,
        .true_peak_dbtp = loudness->true_peak_dbtp,
        .range_lu = loudness->range_stable ? loudness->range_lu : NAN,
        .psr_db = loudness->plr_db,
        .crest_db = mean_crest(track, false),
        .correlation = track->stereo.correlation,
        .low_correlation = track->stereo.low_correlation,
        .width = track->stereo.width,
        .balance_db = track->stereo.balance_db,
    };
    memcpy(profile->third_db, track->spectrum.third_long_db, sizeof profile->third_db);
}

void sound_meter_reset(struct sound_meter *meter)
{
    memset(meter, 0, sizeof *meter);
}

static bool plays(const struct track_reading *track)
{
    return track->loudness.short_term_lufs > GATE_LUFS &&
           track->loudness.momentary_lufs > track->loudness.short_term_lufs - 20.0f;
}

static void fade(struct sound_meter *meter, double keep)
{
    double *const sums[] = {&meter->weight, &meter->loudness, &meter->psr, &meter->crest,
                            &meter->correlation, &meter->low_correlation, &meter->width,
                            &meter->balance, &meter->image_weight};
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        *sums[i] *= keep;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        meter->power[i] *= keep;
}

static double finite_or(float value, double otherwise)
{
    return isfinite(value) ? (double)value : otherwise;
}

bool sound_second_of(const struct track_reading *track, struct sound_second *second)
{
    const struct stereo_reading *stereo = &track->stereo;
    if (!plays(track))
        return false;
    *second = (struct sound_second){
        .loudness_lufs = track->loudness.short_term_lufs,
        .psr_db = track->loudness.psr_db,
        .crest_db = mean_crest(track, true),
        .correlation = stereo->correlation_now,
        .low_correlation = stereo->low_correlation_now,
        .width = stereo->width_now,
        .balance_db = stereo->balance_now_db,
    };
    memcpy(second->third_db, track->spectrum.third_slow_db, sizeof second->third_db);
    return true;
}

void sound_meter_add_second(struct sound_meter *meter, const struct sound_second *second, bool fades)
{
    if (fades)
        fade(meter, exp(-1.0 / SOUND_RECENT_S));
    meter->weight += 1.0;
    meter->span_s += 1.0;
    meter->loudness += pow(10.0, (double)second->loudness_lufs / 10.0);
    meter->psr += finite_or(second->psr_db, 0.0);
    meter->crest += finite_or(second->crest_db, 0.0);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        meter->power[i] += pow(10.0, (double)second->third_db[i] / 10.0);
    if (!isfinite(second->correlation) || !isfinite(second->width))
        return;
    meter->image_weight += 1.0;
    meter->correlation += (double)second->correlation;
    meter->low_correlation += finite_or(second->low_correlation, 1.0);
    meter->width += (double)second->width;
    meter->balance += finite_or(second->balance_db, 0.0);
}

static bool add(struct sound_meter *meter, const struct track_reading *track, bool fades)
{
    struct sound_second second;
    if (!sound_second_of(track, &second))
        return false;
    sound_meter_add_second(meter, &second, fades);
    meter->true_peak_dbtp = track->loudness.true_peak_dbtp;
    return true;
}

bool sound_meter_add(struct sound_meter *meter, const struct track_reading *track)
{
    return add(meter, track, true);
}

bool sound_meter_add_evenly(struct sound_meter *meter, const struct track_reading *track)
{
    return add(meter, track, false);
}

void sound_meter_read(const struct sound_meter *meter, struct sound_profile *profile)
{
    sound_profile_clear(profile);
    if (!(meter->weight > 0.0))
        return;
    profile->span_s = (float)meter->span_s;
    profile->loudness_lufs = (float)(10.0 * log10(meter->loudness / meter->weight));
    profile->true_peak_dbtp = meter->true_peak_dbtp;
    profile->psr_db = (float)(meter->psr / meter->weight);
    profile->crest_db = (float)(meter->crest / meter->weight);
    for (int i = 0; i < THIRD_OCTAVES; i++)
        profile->third_db[i] = (float)(10.0 * log10(meter->power[i] / meter->weight));
    if (!(meter->image_weight > 0.0))
        return;
    profile->correlation = (float)(meter->correlation / meter->image_weight);
    profile->low_correlation = (float)(meter->low_correlation / meter->image_weight);
    profile->width = (float)(meter->width / meter->image_weight);
    profile->balance_db = (float)(meter->balance / meter->image_weight);
}

float sound_match_db(const struct sound_profile *a, const struct sound_profile *b)
{
    const float match_db = a->loudness_lufs - b->loudness_lufs;
    return isfinite(match_db) ? match_db : NAN;
}

static float loudest(const struct sound_profile *profile)
{
    float most = -INFINITY;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        if (profile->third_db[i] > most)
            most = profile->third_db[i];
    return most;
}

void sound_difference(const struct sound_profile *a, const struct sound_profile *b,
                      float third_db[THIRD_OCTAVES])
{
    const float match_db = sound_match_db(a, b);
    const float floor_a = loudest(a) - SHARE_FLOOR_DB, floor_b = loudest(b) - SHARE_FLOOR_DB;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const float in_a = a->third_db[i], in_b = b->third_db[i];
        const bool heard = in_a > floor_a || in_b > floor_b;
        const float difference = in_a - (in_b + match_db);
        third_db[i] = heard && isfinite(difference) ? difference : NAN;
    }
}

static double band_power(const struct sound_profile *profile, float low_hz, float high_hz)
{
    double sum = 0.0;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        if (third_octave_nominal_hz[i] >= low_hz && third_octave_nominal_hz[i] < high_hz &&
            !isnan(profile->third_db[i]))
            sum += pow(10.0, (double)profile->third_db[i] / 10.0);
    return sum;
}

float sound_band_difference(const struct sound_profile *a, const struct sound_profile *b,
                            float low_hz, float high_hz)
{
    const double in_a = band_power(a, low_hz, high_hz), in_b = band_power(b, low_hz, high_hz);
    const float difference =
        (float)(10.0 * log10(in_a) - 10.0 * log10(in_b)) - sound_match_db(a, b);
    return isfinite(difference) ? difference : NAN;
}

float sound_band_change(const struct sound_profile *a, const struct sound_profile *b, float low_hz,
                        float high_hz)
{
    const float floor_a = loudest(a) - SHARE_FLOOR_DB, floor_b = loudest(b) - SHARE_FLOOR_DB;
    double outside = 0.0;
    int count = 0;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        const float hz = third_octave_nominal_hz[i];
        const bool heard = a->third_db[i] > floor_a && b->third_db[i] > floor_b;
        if (!heard || (hz > low_hz / BESIDE && hz < high_hz * BESIDE))
            continue;
        outside += (double)a->third_db[i] - (double)b->third_db[i];
        count++;
    }
    if (count < OUTSIDE_LEAST)
        return sound_band_difference(a, b, low_hz, high_hz);
    const double in_a = band_power(a, low_hz, high_hz), in_b = band_power(b, low_hz, high_hz);
    const float change = (float)(10.0 * log10(in_a) - 10.0 * log10(in_b) - outside / count);
    return isfinite(change) ? change : NAN;
}
