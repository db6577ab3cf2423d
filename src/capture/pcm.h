/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pcm: raw sample formats and their conversion to planar floats, full scale 1.0, with the very
 * values that libsndfile gives.  Thread: any. */
#ifndef SIDEMAN_PCM_H
#define SIDEMAN_PCM_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pcm_format {
    PCM_U8,
    PCM_S8,
    PCM_S16LE,
    PCM_S16BE,
    PCM_S24LE,
    PCM_S24BE,
    PCM_S32LE,
    PCM_S32BE,
    PCM_F32LE,
    PCM_F32BE,
    PCM_F64LE,
    PCM_F64BE,
    PCM_FORMATS
};

struct pcm_spec {
    unsigned rate_hz;
    unsigned channels;
    enum pcm_format format;
};

/* What a track may be: shared by files and streams.  Unsigned, in Hz and channels. */
enum { PCM_RATE_MIN_HZ = 1000, PCM_RATE_MAX_HZ = 768000 };

size_t pcm_sample_bytes(enum pcm_format format);

/* "48000:2:f32le".  STATUS_USAGE with the mend when it is not like that. */
enum status pcm_parse_spec(const char *text, struct pcm_spec *spec, struct error *error);

/* STATUS_FAILED when `name` has more channels or another rate than sideman takes. */
enum status pcm_check_shape(const char *name, long rate_hz, long channels, struct error *error);

/* `bytes` holds `count` samples. */
void pcm_to_float(enum pcm_format format, const unsigned char *bytes, float *samples, size_t count);

/* Interleaved frames into rows: planar[c][start + i]. */
void pcm_split_float(const float *interleaved, unsigned channels, float *const *planar,
                     size_t start, size_t frames);
void pcm_split_s16(const int16_t *interleaved, unsigned channels, float *const *planar,
                   size_t start, size_t frames);

#endif
