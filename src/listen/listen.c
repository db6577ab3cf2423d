/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#define AUBIO_UNSTABLE 1
#include "listen/listen.h"

#include "base/simd.h"
#include "base/units.h"
#include "listen/decimate.h"
#include "listen/genre.h"
#include "listen/notes.h"
#include "listen/onset.h"
#include "listen/pitch.h"
#include "listen/rhythm.h"
#include "listen/structure.h"
#include "listen/tonality.h"

#include <aubio/aubio.h>
#include <math.h>
#include <stdlib.h>

enum { RATE_ONSETS = 128 };

/* Below -65 LUFS there is nothing to hear, above -60 there is; between, what was goes on. */
static const float gate_open_db = -60.0f;
static const float gate_close_db = -65.0f;
static const double gate_hold_s = 0.4;
static const float key_alone = 0.35f; /* a key but no beat: no section is sure */
static const double onset_gap_s = 0.040;
static const double rate_window_s = 5.0;

struct listen {
    unsigned rate_hz;
    size_t hop_frames;
    struct onset *onset;
    struct rhythm *rhythm;
    struct decimate *decimate; /* to the low rate that pitch and tonality share */
    size_t low_hop;            /* samples that a hop gives after it */
    struct pitch *pitch;
    struct notes *notes; /* NULL live */
    struct tonality *tonality;
    struct genre_ear *genre;
    struct structure *structure;
    uint64_t frames;
    uint64_t tempo_due_frames; /* when the genre's rules want tempo_bpm anew */
    float tempo_bpm;
    bool gate_open;
    double loud_s; /* when it was last loud enough */
    uint64_t onsets;
    double last_onset_s; /* -INFINITY before the first */
    double onset_times[RATE_ONSETS];
};

static void be_silent(sint_t level, const char_t *message, void *data)
{
    (void)level;
    (void)message;
    (void)data;
}

/* Pitch and tonality hear a mono stream of 11 to 22 kHz. */
static bool make_tonal(struct listen *listen)
{
    const unsigned rate_hz = listen->rate_hz;
    unsigned halvings = 0;
    while ((rate_hz >> halvings) >= 22000 && listen->hop_frames % (2u << halvings) == 0)
        halvings++;
    const double low_rate_hz = (double)rate_hz / (double)(1u << halvings);
    listen->low_hop = listen->hop_frames >> halvings;
    listen->decimate = decimate_new(halvings, listen->hop_frames);
    listen->pitch = pitch_new(rate_hz, low_rate_hz, listen->low_hop);
    struct key_model model;
    key_model_load(&model);
    listen->tonality = tonality_new(low_rate_hz, listen->low_hop, &model);
    return listen->decimate && listen->pitch && listen->tonality;
}

struct listen *listen_new(unsigned rate_hz)
{
    aubio_log_set_function(be_silent, NULL); /* it would print over the screen */
    struct listen *listen = calloc(1, sizeof *listen);
    if (!listen)
        return NULL;
    listen->rate_hz = rate_hz;
    listen->hop_frames = stft_hop_frames(rate_hz);
    listen->tempo_bpm = NAN;
    listen->onset = onset_new(rate_hz);
    listen->rhythm = rhythm_new(rate_hz);
    listen->genre = genre_new(rate_hz);
    listen->structure = structure_new(rate_hz);
    listen->last_onset_s = listen->loud_s = -INFINITY;
    for (unsigned i = 0; i < RATE_ONSETS; i++)
        listen->onset_times[i] = -INFINITY;
    if (!make_tonal(listen) || !listen->onset || !listen->rhythm || !listen->genre ||
        !listen->structure) {
        listen_free(listen);
        return NULL;
    }
    return listen;
}

void listen_free(struct listen *listen)
{
    if (!listen)
        return;
    onset_free(listen->onset);
    rhythm_free(listen->rhythm);
    decimate_free(listen->decimate);
    pitch_free(listen->pitch);
    notes_free(listen->notes);
    tonality_free(listen->tonality);
    genre_free(listen->genre);
    structure_free(listen->structure);
    free(listen);
}

void listen_reset(struct listen *listen)
{
    listen->onsets = 0;
    rhythm_reset(listen->rhythm);
    pitch_reset(listen->pitch);
    tonality_reset(listen->tonality);
    genre_reset(listen->genre);
}

void listen_set_genre(struct listen *listen, enum genre genre)
{
    genre_set(listen->genre, genre);
}

void listen_lock_tempo(struct listen *listen, float bpm)
{
    rhythm_lock(listen->rhythm, bpm);
}

/* Momentary loudness lags behind a first hit, so the hop's own level may open the gate as well. */
SIMD_CLONES static float energy_of(const float *samples, size_t frames)
{
    enum { LANES = 8 };
    float sum[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= frames; i += LANES)
        for (size_t j = 0; j < LANES; j++)
            sum[j] += samples[i + j] * samples[i + j];
    for (; i < frames; i++)
        sum[0] += samples[i] * samples[i];
    for (size_t j = 1; j < LANES; j++)
        sum[0] += sum[j];
    return sum[0];
}

static bool audible(struct listen *listen, const float *mono, size_t frames, float loudness_lufs,
                    double end_s)
{
    const double power = (double)energy_of(mono, frames);
    const double level_db = units_db_from_power(frames ? power / (double)frames : 0.0);
    const double loudest = fmax(level_db, isnan(loudness_lufs) ? -INFINITY : loudness_lufs);
    if (loudest > (listen->gate_open ? gate_close_db : gate_open_db))
        listen->loud_s = end_s;
    listen->gate_open = end_s - listen->loud_s < gate_hold_s;
    return listen->gate_open;
}

static void add(struct listen_events *events, enum event_kind kind, double time_s)
{
    if (events->count == LISTEN_EVENTS_MAX)
        return;
    unsigned at = events->count++;
    for (; at > 0 && events->events[at - 1].time_s > time_s; at--)
        events->events[at] = events->events[at - 1];
    events->events[at] = (struct event){.kind = kind, .time_s = time_s};
}

static void take_onsets(struct listen *listen, const struct onset_result *result, double end_s,
                        struct listen_events *events)
{
    const double hop_s = (double)listen->hop_frames / listen->rate_hz;
    for (unsigned i = 0; i < result->count && listen->gate_open; i++) {
        const double at = fmax(0.0, end_s - (double)result->ago_hops[i] * hop_s);
        if (at - listen->last_onset_s < onset_gap_s)
            continue;
        listen->last_onset_s = at;
        listen->onset_times[listen->onsets++ % RATE_ONSETS] = at;
        add(events, EVENT_ONSET, at);
    }
}

/* Looked up once a second: it costs a little. */
static float tempo_for_genre(struct listen *listen)
{
    if (genre_needs_tempo(listen->genre) && listen->frames >= listen->tempo_due_frames) {
        struct tempo_reading tempo;
        rhythm_read(listen->rhythm, &tempo);
        listen->tempo_bpm = tempo.bpm;
        listen->tempo_due_frames = listen->frames + listen->rate_hz;
    }
    return listen->tempo_bpm;
}

static void note_sections(struct listen *listen, const struct stft_frame *spectrum,
                          float loudness_lufs, bool heard, struct listen_events *events)
{
    unsigned onsets = 0;
    double start_s;
    for (unsigned i = 0; i < events->count; i++)
        onsets += events->events[i].kind == EVENT_ONSET;
    const struct structure_hop hop = {
        .spectrum = spectrum, .loudness_lufs = loudness_lufs, .onsets = onsets, .heard = heard,
        .music = rhythm_is_known(listen->rhythm)        ? 1.0f
                 : !tonality_is_known(listen->tonality) ? 0.0f
                 : listen->notes                        ? 1.0f /* the beats come at the end */
                                                        : key_alone};
    if (structure_process(listen->structure, &hop, &start_s))
        add(events, EVENT_SECTION, start_s);
}

void listen_process(struct listen *listen, const float *mono, size_t frames,
                    const struct stft_frame *spectrum, float loudness_lufs,
                    struct listen_events *events)
{
    events->count = 0;
    listen->frames += listen->hop_frames;
    const double end_s = (double)listen->frames / listen->rate_hz;
    const bool heard = audible(listen, mono, frames, loudness_lufs, end_s);

    const struct onset_result result = onset_process(listen->onset, mono, frames, spectrum);
    take_onsets(listen, &result, end_s, events);

    struct rhythm_beat beats[LISTEN_EVENTS_MAX];
    const unsigned count =
        rhythm_process(listen->rhythm, spectrum, end_s, heard, beats, LISTEN_EVENTS_MAX);
    for (unsigned i = 0; i < count; i++) {
        add(events, EVENT_BEAT, beats[i].at_s);
        if (beats[i].first)
            add(events, EVENT_DOWNBEAT, beats[i].at_s);
    }
    note_sections(listen, spectrum, loudness_lufs, heard, events);

    if (frames < listen->hop_frames)
        return; /* the last, short one would only blur pitch, key and genre */
    const float *const low = decimate_process(listen->decimate, mono, frames);
    if (pitch_process(listen->pitch, low, spectrum, heard) && listen->notes) {
        const struct pitch_step step = pitch_latest(listen->pitch);
        notes_add(listen->notes, end_s - step.ago_s, step.hz, step.power);
    }
    tonality_process(listen->tonality, low, listen->low_hop, heard, end_s);
    genre_process(listen->genre, mono, frames, spectrum, heard, tempo_for_genre(listen));
}

void listen_read(const struct listen *listen, struct listen_reading *reading)
{
    const double now_s = (double)listen->frames / listen->rate_hz;
    unsigned recent = 0;
    for (unsigned i = 0; i < RATE_ONSETS; i++)
        recent += now_s - listen->onset_times[i] < rate_window_s;
    reading->gate_open = listen->gate_open;
    reading->onset.last_s = isinf(listen->last_onset_s) ? (double)NAN : listen->last_onset_s;
    reading->onset.rate_hz = (float)(recent / fmin(rate_window_s, fmax(now_s, 1.0)));
    reading->onset.count = listen->onsets;
    rhythm_read(listen->rhythm, &reading->tempo);
    pitch_read(listen->pitch, &reading->pitch);
    tonality_read(listen->tonality, &reading->key);
    genre_read(listen->genre, &reading->genre);
    structure_read(listen->structure, &reading->structure);
}

bool listen_keep(struct listen *listen)
{
    if (!listen->notes)
        listen->notes = notes_new(pitch_step_s(listen->pitch));
    return listen->notes && rhythm_keep(listen->rhythm) && structure_keep(listen->structure);
}

size_t listen_find_sections(const struct listen *listen, const struct arrangement_times *times,
                            struct section_reading **sections)
{
    return structure_find(listen->structure, times, sections);
}

size_t listen_find_notes(const struct listen *listen, const double *onsets_s, size_t n_onsets,
                         struct note_reading **notes, bool *melodic)
{
    *notes = NULL;
    *melodic = false;
    return listen->notes ? notes_find(listen->notes, onsets_s, n_onsets, notes, melodic) : 0;
}

size_t listen_energy(const struct listen *listen, float *lufs, size_t max, double *step_s)
{
    return structure_energy(listen->structure, lufs, max, step_s);
}

const struct beatscore_result *listen_finish(struct listen *listen)
{
    return rhythm_finish(listen->rhythm);
}
