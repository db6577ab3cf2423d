/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/analysis_tables.h"

#include <math.h>

float value_clip_runs(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    float runs = 0.0F;
    for (unsigned c = 0; c < track->channels; c++)
        runs = fmaxf(runs, (float)track->channel[c].clip_runs);
    return runs;
}

float value_dc_percent(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    float worst = NAN;
    for (unsigned c = 0; c < track->channels; c++)
        worst = fmaxf(worst, 100.0F * fabsf(track->channel[c].dc_offset));
    return worst;
}

float value_mono_loss(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    return track->stereo.mono_loss_db;
}

float value_low_correlation(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    return track->stereo.low_correlation;
}

float value_psr_min(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    return track->loudness.psr_min_db;
}
