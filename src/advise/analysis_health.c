/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Session health: what the server, the machine and the cables do to the sound. */
#include "advise/analysis_tables.h"
#include "base/i18n.h"

#include <math.h>

static bool is_live(const struct analysis_input *input)
{
    return input->snapshot->source.block_frames > 0;
}

static float xruns(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return is_live(input) ? (float)input->snapshot->source.xruns : NAN;
}

static float dropped_ms(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    const struct source_reading *source = &input->snapshot->source;
    if (!is_live(input) || source->rate_hz == 0)
        return NAN;
    return 1000.0F * (float)source->dropped_frames / (float)source->rate_hz;
}

static float dsp_load(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return input->snapshot->source.dsp_load_percent;
}

static float sum_over_tracks(const struct analysis_input *input,
                             float (*of)(const struct track_reading *track))
{
    const struct snapshot *snapshot = input->snapshot;
    float sum = 0.0F;
    for (unsigned t = 0; t < snapshot->n_tracks; t++)
        if (!snapshot->tracks[t].is_mix || snapshot->n_tracks == 1)
            sum += of(&snapshot->tracks[t]);
    return sum;
}

static float dropouts_of(const struct track_reading *track)
{
    return (float)track->defects.dropouts;
}

static float dropouts(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return sum_over_tracks(input, dropouts_of);
}

static float bad_samples_of(const struct track_reading *track)
{
    return (float)track->defects.bad_samples;
}

static float bad_samples(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return sum_over_tracks(input, bad_samples_of);
}

static float dead_channels_of(const struct track_reading *track)
{
    float dead = 0.0F;
    for (unsigned c = 0; c < track->channels; c++)
        dead += track->channel[c].dead ? 1.0F : 0.0F;
    return dead;
}

static float dead_channels(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return sum_over_tracks(input, dead_channels_of);
}

static bool has_dead_channel(const struct analysis_input *input, unsigned track)
{
    return input->snapshot->n_tracks > 1 && !input->snapshot->tracks[track].is_mix &&
           dead_channels_of(&input->snapshot->tracks[track]) > 0.0F;
}

enum { SILENT_S = 30 };
static const float same_correlation = 0.98F, same_frames = 0.5F; /* not two microphones: a copy */

static bool is_silent(const struct analysis_input *input, unsigned track)
{
    const struct track_reading *reading = &input->snapshot->tracks[track];
    return !reading->is_mix && reading->defects.silence_s > SILENT_S;
}

static bool is_copy(const struct alignment_reading *alignment)
{
    return alignment->correlation > same_correlation && alignment->delay_frames < same_frames;
}

static bool has_copy(const struct analysis_input *input, unsigned track)
{
    const struct relations_reading *relations = &input->snapshot->relations;
    for (unsigned i = 0; i < relations->n_alignments && i < ALIGNMENTS_MAX; i++)
        if ((relations->alignments[i].track == track || relations->alignments[i].other == track) &&
            is_copy(&relations->alignments[i]))
            return true;
    return false;
}

static float count_tracks(const struct analysis_input *input,
                          bool (*of)(const struct analysis_input *input, unsigned track))
{
    float count = 0.0F;
    if (input->snapshot->n_tracks < 2)
        return NAN;
    for (unsigned t = 0; t < input->snapshot->n_tracks; t++)
        count += of(input, t) ? 1.0F : 0.0F;
    return count;
}

static float silent_tracks(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return count_tracks(input, is_silent);
}

static float copied_tracks(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return count_tracks(input, has_copy);
}

const struct check health_checks[] = {
    {.scope = CHECK_SESSION, .metric = "session.xruns", .unit = "", .value = xruns,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 3.0F, .points_max = 30.0F,
     .healthy = N_("xruns of the server: %s"), .too_high = N_("xruns of the server: %s"),
     .mend_high = N_("raise the buffer size, or take load off the machine")},
    {.scope = CHECK_SESSION, .metric = "session.dsp_load", .unit = "%", .places = 0,
     .value = dsp_load, .low = -INFINITY, .high = 70.0F, .points_per_unit = 1.0F,
     .points_max = 25.0F, .healthy = N_("DSP load %s"), .too_high = N_("DSP load %s"),
     .mend_high = N_("freeze tracks or raise the buffer size before it crackles")},
    {.scope = CHECK_SESSION, .metric = "session.dropped_ms", .unit = "ms", .places = 0,
     .value = dropped_ms, .low = -INFINITY, .high = 0.0F, .points_per_unit = 0.5F,
     .points_max = 10.0F, .healthy = N_("missed by sideman itself: %s"),
     .too_high = N_("missed by sideman itself: %s"),
     .mend_high = N_("the machine is short of time: the figures have gaps, your sound has not")},
    {.scope = CHECK_SESSION, .metric = "session.dropouts", .unit = "", .value = dropouts,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 6.0F, .points_max = 30.0F,
     .healthy = N_("dropouts in the sound: %s"), .too_high = N_("dropouts in the sound: %s"),
     .mend_high = N_("find the take or the cable; record it again with a larger buffer")},
    {.scope = CHECK_SESSION, .metric = "session.bad_samples", .unit = "", .value = bad_samples,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 1.0F, .points_max = 30.0F,
     .healthy = N_("samples that are no numbers: %s"),
     .too_high = N_("samples that are no numbers: %s"),
     .mend_high = N_("a plug-in is broken: bypass them one by one")},
    {.scope = CHECK_SESSION, .metric = "session.dead_channels", .unit = "", .value = dead_channels,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 15.0F, .points_max = 30.0F,
     .healthy = N_("channels that are dead beside one that plays: %s"),
     .too_high = N_("channels that are dead beside one that plays: %s"), .blames = has_dead_channel,
     .mend_high = N_("check cable, pan and routing of that side")},
    {.scope = CHECK_SESSION, .metric = "session.silent_tracks", .unit = "", .value = silent_tracks,
     .low = -INFINITY, .high = 0.0F, .points_per_unit = 3.0F, .points_max = 12.0F,
     .healthy = N_("tracks silent for half a minute: %s"),
     .too_high = N_("tracks silent for half a minute: %s"), .blames = is_silent,
     .mend_high = N_("fine if they rest; else look for a mute or a missing connection")},
    {.scope = CHECK_SESSION, .metric = "session.duplicated_tracks", .unit = "",
     .value = copied_tracks, .low = -INFINITY, .high = 0.0F, .points_per_unit = 5.0F,
     .points_max = 20.0F, .healthy = N_("tracks that carry the same sound: %s"),
     .too_high = N_("tracks that carry the same sound: %s"), .blames = has_copy,
     .mend_high = N_("a copy only makes it louder: mute one, or make them differ")},
};
const unsigned health_checks_n = sizeof health_checks / sizeof *health_checks;
