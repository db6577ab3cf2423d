/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine.h"

#include "base/i18n.h"
#include "listen/listen.h"
#include "listen/range.h"
#include "measure/meter.h"
#include "measure/relations.h"
#include "mix.h"
#include "timeline.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct engine {
    struct capture_format format;
    size_t hop_frames;
    struct meter *meters[TRACKS_MAX];
    struct range *ranges[TRACKS_MAX]; /* NULLs when not listening */
    unsigned n_tracks; /* with the summed mix, when there is one */
    unsigned mix;
    struct mix *sum;   /* NULL when a track is the mix */
    struct relations *relations; /* NULL when fewer than two tracks are no mix */
    struct listen *listen;
    float *mono;
    float *pending[TRACKS_MAX * CHANNELS_MAX]; /* rows of the hop that engine_feed() fills */
    float *pending_block;
    size_t pending_frames;

    uint64_t frames;
    uint64_t frames_at_reset;
    bool finished;
    bool paused;
    enum ballistics ballistics;
    struct listen_events events;
    uint32_t event_sequence;
    struct event recent[EVENTS_RECENT];
    bool keep_timeline;
    struct timeline_store timeline;

    struct history_point history[HISTORY_POINTS]; /* a ring: history_next is the oldest when full */
    unsigned history_count, history_next;
    uint64_t history_seconds;
    float momentary_max_lufs;

    struct adviser *adviser;   /* not ours; NULL: none */
    struct snapshot *scratch;  /* what the adviser is shown; keeps the source as last told */
    bool connected[TRACKS_MAX];
    uint64_t advised_seconds;
};

static unsigned find_mix(const struct capture_format *format)
{
    for (unsigned i = 0; i < format->n_tracks; i++)
        if (format->tracks[i].is_mix)
            return i;
    return format->n_tracks == 1 ? 0 : format->n_tracks;
}

static bool format_is_sane(const struct capture_format *format)
{
    if (format->n_tracks == 0 || format->n_tracks > TRACKS_MAX || format->rate_hz == 0)
        return false;
    for (unsigned i = 0; i < format->n_tracks; i++) {
        const struct capture_track *track = &format->tracks[i];
        if (track->channels == 0 || track->channels > CHANNELS_MAX ||
            track->first_channel + track->channels > format->channels)
            return false;
    }
    return format->channels <= TRACKS_MAX * CHANNELS_MAX &&
           (find_mix(format) < format->n_tracks || format->n_tracks < TRACKS_MAX);
}

static bool make_ranges(struct engine *engine)
{
    for (unsigned i = 0; i < engine->n_tracks; i++) {
        const struct meter_low_grid low = meter_low_grid(engine->meters[i]);
        engine->ranges[i] =
            range_new(engine->format.rate_hz, low.bin_hz, low.bins, low.step_s);
        if (!engine->ranges[i])
            return false;
    }
    return true;
}

/* What the tracks do to each other; the mix is no track of its own. */
static bool relate(struct engine *engine)
{
    uint8_t index[TRACKS_MAX];
    unsigned tracks = 0;
    for (unsigned i = 0; i < engine->format.n_tracks; i++)
        if (i != engine->mix)
            index[tracks++] = (uint8_t)i;
    if (tracks < 2)
        return true;
    engine->relations = relations_new(engine->format.rate_hz, tracks, index);
    return engine->relations != NULL;
}

static bool allocate(struct engine *engine, bool listen)
{
    const struct capture_format *format = &engine->format;
    for (unsigned i = 0; i < format->n_tracks; i++) {
        engine->meters[i] = meter_new(format->rate_hz, format->tracks[i].channels);
        if (!engine->meters[i])
            return false;
    }
    if (engine->mix == format->n_tracks) {
        engine->sum = mix_new(engine->hop_frames);
        engine->meters[engine->mix] = meter_new(format->rate_hz, 2);
        if (!engine->sum || !engine->meters[engine->mix])
            return false;
        engine->n_tracks++;
    }
    if (!relate(engine))
        return false;
    if (listen && (!(engine->listen = listen_new(format->rate_hz)) || !make_ranges(engine)))
        return false;
    if (engine->listen && engine->keep_timeline && !listen_keep(engine->listen))
        return false;
    engine->mono = calloc(engine->hop_frames, sizeof *engine->mono);
    engine->pending_block = calloc(engine->hop_frames * format->channels, sizeof(float));
    engine->scratch = malloc(sizeof *engine->scratch);
    if (!engine->mono || !engine->pending_block || !engine->scratch)
        return false;
    snapshot_clear(engine->scratch);
    memset(engine->connected, true, sizeof engine->connected);
    for (unsigned c = 0; c < format->channels; c++)
        engine->pending[c] = engine->pending_block + c * engine->hop_frames;
    return true;
}

struct engine *engine_new(const struct capture_format *format, bool listen, bool keep_timeline,
                          struct error *error)
{
    if (!format_is_sane(format)) {
        error_set(error, STATUS_USAGE, _("this mix of tracks cannot be measured: %u tracks, %u channels"),
                  format->n_tracks, format->channels);
        return NULL;
    }
    struct engine *engine = calloc(1, sizeof *engine);
    if (engine) {
        engine->format = *format;
        engine->hop_frames = stft_hop_frames(format->rate_hz);
        engine->n_tracks = format->n_tracks;
        engine->mix = find_mix(format);
        engine->keep_timeline = keep_timeline;
        engine->momentary_max_lufs = -INFINITY;
    }
    if (!engine || !allocate(engine, listen)) {
        engine_free(engine);
        error_set(error, STATUS_NO_MEMORY, _("not enough memory for %u tracks at %u Hz"),
                  format->n_tracks, format->rate_hz);
        return NULL;
    }
    return engine;
}

void engine_free(struct engine *engine)
{
    if (!engine)
        return;
    for (unsigned i = 0; i < TRACKS_MAX; i++) {
        meter_free(engine->meters[i]);
        range_free(engine->ranges[i]);
    }
    mix_free(engine->sum);
    relations_free(engine->relations);
    listen_free(engine->listen);
    timeline_store_free(&engine->timeline);
    free(engine->mono);
    free(engine->scratch);
    free(engine->pending_block);
    free(engine);
}

size_t engine_hop_frames(const struct engine *engine)
{
    return engine->hop_frames;
}

static void remember_events(struct engine *engine)
{
    for (unsigned i = 0; i < engine->events.count; i++) {
        engine->recent[engine->event_sequence++ % EVENTS_RECENT] = engine->events.events[i];
        if (engine->keep_timeline)
            timeline_store_add(&engine->timeline, &engine->events.events[i]);
    }
}

static void note_history(struct engine *engine)
{
    const struct meter *meter = engine->meters[engine->mix];
    const float momentary_lufs = meter_momentary_lufs(meter);
    if (momentary_lufs > engine->momentary_max_lufs)
        engine->momentary_max_lufs = momentary_lufs;
    const uint64_t seconds = engine->frames / engine->format.rate_hz;
    if (seconds == engine->history_seconds)
        return;
    engine->history_seconds = seconds;
    engine->history[engine->history_next] = (struct history_point){
        .momentary_max_lufs = engine->momentary_max_lufs,
        .short_term_lufs = meter_short_term_lufs(meter),
    };
    engine->history_next = (engine->history_next + 1) % HISTORY_POINTS;
    if (engine->history_count < HISTORY_POINTS)
        engine->history_count++;
    engine->momentary_max_lufs = -INFINITY;
}

static void read_all(struct engine *engine, struct snapshot *snapshot);

static void update_adviser(struct engine *engine)
{
    read_all(engine, engine->scratch);
    adviser_update(engine->adviser, engine->scratch);
}

/* At the first hop that reaches a whole second. */
static void advise(struct engine *engine)
{
    const uint64_t seconds = engine->frames / engine->format.rate_hz;
    if (!engine->adviser || engine->paused || seconds == engine->advised_seconds)
        return;
    engine->advised_seconds = seconds;
    update_adviser(engine);
}

static const struct stft_frame *measure(struct engine *engine, unsigned track, float *const *rows,
                                        size_t frames)
{
    struct meter *const meter = engine->meters[track];
    const struct stft_frame *const spectrum = meter_process(meter, rows, frames);
    if (engine->ranges[track])
        range_process(engine->ranges[track], spectrum, meter_low_spectrum(meter));
    return spectrum;
}

void engine_process_hop(struct engine *engine, float *const *rows, size_t frames)
{
    const struct capture_format *format = &engine->format;
    const struct stft_frame *spectrum = NULL;
    float *const *mix_rows = NULL;
    unsigned mix_channels = 2, related = 0;
    const bool relates = engine->relations && !engine->paused;
    for (unsigned i = 0; i < format->n_tracks; i++) {
        const struct capture_track *track = &format->tracks[i];
        float *const *track_rows = rows + track->first_channel;
        const struct stft_frame *frame = measure(engine, i, track_rows, frames);
        if (engine->sum)
            mix_add(engine->sum, i == 0, track_rows, track->channels, frames);
        if (i == engine->mix) {
            spectrum = frame;
            mix_rows = track_rows;
            mix_channels = track->channels;
        } else if (relates) {
            relations_take(engine->relations, related++, frame, track_rows, track->channels,
                           frames);
        }
    }
    if (relates)
        relations_step(engine->relations);
    if (engine->sum) {
        mix_rows = mix_rows_of(engine->sum);
        spectrum = measure(engine, engine->mix, mix_rows, frames);
    }
    engine->frames += frames;
    if (engine->listen) {
        mix_to_mono(engine->mono, mix_rows, mix_channels, frames);
        listen_process(engine->listen, engine->mono, frames, spectrum,
                       meter_momentary_lufs(engine->meters[engine->mix]), &engine->events);
        remember_events(engine);
    }
    note_history(engine);
    advise(engine);
}

void engine_feed(struct engine *engine, const float *const *rows, size_t frames)
{
    for (size_t done = 0; done < frames;) {
        const size_t room = engine->hop_frames - engine->pending_frames;
        const size_t take = frames - done < room ? frames - done : room;
        for (unsigned c = 0; c < engine->format.channels; c++)
            memcpy(engine->pending[c] + engine->pending_frames, rows[c] + done,
                   take * sizeof(float));
        engine->pending_frames += take;
        done += take;
        if (engine->pending_frames == engine->hop_frames) {
            engine_process_hop(engine, engine->pending, engine->hop_frames);
            engine->pending_frames = 0;
        }
    }
}

static void find_beats(struct engine *engine)
{
    const struct beatscore_result *whole = listen_finish(engine->listen);
    if (whole)
        timeline_store_set_beats(&engine->timeline, whole->beats_s, whole->n_beats,
                                 whole->downbeats_s, whole->n_downbeats);
}

static void find_sections(struct engine *engine)
{
    struct timeline *timeline = &engine->timeline.timeline;
    const struct arrangement_times times = {
        .onsets_s = timeline->onsets_s, .n_onsets = timeline->n_onsets,
        .beats = {.beats_s = timeline->beats_s, .n_beats = timeline->n_beats,
                  .downbeats_s = timeline->downbeats_s, .n_downbeats = timeline->n_downbeats},
        .end_s = (double)engine->frames / engine->format.rate_hz,
    };
    timeline->n_sections = listen_find_sections(engine->listen, &times, &timeline->sections);
    timeline->n_notes = listen_find_notes(engine->listen, timeline->onsets_s, timeline->n_onsets,
                                          &timeline->notes, &timeline->melodic);
    timeline->n_energy = listen_energy(engine->listen, timeline->energy_lufs, TIMELINE_ENERGY,
                                       &timeline->energy_step_s);
}

void engine_finish(struct engine *engine)
{
    if (engine->pending_frames > 0)
        engine_process_hop(engine, engine->pending, engine->pending_frames);
    engine->pending_frames = 0;
    if (engine->relations)
        relations_finish(engine->relations);
    if (!engine->finished && engine->listen && engine->keep_timeline) {
        find_beats(engine);
        find_sections(engine);
    }
    engine->finished = true;
    if (engine->adviser && !engine->paused)
        update_adviser(engine);
}

static void read_track(const struct engine *engine, unsigned index, struct track_reading *reading)
{
    meter_read(engine->meters[index], reading, engine->finished);
    if (engine->ranges[index])
        range_read(engine->ranges[index], &reading->range);
    else
        range_reading_clear(&reading->range);
    reading->is_mix = index == engine->mix;
    reading->connected = engine->connected[index];
    reading->role = ROLE_NONE;
    if (index < engine->format.n_tracks) {
        const struct capture_track *track = &engine->format.tracks[index];
        memcpy(reading->name, track->name, sizeof reading->name);
        reading->role = track->role;
    } else {
        memcpy(reading->name, "mix", sizeof "mix");
    }
}

static void read_all(struct engine *engine, struct snapshot *snapshot)
{
    snapshot->version = SNAPSHOT_VERSION;
    snapshot->time_s = (double)engine->frames / engine->format.rate_hz;
    snapshot->measured_s =
        (double)(engine->frames - engine->frames_at_reset) / engine->format.rate_hz;
    snapshot->paused = engine->paused;
    snapshot->ballistics = engine->ballistics;
    if (engine->listen)
        listen_read(engine->listen, &snapshot->listen);
    else
        listen_reading_clear(&snapshot->listen);
    snapshot->event_sequence = engine->event_sequence;
    memcpy(snapshot->events, engine->recent, sizeof snapshot->events);
    snapshot->history_count = (uint16_t)engine->history_count;
    const unsigned first = engine->history_count < HISTORY_POINTS ? 0 : engine->history_next;
    const size_t until_wrap = engine->history_count - first;
    memcpy(snapshot->history, engine->history + first, until_wrap * sizeof *engine->history);
    memcpy(snapshot->history + until_wrap, engine->history, first * sizeof *engine->history);
    snapshot->mix = (uint8_t)engine->mix;
    snapshot->n_tracks = (uint8_t)engine->n_tracks;
    for (unsigned i = 0; i < engine->n_tracks; i++)
        read_track(engine, i, &snapshot->tracks[i]);
    if (engine->relations)
        relations_reading_copy(&snapshot->relations, relations_read(engine->relations),
                               engine->n_tracks);
    else
        relations_reading_clear(&snapshot->relations);
}

void engine_read(struct engine *engine, struct snapshot *snapshot)
{
    read_all(engine, snapshot);
    if (engine->adviser) {
        adviser_read(engine->adviser, engine->n_tracks, &snapshot->advice);
    } else {
        advice_reading_clear(&snapshot->advice);
        snapshot->advice.off = true;
    }
}

const struct timeline *engine_timeline(const struct engine *engine)
{
    return &engine->timeline.timeline;
}

void engine_reset(struct engine *engine)
{
    for (unsigned i = 0; i < engine->n_tracks; i++)
        meter_reset(engine->meters[i]);
    for (unsigned i = 0; i < engine->n_tracks && engine->ranges[i]; i++)
        range_reset(engine->ranges[i]);
    if (engine->relations)
        relations_reset(engine->relations);
    engine->frames_at_reset = engine->frames;
    engine->history_count = engine->history_next = 0;
    engine->momentary_max_lufs = -INFINITY;
    if (engine->adviser)
        adviser_reset(engine->adviser);
}

void engine_note_seam(struct engine *engine)
{
    for (unsigned i = 0; i < engine->n_tracks; i++)
        meter_note_seam(engine->meters[i]);
}

void engine_reset_peaks(struct engine *engine)
{
    for (unsigned i = 0; i < engine->n_tracks; i++)
        meter_reset_peaks(engine->meters[i]);
}

void engine_set_paused(struct engine *engine, bool paused)
{
    engine->paused = paused;
    for (unsigned i = 0; i < engine->n_tracks; i++)
        meter_set_paused(engine->meters[i], paused);
}

void engine_set_ballistics(struct engine *engine, enum ballistics ballistics)
{
    if (ballistics == engine->ballistics)
        return; /* asked for every hop: the needles must not start anew */
    engine->ballistics = ballistics;
    for (unsigned i = 0; i < engine->n_tracks; i++)
        meter_set_ballistics(engine->meters[i], ballistics);
}

/* The sum of the tracks is connected when one of them is. */
void engine_set_source(struct engine *engine, const struct source_reading *source,
                       const bool *connected)
{
    bool any = false;
    engine->scratch->source = *source;
    for (unsigned i = 0; i < engine->n_tracks; i++) {
        const bool tapped = i < engine->format.n_tracks;
        any = any || (tapped && connected[i]);
        engine->connected[i] = tapped ? connected[i] : any;
    }
}

void engine_set_adviser(struct engine *engine, struct adviser *adviser)
{
    engine->adviser = adviser;
}

void engine_lock_tempo(struct engine *engine, float bpm)
{
    if (engine->listen)
        listen_lock_tempo(engine->listen, bpm);
}

void engine_set_genre(struct engine *engine, enum genre genre)
{
    if (engine->listen)
        listen_set_genre(engine->listen, genre);
}
