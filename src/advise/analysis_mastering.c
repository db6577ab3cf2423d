/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mastering: ready for the delivery target that is chosen (data/targets.conf has their sources), with
 * dynamics left (PSR of 8 and more), and whole in mono. */
#include "advise/analysis_tables.h"
#include "base/i18n.h"

#include <math.h>

/* Beyond the tolerance, signed: > 0 too loud.  What is too quiet counts less where it is turned up. */
static float loudness_off_lu(const struct analysis_input *input, const struct track_reading *track)
{
    if (!input->target)
        return NAN;
    const float off_lu = track->loudness.integrated_lufs - input->target->integrated_lufs;
    const float beyond_lu = fmaxf(fabsf(off_lu) - input->target->tolerance_lu, 0.0F);
    return isfinite(off_lu) ? copysignf(beyond_lu, off_lu) : NAN;
}

static float true_peak_over_db(const struct analysis_input *input,
                               const struct track_reading *track)
{
    if (!input->target)
        return NAN;
    return fmaxf(track->loudness.true_peak_dbtp - input->target->true_peak_dbtp, 0.0F);
}

static float short_term_over_lu(const struct analysis_input *input,
                                const struct track_reading *track)
{
    if (!input->target || !isfinite(input->target->short_term_max_lufs))
        return NAN;
    return fmaxf(track->loudness.short_term_max_lufs - input->target->short_term_max_lufs, 0.0F);
}

static float range_lu(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    return track->loudness.range_stable ? track->loudness.range_lu : NAN;
}

const struct check mastering_checks[] = {
    {.scope = CHECK_SESSION, .metric = "mix.loudness_off_lu", .unit = "LU", .places = 1,
     .magnitude = true, .value = loudness_off_lu, .low = 0.0F, .high = 0.0F, .points_per_unit = 4.0F,
     .points_max = 30.0F, .healthy = N_("loudness within the target's tolerance (%s off)"),
     .too_low = N_("loudness %s under the target's tolerance"),
     .mend_low = N_("raise it, if the peaks allow; or leave it where the place turns it up"),
     .too_high = N_("loudness %s over the target's tolerance"),
     .mend_high = N_("turn it down: the place will, and nothing is won by its limiter")},
    {.scope = CHECK_SESSION, .metric = "mix.true_peak_over_db", .unit = "dB", .places = 1,
     .value = true_peak_over_db, .low = -INFINITY, .high = 0.0F, .points_per_unit = 15.0F,
     .points_max = 30.0F, .healthy = N_("true peak within the target's limit (%s over)"),
     .too_high = N_("true peak %s over the target's limit"),
     .mend_high = N_("lower the ceiling of a true-peak limiter by that much")},
    {.scope = CHECK_SESSION, .metric = "mix.short_term_over_lu", .unit = "LU", .places = 1,
     .value = short_term_over_lu, .low = -INFINITY, .high = 0.0F, .points_per_unit = 8.0F,
     .points_max = 20.0F, .healthy = N_("short-term loudness within the limit (%s over)"),
     .too_high = N_("short-term loudness %s over the target's limit"),
     .mend_high = N_("ride the loudest passage down")},
    {.scope = CHECK_SESSION, .metric = "mix.clip_runs", .unit = "", .value = value_clip_runs,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 4.0F, .points_max = 20.0F,
     .healthy = N_("nothing clips (%s runs at full scale)"), .too_high = N_("clipped %s times"),
     .mend_high = N_("go back to the mix: a clipped master cannot be mended")},
    {.scope = CHECK_SESSION, .metric = "mix.psr_min_db", .unit = "dB", .places = 1,
     .value = value_psr_min, .low = 8.0F, .high = INFINITY, .points_per_unit = 4.0F,
     .points_max = 16.0F, .healthy = N_("least peak to short-term loudness: %s"),
     .too_low = N_("least peak to short-term loudness: %s"),
     .mend_low = N_("limit less: at matched loudness listeners prefer it")},
    {.scope = CHECK_SESSION, .metric = "mix.range_lu", .unit = "LU", .places = 1,
     .value = range_lu, .low = 2.0F, .high = 18.0F, .points_per_unit = 3.0F, .points_max = 10.0F,
     .healthy = N_("loudness range %s"), .too_low = N_("loudness range only %s"),
     .mend_low = N_("let verses be quieter than choruses"),
     .too_high = N_("loudness range %s: much for a car or a phone"),
     .mend_high = N_("ride the quiet passages up by hand before any compressor")},
    {.scope = CHECK_SESSION, .metric = "mix.low_correlation", .unit = "", .places = 2,
     .value = value_low_correlation, .low = 0.6F, .high = INFINITY, .points_per_unit = 20.0F,
     .points_max = 15.0F, .healthy = N_("correlation below 120 Hz: %s"),
     .too_low = N_("correlation below 120 Hz: %s"),
     .mend_low = N_("make everything below 120 Hz mono, for clubs and vinyl")},
    {.scope = CHECK_SESSION, .metric = "mix.mono_loss_db", .unit = "dB", .places = 1,
     .value = value_mono_loss, .low = -INFINITY, .high = 3.0F, .points_per_unit = 4.0F,
     .points_max = 12.0F, .healthy = N_("lost when folded to mono: %s"),
     .too_high = N_("lost when folded to mono: %s"),
     .mend_high = N_("narrow what is out of phase; check in mono")},
    {.scope = CHECK_SESSION, .metric = "mix.dc_percent", .unit = "%", .places = 2,
     .value = value_dc_percent, .low = -INFINITY, .high = 0.2F, .points_per_unit = 10.0F,
     .points_max = 10.0F, .healthy = N_("DC offset %s of full scale"),
     .too_high = N_("DC offset %s of full scale"),
     .mend_high = N_("high-pass at 10 to 20 Hz, or mend the converter or plug-in it comes from")},
};
const unsigned mastering_checks_n = sizeof mastering_checks / sizeof *mastering_checks;
