/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* pcm_convert: the loops of pcm.h, apart so that they are compiled like the other sample loops. */

#include "capture/pcm.h"

#include <string.h>

static uint32_t load_le32(const unsigned char *b)
{
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static uint32_t load_be32(const unsigned char *b)
{
    return (uint32_t)b[3] | (uint32_t)b[2] << 8 | (uint32_t)b[1] << 16 | (uint32_t)b[0] << 24;
}

static float float_from_s32(uint32_t bits)
{
    return (float)(int32_t)bits * (1.0f / 2147483648.0f);
}

static float float_from_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static float float_from_double_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return (float)value;
}

static void convert_u8(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = (float)(b[i] - 128) * (1.0f / 128.0f);
}

static void convert_s8(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = (float)(int8_t)b[i] * (1.0f / 128.0f);
}

static void convert_s16le(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = (float)(int16_t)(b[2 * i] | b[2 * i + 1] << 8) * (1.0f / 32768.0f);
}

static void convert_s16be(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = (float)(int16_t)(b[2 * i + 1] | b[2 * i] << 8) * (1.0f / 32768.0f);
}

static void convert_s24le(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++, b += 3)
        samples[i] = float_from_s32((uint32_t)b[0] << 8 | (uint32_t)b[1] << 16 |
                                   (uint32_t)b[2] << 24);
}

static void convert_s24be(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++, b += 3)
        samples[i] = float_from_s32((uint32_t)b[2] << 8 | (uint32_t)b[1] << 16 |
                                   (uint32_t)b[0] << 24);
}

static void convert_s32le(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = float_from_s32(load_le32(b + 4 * i));
}

static void convert_s32be(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = float_from_s32(load_be32(b + 4 * i));
}

static void convert_f32le(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = float_from_bits(load_le32(b + 4 * i));
}

static void convert_f32be(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = float_from_bits(load_be32(b + 4 * i));
}

static void convert_f64le(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++, b += 8)
        samples[i] = float_from_double_bits((uint64_t)load_le32(b) |
                                   (uint64_t)load_le32(b + 4) << 32);
}

static void convert_f64be(const unsigned char *b, float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++, b += 8)
        samples[i] = float_from_double_bits((uint64_t)load_be32(b + 4) |
                                   (uint64_t)load_be32(b) << 32);
}

void pcm_to_float(enum pcm_format format, const unsigned char *bytes, float *samples, size_t count)
{
    static void (*const converters[PCM_FORMATS])(const unsigned char *, float *, size_t) = {
        [PCM_U8] = convert_u8,       [PCM_S8] = convert_s8,       [PCM_S16LE] = convert_s16le,
        [PCM_S16BE] = convert_s16be, [PCM_S24LE] = convert_s24le, [PCM_S24BE] = convert_s24be,
        [PCM_S32LE] = convert_s32le, [PCM_S32BE] = convert_s32be, [PCM_F32LE] = convert_f32le,
        [PCM_F32BE] = convert_f32be, [PCM_F64LE] = convert_f64le, [PCM_F64BE] = convert_f64be,
    };
    converters[format](bytes, samples, count);
}

static void split_stereo(const float *restrict interleaved, float *restrict left,
                         float *restrict right, size_t frames)
{
    for (size_t i = 0; i < frames; i++) {
        left[i] = interleaved[2 * i];
        right[i] = interleaved[2 * i + 1];
    }
}

void pcm_split_float(const float *interleaved, unsigned channels, float *const *planar,
                     size_t start, size_t frames)
{
    if (channels == 2) {
        split_stereo(interleaved, planar[0] + start, planar[1] + start, frames);
        return;
    }
    for (unsigned c = 0; c < channels; c++) {
        float *row = planar[c] + start;
        for (size_t i = 0; i < frames; i++)
            row[i] = interleaved[i * channels + c];
    }
}

static void split_stereo_s16(const int16_t *restrict interleaved, float *restrict left,
                             float *restrict right, size_t frames)
{
    for (size_t i = 0; i < frames; i++) {
        left[i] = (float)interleaved[2 * i] * (1.0f / 32768.0f);
        right[i] = (float)interleaved[2 * i + 1] * (1.0f / 32768.0f);
    }
}

void pcm_split_s16(const int16_t *interleaved, unsigned channels, float *const *planar,
                   size_t start, size_t frames)
{
    if (channels == 2) {
        split_stereo_s16(interleaved, planar[0] + start, planar[1] + start, frames);
        return;
    }
    for (unsigned c = 0; c < channels; c++) {
        float *row = planar[c] + start;
        for (size_t i = 0; i < frames; i++)
            row[i] = (float)interleaved[i * channels + c] * (1.0f / 32768.0f);
    }
}
