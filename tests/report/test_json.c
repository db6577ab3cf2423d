/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The JSON contract: names, nulls, and no text or number that a parser would refuse. */

#include "report/json.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

static struct snapshot *two_tracks(void)
{
    struct snapshot *snapshot = malloc(sizeof *snapshot);
    assert_non_null(snapshot);
    snapshot_clear(snapshot);
    snapshot->n_tracks = 3;
    snapshot->mix = 2;
    for (unsigned i = 0; i < 3; i++)
        snapshot->tracks[i].channels = 2;
    strcpy(snapshot->tracks[0].name, "vocals");
    snapshot->tracks[0].role = ROLE_VOCALS;
    strcpy(snapshot->tracks[1].name, "b");
    strcpy(snapshot->tracks[2].name, "mix");
    return snapshot;
}

static const char *const contract_paths[] = {
    "sideman", "file", "duration_s", "sample_rate_hz", "channels",
    "levels.sample_peak_dbfs", "levels.rms_dbfs", "levels.crest_db", "levels.clipped_samples",
    "levels.dc_offset", "levels.noise_floor_dbfs",
    "loudness.integrated_lufs", "loudness.momentary_max_lufs", "loudness.short_term_max_lufs",
    "loudness.range_lu", "loudness.range_stable", "loudness.true_peak_dbtp", "loudness.plr_db",
    "loudness.psr_min_db",
    "stereo.correlation", "stereo.correlation_min", "stereo.balance_db", "stereo.width",
    "stereo.mono_loss_db", "stereo.low_correlation",
    "spectrum.bands_db.sub", "spectrum.bands_db.bass", "spectrum.bands_db.low_mid",
    "spectrum.bands_db.mid", "spectrum.bands_db.high_mid", "spectrum.bands_db.presence",
    "spectrum.bands_db.air", "spectrum.third_octave_hz", "spectrum.third_octave_db",
    "spectrum.centroid_hz", "spectrum.bandwidth_hz", "spectrum.rolloff_hz",
    "spectrum.zero_crossing_rate", "spectrum.tilt_db_per_octave",
    "tempo.bpm", "tempo.confidence", "tempo.steadiness", "tempo.beats_s", "tempo.downbeats_s",
    "onsets_s",
    "pitch.median_hz", "pitch.low_hz", "pitch.high_hz", "pitch.voiced_ratio", "pitch.tuning_cents",
    "key", "genre", "sections", "tracks", "scores", "suggestions",
};

static json_t *at(json_t *object, const char *path)
{
    char name[64];
    for (const char *dot; (dot = strchr(path, '.')); path = dot + 1) {
        snprintf(name, sizeof name, "%.*s", (int)(dot - path), path);
        object = json_object_get(object, name);
    }
    return json_object_get(object, path);
}

static json_t *parse(char *text)
{
    json_error_t error;
    assert_non_null(text);
    json_t *object = json_loads(text, 0, &error);
    if (!object)
        fail_msg("not JSON: %s", error.text);
    free(text);
    return object;
}

static void every_name_of_the_contract_is_there(void **state)
{
    (void)state;
    struct snapshot *snapshot = two_tracks();
    double beats[] = {0.5, 1.0};
    const struct timeline timeline = {.beats_s = beats, .n_beats = 2};
    const struct json_frame frame = {.file = "x.flac", .duration_s = 30, .timeline = &timeline};
    json_t *object = parse(json_format_report(snapshot, 48000, &frame));
    for (size_t i = 0; i < sizeof contract_paths / sizeof contract_paths[0]; i++)
        if (!at(object, contract_paths[i]))
            fail_msg("%s is missing", contract_paths[i]);
    assert_int_equal(json_array_size(at(object, "tempo.beats_s")), 2);
    assert_true(json_is_null(at(object, "tempo.bpm")));
    assert_int_equal(json_array_size(at(object, "levels.rms_dbfs")), 2);
    json_t *tracks = json_object_get(object, "tracks");
    assert_int_equal(json_array_size(tracks), 2);
    assert_string_equal(json_string_value(at(json_array_get(tracks, 0), "role")), "vocals");
    assert_true(json_is_null(at(json_array_get(tracks, 1), "role")));
    assert_non_null(at(json_array_get(tracks, 1), "loudness.integrated_lufs"));
    json_decref(object);
    free(snapshot);
}

static const struct targets targets = {
    .count = 1,
    .rows = {{.name = "there", .integrated_lufs = -14, .tolerance_lu = 1, .true_peak_dbtp = -1}}};

static void live_is_one_line_without_long_arrays(void **state)
{
    (void)state;
    struct snapshot *snapshot = two_tracks();
    snapshot->time_s = 12.5;
    snapshot->tracks[snapshot->mix].loudness.integrated_lufs = -14.0F;
    char *text = json_format_live(snapshot, 44100, &targets);
    assert_null(strchr(text, '\n'));
    json_t *object = parse(text);
    assert_float_equal(json_real_value(at(object, "time_s")), 12.5, 1e-9);
    assert_null(at(object, "onsets_s"));
    assert_null(at(object, "tempo.beats_s"));
    assert_null(at(object, "spectrum.third_octave_db"));
    assert_string_equal(json_string_value(at(object, "source.state")), "starting");
    assert_int_equal(json_array_size(at(object, "delivery")), 1);
    const json_t *row = json_array_get(at(object, "delivery"), 0);
    assert_string_equal(json_string_value(json_object_get(row, "target")), "there");
    json_decref(object);
    free(snapshot);
}

static void live_tells_what_sounds_now(void **state)
{
    (void)state;
    struct snapshot *snapshot = two_tracks();
    struct listen_reading *const listen = &snapshot->listen;
    json_t *object = parse(json_format_live(snapshot, 44100, &targets));
    assert_true(json_is_null(at(object, "pitch.now_hz")));
    assert_true(json_is_null(at(object, "pitch.now_midi")));
    assert_true(json_is_null(at(object, "tempo.held_bpm")));
    assert_true(json_is_false(at(object, "genre_sure")));
    json_decref(object);
    listen->pitch.now_hz = 442.0f;
    listen->pitch.now_midi = 69;
    listen->pitch.now_cents = 7.9f;
    listen->tempo.locked_bpm = 98.0f;
    listen->genre.now = (struct genre_guesses){.count = 1, .sure = true, .guess = {{GENRE_JAZZ, 0.7f}}};
    listen->key.now = (struct key_estimate){.key = {.tonic = 2}, .confidence = 0.6f,
                                            .runner_up = {.tonic = 11, .minor = true}};
    listen->key.n_changes = 2;
    listen->key.changes[0] = (struct key_change){.key = {.tonic = 0}};
    listen->key.changes[1] = (struct key_change){.start_s = 42.0, .key = {.tonic = 2}};
    object = parse(json_format_live(snapshot, 44100, &targets));
    assert_int_equal(json_integer_value(at(object, "pitch.now_midi")), 69);
    assert_float_equal(json_real_value(at(object, "pitch.now_cents")), 7.9, 1e-6);
    assert_float_equal(json_real_value(at(object, "tempo.held_bpm")), 98.0, 1e-6);
    assert_true(json_is_true(at(object, "genre_sure")));
    assert_int_equal(json_array_size(at(object, "key.over_time")), 2);
    const json_t *change = json_array_get(at(object, "key.over_time"), 1);
    assert_string_equal(json_string_value(json_object_get(change, "tonic")), "D");
    json_decref(object);
    free(snapshot);
}

static void hostile_values_stay_json(void **state)
{
    (void)state;
    struct snapshot *snapshot = two_tracks();
    strcpy(snapshot->tracks[0].name, "\xff\xfe\"\\\n");
    strcpy(snapshot->source.name, "\xc3");
    strcpy(snapshot->source.kind, "\x01");
    snapshot->tracks[2].loudness.integrated_lufs = -INFINITY;
    snapshot->tracks[2].loudness.range_lu = NAN;
    snapshot->tracks[2].loudness.plr_db = 3e38F;
    snapshot->time_s = INFINITY;
    json_decref(parse(json_format_live(snapshot, 0, NULL)));
    const struct json_frame frame = {.file = "caf\xe9.wav", .duration_s = NAN};
    json_t *object = parse(json_format_report(snapshot, 8000, &frame));
    assert_string_equal(json_string_value(at(object, "file")), "caf\xEF\xBF\xBD.wav");
    assert_true(json_is_null(at(object, "duration_s")));
    assert_true(json_is_null(at(object, "loudness.integrated_lufs")));
    json_decref(object);
    snapshot_clear(snapshot);
    json_decref(parse(json_format_live(snapshot, 0, NULL)));
    free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_of_the_contract_is_there),
        cmocka_unit_test(live_is_one_line_without_long_arrays),
        cmocka_unit_test(live_tells_what_sounds_now),
        cmocka_unit_test(hostile_values_stay_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
