/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one update of the six analyses costs, over 64 tracks and their mix with all there is to find. */
#include "advise/analyses.h"
#include "base/clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 2000 };

static void fill_track(struct track_reading *track, unsigned index)
{
    snprintf(track->name, sizeof track->name, "track %u", index);
    track->channels = 2;
    track->is_mix = index == TRACKS_MAX - 1;
    for (int c = 0; c < 2; c++) {
        struct channel_reading *channel = &track->channel[c];
        channel->sample_peak_dbfs = -0.1F * (float)index;
        channel->rms_dbfs = -10.0F - 0.2F * (float)index;
        channel->dc_offset = 0.001F;
        channel->clip_runs = index;
    }
    track->loudness.integrated_s = 60.0;
    track->loudness.integrated_lufs = -10.0F;
    track->loudness.true_peak_dbtp = 0.3F;
    track->loudness.psr_min_db = 6.0F;
    track->stereo.correlation = 0.1F;
    track->stereo.low_correlation = 0.2F;
    track->stereo.mono_loss_db = 4.0F;
    for (int i = 0; i < THIRD_OCTAVES; i++)
        track->spectrum.third_long_db[i] = -20.0F - (float)i;
}

int main(void)
{
    struct snapshot *snapshot = malloc(sizeof *snapshot);
    static struct analysis_reading analyses[ANALYSES];
    static const struct target target = {.integrated_lufs = -14.0F, .tolerance_lu = 1.0F,
                                         .true_peak_dbtp = -1.0F};
    if (!snapshot)
        return 1;
    snapshot_clear(snapshot);
    snapshot->n_tracks = TRACKS_MAX;
    snapshot->mix = TRACKS_MAX - 1;
    for (unsigned t = 0; t < TRACKS_MAX; t++)
        fill_track(&snapshot->tracks[t], t);
    struct advice_reading *advice = &snapshot->advice;
    advice->n_suggestions = SUGGESTIONS_MAX;
    for (int i = 0; i < SUGGESTIONS_MAX; i++)
        strcpy(advice->suggestions[i].rule, i % 2 ? "masking" : "level_balance");
    advice->corridor.known = true;
    for (int i = 0; i < THIRD_OCTAVES; i++) {
        advice->corridor.low_db[i] = -30.0F;
        advice->corridor.high_db[i] = -24.0F;
    }
    snapshot->listen.tempo.bpm = 120.0F;
    snapshot->source.routing.known = true;

    const struct analysis_input input = {snapshot, advice, &target};
    double worst_s = 0.0, sum_s = 0.0;
    for (int run = 0; run < RUNS; run++) {
        const double start_s = clock_now_s();
        analyses_read(&input, analyses);
        const double took_s = clock_now_s() - start_s;
        sum_s += took_s;
        worst_s = fmax(worst_s, took_s);
    }
    printf("mean %.1f us, worst %.1f us\n", 1e6 * sum_s / RUNS, 1e6 * worst_s);
    free(snapshot);
    return 0;
}
