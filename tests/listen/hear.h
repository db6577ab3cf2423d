/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* hear: plays a made-up sound to a listener, hop by hop, and keeps what it heard. */
#ifndef SIDEMAN_TESTS_HEAR_H
#define SIDEMAN_TESTS_HEAR_H

#include "listen/listen.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEAR_EVENTS_MAX = 2048 };

static const double hear_turn = 6.283185307179586;

struct hearing {
    double onsets_s[HEAR_EVENTS_MAX], beats_s[HEAR_EVENTS_MAX];
    unsigned onsets, beats;
    double first_bpm_s; /* when a tempo was shown first; NAN never */
    unsigned seconds_with_bpm, seconds_with_open, seconds_with_bars;
    float whole_bpm; /* once all was heard */
    size_t whole_beats;
    struct listen_reading reading; /* at the end */
};

static inline void hear_use_shipped_data(void)
{
    const char *source = getenv("srcdir");
    char data[1024];
    snprintf(data, sizeof data, "%s/data", source ? source : ".");
    setenv("SIDEMAN_DATA_DIR", data, 1);
}

/* The sample at `frame`; called in order. */
typedef float hear_sound(uint64_t frame, unsigned rate_hz, void *context);

static inline float hear_noise(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (float)(int32_t)*seed / 2147483648.0f;
}

static inline void hear_events(struct hearing *hearing, const struct listen_events *events)
{
    for (unsigned i = 0; i < events->count; i++) {
        const double at = events->events[i].time_s;
        if (events->events[i].kind == EVENT_ONSET && hearing->onsets < HEAR_EVENTS_MAX)
            hearing->onsets_s[hearing->onsets++] = at;
        if (events->events[i].kind == EVENT_BEAT && hearing->beats < HEAR_EVENTS_MAX)
            hearing->beats_s[hearing->beats++] = at;
    }
}

static inline void hear_look(struct hearing *hearing, const struct listen *listen, double now_s)
{
    listen_read(listen, &hearing->reading);
    const struct tempo_reading *const tempo = &hearing->reading.tempo;
    hearing->seconds_with_open += isfinite(tempo->bpm_open) ? 1u : 0u;
    hearing->seconds_with_bars += tempo->beats_in_bar > 0 || isfinite(tempo->swing) ? 1u : 0u;
    if (!isfinite(hearing->reading.tempo.bpm))
        return;
    hearing->seconds_with_bpm++;
    if (isnan(hearing->first_bpm_s))
        hearing->first_bpm_s = now_s;
}

/* To be freed. */
static inline struct hearing *hear(unsigned rate_hz, double seconds, hear_sound *sound,
                                   void *context)
{
    const size_t hop = stft_hop_frames(rate_hz);
    struct hearing *hearing = calloc(1, sizeof *hearing);
    struct stft *stft = stft_new(rate_hz, 1);
    struct listen *listen = listen_new(rate_hz), *keeper = listen_new(rate_hz);
    float *samples = calloc(hop, sizeof *samples);
    if (!hearing || !stft || !listen || !samples || !keeper || !listen_keep(keeper))
        abort();
    hearing->first_bpm_s = NAN;
    const uint64_t end = (uint64_t)(seconds * rate_hz);
    double next_look_s = 1.0;
    for (uint64_t frame = 0; frame < end;) {
        size_t frames = 0;
        for (; frames < hop && frame < end; frames++, frame++)
            samples[frames] = sound(frame, rate_hz, context);
        const float *const rows[1] = {samples};
        struct listen_events events;
        const struct stft_frame *spectrum = stft_process(stft, rows, frames);
        listen_process(keeper, samples, frames, spectrum, NAN, &events);
        listen_process(listen, samples, frames, spectrum, NAN, &events);
        hear_events(hearing, &events);
        if ((double)frame >= next_look_s * rate_hz) {
            hear_look(hearing, listen, next_look_s);
            next_look_s += 1.0;
        }
    }
    listen_read(listen, &hearing->reading);
    const struct beatscore_result *whole = listen_finish(keeper);
    hearing->whole_bpm = whole ? whole->bpm : NAN;
    hearing->whole_beats = whole ? whole->n_beats : 0;
    if (whole && !isnan(whole->bpm)) {
        struct listen_reading kept;
        listen_read(keeper, &kept);
        hearing->reading.tempo.bpm_overall = kept.tempo.bpm_overall;
        hearing->reading.tempo.confidence_overall = kept.tempo.confidence_overall;
        hearing->reading.tempo.steadiness_overall = kept.tempo.steadiness_overall;
        hearing->reading.tempo.course_overall = kept.tempo.course_overall;
        hearing->reading.tempo.beats_in_bar = kept.tempo.beats_in_bar;
    }
    free(samples);
    listen_free(listen);
    listen_free(keeper);
    stft_free(stft);
    return hearing;
}

#endif
