/* Copyright (C) 2026 the sideman authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "capture/header.h"

#include "base/i18n.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAG_PCM = 1, TAG_FLOAT = 3, TAG_EXTENSIBLE = 0xFFFE };
enum { FMT_BYTES_MIN = 16, FMT_BYTES_MAX = 40, DS64_BYTES = 16 };
enum { HEADER_BYTES_MAX = 256 << 20 }; /* an endless stream of other chunks is no WAV */

struct parse {
    header_source *source;
    void *context;
    const char *name;
    struct header *header;
    struct error *error;
    uint64_t *left; /* bytes that the header may still have */
};

static uint32_t le16(const unsigned char *b)
{
    return (uint32_t)b[0] | (uint32_t)b[1] << 8;
}

static uint32_t le32(const unsigned char *b)
{
    return le16(b) | le16(b + 2) << 16;
}

static uint32_t be32(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool take(const struct parse *parse, unsigned char *bytes, uint64_t count)
{
    if (count > *parse->left) {
        *parse->left = 0;
        return false;
    }
    *parse->left -= count;
    return parse->source(parse->context, bytes, (size_t)count);
}

static enum status fail_unknown(const struct parse *parse)
{
    return error_set(parse->error, STATUS_FAILED,
                     _("%s: neither a WAV nor an AU header; for raw samples say what they are, "
                       "for example --stdin 48000:2:s16le"),
                     parse->name);
}

static enum status fail_short(const struct parse *parse)
{
    if (*parse->left == 0)
        return fail_unknown(parse);
    return error_set(parse->error, STATUS_FAILED,
                     _("%s: the header ends too early; nothing to hear in it"), parse->name);
}

static enum status fail_coding(const struct parse *parse, const char *what)
{
    return error_set(parse->error, STATUS_FAILED,
                     _("%s: %s samples of a kind that sideman cannot read from a stream; "
                       "send 16, 24 or 32 bit PCM or float"),
                     parse->name, what);
}

/* Who writes to a pipe does not know the size: ffmpeg writes all ones, SoX nearly 2 GiB. */
static bool is_placeholder(uint32_t size)
{
    return size == 0 || (size >= 0x7FFFF000u && size <= 0x7FFFFFFFu) || size >= 0xFFFFF000u;
}

/* The PCM format of `tag` with samples of `bytes` bytes; PCM_FORMATS when there is none. */
static enum pcm_format wav_format(uint32_t tag, uint32_t bytes)
{
    static const enum pcm_format integers[] = {PCM_FORMATS, PCM_U8, PCM_S16LE, PCM_S24LE,
                                               PCM_S32LE};
    if (tag == TAG_PCM && bytes <= 4)
        return integers[bytes];
    if (tag == TAG_FLOAT && bytes == 4)
        return PCM_F32LE;
    if (tag == TAG_FLOAT && bytes == 8)
        return PCM_F64LE;
    return PCM_FORMATS;
}

static enum status read_fmt(const struct parse *parse, uint32_t size)
{
    unsigned char fmt[FMT_BYTES_MAX] = {0};
    const uint32_t taken = size < FMT_BYTES_MAX ? size : FMT_BYTES_MAX;
    if (size < FMT_BYTES_MIN || !take(parse, fmt, taken) ||
        !take(parse, NULL, (uint64_t)size - taken + (size & 1)))
        return fail_short(parse);
    uint32_t tag = le16(fmt);
    if (tag == TAG_EXTENSIBLE && taken >= 26)
        tag = le16(fmt + 24);
    const uint32_t channels = le16(fmt + 2);
    const uint32_t rate_hz = le32(fmt + 4);
    const enum status status =
        pcm_check_shape(parse->name, (long)rate_hz, (long)channels, parse->error);
    if (status != STATUS_OK)
        return status;
    const uint32_t bytes = (le16(fmt + 14) + 7) / 8;
    const enum pcm_format format = wav_format(tag, bytes);
    if (format == PCM_FORMATS || le16(fmt + 12) != bytes * channels)
        return fail_coding(parse, "WAV");
    parse->header->spec =
        (struct pcm_spec){.rate_hz = rate_hz, .channels = channels, .format = format};
    return STATUS_OK;
}

static enum status read_wav(const struct parse *parse)
{
    unsigned char chunk[8];
    uint64_t long_bytes = UINT64_MAX;
    parse->header->spec.channels = 0;
    for (;;) {
        if (!take(parse, chunk, sizeof chunk))
            return fail_short(parse);
        const uint32_t size = le32(chunk + 4);
        if (memcmp(chunk, "data", 4) == 0) {
            if (parse->header->spec.channels == 0)
                return fail_short(parse);
            parse->header->data_bytes = is_placeholder(size) ? long_bytes : size;
            return STATUS_OK;
        }
        if (memcmp(chunk, "fmt ", 4) == 0) {
            const enum status status = read_fmt(parse, size);
            if (status != STATUS_OK)
                return status;
        } else if (memcmp(chunk, "ds64", 4) == 0 && size >= DS64_BYTES) {
            unsigned char ds64[DS64_BYTES];
            if (!take(parse, ds64, sizeof ds64) ||
                !take(parse, NULL, (uint64_t)size - DS64_BYTES + (size & 1)))
                return fail_short(parse);
            const uint64_t bytes = le32(ds64 + 8) | (uint64_t)le32(ds64 + 12) << 32;
            long_bytes = bytes ? bytes : UINT64_MAX;
        } else if (!take(parse, NULL, (uint64_t)size + (size & 1))) {
            return fail_short(parse);
        }
    }
}

/* `start`: the 12 bytes read so far. */
static enum status read_au(const struct parse *parse, const unsigned char *start)
{
    static const enum pcm_format codings[] = {PCM_FORMATS, PCM_FORMATS, PCM_S8,    PCM_S16BE,
                                              PCM_S24BE,   PCM_S32BE,   PCM_F32BE, PCM_F64BE};
    unsigned char rest[12];
    const uint32_t offset = be32(start + 4);
    const uint32_t size = be32(start + 8);
    if (!take(parse, rest, sizeof rest) || offset < 24 ||
        !take(parse, NULL, offset - 24))
        return fail_short(parse);
    const uint32_t coding = be32(rest);
    const uint32_t rate_hz = be32(rest + 4);
    const uint32_t channels = be32(rest + 8);
    const enum status status =
        pcm_check_shape(parse->name, (long)rate_hz, (long)channels, parse->error);
    if (status != STATUS_OK)
        return status;
    if (coding >= sizeof codings / sizeof *codings || codings[coding] == PCM_FORMATS)
        return fail_coding(parse, "AU");
    parse->header->spec =
        (struct pcm_spec){.rate_hz = rate_hz, .channels = channels, .format = codings[coding]};
    parse->header->data_bytes = is_placeholder(size) ? UINT64_MAX : size;
    return STATUS_OK;
}

enum status header_read(header_source *source, void *context, const char *name,
                        struct header *header, struct error *error)
{
    uint64_t left = HEADER_BYTES_MAX;
    const struct parse parse = {source, context, name, header, error, &left};
    unsigned char start[12];
    if (!source(context, start, sizeof start))
        return error_set(error, STATUS_FAILED, _("%s: it ended before any sound came"), name);
    const bool riff = memcmp(start, "RIFF", 4) == 0 || memcmp(start, "RF64", 4) == 0;
    if (riff && memcmp(start + 8, "WAVE", 4) == 0)
        return read_wav(&parse);
    if (memcmp(start, ".snd", 4) == 0)
        return read_au(&parse, start);
    return fail_unknown(&parse);
}

static bool read_stdio(void *context, unsigned char *bytes, size_t count)
{
    if (bytes)
        return fread(bytes, 1, count, context) == count;
    return fseek(context, (long)count, SEEK_CUR) == 0;
}

/* Of AIFF and AIFC, from their COMM chunk. */
static uint64_t aiff_frames(FILE *file)
{
    unsigned char chunk[12];
    if (fread(chunk, 1, 12, file) != 12 || memcmp(chunk, "FORM", 4) != 0 ||
        memcmp(chunk + 8, "AIF", 3) != 0)
        return 0;
    while (fread(chunk, 1, 8, file) == 8) {
        const uint32_t size = be32(chunk + 4);
        if (memcmp(chunk, "COMM", 4) == 0)
            return fread(chunk, 1, 6, file) == 6 ? be32(chunk + 2) : 0;
        if (fseek(file, (long)size + (long)(size & 1), SEEK_CUR) != 0)
            return 0;
    }
    return 0;
}

static uint64_t wav_or_au_frames(FILE *file, const char *path)
{
    struct header header;
    const enum status status = header_read(read_stdio, file, path, &header, NULL);
    if (status != STATUS_OK || header.data_bytes == UINT64_MAX)
        return 0;
    return header.data_bytes / (pcm_sample_bytes(header.spec.format) * header.spec.channels);
}

uint64_t header_declared_frames(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    uint64_t frames = aiff_frames(file);
    rewind(file);
    if (frames == 0)
        frames = wav_or_au_frames(file, path);
    fclose(file);
    return frames;
}

bool header_is_endless(const char *path)
{
    enum { PAGE_MAX = 65307, FLAGS = 5, LAST_PAGE = 4 };
    static const char capture[] = "OggS";
    unsigned char start[4] = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    bool endless = fread(start, 1, 4, file) == 4 && memcmp(start, capture, 4) == 0;
    unsigned char *tail = endless ? malloc(PAGE_MAX) : NULL;
    if (tail) {
        if (fseek(file, -PAGE_MAX, SEEK_END) != 0)
            rewind(file);
        const size_t count = fread(tail, 1, PAGE_MAX, file);
        for (size_t i = count; i-- > 0;) {
            if (i + FLAGS < count && memcmp(tail + i, capture, 4) == 0) {
                endless = (tail[i + FLAGS] & LAST_PAGE) == 0;
                break;
            }
        }
    }
    free(tail);
    fclose(file);
    return endless;
}
