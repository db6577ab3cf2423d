/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Creative: contrast between the parts, width, tuning, and times that go with the tempo (a beat is
 * 60000 / BPM ms; pre-delay 1/64 to 1/128 note, decay to the end of one or two beats or a bar). */
#include "advise/analysis_tables.h"
#include "advise/metrics.h"
#include "base/i18n.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>

static float tuning_off_cents(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return input->snapshot->listen.key.tuning_cents;
}

static float contrast_lu(const struct analysis_input *input, const struct track_reading *track)
{
    (void)track;
    return metrics_contrast_lu(input->snapshot);
}

static float width_percent(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    return 100.0F * track->stereo.width;
}

static float range_lu(const struct analysis_input *input, const struct track_reading *track)
{
    (void)input;
    return track->loudness.range_stable ? track->loudness.range_lu : NAN;
}

static float tempo_bpm(const struct snapshot *snapshot)
{
    const struct tempo_reading *tempo = &snapshot->listen.tempo;
    if (isfinite(tempo->bpm))
        return tempo->bpm;
    return tempo->confidence_overall >= 0.5F ? tempo->bpm_overall : NAN;
}

static float steadiness_percent(const struct analysis_input *input,
                                const struct track_reading *track)
{
    (void)track;
    const struct tempo_reading *tempo = &input->snapshot->listen.tempo;
    if (!isfinite(tempo_bpm(input->snapshot)))
        return NAN;
    return 100.0F * (isfinite(tempo->bpm) ? tempo->steadiness : tempo->steadiness_overall);
}

const struct check creative_checks[] = {
    {.scope = CHECK_SESSION, .metric = "mix.contrast_lu", .unit = "LU", .places = 1,
     .value = contrast_lu, .low = 2.0F, .high = INFINITY, .points_per_unit = 12.0F,
     .points_max = 24.0F, .healthy = N_("contrast between the parts: %s"),
     .too_low = N_("contrast between the parts: only %s"),
     .mend_low = N_("take instruments out of the verse, or hold the chorus back until it comes")},
    {.scope = CHECK_SESSION, .metric = "mix.range_lu", .unit = "LU", .places = 1,
     .value = range_lu, .low = 3.0F, .high = INFINITY, .points_per_unit = 5.0F, .points_max = 15.0F,
     .healthy = N_("loudness range %s"), .too_low = N_("loudness range only %s"),
     .mend_low = N_("let some passages breathe: automate the bus by 1 or 2 dB between parts")},
    {.scope = CHECK_SESSION, .metric = "mix.width_percent", .unit = "%", .places = 0,
     .value = width_percent, .low = 4.0F, .high = 45.0F, .points_per_unit = 3.0F,
     .points_max = 20.0F, .healthy = N_("width (share of the sides): %s"),
     .too_low = N_("width (share of the sides): only %s"),
     .mend_low = N_("double a part and pan it wide, or give it a short stereo delay"),
     .too_high = N_("width (share of the sides): %s"),
     .mend_high = N_("bring the lead and the low end back to the middle")},
    {.scope = CHECK_SESSION, .metric = "mix.tuning_cents", .unit = "ct", .places = 0,
     .value = tuning_off_cents, .low = -12.0F, .high = 12.0F, .points_per_unit = 0.5F,
     .points_max = 10.0F, .healthy = N_("tuning %s from A4 = 440 Hz"),
     .too_low = N_("tuning %s from A4 = 440 Hz"),
     .mend_low = N_("tune samples and synths to it, or the players to 440 Hz"),
     .too_high = N_("tuning %s from A4 = 440 Hz"),
     .mend_high = N_("tune samples and synths to it, or the players to 440 Hz")},
    {.scope = CHECK_SESSION, .metric = "tempo.steadiness_percent", .unit = "%", .places = 0,
     .value = steadiness_percent, .low = 50.0F, .high = INFINITY, .points_per_unit = 0.2F,
     .points_max = 10.0F, .healthy = N_("steadiness of the tempo: %s"),
     .too_low = N_("steadiness of the tempo: %s"),
     .mend_low = N_("play to a click, or let the delays follow the DAW's tempo map")},
};
const unsigned creative_checks_n = sizeof creative_checks / sizeof *creative_checks;

void creative_tell(const struct analysis_input *input, struct analysis_reading *analysis)
{
    const float bpm = tempo_bpm(input->snapshot);
    if (!isfinite(bpm) || bpm <= 0.0F)
        return;
    const double beat_ms = 60000.0 / (double)bpm;
    const unsigned in_bar = input->snapshot->listen.tempo.beats_in_bar;
    struct finding finding = {.value = bpm, .low = NAN, .high = NAN, .metric = "tempo.bpm", .unit = "BPM"};
    text_format(finding.text, sizeof finding.text,
                _("delays at %.1f BPM: 1/4 %.0f, 1/8. %.0f, 1/8 %.0f, 1/16 %.0f ms"),
                (double)bpm, beat_ms, 0.75 * beat_ms, 0.5 * beat_ms, 0.25 * beat_ms);
    text_format(finding.recommendation, sizeof finding.recommendation,
                _("reverb: pre-delay %.0f ms, decay %.1f s (two beats) or %.1f s (a bar)"),
                beat_ms / 16.0, 2.0 * beat_ms / 1000.0,
                (double)(in_bar ? in_bar : 4) * beat_ms / 1000.0);
    checks_add(analysis, &finding);
}
