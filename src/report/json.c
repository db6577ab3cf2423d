/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/json.h"

#include "base/format.h"
#include "base/tempocurve.h"
#include "base/text.h"
#include "report/json_advice.h"
#include "report/json_analyses.h"
#include "report/json_relations.h"
#include "report/json_value.h"
#include "report/reference.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum { DIGITS = 12 }; /* significant: keeps what rounding leaves and no more */

static void put(json_t *object, const char *key, double value, int places)
{
    json_object_set_new(object, key, json_value_number(value, places));
}

static json_t *numbers(const float *values, size_t count, int places)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_value_number((double)values[i], places));
    return array;
}

static json_t *times(const double *values_s, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_value_number(values_s[i], 4));
    return array;
}

static json_t *levels_of(const struct track_reading *track)
{
    json_t *peak = json_array(), *rms = json_array(), *crest = json_array();
    json_t *clipped = json_array(), *longest = json_array(), *dc = json_array();
    for (unsigned c = 0; c < track->channels; c++) {
        const struct channel_reading *channel = &track->channel[c];
        json_array_append_new(peak, json_value_number((double)channel->sample_peak_dbfs, 2));
        json_array_append_new(rms, json_value_number((double)channel->rms_dbfs, 2));
        json_array_append_new(crest, json_value_number((double)channel->crest_db, 2));
        json_array_append_new(clipped, json_integer((json_int_t)channel->clipped_samples));
        json_array_append_new(longest, json_integer((json_int_t)channel->longest_clip_frames));
        json_array_append_new(dc, json_value_number((double)channel->dc_offset, 6));
    }
    json_t *levels = json_object();
    json_object_set_new(levels, "sample_peak_dbfs", peak);
    json_object_set_new(levels, "rms_dbfs", rms);
    json_object_set_new(levels, "crest_db", crest);
    json_object_set_new(levels, "clipped_samples", clipped);
    json_object_set_new(levels, "longest_clip_frames", longest);
    json_object_set_new(levels, "dc_offset", dc);
    put(levels, "noise_floor_dbfs", (double)track->defects.noise_floor_dbfs, 2);
    return levels;
}

static json_t *loudness_of(const struct loudness_reading *loudness, bool live)
{
    json_t *object = json_object();
    if (live) {
        put(object, "momentary_lufs", (double)loudness->momentary_lufs, 2);
        put(object, "short_term_lufs", (double)loudness->short_term_lufs, 2);
    }
    put(object, "integrated_lufs", (double)loudness->integrated_lufs, 2);
    put(object, "momentary_max_lufs", (double)loudness->momentary_max_lufs, 2);
    put(object, "short_term_max_lufs", (double)loudness->short_term_max_lufs, 2);
    put(object, "range_lu", (double)loudness->range_lu, 2);
    json_object_set_new(object, "range_stable", json_boolean(loudness->range_stable));
    put(object, "true_peak_dbtp", (double)loudness->true_peak_dbtp, 2);
    put(object, "plr_db", (double)loudness->plr_db, 2);
    put(object, "psr_min_db", (double)loudness->psr_min_db, 2);
    return object;
}

static json_t *stereo_of(const struct stereo_reading *stereo)
{
    json_t *object = json_object();
    put(object, "correlation", (double)stereo->correlation, 3);
    put(object, "correlation_min", (double)stereo->correlation_min, 3);
    put(object, "balance_db", (double)stereo->balance_db, 2);
    put(object, "width", (double)stereo->width, 3);
    put(object, "mono_loss_db", (double)stereo->mono_loss_db, 2);
    put(object, "low_correlation", (double)stereo->low_correlation, 3);
    json_t *bands = json_object();
    for (unsigned i = 0; i < BANDS; i++)
        put(bands, band_names[i], (double)stereo->mono_loss_band_db[i], 2);
    json_object_set_new(object, "mono_loss_bands_db", bands);
    return object;
}

static json_t *spectrum_of(const struct spectrum_reading *spectrum, bool live)
{
    json_t *object = json_object();
    json_t *bands = json_object();
    for (unsigned i = 0; i < BANDS; i++)
        put(bands, band_names[i], (double)spectrum->bands_db[i], 2);
    json_object_set_new(object, "bands_db", bands);
    if (!live) {
        json_object_set_new(object, "third_octave_hz",
                            numbers(third_octave_nominal_hz, THIRD_OCTAVES, 1));
        json_object_set_new(object, "third_octave_db",
                            numbers(spectrum->third_long_db, THIRD_OCTAVES, 2));
    }
    put(object, "centroid_hz", (double)spectrum->centroid_hz, 1);
    put(object, "bandwidth_hz", (double)spectrum->bandwidth_hz, 1);
    put(object, "rolloff_hz", (double)spectrum->rolloff_hz, 1);
    put(object, "zero_crossing_rate", (double)spectrum->zero_crossing_rate, 5);
    put(object, "tilt_db_per_octave", (double)spectrum->tilt_db_per_octave, 2);
    return object;
}

static json_t *defects_of(const struct track_reading *track)
{
    const struct defects_reading *defects = &track->defects;
    json_t *object = json_object();
    put(object, "hum_hz", (double)defects->hum_hz, 1);
    put(object, "hum_dbfs", (double)defects->hum_dbfs, 2);
    json_object_set_new(object, "dropouts", json_integer((json_int_t)defects->dropouts));
    put(object, "silence_s", defects->silence_s, 2);
    json_object_set_new(object, "bad_samples", json_integer((json_int_t)defects->bad_samples));
    json_t *dead = json_array();
    for (unsigned c = 0; c < track->channels; c++)
        json_array_append_new(dead, json_boolean(track->channel[c].dead));
    json_object_set_new(object, "dead_channels", dead);
    return object;
}

static json_t *character_of(const struct character_reading *character)
{
    json_t *object = json_object();
    put(object, "level_high_dbfs", (double)character->level_high_dbfs, 2);
    put(object, "level_middle_dbfs", (double)character->level_middle_dbfs, 2);
    put(object, "level_low_dbfs", (double)character->level_low_dbfs, 2);
    put(object, "hiss_dbfs", (double)character->hiss_dbfs, 2);
    put(object, "rumble_dbfs", (double)character->rumble_dbfs, 2);
    put(object, "resonance_hz", (double)character->resonance_hz, 1);
    put(object, "resonance_db", (double)character->resonance_db, 2);
    put(object, "resonance_q", (double)character->resonance_q, 2);
    put(object, "moves_db", (double)character->moves_db, 2);
    put(object, "unison", (double)character->unison, 2);
    put(object, "sibilance_db", (double)character->sibilance_db, 2);
    json_object_set_new(object, "flat_tops", json_integer((json_int_t)character->flat_runs));
    json_object_set_new(object, "flat_longest", json_integer((json_int_t)character->flat_longest));
    return object;
}

static void put_measurements(json_t *object, const struct track_reading *track, bool live)
{
    json_object_set_new(object, "levels", levels_of(track));
    json_object_set_new(object, "loudness", loudness_of(&track->loudness, live));
    json_object_set_new(object, "stereo", stereo_of(&track->stereo));
    json_object_set_new(object, "spectrum", spectrum_of(&track->spectrum, live));
    json_object_set_new(object, "defects", defects_of(track));
    json_object_set_new(object, "character", character_of(&track->character));
}

static json_t *curve_of(const struct timeline *timeline)
{
    json_t *array = json_array();
    for (size_t i = 0; i < tempocurve_points(timeline->n_beats); i++) {
        json_t *point = json_object();
        put(point, "start_s", timeline->beats_s[i * TEMPOCURVE_BEATS], 4);
        put(point, "bpm", (double)tempocurve_bpm(timeline->beats_s, i), 2);
        json_array_append_new(array, point);
    }
    return array;
}

static json_t *tempo_of(const struct tempo_reading *tempo, const struct timeline *timeline)
{
    json_t *object = json_object();
    const bool whole = timeline != NULL;
    put(object, "bpm", (double)(whole ? tempo->bpm_overall : tempo->bpm), 2);
    put(object, "confidence", (double)(whole ? tempo->confidence_overall : tempo->confidence), 3);
    put(object, "steadiness", (double)(whole ? tempo->steadiness_overall : tempo->steadiness), 3);
    put(object, "swing", (double)tempo->swing, 2);
    put(object, "swing_confidence", (double)tempo->swing_confidence, 3);
    const char *const meter = format_meter(tempo);
    json_object_set_new(object, "meter", *meter != '-' ? json_string(meter) : json_null());
    put(object, "meter_confidence", (double)tempo->meter_confidence, 3);
    if (timeline) {
        json_object_set_new(object, "beats_s", times(timeline->beats_s, timeline->n_beats));
        json_object_set_new(object, "downbeats_s",
                            times(timeline->downbeats_s, timeline->n_downbeats));
        json_object_set_new(object, "beats_in_bar",
                            tempo->beats_in_bar > 0 ? json_integer(tempo->beats_in_bar)
                                                    : json_null());
        json_object_set_new(object, "course",
                            tempo->course_overall != TEMPO_UNKNOWN
                                ? json_string(tempo_course_names[tempo->course_overall])
                                : json_null());
        json_object_set_new(object, "curve", curve_of(timeline));
    } else {
        put(object, "bpm_open", (double)tempo->bpm_open, 2);
        put(object, "held_bpm", (double)tempo->locked_bpm, 2);
    }
    return object;
}

/* null when it is no melody. */
static json_t *notes_of(const struct timeline *timeline)
{
    if (!timeline->melodic)
        return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < timeline->n_notes; i++) {
        const struct note_reading *const note = &timeline->notes[i];
        json_t *object = json_object();
        put(object, "start_s", note->start_s, 3);
        put(object, "end_s", note->end_s, 3);
        json_object_set_new(object, "midi", json_integer(note->midi));
        put(object, "hz", (double)note->hz, 2);
        put(object, "cents", (double)note->cents, 1);
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *pitch_of(const struct pitch_reading *pitch, const struct timeline *timeline)
{
    json_t *object = json_object();
    put(object, "median_hz", (double)pitch->median_hz, 2);
    put(object, "low_hz", (double)pitch->low_hz, 2);
    put(object, "high_hz", (double)pitch->high_hz, 2);
    put(object, "voiced_ratio", (double)pitch->voiced_ratio, 3);
    put(object, "tuning_cents", (double)pitch->tuning_cents, 1);
    if (timeline) {
        json_object_set_new(object, "notes", notes_of(timeline));
        return object;
    }
    put(object, "now_hz", (double)pitch->now_hz, 2);
    json_object_set_new(object, "now_midi",
                        pitch->now_midi >= 0 ? json_integer(pitch->now_midi) : json_null());
    put(object, "now_cents", (double)pitch->now_cents, 1);
    return object;
}

static json_t *range_of(const struct range_reading *range)
{
    json_t *object = json_object();
    put(object, "median_hz", (double)range->median_hz, 2);
    put(object, "low_hz", (double)range->low_hz, 2);
    put(object, "high_hz", (double)range->high_hz, 2);
    put(object, "voiced_ratio", (double)range->voiced_ratio, 3);
    return object;
}

static void put_key(json_t *object, struct key_name key)
{
    json_object_set_new(object, "tonic", json_string(tonic_names[key.tonic]));
    json_object_set_new(object, "mode", json_string(mode_names[key.minor]));
}

static json_t *key_of(const struct key_reading *key, bool whole)
{
    const struct key_estimate *const estimate = whole ? &key->overall : &key->now;
    if (estimate->key.tonic < 0)
        return json_null();
    json_t *object = json_object(), *runner_up = json_object();
    put_key(object, estimate->key);
    put(object, "confidence", (double)estimate->confidence, 3);
    put_key(runner_up, estimate->runner_up);
    put(runner_up, "confidence", (double)estimate->runner_up_confidence, 3);
    json_object_set_new(object, "runner_up", runner_up);
    put(object, "tuning_cents", (double)key->tuning_cents, 1);
    if (whole)
        json_object_set_new(object, "pitch_classes", numbers(key->classes, 12, 4));
    json_t *changes = json_array();
    for (unsigned i = 0; i < key->n_changes; i++) {
        json_t *change = json_object();
        put(change, "start_s", key->changes[i].start_s, 1);
        put_key(change, key->changes[i].key);
        put(change, "confidence", (double)key->changes[i].confidence, 3);
        json_array_append_new(changes, change);
    }
    json_object_set_new(object, "over_time", changes);
    return object;
}

static json_t *genre_of(const struct genre_guesses *guesses)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < guesses->count; i++) {
        json_t *guess = json_object();
        json_object_set_new(guess, "name", json_string(genre_names[guesses->guess[i].genre]));
        put(guess, "p", (double)guesses->guess[i].p, 3);
        json_array_append_new(array, guess);
    }
    return array;
}

static json_t *tracks_of(const struct snapshot *snapshot, bool live)
{
    json_t *array = json_array();
    for (unsigned i = 0; i < snapshot->n_tracks; i++) {
        const struct track_reading *track = &snapshot->tracks[i];
        const bool plain_mix = track->role == ROLE_NONE && strcmp(track->name, "mix") == 0;
        if (i == snapshot->mix && (snapshot->n_tracks > 1 || plain_mix))
            continue;
        json_t *object = json_object();
        json_object_set_new(object, "name", json_value_text(track->name));
        json_object_set_new(object, "role", json_value_text(role_names[track->role]));
        json_object_set_new(object, "channels", json_integer(track->channels));
        put_measurements(object, track, live);
        json_object_set_new(object, "pitch", range_of(&track->range));
        json_object_set_new(object, "profile", json_profile(&snapshot->advice.profiles[i]));
        json_object_set_new(object, "quality", json_quality(&snapshot->advice.profiles[i]));
        json_object_set_new(object, "suggestions", json_suggestions(snapshot, (int)i));
        json_array_append_new(array, object);
    }
    return array;
}

static void put_advice(json_t *object, const struct snapshot *snapshot)
{
    json_t *reference = json_reference(snapshot), *context = json_context(snapshot);
    json_object_set_new(object, "scores", json_scores(&snapshot->advice));
    json_object_set_new(object, "analyses", json_analyses(&snapshot->advice));
    json_object_set_new(object, "suggestions", json_suggestions(snapshot, JSON_ALL_TRACKS));
    if (reference)
        json_object_set_new(object, "reference", reference);
    if (context)
        json_object_set_new(object, "context", context);
}

static json_t *section_of(const struct section_reading *section, bool live)
{
    const char label[2] = {(char)(section->label < 0 ? '-' : 'A' + section->label), 0};
    json_t *object = json_object();
    put(object, "start_s", section->start_s, 3);
    put(object, "end_s", section->end_s, 3);
    json_object_set_new(object, "label", json_string(label));
    put(object, "confidence", (double)section->confidence, 3);
    put(object, "loudness_lufs", (double)section->loudness_lufs, 2);
    put(object, "density_hz", (double)section->density_hz, 2);
    put(object, "width", (double)section->width, 3);
    if (!live)
        json_object_set_new(object, "builds_up", json_boolean(section->builds_up));
    return object;
}

/* Live: the section that goes on. */
static void put_sections(json_t *object, const struct structure_reading *structure,
                         const struct timeline *timeline)
{
    json_t *sections = json_array();
    for (size_t i = 0; timeline && i < timeline->n_sections; i++)
        json_array_append_new(sections, section_of(&timeline->sections[i], false));
    if (!timeline && structure->count > 0)
        json_array_append_new(sections,
                              section_of(&structure->sections[structure->count - 1], true));
    json_object_set_new(object, "sections", sections);
    if (!timeline)
        return;
    json_t *energy = json_object();
    put(energy, "step_s", timeline->n_energy ? timeline->energy_step_s : (double)NAN, 4);
    json_object_set_new(energy, "lufs", numbers(timeline->energy_lufs, timeline->n_energy, 1));
    json_object_set_new(object, "energy", energy);
}

static void put_music(json_t *object, const struct snapshot *snapshot,
                      const struct timeline *timeline)
{
    json_object_set_new(object, "tempo", tempo_of(&snapshot->listen.tempo, timeline));
    if (timeline)
        json_object_set_new(object, "onsets_s", times(timeline->onsets_s, timeline->n_onsets));
    json_object_set_new(object, "pitch", pitch_of(&snapshot->listen.pitch, timeline));
    json_object_set_new(object, "key", key_of(&snapshot->listen.key, timeline != NULL));
    const struct genre_reading *genre = &snapshot->listen.genre;
    const struct genre_guesses *const guesses = timeline ? &genre->overall : &genre->now;
    json_object_set_new(object, "genre", genre_of(guesses));
    json_object_set_new(object, "genre_sure", json_boolean(guesses->sure && guesses->count > 0));
    put_sections(object, &snapshot->listen.structure, timeline);
}

static const char *const state_names[] = {
    [CAPTURE_STARTING] = "starting", [CAPTURE_RUNNING] = "running", [CAPTURE_PAUSED] = "paused",
    [CAPTURE_LOST] = "lost",         [CAPTURE_ENDED] = "ended",     [CAPTURE_FAILED] = "failed",
};

static const char *const transport_names[] = {
    [TRANSPORT_NONE] = "", [TRANSPORT_STOPPED] = "stopped",
    [TRANSPORT_ROLLING] = "rolling", [TRANSPORT_STARTING] = "starting",
};

static json_t *source_of(const struct source_reading *source)
{
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_value_text(source->kind));
    json_object_set_new(object, "name", json_value_text(source->name));
    json_object_set_new(object, "state", json_string(state_names[source->state]));
    json_object_set_new(object, "reason", json_value_text(source->reason));
    json_object_set_new(object, "xruns", json_integer((json_int_t)source->xruns));
    json_object_set_new(object, "dropped_frames",
                        json_integer((json_int_t)source->dropped_frames));
    put(object, "dsp_load_percent", (double)source->dsp_load_percent, 1);
    json_object_set_new(object, "freewheel", json_boolean(source->freewheel));
    put(object, "position_s", source->position_s, 3);
    json_object_set_new(object, "transport", json_value_text(transport_names[source->transport]));
    put(object, "transport_s", source->transport_s, 3);
    put(object, "transport_bpm", (double)source->transport_bpm, 3);
    json_object_set_new(object, "bar", source->bar ? json_integer(source->bar) : json_null());
    json_object_set_new(object, "beat", source->beat ? json_integer(source->beat) : json_null());
    return object;
}

static json_t *begin(const struct snapshot *snapshot, uint32_t rate_hz)
{
    json_t *object = json_object();
    json_object_set_new(object, "sideman", json_string(PACKAGE_VERSION));
    json_object_set_new(object, "sample_rate_hz",
                        rate_hz ? json_integer((json_int_t)rate_hz) : json_null());
    json_object_set_new(object, "channels",
                        snapshot->n_tracks
                            ? json_integer(snapshot->tracks[snapshot->mix].channels)
                            : json_null());
    return object;
}

static char *finish(json_t *object, size_t flags)
{
    char *text = json_dumps(object, flags | JSON_REAL_PRECISION(DIGITS));
    json_decref(object);
    return text;
}

/* Not while nothing was heard of it. */
static void put_delivery(json_t *object, const struct snapshot *snapshot,
                         const struct targets *targets)
{
    if (targets && snapshot->n_tracks > 0)
        json_object_set_new(object, "delivery",
                            json_delivery(&snapshot->tracks[snapshot->mix].loudness, targets));
}

char *json_format_live(const struct snapshot *snapshot, uint32_t rate_hz,
                       const struct targets *targets)
{
    json_t *object = begin(snapshot, rate_hz);
    put(object, "time_s", snapshot->time_s, 3);
    put(object, "measured_s", snapshot->measured_s, 3);
    json_object_set_new(object, "paused", json_boolean(snapshot->paused));
    json_object_set_new(object, "source", source_of(&snapshot->source));
    if (snapshot->n_tracks > 0)
        put_measurements(object, &snapshot->tracks[snapshot->mix], true);
    put_music(object, snapshot, NULL);
    put_advice(object, snapshot);
    put_delivery(object, snapshot, targets);
    json_object_set_new(object, "tracks", tracks_of(snapshot, true));
    json_object_set_new(object, "relations", json_relations(snapshot));
    return finish(object, JSON_COMPACT);
}

char *json_format_report(const struct snapshot *snapshot, uint32_t rate_hz,
                         const struct json_frame *frame)
{
    json_t *object = begin(snapshot, rate_hz);
    json_object_set_new(object, "file", json_value_text(frame->file));
    put(object, "duration_s", frame->duration_s, 4);
    put_measurements(object, &snapshot->tracks[snapshot->mix], false);
    put_music(object, snapshot, frame->timeline);
    put_advice(object, snapshot);
    put_delivery(object, snapshot, frame->targets);
    json_object_set_new(object, "tracks", tracks_of(snapshot, false));
    json_object_set_new(object, "relations", json_relations(snapshot));
    return finish(object, JSON_INDENT(2));
}
