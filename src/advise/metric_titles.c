/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/metric_titles.h"

#include "base/i18n.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *metric, *title;
} titles[] = {
    {"pair.excess_db", N_("hidden by")},
    {"pair.share", N_("hidden share")},
    {"pair.push_db", N_("in the way by")},
    {"pair.low_hz", N_("hidden from")},
    {"pair.high_hz", N_("hidden up to")},
    {"pair.off_db", N_("off its place")},
    {"pair.off_sure_db", N_("off its place, surely")},
    {"pair.gain_db", N_("fader move")},
    {"pair.correlation", N_("likeness of tracks")},
    {"pair.delay_ms", N_("delay between tracks")},
    {"pair.delay_samples", N_("delay in samples")},
    {"pair.confidence", N_("sure of it")},
    {"pair.limit", N_("what is fine")},
    {"measured_s", N_("measured for")},
    {"channels", N_("channels")},
    {"levels.peak_dbfs", N_("sample peak")},
    {"levels.rms_dbfs", N_("average level")},
    {"levels.crest_db", N_("crest factor")},
    {"levels.clip_runs", N_("clips")},
    {"levels.clips_per_minute", N_("clips a minute")},
    {"levels.longest_clip", N_("longest clip, samples")},
    {"levels.dc_percent", N_("DC offset")},
    {"levels.noise_floor_dbfs", N_("noise in pauses")},
    {"loudness.integrated_lufs", N_("integrated loudness")},
    {"loudness.short_term_max_lufs", N_("loudest 3 s")},
    {"loudness.momentary_max_lufs", N_("loudest moment")},
    {"loudness.range_lu", N_("loudness range")},
    {"loudness.true_peak_dbtp", N_("true peak")},
    {"loudness.plr_db", N_("peak to loudness")},
    {"loudness.psr_min_db", N_("PSR where loudest")},
    {"target.integrated_lufs", N_("target loudness")},
    {"target.tolerance_lu", N_("target tolerance")},
    {"target.true_peak_dbtp", N_("target true peak")},
    {"target.over_lu", N_("over the target")},
    {"target.over_true_peak_db", N_("over the peak limit")},
    {"target.stated", N_("target asked for")},
    {"stereo.correlation", N_("correlation")},
    {"stereo.correlation_min", N_("lowest correlation")},
    {"stereo.low_correlation", N_("below 120 Hz")},
    {"stereo.balance_db", N_("right against left")},
    {"stereo.imbalance_db", N_("leaning by")},
    {"stereo.width", N_("width")},
    {"stereo.mono_loss_db", N_("lost in mono")},
    {"stereo.mono_loss_mid_db", N_("mids lost in mono")},
    {"spectrum.centroid_hz", N_("spectral centroid")},
    {"spectrum.tilt_db_per_octave", N_("tilt per octave")},
    {"defects.hum_hz", N_("hum at")},
    {"defects.hum_dbfs", N_("level of the hum")},
    {"defects.dropouts", N_("holes so far")},
    {"defects.dead_channels", N_("dead channels")},
    {"defects.silence_s", N_("silent for")},
    {"defects.bad_samples", N_("broken samples")},
    {"shape.boomy_db", N_("too much boom")},
    {"shape.mud_db", N_("too much mud")},
    {"shape.boxy_db", N_("too much box")},
    {"shape.thin_db", N_("missing lows")},
    {"shape.harsh_db", N_("too much bite")},
    {"shape.bright_db", N_("too much treble")},
    {"shape.dull_db", N_("missing treble")},
    {"shape.top_hz", N_("material ends at")},
    {"levels.cut_tops_per_minute", N_("cut peaks a minute")},
    {"levels.cut_longest", N_("longest cut, samples")},
    {"levels.density_db", N_("room for peaks")},
    {"levels.spread_db", N_("moves of the level")},
    {"loudness.over_lu", N_("over the target")},
    {"defects.dropouts_lately", N_("holes a minute")},
    {"character.noise_dbfs", N_("noise")},
    {"character.noise_rel_db", N_("noise to programme")},
    {"character.rumble_rel_db", N_("rumble to programme")},
    {"levels.high_dbfs", N_("loud moments")},
    {"levels.middle_dbfs", N_("usual level")},
    {"levels.low_dbfs", N_("soft moments")},
    {"character.hiss_dbfs", N_("hiss")},
    {"character.rumble_dbfs", N_("rumble")},
    {"character.resonance_hz", N_("rings at")},
    {"character.resonance_db", N_("stands out by")},
    {"character.resonance_q", N_("Q of the ring")},
    {"character.sibilance_db", N_("s sounds to voice")},
    {"tempo.bpm", N_("tempo")},
    {"onsets.rate_hz", N_("onsets a second")},
    {"pitch.low_hz", N_("lowest note")},
    {"corridor.bass", N_("bass in the corridor")},
    {"corridor.low_mid", N_("low mids in the corridor")},
    {"corridor.high_mid", N_("high mids in the corridor")},
    {"corridor.air", N_("air in the corridor")},
};

const char *metric_title(const char *metric)
{
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (strcmp(titles[i].metric, metric) == 0)
            return titles[i].title;
    return NULL;
}
