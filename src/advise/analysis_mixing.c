/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mixing: spectral balance against the corridor of the genre, stereo image (RTW: correlation of normal
 * mixes 0.3 to 0.7), dynamics (PSR of 8 and more in the loudest part), and what the tracks do to each
 * other. */
#include "advise/analysis_tables.h"
#include "base/i18n.h"

#include <math.h>
#include <string.h>

/* Mean distance outside the corridor over the bands that it covers, 100 Hz to 10 kHz. */
static float corridor_distance_db(const struct analysis_input *input,
                                  const struct track_reading *track)
{
    const struct corridor_reading *corridor = &input->advice->corridor;
    float sum_db = 0.0F;
    unsigned bands = 0;
    for (unsigned i = 0; corridor->known && i < THIRD_OCTAVES; i++) {
        const float level_db = track->spectrum.third_long_db[i];
        const float hz = third_octave_nominal_hz[i];
        if (hz < 100.0F || hz > 10000.0F || !isfinite(level_db) || !isfinite(corridor->low_db[i]))
            continue;
        sum_db += fmaxf(fmaxf(corridor->low_db[i] - level_db, level_db - corridor->high_db[i]), 0.0F);
        bands++;
    }
    return bands > 0 ? sum_db / (float)bands : NAN;
}

static float correlation(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    return track->stereo.correlation;
}

static float balance_db(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    return track->stereo.balance_db;
}

static float standing(const struct analysis_input *input, const char *rule)
{
    float count = 0.0F;
    for (unsigned i = 0; i < input->advice->n_suggestions; i++)
        count += strcmp(input->advice->suggestions[i].rule, rule) == 0 ? 1.0F : 0.0F;
    return input->snapshot->n_tracks > 2 ? count : NAN;
}

static float masked_pairs(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return standing(input, "masking");
}

static float unbalanced_tracks(const struct analysis_input *input,
                               const struct track_reading *track)
{
    (void)track;
    return standing(input, "level_balance");
}

const struct check mixing_checks[] = {
    {.scope = CHECK_SESSION, .metric = "mix.corridor_distance_db", .unit = "dB", .places = 1,
     .value = corridor_distance_db, .low = -INFINITY, .high = 0.3F, .points_per_unit = 12.0F,
     .points_max = 40.0F, .healthy = N_("spectrum within the corridor (%s outside on average)"),
     .too_high = N_("spectrum %s outside the corridor on average"),
     .mend_high = N_("see the corridor over the spectrum; the suggestions name the bands")},
    {.scope = CHECK_SESSION, .metric = "mix.masked_pairs", .unit = "", .value = masked_pairs,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 6.0F, .points_max = 24.0F,
     .healthy = N_("pairs of tracks that hide each other: %s"),
     .too_high = N_("pairs of tracks that hide each other: %s"),
     .mend_high = N_("carve room: cut one where the other lives, or pan them apart")},
    {.scope = CHECK_SESSION, .metric = "mix.unbalanced_tracks", .unit = "",
     .value = unbalanced_tracks, .low = -INFINITY, .high = 0.0F, .points_per_unit = 6.0F,
     .points_max = 24.0F, .healthy = N_("tracks far from the usual level of their role: %s"),
     .too_high = N_("tracks far from the usual level of their role: %s"),
     .mend_high = N_("try the proposed fader moves, then trust your ears")},
    {.scope = CHECK_SESSION, .metric = "mix.correlation", .unit = "", .places = 2,
     .value = correlation, .low = 0.1F, .high = INFINITY, .points_per_unit = 40.0F,
     .points_max = 25.0F, .healthy = N_("correlation of left and right: %s"),
     .too_low = N_("correlation of left and right: %s"),
     .mend_low = N_("look for a flipped channel or too much widening; listen in mono")},
    {.scope = CHECK_SESSION, .metric = "mix.low_correlation", .unit = "", .places = 2,
     .value = value_low_correlation, .low = 0.6F, .high = INFINITY, .points_per_unit = 20.0F,
     .points_max = 15.0F, .healthy = N_("correlation below 120 Hz: %s"),
     .too_low = N_("correlation below 120 Hz: %s"),
     .mend_low = N_("make everything below 120 Hz mono")},
    {.scope = CHECK_SESSION, .metric = "mix.balance_db", .unit = "dB", .places = 1,
     .magnitude = true, .value = balance_db, .low = -1.5F, .high = 1.5F, .points_per_unit = 5.0F, .points_max = 15.0F,
     .healthy = N_("left and right balanced (%s)"), .too_low = N_("leans left (%s)"),
     .mend_low = N_("move a loud track to the right, or check the stereo bus"),
     .too_high = N_("leans right (%s)"),
     .mend_high = N_("move a loud track to the left, or check the stereo bus")},
    {.scope = CHECK_SESSION, .metric = "mix.psr_min_db", .unit = "dB", .places = 1,
     .value = value_psr_min, .low = 8.0F, .high = INFINITY, .points_per_unit = 4.0F,
     .points_max = 16.0F, .healthy = N_("least peak to short-term loudness: %s"),
     .too_low = N_("least peak to short-term loudness: %s"),
     .mend_low = N_("ease the bus compressor or limiter until peaks breathe again")},
    {.scope = CHECK_SESSION, .metric = "mix.mono_loss_db", .unit = "dB", .places = 1,
     .value = value_mono_loss, .low = -INFINITY, .high = 3.0F, .points_per_unit = 4.0F,
     .points_max = 15.0F, .healthy = N_("lost when folded to mono: %s"),
     .too_high = N_("lost when folded to mono: %s"),
     .mend_high = N_("narrow what is out of phase; check in mono")},
};
const unsigned mixing_checks_n = sizeof mixing_checks / sizeof *mixing_checks;
