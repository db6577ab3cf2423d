/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/analyses.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct snapshot snapshot;
static struct advice_reading advice;
static struct analysis_reading analyses[ANALYSES];
static const struct target target = {.name = "norm", .integrated_lufs = -14, .tolerance_lu = 1,
                                     .true_peak_dbtp = -1, .short_term_max_lufs = NAN};

static struct track_reading *add_track(const char *name)
{
    struct track_reading *track = &snapshot.tracks[snapshot.n_tracks++];
    snprintf(track->name, sizeof track->name, "%s", name);
    track->channels = 2;
    track->connected = true;
    for (int c = 0; c < 2; c++) {
        track->channel[c].sample_peak_dbfs = -8.0F;
        track->channel[c].rms_dbfs = -20.0F;
        track->channel[c].dc_offset = 0.0F;
    }
    return track;
}

/* A stereo mix that nobody would touch, half a minute of it. */
static int make_healthy(void **state)
{
    (void)state;
    snapshot_clear(&snapshot);
    advice_reading_clear(&advice);
    struct track_reading *mix = add_track("mix");
    mix->is_mix = true;
    mix->loudness.integrated_s = 30.0;
    mix->loudness.integrated_lufs = -14.2F;
    mix->loudness.true_peak_dbtp = -1.5F;
    mix->loudness.psr_min_db = 10.0F;
    mix->stereo.correlation = 0.6F;
    mix->stereo.low_correlation = 0.95F;
    mix->stereo.balance_db = 0.2F;
    mix->stereo.width = 0.2F;
    mix->stereo.mono_loss_db = 0.8F;
    return 0;
}

static void read_all(void)
{
    const struct analysis_input input = {&snapshot, &advice, &target};
    analyses_read(&input, analyses);
}

static const struct finding *costliest(enum analysis analysis)
{
    assert_true(analyses[analysis].n_findings > 0);
    return &analyses[analysis].findings[0];
}

static void a_healthy_file_has_nothing_to_mend(void **state)
{
    (void)state;
    read_all();
    assert_float_equal(analyses[ANALYSIS_GAIN_STAGING].score, 100.0F, 0);
    assert_float_equal(analyses[ANALYSIS_MIXING].score, 100.0F, 0);
    assert_float_equal(analyses[ANALYSIS_MASTERING].score, 100.0F, 0);
    assert_float_equal(analyses[ANALYSIS_SESSION_HEALTH].score, 100.0F, 0);
    assert_float_equal(analyses[ANALYSIS_CREATIVE].score, 100.0F, 0);
    assert_true(isnan(analyses[ANALYSIS_ROUTING].score)); /* a file has no graph */
    for (int a = 0; a < ANALYSES; a++)
        for (int f = 0; f < analyses[a].n_findings; f++)
            assert_string_equal(analyses[a].findings[f].recommendation, "");
}

static void too_little_heard_is_no_score(void **state)
{
    (void)state;
    snapshot.tracks[0].loudness.integrated_s = 2.0;
    read_all();
    assert_true(isnan(analyses[ANALYSIS_GAIN_STAGING].score));
    assert_true(isnan(analyses[ANALYSIS_MASTERING].score));
    assert_int_equal(analyses[ANALYSIS_MIXING].n_findings, 0);
    assert_float_equal(analyses[ANALYSIS_SESSION_HEALTH].score, 100.0F, 0);
}

static void what_costs_most_is_told_first(void **state)
{
    (void)state;
    snapshot.tracks[0].loudness.true_peak_dbtp = 0.5F;
    snapshot.tracks[0].stereo.low_correlation = 0.5F;
    read_all();
    const struct finding *finding = costliest(ANALYSIS_MASTERING);
    assert_string_equal(finding->metric, "mix.true_peak_over_db");
    assert_float_equal(finding->value, 1.5F, 1e-4);
    assert_float_equal(finding->points, 22.5F, 1e-3);
    assert_non_null(strstr(finding->text, "1.5 dB"));
    assert_string_not_equal(finding->recommendation, "");
    assert_float_equal(analyses[ANALYSIS_MASTERING].score, 100.0F - 22.5F - 2.0F, 1e-3);
}

static void a_side_is_told_in_words(void **state)
{
    (void)state;
    snapshot.tracks[0].loudness.integrated_lufs = -17.0F;
    read_all();
    assert_string_equal(costliest(ANALYSIS_MASTERING)->text,
                        "loudness 2.0 LU under the target's tolerance");
}

static void the_worst_track_is_named(void **state)
{
    (void)state;
    add_track("keys")->channel[0].sample_peak_dbfs = -1.0F;
    add_track("drums")->channel[1].sample_peak_dbfs = 0.0F;
    read_all();
    const struct finding *finding = costliest(ANALYSIS_GAIN_STAGING);
    assert_string_equal(finding->metric, "track.peak_dbfs");
    assert_non_null(strstr(finding->text, "drums: "));
    assert_float_equal(analyses[ANALYSIS_GAIN_STAGING].score, 88.0F, 1e-3);
}

static void the_graph_is_judged_where_there_is_one(void **state)
{
    (void)state;
    struct routing_reading *routing = &snapshot.source.routing;
    *routing = (struct routing_reading){.known = true, .n_outputs = 2, .n_fed_outputs = 2};
    read_all();
    assert_float_equal(analyses[ANALYSIS_ROUTING].score, 100.0F, 0);
    routing->n_issues = 1;
    routing->issues[0] = (struct routing_issue){ROUTING_BYPASS, "vocals"};
    read_all();
    assert_float_equal(analyses[ANALYSIS_ROUTING].score, 80.0F, 1e-3);
    assert_non_null(strstr(costliest(ANALYSIS_ROUTING)->text, "vocals"));
    routing->issues[0] = (struct routing_issue){ROUTING_SUM, "drums"};
    add_track("keys")->connected = false;
    add_track("bass")->connected = false;
    read_all();
    assert_float_equal(analyses[ANALYSIS_ROUTING].score, 50.0F, 1e-3);
    assert_string_equal(costliest(ANALYSIS_ROUTING)->text, "taps that nothing feeds: 2 (keys, bass)");
}

static void copies_and_silent_tracks_are_named(void **state)
{
    (void)state;
    static const struct alignment_reading pairs[] = {
        {.track = 1, .other = 2, .correlation = 1.0F, .delay_frames = 0.0F, .confidence = 1.0F},
        {.track = 1, .other = 3, .correlation = 1.0F, .delay_frames = 40.0F, .confidence = 1.0F},
        {.track = 2, .other = 3, .correlation = 0.8F, .delay_frames = 0.0F, .confidence = 1.0F},
    };
    add_track("take 1");
    add_track("take 2");
    add_track("room")->defects.silence_s = 60.0;
    read_all();
    assert_float_equal(analyses[ANALYSIS_SESSION_HEALTH].score, 97.0F, 1e-3);
    assert_string_equal(costliest(ANALYSIS_SESSION_HEALTH)->text,
                        "tracks silent for half a minute: 1 (room)");
    snapshot.relations.n_alignments = 3;
    memcpy(snapshot.relations.alignments, pairs, sizeof pairs);
    read_all();
    assert_string_equal(costliest(ANALYSIS_SESSION_HEALTH)->metric, "session.duplicated_tracks");
    assert_string_equal(costliest(ANALYSIS_SESSION_HEALTH)->text,
                        "tracks that carry the same sound: 2 (take 1, take 2)");
    for (unsigned t = 1; t < 4; t++) { /* names that do not all fit */
        memset(snapshot.tracks[t].name, 'x', sizeof snapshot.tracks[t].name - 1);
        snapshot.relations.alignments[t - 1].correlation = 1.0F;
        snapshot.relations.alignments[t - 1].delay_frames = 0.0F;
    }
    read_all();
    const char *text = costliest(ANALYSIS_SESSION_HEALTH)->text;
    assert_string_equal(text + strlen(text) - 5, " ...)");
}

static void times_follow_the_tempo(void **state)
{
    (void)state;
    snapshot.listen.tempo.bpm = 120.0F;
    snapshot.listen.tempo.steadiness = 0.9F;
    snapshot.listen.tempo.beats_in_bar = 4;
    read_all();
    const struct analysis_reading *creative = &analyses[ANALYSIS_CREATIVE];
    const struct finding *last = &creative->findings[creative->n_findings - 1];
    assert_string_equal(last->metric, "tempo.bpm");
    assert_non_null(strstr(last->text, "1/4 500, 1/8. 375, 1/8 250, 1/16 125 ms"));
    assert_non_null(strstr(last->recommendation, "pre-delay 31 ms, decay 1.0 s"));
}

static void no_score_falls_below_nothing(void **state)
{
    (void)state;
    struct track_reading *mix = &snapshot.tracks[0];
    mix->loudness = (struct loudness_reading){.integrated_s = 99.0, .integrated_lufs = -1.0F,
                                              .true_peak_dbtp = 9.0F, .psr_min_db = 1.0F};
    mix->channel[0].clip_runs = 100000;
    mix->channel[0].dc_offset = 0.9F;
    mix->stereo.low_correlation = -1.0F;
    mix->stereo.mono_loss_db = 60.0F;
    read_all();
    assert_float_equal(analyses[ANALYSIS_MASTERING].score, 0.0F, 0);
    assert_int_equal(analyses[ANALYSIS_MASTERING].n_findings, FINDINGS_MAX);
}

int main(void)
{
#define HEALTHY(test) cmocka_unit_test_setup(test, make_healthy)
    const struct CMUnitTest tests[] = {
        HEALTHY(a_healthy_file_has_nothing_to_mend),
        HEALTHY(too_little_heard_is_no_score),
        HEALTHY(what_costs_most_is_told_first),
        HEALTHY(a_side_is_told_in_words),
        HEALTHY(the_worst_track_is_named),
        HEALTHY(the_graph_is_judged_where_there_is_one),
        HEALTHY(copies_and_silent_tracks_are_named),
        HEALTHY(times_follow_the_tempo),
        HEALTHY(no_score_falls_below_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
