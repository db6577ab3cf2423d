/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/reader.h"

#include "base/i18n.h"
#include "base/paths.h"
#include "capture/input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct capture_format format;
    struct input *inputs[TRACKS_MAX]; /* one a track */
};

static struct reader *reader_alloc(struct error *error)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        error_set(error, STATUS_NO_MEMORY, _("out of memory"));
    return reader;
}

void reader_free(struct reader *reader)
{
    if (!reader)
        return;
    for (unsigned t = 0; t < reader->format.n_tracks; t++)
        reader->inputs[t]->ops->close(reader->inputs[t]);
    free(reader);
}

/* Takes `input` over.  The request's name, role and mix mark are copied. */
static void add_track(struct reader *reader, struct input *input, const struct track_request *track)
{
    struct capture_format *format = &reader->format;
    struct capture_track *to = &format->tracks[format->n_tracks];
    memcpy(to->name, track->name, sizeof to->name);
    to->name[sizeof to->name - 1] = '\0';
    to->role = track->role;
    to->is_mix = track->is_mix;
    to->first_channel = format->channels;
    to->channels = input->channels;
    format->rate_hz = input->rate_hz;
    format->channels += input->channels;
    reader->inputs[format->n_tracks++] = input;
}

static struct reader *single_track(struct input *input, struct error *error)
{
    static const struct track_request mix = {.name = "mix", .is_mix = true};
    if (!input)
        return NULL;
    struct reader *reader = reader_alloc(error);
    if (reader)
        add_track(reader, input, &mix);
    else
        input->ops->close(input);
    return reader;
}

struct reader *reader_open_file(const char *path, struct error *error)
{
    return single_track(input_open_file(path, error), error);
}

struct reader *reader_open_stream(int fd, const char *format, struct error *error)
{
    return single_track(input_open_stream(fd, false, _("standard input"), format, error), error);
}

enum status reader_check_stream(int fd, const char *format, struct error *error)
{
    return input_check_stream(fd, _("standard input"), format, error);
}

static enum status open_track(struct reader *reader, const struct track_request *track,
                              struct error *error)
{
    struct input *input = input_open_file(track->source, error);
    if (!input)
        return error ? error->status : STATUS_FAILED;
    if (reader->format.n_tracks > 0 && input->rate_hz != reader->format.rate_hz) {
        error_set(error, STATUS_FAILED,
                  _("%s has %u Hz, the track before it %u Hz: export all tracks at one rate"),
                  track->source, input->rate_hz, reader->format.rate_hz);
        input->ops->close(input);
        return STATUS_FAILED;
    }
    add_track(reader, input, track);
    return STATUS_OK;
}

struct reader *reader_open_tracks(const struct capture_request *request, struct error *error)
{
    if (request->n_tracks == 0)
        return reader_open_file(request->source, error);
    struct reader *reader = reader_alloc(error);
    for (unsigned t = 0; reader && t < request->n_tracks; t++) {
        if (open_track(reader, &request->tracks[t], error) != STATUS_OK) {
            reader_free(reader);
            return NULL;
        }
    }
    return reader;
}

struct reader *reader_open_demo(struct error *error)
{
    static const struct {
        const char *name;
        enum role role;
        const char *file;
    } stems[] = {
        {N_("vocals"), ROLE_VOCALS, "demo/vocals.ogg"},
        {N_("drums"), ROLE_DRUMS, "demo/drums.ogg"},
        {N_("bass"), ROLE_BASS, "demo/bass.ogg"},
        {N_("guitar"), ROLE_GUITAR, "demo/guitar.ogg"},
        {N_("keys"), ROLE_KEYS, "demo/keys.ogg"},
        {N_("pad"), ROLE_SYNTH, "demo/pad.ogg"},
    };
    struct reader *reader = reader_alloc(error);
    for (size_t i = 0; reader && i < sizeof stems / sizeof *stems; i++) {
        struct track_request track = {.role = stems[i].role};
        char path[PATHS_MAX];
        snprintf(track.name, sizeof track.name, "%s", _(stems[i].name));
        const bool there = paths_data_file(stems[i].file, path) &&
                           (size_t)snprintf(track.source, sizeof track.source, "%s", path) <
                               sizeof track.source;
        if (!there)
            error_set(error, STATUS_NOT_FOUND,
                      _("the demo is not installed: %s is missing; install sideman again, "
                        "or set SIDEMAN_DATA_DIR"),
                      path);
        if (!there || open_track(reader, &track, error) != STATUS_OK) {
            reader_free(reader);
            return NULL;
        }
    }
    return reader;
}

const struct capture_format *reader_format(const struct reader *reader)
{
    return &reader->format;
}

double reader_duration_s(const struct reader *reader)
{
    uint64_t longest = 0;
    for (unsigned t = 0; t < reader->format.n_tracks; t++) {
        const uint64_t length = reader->inputs[t]->length_frames;
        if (length == INPUT_LENGTH_UNKNOWN)
            return NAN;
        longest = length > longest ? length : longest;
    }
    return (double)longest / reader->format.rate_hz;
}

size_t reader_read(struct reader *reader, float *const *planar, size_t frames, struct error *error)
{
    const struct capture_format *format = &reader->format;
    size_t got[TRACKS_MAX];
    size_t longest = 0;
    for (unsigned t = 0; t < format->n_tracks; t++) {
        struct input *input = reader->inputs[t];
        got[t] = input->ops->read(input, planar + format->tracks[t].first_channel, frames, error);
        longest = got[t] > longest ? got[t] : longest;
    }
    for (unsigned t = 0; t < format->n_tracks; t++) {
        for (unsigned c = 0; c < format->tracks[t].channels && got[t] < longest; c++)
            memset(planar[format->tracks[t].first_channel + c] + got[t], 0,
                   (longest - got[t]) * sizeof(float));
    }
    return longest;
}

bool reader_seek(struct reader *reader, uint64_t frame)
{
    for (unsigned t = 0; t < reader->format.n_tracks; t++) {
        if (!reader->inputs[t]->can_seek)
            return false;
    }
    for (unsigned t = 0; t < reader->format.n_tracks; t++) {
        if (!reader->inputs[t]->ops->seek(reader->inputs[t], frame))
            return false;
    }
    return true;
}

bool reader_can_seek(const struct reader *reader)
{
    for (unsigned t = 0; t < reader->format.n_tracks; t++) {
        if (!reader->inputs[t]->can_seek)
            return false;
    }
    return true;
}

bool reader_at_end(const struct reader *reader)
{
    for (unsigned t = 0; t < reader->format.n_tracks; t++) {
        if (!reader->inputs[t]->ended)
            return false;
    }
    return true;
}

void reader_set_patience(struct reader *reader, int timeout_ms)
{
    for (unsigned t = 0; t < reader->format.n_tracks; t++)
        reader->inputs[t]->patience_ms = timeout_ms;
}
