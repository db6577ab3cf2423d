/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "listen/notes.h"

#include <math.h>
#include <stdlib.h>

enum { ROOM_FIRST = 1024, SHORTEST_STEPS = 2, GAP_STEPS = 2 };

static const double same_within = 0.65; /* semitones, from the mean of the note so far */
static const float struck_ratio = 2.0f;
static const double onset_within_s = 0.09;
static const double least_melodic = 0.5; /* of the steps with sound that are pitched */
static const float sound_power = 1e-6f;  /* of a step, beside the loudest */

struct step {
    double time_s;
    float hz, power;
};

struct notes {
    double step_s;
    struct step *steps;
    size_t count, room;
    bool lost; /* memory was short */
};

struct notes *notes_new(double step_s)
{
    struct notes *notes = calloc(1, sizeof *notes);
    if (notes)
        notes->step_s = step_s;
    return notes;
}

void notes_free(struct notes *notes)
{
    if (!notes)
        return;
    free(notes->steps);
    free(notes);
}

void notes_add(struct notes *notes, double time_s, float hz, float power)
{
    if (notes->count == notes->room) {
        const size_t room = notes->room ? 2 * notes->room : ROOM_FIRST;
        struct step *grown = realloc(notes->steps, room * sizeof *grown);
        if (!grown) {
            notes->lost = true;
            return;
        }
        notes->steps = grown;
        notes->room = room;
    }
    notes->steps[notes->count++] = (struct step){.time_s = time_s, .hz = hz, .power = power};
}

static bool is_melody(const struct notes *notes)
{
    float loudest = 0.0f;
    size_t sounding = 0, pitched = 0;
    for (size_t i = 0; i < notes->count; i++)
        loudest = fmaxf(loudest, notes->steps[i].power);
    for (size_t i = 0; i < notes->count; i++) {
        sounding += notes->steps[i].power > sound_power * loudest;
        pitched += isfinite(notes->steps[i].hz);
    }
    return pitched > 0 && (double)pitched >= least_melodic * (double)sounding;
}

static double semitones(float hz)
{
    return 69.0 + 12.0 * log2((double)hz / 440.0);
}

/* The onset nearest to `at_s`; NAN when none is near. */
static double near_onset(const double *onsets_s, size_t n_onsets, double at_s)
{
    size_t low = 0, high = n_onsets;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (onsets_s[middle] < at_s)
            low = middle + 1;
        else
            high = middle;
    }
    double best_s = NAN;
    for (size_t i = low ? low - 1 : 0; i < n_onsets && i <= low; i++)
        if (fabs(onsets_s[i] - at_s) <= onset_within_s &&
            !(fabs(onsets_s[i] - at_s) >= fabs(best_s - at_s)))
            best_s = onsets_s[i];
    return best_s;
}

/* A note that goes on: its steps, and the mean of their pitch. */
struct open_note {
    size_t first, last, pitched;
    double sum;
    size_t away; /* the first of the steps that left it; 0 none */
};

struct search {
    const struct notes *notes;
    const double *onsets_s;
    size_t n_onsets;
    struct note_reading *found;
    size_t count;
};

static int compare(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The mean pitch without the lowest tenth and the highest; sorted in `room`. */
static double usual_midi(const struct notes *notes, const struct open_note *note, float *room)
{
    size_t count = 0;
    const size_t end = note->away ? note->away : note->last + 1;
    for (size_t i = note->first; i < end; i++)
        if (isfinite(notes->steps[i].hz))
            room[count++] = notes->steps[i].hz;
    qsort(room, count, sizeof *room, compare);
    const size_t out = (count + 5) / 10;
    double sum = 0.0;
    for (size_t i = out; i < count - out; i++)
        sum += semitones(room[i]);
    return sum / (double)(count - 2 * out);
}

static void end_note(struct search *search, struct open_note *note, float *room)
{
    const struct notes *const notes = search->notes;
    if (note->pitched >= SHORTEST_STEPS) {
        const double half_s = 0.5 * notes->step_s;
        double start_s = notes->steps[note->first].time_s - half_s;
        const double onset_s = near_onset(search->onsets_s, search->n_onsets, start_s);
        start_s = fmax(isnan(onset_s) ? start_s : onset_s, 0.0);
        struct note_reading *const before =
            search->count ? &search->found[search->count - 1] : NULL;
        if (before && before->end_s > start_s)
            before->end_s = start_s;
        const double midi = usual_midi(notes, note, room);
        search->found[search->count++] = (struct note_reading){
            .start_s = start_s, .end_s = fmax(notes->steps[note->last].time_s + half_s, start_s),
            .hz = (float)(440.0 * exp2((midi - 69.0) / 12.0)),
            .midi = (int8_t)lrint(midi), .cents = (float)(100.0 * (midi - rint(midi)))};
    }
    *note = (struct open_note){0};
}

static bool is_struck(const struct search *search, size_t i)
{
    const struct step *const step = &search->notes->steps[i];
    return i > 0 && step->power > struck_ratio * step[-1].power &&
           !isnan(near_onset(search->onsets_s, search->n_onsets, step->time_s));
}

static void open(struct open_note *note, const struct notes *notes, size_t first)
{
    *note = (struct open_note){.first = first, .last = first, .pitched = 1,
                               .sum = semitones(notes->steps[first].hz)};
}

static void extend(struct open_note *note, size_t i, double pitch)
{
    note->last = i;
    note->pitched++;
    note->sum += pitch;
    note->away = 0;
}

/* A step with a pitch: of the note that goes on, of the next one, or a slip. */
static void take_step(struct search *search, struct open_note *note, size_t i, float *room)
{
    const struct notes *const notes = search->notes;
    const double pitch = semitones(notes->steps[i].hz);
    if (note->pitched >= SHORTEST_STEPS && is_struck(search, i))
        end_note(search, note, room);
    if (note->pitched == 0) {
        open(note, notes, i);
    } else if (fabs(pitch - note->sum / (double)note->pitched) <= same_within) {
        extend(note, i, pitch);
    } else if (note->away == 0) {
        note->away = i;
    } else {
        const size_t first = note->away;
        const bool settled = fabs(semitones(notes->steps[first].hz) - pitch) <= same_within;
        end_note(search, note, room);
        open(note, notes, settled ? first : i);
        if (settled)
            extend(note, i, pitch);
    }
}

size_t notes_find(const struct notes *notes, const double *onsets_s, size_t n_onsets,
                  struct note_reading **found, bool *melodic)
{
    struct search search = {.notes = notes, .onsets_s = onsets_s, .n_onsets = n_onsets};
    *found = NULL;
    *melodic = !notes->lost && is_melody(notes);
    if (!*melodic)
        return 0;
    search.found = calloc(notes->count / SHORTEST_STEPS + 1, sizeof *search.found);
    float *const room = calloc(notes->count, sizeof *room);
    struct open_note note = {0};
    for (size_t i = 0; search.found && room && i < notes->count; i++) {
        if (isfinite(notes->steps[i].hz))
            take_step(&search, &note, i, room);
        else if (note.pitched > 0 && i - note.last >= GAP_STEPS)
            end_note(&search, &note, room);
    }
    if (note.pitched > 0 && room && search.found)
        end_note(&search, &note, room);
    free(room);
    *found = search.found;
    return search.count;
}
