/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "advise/reference.h"

#include "advise/sound.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const float CLIFF_FROM_HZ = 3000.0f, CLIFF_DB = 12.0f; /* from one third to the next */
static const float CLEARLY_CLOSER = 0.15f; /* of a likeness of 0..2 */
static const float ENOUGH_S = 3.0f;        /* to compare at all */

static void copy_name(char name[TRACK_NAME_MAX], const char *file)
{
    const char *slash = strrchr(file, '/');
    text_to_utf8(name, TRACK_NAME_MAX, slash && slash[1] ? slash + 1 : file);
    text_make_printable(name);
}

/* An old recording, or one that came through a lossy codec, ends at a cliff: nobody is to mix towards
 * that. */
static void forget_beyond_cliff(float third_db[THIRD_OCTAVES])
{
    bool beyond = false;
    for (int i = 1; i < THIRD_OCTAVES; i++) {
        beyond = beyond || (third_octave_nominal_hz[i] > CLIFF_FROM_HZ &&
                            !(third_db[i] > third_db[i - 1] - CLIFF_DB));
        if (beyond)
            third_db[i] = NAN;
    }
}

bool reference_of(struct reference *reference, const char *file, const struct snapshot *measured)
{
    const struct tempo_reading *tempo = &measured->listen.tempo;
    *reference = (struct reference){
        .genre = measured->listen.genre.overall,
        .bpm = isfinite(tempo->bpm_overall) ? tempo->bpm_overall : tempo->bpm,
    };
    copy_name(reference->name, file);
    sound_of_track(&measured->tracks[measured->mix], measured->measured_s, &reference->sound);
    forget_beyond_cliff(reference->sound.third_db);
    return reference->sound.span_s > 0.0f;
}

/* Shared probability: 1 when both are sure of the same genre. */
static float genre_likeness(const struct genre_guesses *a, const struct genre_guesses *b)
{
    float shared = 0.0f;
    for (unsigned i = 0; i < a->count; i++)
        for (unsigned j = 0; j < b->count; j++)
            if (a->guess[i].genre == b->guess[j].genre)
                shared += fminf(a->guess[i].p, b->guess[j].p);
    return shared;
}

/* 1 at the same tempo, 0 from a third of an octave on; half and double tempo count three quarters. */
static float tempo_likeness(float a, float b)
{
    if (!(a > 0.0f) || !(b > 0.0f))
        return 0.0f;
    const float octaves = log2f(a / b);
    const float within = fabsf(octaves - roundf(octaves));
    const float near = fmaxf(0.0f, 1.0f - 3.0f * within);
    return fabsf(octaves) < 0.5f ? near : fabsf(octaves) < 1.5f ? 0.75f * near : 0.0f;
}

static float likeness(const struct reference *reference, const struct snapshot *snapshot)
{
    const struct tempo_reading *tempo = &snapshot->listen.tempo;
    const float bpm = isfinite(tempo->bpm_overall) ? tempo->bpm_overall : tempo->bpm;
    return genre_likeness(&reference->genre, &snapshot->listen.genre.overall) +
           tempo_likeness(reference->bpm, bpm);
}

int reference_pick(const struct references *references, const struct snapshot *snapshot, int before)
{
    const int count = (int)references->count;
    if (references->by_hand >= 0 && references->by_hand < count)
        return references->by_hand;
    if (count == 0)
        return -1;
    int best = before >= 0 && before < count ? before : 0;
    const bool kept = before == best;
    float most = likeness(&references->list[best], snapshot) + (kept ? CLEARLY_CLOSER : 0.0f);
    for (int i = 0; i < count; i++) {
        const float like = likeness(&references->list[i], snapshot);
        if (like > most) {
            most = like;
            best = i;
        }
    }
    return best;
}

static float difference(float a, float b)
{
    return isfinite(a - b) ? a - b : NAN;
}

void reference_compare(const struct references *references, int chosen,
                       const struct snapshot *snapshot, const struct sound_profile *recent,
                       struct reference_reading *reading)
{
    struct sound_profile heard;
    reference_reading_clear(reading);
    reading->count = (uint8_t)references->count;
    reading->loading = references->loading;
    if (chosen < 0 || chosen >= (int)references->count)
        return;
    const struct reference *reference = &references->list[chosen];
    const struct sound_profile *there = &reference->sound;
    reading->by_hand = references->by_hand == chosen;
    reading->chosen = (uint8_t)chosen;
    memcpy(reading->name, reference->name, sizeof reading->name);
    if (!(recent->span_s >= ENOUGH_S))
        return;
    sound_of_track(&snapshot->tracks[snapshot->mix], snapshot->measured_s, &heard);
    reading->known = true;
    reading->match_db = sound_match_db(&heard, there);
    sound_difference(recent, there, reading->third_now_db);
    sound_difference(&heard, there, reading->third_long_db);
    reading->loudness_lu = difference(heard.loudness_lufs, there->loudness_lufs);
    reading->true_peak_db = difference(heard.true_peak_dbtp, there->true_peak_dbtp);
    reading->range_lu = difference(heard.range_lu, there->range_lu);
    reading->plr_db = difference(heard.psr_db, there->psr_db);
    reading->crest_db = difference(heard.crest_db, there->crest_db);
    reading->correlation = difference(heard.correlation, there->correlation);
    reading->low_correlation = difference(heard.low_correlation, there->low_correlation);
    reading->width = difference(heard.width, there->width);
}
