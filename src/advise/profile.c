/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/profile.h"

#include "advise/roleguess.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static float worst_channel(const struct track_reading *track, float (*of)(const struct channel_reading *))
{
    float worst = NAN;
    for (unsigned c = 0; c < track->channels; c++)
        worst = fmaxf(worst, of(&track->channel[c]));
    return worst;
}

static float dc_percent_of(const struct channel_reading *channel)
{
    return 100.0F * fabsf(channel->dc_offset);
}

static float clip_runs_of(const struct channel_reading *channel)
{
    return (float)channel->clip_runs;
}

static float crest_of(const struct channel_reading *channel)
{
    return channel->crest_db;
}

static float dead_of(const struct channel_reading *channel)
{
    return channel->dead ? 1.0F : 0.0F;
}

static float clipping(const struct track_reading *track)
{
    return worst_channel(track, clip_runs_of);
}
static float dropouts(const struct track_reading *track)
{
    return (float)track->defects.dropouts;
}
static float hum(const struct track_reading *track)
{
    return isfinite(track->defects.hum_hz) ? track->defects.hum_dbfs - track->loudness.integrated_lufs
                                           : NAN;
}
static float noise(const struct track_reading *track)
{
    return track->defects.noise_floor_dbfs - track->loudness.integrated_lufs;
}
static float dc(const struct track_reading *track)
{
    return worst_channel(track, dc_percent_of);
}
static float dead(const struct track_reading *track)
{
    return worst_channel(track, dead_of);
}
static float bad(const struct track_reading *track)
{
    return (float)track->defects.bad_samples;
}
static float peak(const struct track_reading *track)
{
    return track->loudness.true_peak_dbtp;
}
static float soft(const struct track_reading *track)
{
    return -track->loudness.integrated_lufs;
}
static float flat(const struct track_reading *track)
{
    return -worst_channel(track, crest_of);
}
static float turned(const struct track_reading *track)
{
    return -track->stereo.correlation;
}

/* What takes points: so many a unit beyond the limit, and at least the first. */
static const struct {
    float (*value)(const struct track_reading *track);
    float limit, points_first, points_a_unit, points_max;
    const char *reason;
} flaws[] = {
    {clipping, 0.5F, 10.0F, 1.0F, 35.0F, N_("clipped peaks")},
    {dropouts, 0.5F, 10.0F, 5.0F, 40.0F, N_("dropouts")},
    {hum, -50.0F, 4.0F, 0.6F, 25.0F, N_("mains hum")},
    {noise, -45.0F, 2.0F, 0.8F, 25.0F, N_("noise in the pauses")},
    {dc, 0.5F, 5.0F, 3.0F, 15.0F, N_("DC offset")},
    {dead, 0.5F, 30.0F, 0.0F, 30.0F, N_("a channel is dead")},
    {bad, 0.5F, 15.0F, 0.01F, 30.0F, N_("broken samples")},
    {peak, -0.1F, 4.0F, 3.0F, 15.0F, N_("no headroom")},
    {soft, 45.0F, 4.0F, 0.8F, 20.0F, N_("recorded very soft")},
    {flat, -6.0F, 4.0F, 3.0F, 15.0F, N_("squashed: hardly any peaks left")},
    {turned, 0.2F, 8.0F, 20.0F, 20.0F, N_("left and right work against each other")},
};

static void add_reason(struct profile_reading *profile, const char *text, float points)
{
    unsigned place = profile->n_reasons;
    while (place > 0 && profile->reasons[place - 1].points < points)
        place--;
    if (place == QUALITY_REASONS)
        return;
    if (profile->n_reasons < QUALITY_REASONS)
        profile->n_reasons++;
    memmove(&profile->reasons[place + 1], &profile->reasons[place],
            (profile->n_reasons - 1U - place) * sizeof profile->reasons[0]);
    text_format(profile->reasons[place].text, sizeof profile->reasons[place].text, "%s", text);
    profile->reasons[place].points = points;
}

static void find_quality(const struct track_reading *track, struct profile_reading *profile)
{
    if (!isfinite(track->loudness.integrated_lufs))
        return;
    float score = 100.0F;
    for (size_t i = 0; i < sizeof flaws / sizeof flaws[0]; i++) {
        const float over = flaws[i].value(track) - flaws[i].limit;
        if (!(over > 0.0F))
            continue;
        const float points =
            fminf(flaws[i].points_first + flaws[i].points_a_unit * over, flaws[i].points_max);
        score -= points;
        add_reason(profile, _(flaws[i].reason), points);
    }
    profile->quality = fmaxf(score, 0.0F);
}

static int loudest_band(const struct track_reading *track)
{
    int best = -1;
    for (int i = 0; i < BANDS; i++)
        if (isfinite(track->spectrum.bands_db[i]) &&
            (best < 0 || track->spectrum.bands_db[i] > track->spectrum.bands_db[best]))
            best = i;
    return best;
}

void profile_find(const struct track_reading *track, struct profile_reading *profile)
{
    const struct role_guess guess = roleguess_find(track);
    profile_reading_clear(profile);
    profile->guess = guess.role;
    profile->guess_confidence = guess.confidence;
    profile->pattern = roleguess_pattern(track);
    profile->main_band = (int8_t)loudest_band(track);
    find_quality(track, profile);
}

/* b - a, shifted so that the mean over what both have is 0. */
static void subtract_matched(const float *a, const float *b, float *to, int count)
{
    float sum = 0.0F;
    int known = 0;
    for (int i = 0; i < count; i++) {
        const bool both = isfinite(a[i]) && isfinite(b[i]);
        to[i] = both ? b[i] - a[i] : NAN;
        sum += both ? to[i] : 0.0F;
        known += both ? 1 : 0;
    }
    for (int i = 0; i < count; i++)
        to[i] -= known ? sum / (float)known : 0.0F;
}

static void find_same_sound(const struct relations_reading *relations, unsigned a, unsigned b,
                            struct track_comparison *comparison)
{
    for (unsigned i = 0; i < relations->n_alignments && i < ALIGNMENTS_MAX; i++) {
        const struct alignment_reading *const found = &relations->alignments[i];
        const bool forward = found->track == a && found->other == b;
        if (!forward && !(found->track == b && found->other == a))
            continue;
        comparison->same_sound = true;
        comparison->delay_ms = forward ? found->delay_ms : -found->delay_ms;
        comparison->sound_correlation = found->correlation;
        return;
    }
}

void profile_compare(const struct snapshot *snapshot, unsigned a, unsigned b,
                     struct track_comparison *comparison)
{
    const struct track_reading *const x = &snapshot->tracks[a], *const y = &snapshot->tracks[b];
    *comparison = (struct track_comparison){
        .loudness_lu = y->loudness.integrated_lufs - x->loudness.integrated_lufs,
        .true_peak_db = y->loudness.true_peak_dbtp - x->loudness.true_peak_dbtp,
        .crest_db = worst_channel(y, crest_of) - worst_channel(x, crest_of),
        .range_lu = y->loudness.range_lu - x->loudness.range_lu,
        .centroid_octaves = log2f(y->spectrum.centroid_hz / x->spectrum.centroid_hz),
        .tilt_db_per_octave = y->spectrum.tilt_db_per_octave - x->spectrum.tilt_db_per_octave,
        .width = y->stereo.width - x->stereo.width,
        .correlation = y->stereo.correlation - x->stereo.correlation,
        .a_hides_b = snapshot->relations.masking[a][b],
        .b_hides_a = snapshot->relations.masking[b][a],
        .delay_ms = NAN,
        .sound_correlation = NAN,
    };
    subtract_matched(x->spectrum.bands_db, y->spectrum.bands_db, comparison->bands_db, BANDS);
    subtract_matched(x->spectrum.third_long_db, y->spectrum.third_long_db, comparison->third_db,
                     THIRD_OCTAVES);
    find_same_sound(&snapshot->relations, a, b, comparison);
}
