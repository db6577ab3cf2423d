/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* honesty FILE: what is claimed of a file live, second by second, and in the end of the whole,
 * as JSON: for how many seconds each estimate was given live, and the last one, with its
 * confidence. */

#include "base/format.h"
#include "capture/reader.h"
#include "engine.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct seconds {
    unsigned all, tempo, open, meter, swing, key, sections;
    double first_s, open_s; /* of a tempo, of one whose octave is open; NAN never */
    double opened_bpm;      /* that one */
    struct tempo_reading shown; /* with the latest */
};

static void put(json_t *object, const char *name, double value)
{
    json_object_set_new(object, name, isfinite(value) ? json_real(value) : json_null());
}

static json_t *describe(const struct tempo_reading *tempo, float bpm, float confidence)
{
    json_t *object = json_object();
    put(object, "bpm", (double)bpm);
    put(object, "confidence", (double)confidence);
    json_object_set_new(object, "meter", json_string(format_meter(tempo)));
    put(object, "meter_confidence", (double)tempo->meter_confidence);
    put(object, "swing_confidence", (double)tempo->swing_confidence);
    put(object, "swing", (double)tempo->swing);
    return object;
}

static json_t *describe_sections(const struct section_reading *sections, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        const char letter[2] = {
            (char)(sections[i].label < 0 ? '-' : 'A' + sections[i].label), '\0'};
        json_array_append_new(array, json_pack("[f, s]", sections[i].start_s, letter));
    }
    return array;
}

/* Looks once a second. */
static void look(struct seconds *seconds, const struct snapshot *snapshot)
{
    const struct listen_reading *const listen = &snapshot->listen;
    if (!isnan(listen->tempo.bpm))
        seconds->shown = listen->tempo;
    seconds->all++;
    seconds->tempo += isfinite(listen->tempo.bpm) ? 1u : 0u;
    seconds->open += isfinite(listen->tempo.bpm_open) ? 1u : 0u;
    seconds->meter += *format_meter(&listen->tempo) != '-';
    seconds->swing += listen->tempo.ternary || isfinite(listen->tempo.swing) ? 1u : 0u;
    seconds->key += listen->key.now.key.tonic >= 0;
    seconds->sections += listen->structure.count > 1;
}

static void hear(struct engine *engine, struct reader *reader, bool live, struct seconds *seconds,
                 struct snapshot *snapshot)
{
    const struct capture_format *const format = reader_format(reader);
    const size_t hop = engine_hop_frames(engine);
    float *const block = calloc(format->channels * hop + 1, sizeof *block);
    float *rows[CHANNELS_MAX];
    struct error error;
    double next_s = 1.0;
    if (!block)
        abort();
    for (unsigned c = 0; c < format->channels; c++)
        rows[c] = block + c * hop;
    for (size_t frames; (frames = reader_read(reader, rows, hop, &error)) > 0;) {
        engine_process_hop(engine, rows, frames);
        if (!live)
            continue;
        engine_read(engine, snapshot);
        if (isnan(seconds->first_s) && !isnan(snapshot->listen.tempo.bpm))
            seconds->first_s = snapshot->time_s;
        if (isnan(seconds->open_s) && !isnan(snapshot->listen.tempo.bpm_open)) {
            seconds->open_s = snapshot->time_s;
            seconds->opened_bpm = (double)snapshot->listen.tempo.bpm_open;
        }
        if (snapshot->time_s >= next_s) {
            look(seconds, snapshot);
            next_s += 1.0;
        }
    }
    engine_finish(engine);
    engine_read(engine, snapshot);
    free(block);
}

static json_t *hear_file(const char *path, bool live)
{
    static struct snapshot snapshot;
    struct error error = {0};
    struct seconds seconds = {.first_s = NAN, .open_s = NAN, .opened_bpm = NAN,
                              .shown.bpm = NAN, .shown.swing = NAN};
    struct reader *const reader = reader_open_file(path, &error);
    struct engine *const engine =
        reader ? engine_new(reader_format(reader), true, !live, &error) : NULL;
    if (!engine) {
        fprintf(stderr, "%s: %s\n", path, error.text);
        exit(2);
    }
    hear(engine, reader, live, &seconds, &snapshot);
    const struct listen_reading *const listen = &snapshot.listen;
    const struct tempo_reading *const tempo = live ? &seconds.shown : &listen->tempo;
    const struct timeline *const timeline = engine_timeline(engine);
    json_t *const object = live ? describe(tempo, tempo->bpm, tempo->confidence)
                                : describe(tempo, tempo->bpm_overall, tempo->confidence_overall);
    const struct key_estimate *const key = live ? &listen->key.now : &listen->key.overall;
    json_object_set_new(object, "key", json_integer(key->key.tonic));
    const struct structure_reading *const structure = &listen->structure;
    json_object_set_new(object, "sections",
                        live ? describe_sections(structure->sections, structure->count)
                             : describe_sections(timeline->sections, timeline->n_sections));
    if (live) {
        json_object_set_new(object, "seconds",
                            json_pack("{si si si si si si si}", "all", seconds.all, "open",
                                      seconds.open, "tempo",
                                      seconds.tempo, "meter", seconds.meter, "swing",
                                      seconds.swing, "key", seconds.key, "sections",
                                      seconds.sections));
        put(object, "first_s", seconds.first_s);
        put(object, "open_s", seconds.open_s);
        put(object, "opened_bpm", seconds.opened_bpm);
    } else {
        json_object_set_new(object, "beats", json_integer((json_int_t)timeline->n_beats));
    }
    engine_free(engine);
    reader_free(reader);
    return object;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: honesty FILE\n", stderr);
        return 2;
    }
    json_t *const both = json_object();
    json_object_set_new(both, "live", hear_file(argv[1], true));
    json_object_set_new(both, "whole", hear_file(argv[1], false));
    json_dumpf(both, stdout, JSON_COMPACT | JSON_REAL_PRECISION(5));
    putchar('\n');
    json_decref(both);
    return 0;
}
