/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gain staging: -18 dBFS average is 0 VU (EBU R 68 line-up), tracks peak at -12 to -6 dBFS, a mix that
 * goes on to mastering keeps 3 dB and more, a master 1 dB of true peak. */
#include "advise/analysis_tables.h"
#include "base/i18n.h"

#include <math.h>

static float peak_dbfs(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    float peak = NAN;
    for (unsigned c = 0; c < track->channels; c++)
        peak = fmaxf(peak, track->channel[c].sample_peak_dbfs);
    return peak;
}

static float average_dbfs(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    float average = NAN;
    for (unsigned c = 0; c < track->channels; c++)
        average = fmaxf(average, track->channel[c].rms_dbfs);
    return average;
}

/* Louder than this it has been mastered, or is meant to be. */
static bool is_master(const struct track_reading *mix)
{
    return mix->loudness.integrated_lufs > -16.0F;
}

static float mix_headroom_db(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    return is_master(track) ? NAN : -track->loudness.true_peak_dbtp;
}

static float master_headroom_db(const struct analysis_input *input,
                                const struct track_reading *track)
{
    (void)input;
    return is_master(track) ? -track->loudness.true_peak_dbtp : NAN;
}

static float noise_floor_dbfs(const struct analysis_input *input,
                              const struct track_reading *track)
{
    (void)input;
    return track->defects.noise_floor_dbfs;
}

const struct check gain_checks[] = {
    {.scope = CHECK_SESSION, .metric = "mix.clip_runs", .unit = "", .value = value_clip_runs,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 5.0F, .points_max = 40.0F,
     .healthy = N_("nothing clips (%s runs at full scale)"),
     .too_high = N_("clipped %s times"),
     .mend_high = N_("turn it down before the stage that clips, and print it again")},
    {.scope = CHECK_SESSION, .metric = "mix.headroom_db", .unit = "dB", .places = 1,
     .value = mix_headroom_db, .low = 3.0F, .high = INFINITY, .points_per_unit = 5.0F,
     .points_max = 20.0F, .healthy = N_("headroom of the mix: %s"),
     .too_low = N_("headroom of the mix: only %s"),
     .mend_low = N_("pull all faders down together: leave 3 to 6 dB for mastering")},
    {.scope = CHECK_SESSION, .metric = "mix.headroom_db", .unit = "dB", .places = 1,
     .value = master_headroom_db, .low = 1.0F, .high = INFINITY, .points_per_unit = 10.0F,
     .points_max = 25.0F, .healthy = N_("headroom of the master: %s of true peak"),
     .too_low = N_("headroom of the master: only %s of true peak"),
     .mend_low = N_("set the limiter's ceiling to -1 dBTP: lossy coding adds peaks")},
    {.scope = CHECK_TRACKS, .metric = "track.peak_dbfs", .unit = "dBFS", .places = 1,
     .value = peak_dbfs, .low = -30.0F, .high = -3.0F, .points_per_unit = 4.0F, .points_max = 20.0F,
     .healthy = N_("peaks at %s"), .too_low = N_("peaks at %s: low"),
     .mend_low = N_("raise its input gain: peaks of -12 to -6 dBFS are usual"),
     .too_high = N_("peaks at %s: hot"),
     .mend_high = N_("lower its clip gain or trim: peaks of -12 to -6 dBFS are usual")},
    {.scope = CHECK_TRACKS, .metric = "track.average_dbfs", .unit = "dBFS", .places = 1,
     .value = average_dbfs, .low = -40.0F, .high = -12.0F, .points_per_unit = 2.0F,
     .points_max = 15.0F, .healthy = N_("average level %s"),
     .too_low = N_("average level %s: low"),
     .mend_low = N_("raise it: -18 dBFS is where modelled analogue gear is at home"),
     .too_high = N_("average level %s: hot"),
     .mend_high = N_("trim it: -18 dBFS is where modelled analogue gear is at home")},
    {.scope = CHECK_SESSION, .metric = "mix.dc_percent", .unit = "%", .places = 2,
     .value = value_dc_percent, .low = -INFINITY, .high = 0.2F, .points_per_unit = 10.0F,
     .points_max = 15.0F, .healthy = N_("DC offset %s of full scale"),
     .too_high = N_("DC offset %s of full scale"),
     .mend_high = N_("high-pass at 10 to 20 Hz, or mend the converter or plug-in it comes from")},
    {.scope = CHECK_SESSION, .metric = "mix.noise_floor_dbfs", .unit = "dBFS", .places = 0,
     .value = noise_floor_dbfs, .low = -INFINITY, .high = -60.0F, .points_per_unit = 1.0F,
     .points_max = 15.0F, .healthy = N_("noise in the pauses: %s"),
     .too_high = N_("noise in the pauses: %s"),
     .mend_high = N_("find the noisy track: solo in a pause; gate it or record it hotter")},
};
const unsigned gain_checks_n = sizeof gain_checks / sizeof *gain_checks;
