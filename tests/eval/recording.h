/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* recording: a file in memory, as mono; and songs cut up from three of them. */
#ifndef SIDEMAN_TESTS_RECORDING_H
#define SIDEMAN_TESTS_RECORDING_H

#include <sndfile.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct recording {
    float *samples; /* to be freed */
    uint64_t frames;
    unsigned rate_hz;
};

/* Adds the file to what is there already; false when it cannot be read or has another rate. */
static inline int recording_add(struct recording *recording, const char *path)
{
    SF_INFO info = {0};
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    const unsigned rate_hz = (unsigned)info.samplerate;
    if (!file || info.frames <= 0 || (recording->rate_hz && recording->rate_hz != rate_hz)) {
        fprintf(stderr, "%s: cannot be read, or has another rate\n", path);
        sf_close(file);
        return 0;
    }
    float *all = calloc((size_t)info.frames * (size_t)info.channels, sizeof *all);
    const uint64_t frames = all ? (uint64_t)sf_readf_float(file, all, info.frames) : 0;
    sf_close(file);
    if (!recording->samples) {
        recording->samples = calloc((size_t)frames + 1, sizeof *recording->samples);
        recording->frames = frames;
        recording->rate_hz = rate_hz;
    }
    for (uint64_t i = 0; recording->samples && i < frames && i < recording->frames; i++)
        for (int c = 0; c < info.channels; c++)
            recording->samples[i] +=
                all[i * (uint64_t)info.channels + (uint64_t)c] / (float)info.channels;
    free(all);
    return recording->samples != NULL;
}

static inline void recording_sound(uint64_t frame, unsigned rate_hz, void *context, float *left,
                                   float *right)
{
    const struct recording *recording = context;
    (void)rate_hz;
    *left = *right = frame < recording->frames ? recording->samples[frame] : 0.0f;
}

enum { CUT_PIECES_MAX = 5 };

/* A song cut up from three recordings. */
struct cut_song {
    const struct recording *three[3];
    unsigned pieces;
    struct {
        unsigned file;
        double from_s, start_s; /* in the file, in the song */
    } piece[CUT_PIECES_MAX];
    double end_s;
};

static inline void cut_song_add(struct cut_song *song, unsigned file, double from_s,
                                double length_s)
{
    song->piece[song->pieces].file = file;
    song->piece[song->pieces].from_s = from_s;
    song->piece[song->pieces++].start_s = song->end_s;
    song->end_s += length_s;
}

static inline void cut_song_sound(uint64_t frame, unsigned rate_hz, void *context, float *left,
                                  float *right)
{
    struct cut_song *const song = context;
    const double at_s = (double)frame / rate_hz;
    unsigned i = song->pieces - 1;
    while (i > 0 && song->piece[i].start_s > at_s)
        i--;
    const uint64_t at = frame + (uint64_t)(song->piece[i].from_s * rate_hz) -
                        (uint64_t)(song->piece[i].start_s * rate_hz);
    recording_sound(at, rate_hz, (void *)(uintptr_t)song->three[song->piece[i].file], left, right);
}

#endif
