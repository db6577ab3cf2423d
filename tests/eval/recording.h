/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* recording: a file in memory, as mono; and songs cut up from three of them: A B A C B, pieces of
 * eight seconds, the second A and B from further on in their files. */
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

enum { CUT_PIECES = 5, CUT_S = 8 };

static inline void recording_cut_sound(uint64_t frame, unsigned rate_hz, void *context,
                                       float *left, float *right)
{
    static const struct {
        unsigned file, from_s;
    } pieces[CUT_PIECES] = {{0, 0}, {1, 0}, {0, 7}, {2, 0}, {1, 7}};
    struct recording *three = context;
    const uint64_t length = (uint64_t)CUT_S * rate_hz;
    const uint64_t piece = frame / length < CUT_PIECES ? frame / length : CUT_PIECES - 1;
    const uint64_t at = frame - piece * length + (uint64_t)pieces[piece].from_s * rate_hz;
    recording_sound(at, rate_hz, &three[pieces[piece].file], left, right);
}

#endif
