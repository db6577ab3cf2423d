/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* listen: the music in the mix: onsets, tempo and beats, pitch, genre, sections (aubio lives here).
 * Works on the meter's spectrum and on one decimated mono stream; gated by level, so that silence and noise
 * floor give nothing.
 * Thread: analysis.  Never allocates after listen_new() and listen_keep(), but for the sections of a
 * whole file. */
#ifndef SIDEMAN_LISTEN_H
#define SIDEMAN_LISTEN_H

#include "base/readings.h"
#include "listen/arrangement.h"
#include "listen/beatscore.h"
#include "measure/stft.h"

#include <stdbool.h>
#include <stddef.h>

enum { LISTEN_EVENTS_MAX = 16 };

/* Events that one hop gave, in order of time. */
struct listen_events {
    unsigned count;
    struct event events[LISTEN_EVENTS_MAX];
};

struct listen;

struct listen *listen_new(unsigned rate_hz);
void listen_free(struct listen *listen);
/* The user says what genre it is; GENRES: find out. */
void listen_set_genre(struct listen *listen, enum genre genre);
/* The user says how fast it is; NAN: find out. */
void listen_lock_tempo(struct listen *listen, float bpm);
/* Forgets counts, statistics and history; the beat, the pitch and the time go on. */
void listen_reset(struct listen *listen);

/* One hop of the mix: its mono samples and its spectrum.  `loudness_lufs` is the momentary
 * loudness, for the gate (NAN: unknown).  `events` is overwritten. */
void listen_process(struct listen *listen, const float *mono, size_t frames,
                    const struct stft_frame *spectrum, float loudness_lufs,
                    struct listen_events *events);

/* Of a whole file: listen_keep() before it (false: memory is short), the others after; memory then
 * grows with the file.  listen_finish() goes through the whole once more for beats, bars and tempo,
 * and what listen_read() says of the whole is of this from then on; NULL when memory ran out; the
 * beats belong to the listener. */
bool listen_keep(struct listen *listen);
const struct beatscore_result *listen_finish(struct listen *listen);
size_t listen_find_sections(const struct listen *listen, const struct arrangement_times *times,
                            struct section_reading **sections);
size_t listen_find_notes(const struct listen *listen, const double *onsets_s, size_t n_onsets,
                         struct note_reading **notes, bool *melodic);
size_t listen_energy(const struct listen *listen, float *lufs, size_t max, double *step_s);

void listen_read(const struct listen *listen, struct listen_reading *reading);

#endif
