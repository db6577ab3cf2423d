/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any names and numbers in a snapshot: what is printed is JSON. */
#include "tests/fuzz/fuzz.h"

#include "report/json.h"
#include "snapshot.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct input {
    const uint8_t *data;
    size_t left;
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

static void take(struct input *input, void *to, size_t size)
{
    const size_t taken = size < input->left ? size : input->left;
    memcpy(to, input->data, taken);
    input->data += taken;
    input->left -= taken;
}

static uint8_t take_byte(struct input *input)
{
    uint8_t byte = 0;
    take(input, &byte, 1);
    return byte;
}

static void take_text(struct input *input, char *text, size_t size)
{
    memset(text, 0, size);
    take(input, text, take_byte(input) % size);
}

static void take_track(struct input *input, struct track_reading *track)
{
    struct loudness_reading *loudness = &track->loudness;
    track_reading_clear(track);
    take_text(input, track->name, sizeof track->name);
    track->role = (enum role)(take_byte(input) % ROLES);
    track->channels = take_byte(input) % (CHANNELS_MAX + 1);
    for (int i = 0; i < track->channels; i++)
        take(input, &track->channel[i].sample_peak_dbfs, sizeof(float));
    take(input, &loudness->integrated_lufs, sizeof(float));
    take(input, &loudness->range_lu, sizeof(float));
    take(input, track->spectrum.bands_db, sizeof track->spectrum.bands_db);
    take(input, track->spectrum.third_long_db, sizeof track->spectrum.third_long_db);
    take(input, &track->stereo.width, sizeof(float));
}

static void check(char *text)
{
    json_t *json = text ? json_loads(text, 0, NULL) : NULL;
    if (!json)
        abort();
    json_decref(json);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct snapshot snapshot;
    char file[128];
    struct input input = {data, size};
    snapshot_clear(&snapshot);
    take_text(&input, file, sizeof file);
    take_text(&input, snapshot.source.name, sizeof snapshot.source.name);
    take_text(&input, snapshot.source.reason, sizeof snapshot.source.reason);
    take(&input, &snapshot.time_s, sizeof snapshot.time_s);
    snapshot.n_tracks = (uint8_t)(1 + take_byte(&input) % 4);
    for (int i = 0; i < snapshot.n_tracks; i++)
        take_track(&input, &snapshot.tracks[i]);
    snapshot.mix = (uint8_t)(snapshot.n_tracks - 1);
    snapshot.tracks[snapshot.mix].is_mix = true;
    const struct json_frame frame = {.file = file, .duration_s = snapshot.time_s};
    check(json_format_live(&snapshot, 48000, NULL));
    check(json_format_report(&snapshot, 48000, &frame));
    return 0;
}
